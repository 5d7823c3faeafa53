# SPDX-License-Identifier: BSL-1.0
"""The fields that servers write about a message: what :class:`arf.Message` has as methods, for single values.

Each function takes the value of a field, str or bytes, folded or not, and never raises for what stands in
it: what cannot be read is absent, and ``raw`` is always there.
"""

from arf._core import (
    read_arc_authentication_results,
    read_authentication_results,
    read_dkim_signature,
    read_received,
    read_received_spf,
)
from arf._trace_types import (
    AuthenticationProperty,
    AuthenticationResult,
    AuthenticationResults,
    DkimSignature,
    FilterVerdict,
    Origin,
    Received,
    ReceivedSpf,
)

__all__ = [
    "AuthenticationProperty",
    "AuthenticationResult",
    "AuthenticationResults",
    "DkimSignature",
    "FilterVerdict",
    "Origin",
    "Received",
    "ReceivedSpf",
    "read_arc_authentication_results",
    "read_authentication_results",
    "read_dkim_signature",
    "read_received",
    "read_received_spf",
]
