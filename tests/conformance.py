#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares what build/arf reads from the shared sample messages with the facts written down for them.

Every fact of every message of the ARF family, and whether the other messages are complaints, as far as their
formats are read. Prints the differences; exit status 1 where there is one.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus"
ARF_FAMILY = {
    "arf",
    "aol",
    "yahoo-cfl",
    "returnpath-fbl",
    "abusix-arf",
    "amazon-ses-arf",
    "arf-opt-out",
    "auth-failure",
    "dmarc-ruf",
    "cfbl-arf (fragment)",
}
NO_COMPLAINT = {"dsn", "dmarc-aggregate", "tls-rpt", "newsletter"}


def expected() -> dict[str, dict[str, object]]:
    """The facts to compare, by the path of the sample."""
    facts: dict[str, dict[str, object]] = {}
    with (CORPUS / "CATALOG.tsv").open(encoding="utf-8", newline="") as catalog:
        for row in csv.DictReader(catalog, delimiter="\t"):
            file = CORPUS / "expected" / f"{row['path']}.json"
            if file.exists() and row["dialect"] in ARF_FAMILY | NO_COMPLAINT:
                facts[row["path"]] = json.loads(file.read_text(encoding="utf-8"))
    return facts


def main() -> int:
    """Runs the comparison."""
    facts = expected()
    if len(facts) < 25:
        print(f"only {len(facts)} samples of known formats found in {CORPUS}: the catalogue has changed")
        return 1
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(facts, file)
        file.flush()
        program = ("--arf", str(ROOT / "build" / "arf"))
        check = [sys.executable, SHARED / "conformance" / "check.py", *program, CORPUS / "samples", file.name]
        return subprocess.run(check, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
