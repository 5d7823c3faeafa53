# SPDX-License-Identifier: BSL-1.0
"""The page of `arf summary --html`: one file that needs no other, and no script."""
