# SPDX-License-Identifier: BSL-1.0
"""Messages small enough to be read at a glance, where the corpus lies, and what other programs may see."""

import os
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[3] / "tests" / "corpus"

OF_SANITIZERS = ("LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS")


def environment_of_few_leftovers() -> dict[str, str]:
    """For measuring memory.

    AddressSanitizer keeps what was freed, by default up to 256 MiB of it (its quarantine). With 1 MiB, the
    peak is what is in use. Where it is not loaded, this does nothing.
    """
    options = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1")))
    return {**os.environ, "ASAN_OPTIONS": options}


def environment_of_others() -> dict[str, str]:
    """For programs that are not ours: without the runtime that a sanitized core needs loaded first."""
    return {name: value for name, value in os.environ.items() if name not in OF_SANITIZERS}


COMPLAINT = b"""\
From: Feedback Loop <fbl@example.net>
To: <abuse@example.com>
Subject: FW: Earn money
Date: Wed, 14 Jan 2026 07:07:20 +0000
Message-ID: <report-1@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a complaint.
--b
Content-Type: message/feedback-report

Feedback-Type: Abuse
User-Agent: Example/1.0
Version: 1
Arrival-Date: Wed, 14 Jan 2026 07:30:09 +0100
Source-IP: 192.0.2.1
Original-Mail-From: <>
Original-Rcpt-To: <somebody@example.net>
Reported-Domain: Example.COM
Incidents: 3
X-Token: a
  b

--b
Content-Type: message/rfc822

From: =?utf-8?q?J=C3=BCrgen?= <seller@example.com>
To: somebody@example.net, other@example.net
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
Date: Wed, 14 Jan 2026 07:30:00
Message-ID: <spam-1@example.com>

Spam
--b--
"""

NEWSLETTER = b"""\
From: news@example.com
Subject: News

Nothing to complain about.
"""

TRACED = b"""\
Authentication-Results: mx.example.com; dkim=pass header.d=example.net
From: Feedback Loop <fbl@example.net>
To: <abuse@example.com>
Subject: FW: Invoice
Date: Fri, 06 Feb 2026 09:20:00 +0000
Message-ID: <report-2@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a complaint.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Example/1.0
Version: 1
Source-IP: 192.0.2.44
Source-Port: 40112
Original-Rcpt-To: <anna@example.net>
Reporting-MTA: dns; mx.example.net

--b
Content-Type: message/rfc822

Return-Path: <bounce-spring-anna=example.net@example.com>
Received: from out4.example.com (out4.example.com [192.0.2.44])
\tby mx.example.net (Postfix) with ESMTPS id 8819382B45
\tfor <anna@example.net>; Fri, 06 Feb 2026 09:15:30 +0000 (UTC)
Received: from [192.168.1.20] (dsl-23.example.org [198.51.100.23])
\t(Authenticated sender: office@example.com)
\tby out4.example.com (Postfix) with ESMTPSA id 4Zq1Hx2sVbz9
\tfor <anna@example.net>; Fri, 06 Feb 2026 09:15:28 +0000 (UTC)
X-Spam-Status: No, score=1.5 required=5.0
From: Office <office@example.com>
To: anna@example.net
Date: Fri, 06 Feb 2026 10:15:20 +0100
Subject: Invoice 4711
Message-ID: <4711@example.com>
X-Mailer: Example Mail 3
List-Unsubscribe: <https://example.com/u>, <mailto:u@example.com>
Feedback-ID: a:b:c:example

Please find our invoice below.
--b--
"""
MINE: dict[str, Any] = {
    "my_networks": ["192.0.2.0/24"],
    "my_hosts": [".example.com"],
    "my_domains": ["example.com"],
    "my_authserv_ids": ["mx.example.com"],
}
