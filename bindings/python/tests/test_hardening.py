# SPDX-License-Identifier: BSL-1.0
"""The core that reads mail from strangers is compiled with the protections of cmake/Hardening.cmake."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from arf import _core

CHECK = Path(__file__).resolve().parents[3] / "tests" / "tools" / "check_hardening.py"


@pytest.mark.skipif("LD_PRELOAD" in os.environ, reason="a sanitizer takes the place of the protections")
def test_core_is_hardened() -> None:
    command = [sys.executable, str(CHECK), "--fortified", _core.__file__]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
