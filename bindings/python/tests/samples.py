# SPDX-License-Identifier: BSL-1.0
"""Messages small enough to be read at a glance, and where the corpus lies."""

from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "tests" / "corpus"

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
