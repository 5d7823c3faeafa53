#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# usage: python-env.sh [EXTRA]
# Makes the virtual environment build/venv, installs the Python package from this checkout into it (with the optional
# dependencies EXTRA, such as "test"), and leaves build/arf, which runs the command line from any folder. With "test" the
# package takes the way of a release: sdist, wheel, installation. The first two stay in build/dist.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build
venv=$build/venv

# Whether $1 is Python 3.10 or later with the headers that an extension module needs.
suits() {
    "$1" -c '
import os, sys, sysconfig
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (sys.version_info >= (3, 10) and os.path.exists(header)))' 2>/dev/null
}

# Makes the environment with the first Python that suits and whose venv module works (on Debian, both can be missing).
make_venv() {
    for python in python3 /usr/bin/python3; do
        if suits "$python" && "$python" -m venv --clear "$venv" >/dev/null 2>&1; then
            return 0
        fi
    done
    echo "python-env: no Python 3.10 or later with venv and headers (Debian: python3-venv python3-dev)" >&2
    return 1
}

pip() {
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"
}

# Builds the wheel from the sdist alone: a file that the sdist lacks is missing here. The sdist is unpacked at one place,
# so that ccache, where it is installed, knows the sources again.
build_from_sdist() {
    rm -rf "$build/dist" "$build/sdist"
    mkdir -p "$build/dist" "$build/sdist"
    pip install "build>=1"  # makes sdists
    "$venv/bin/python" -m build --sdist --outdir "$build/dist" "$root" >"$build/sdist.log" 2>&1 ||
        { cat "$build/sdist.log" >&2; return 1; }
    tar -xzf "$build/dist/"*.tar.gz -C "$build/sdist" --strip-components=1
    pip wheel --no-deps --wheel-dir "$build/dist" "$build/sdist"
}

mkdir -p "$build"
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
if [ "${1:-}" = test ]; then
    build_from_sdist
    wheel=$(echo "$build/dist/"*.whl)
    pip install --force-reinstall --no-deps "$wheel"  # the version is that of the one that is there
    pip install --no-compile "$wheel[test]"  # most of those modules nobody imports
else
    pip install "$root${1:+[$1]}"
fi

# -I: the package is the one in the environment, even where the current folder holds an `arf` too.
cat >"$build/arf" <<'WRAPPER'
#!/bin/sh
# The command line of libarf, in the virtual environment beside this file.
here=$(dirname "$(readlink -f "$0")")
exec "$here/venv/bin/python" -I -m arf "$@"
WRAPPER
chmod +x "$build/arf"
