# SPDX-License-Identifier: BSL-1.0
"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import COMPLAINT, NEWSLETTER


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy learnt of the package in one test, it knows in the next."""
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    """A mailbox: a complaint, a newsletter, the complaint again."""
    path = tmp_path / "abuse.mbox"
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    path.write_bytes(b"".join(separator + message + b"\n" for message in (COMPLAINT, NEWSLETTER, COMPLAINT)))
    return path
