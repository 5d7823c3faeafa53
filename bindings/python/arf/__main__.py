# SPDX-License-Identifier: BSL-1.0
"""``python -m arf``: the command line."""

from arf.cli import main

if __name__ == "__main__":
    main()
