# SPDX-License-Identifier: BSL-1.0
"""The commands of `arf`, one module each; arf.cli puts them together."""
