# SPDX-License-Identifier: BSL-1.0
"""What senders write into a message to recognise it when it comes back.

Each function takes the value of a field, str or bytes, folded or not, and never raises for what stands in
it. Nothing is ever fetched.
"""

from arf._core import (
    is_one_click,
    read_cfbl_address,
    read_feedback_id,
    read_list_id,
    read_list_unsubscribe,
    read_msfbl,
    read_return_path_token,
)
from arf._trace_types import CfblAddress, FeedbackId, ListId, Msfbl, ReturnPathToken

__all__ = [
    "CfblAddress",
    "FeedbackId",
    "ListId",
    "Msfbl",
    "ReturnPathToken",
    "is_one_click",
    "read_cfbl_address",
    "read_feedback_id",
    "read_list_id",
    "read_list_unsubscribe",
    "read_msfbl",
    "read_return_path_token",
]
