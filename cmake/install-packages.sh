#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# usage: install-packages.sh SECTION...
# Installs the Debian packages that packages.txt lists under the sections named and that are missing, as root or through
# sudo. Where it can't, it names them and stops with status 1. Silent when nothing is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)

die() {
    echo "install-packages: $*" >&2
    exit 1
}

# The packages of section $1.
listed() {
    awk -v section="$1" '$1 == section { print $2 }' "$here/packages.txt"
}

# Those of the packages named that dpkg does not have.
missing() {
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
                awk '$2 == "installed" { print $1 }') || true
    for package in "$@"; do
        printf '%s\n' "$installed" | grep -qxF "$package" || echo "$package"
    done
}

# Runs a command as root: quietly, but with all it said when it fails.
as_root() {
    log=$(mktemp)
    status=0
    $sudo env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

[ $# -gt 0 ] || die "usage: install-packages.sh SECTION..."
wanted=$(for section in "$@"; do listed "$section"; done)
[ -n "$wanted" ] || die "packages.txt has no section $*"
command -v dpkg-query >/dev/null || die "this is no Debian system; install what corresponds to:" $wanted

needed=$(missing $wanted)
[ -n "$needed" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    sudo=
elif ! command -v sudo >/dev/null; then
    die "neither root nor sudo; please install:" $needed
elif [ -t 0 ]; then
    sudo=sudo
elif sudo -n true 2>/dev/null; then
    sudo="sudo -n"
else
    die "sudo would ask for a password, and there is no terminal; please install:" $needed
fi

echo "install-packages: installing" $needed >&2
as_root apt-get -qq update || echo "install-packages: apt-get update failed; trying with the lists there are" >&2
as_root apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 install $needed ||
    die "apt-get could not install:" $needed
