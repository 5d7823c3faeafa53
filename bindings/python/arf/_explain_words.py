# SPDX-License-Identifier: BSL-1.0
"""What `arf explain` says for the names in a record: its tables, one line a name."""

from __future__ import annotations

from arf._core import Report

COMPLAINTS = {
    "arf": "a feedback report (ARF, RFC 5965)",
    "xarf": "an abuse report in JSON (XARF)",
    "x-arf": "an abuse report with a YAML part (X-ARF)",
    "jmrp": "a report of Microsoft's feedback loop (JMRP)",
    "aol-tos": "a report of AOL's old feedback loop",
    "spamcop": "a SpamCop report",
    "spamcop-summary": "a SpamCop summary: addresses with counts of reports",
    "spamcop-alert": "a SpamCop alert: addresses without evidence",
    "ses": "a complaint notification of Amazon SES",
    "sendgrid": "webhook events of SendGrid, a complaint among them",
    "sparkpost": "webhook events of SparkPost, a complaint among them",
    "mailgun": "a complaint webhook of Mailgun",
    "postmark": "a spam complaint webhook of Postmark",
    "dmarc-text": "a DMARC failure report as text",
    "apple-unsubscribe": "an unsubscribe mail of Apple Mail",
    "unsubscribe": "an unsubscribe mail (RFC 2369)",
}
OTHERS = {
    "dsn": "a bounce: a delivery status notification (RFC 3464)",
    "mdn": "a receipt: a message disposition notification (RFC 8098)",
    "dmarc-aggregate": "a DMARC aggregate report",
    "tls-report": "an SMTP TLS report (RFC 8460)",
    "subscription-confirmation": "a question of Amazon SNS whether to subscribe, which was not followed",
    "webhook-event": "an event of a sending service that is no complaint of a person",
    "auto-reply": "an automatic reply (RFC 3834)",
    "newsletter": "a mail to a list",
}
FEEDBACK_TYPES = {
    "abuse": "somebody marked the mail as spam",
    "fraud": "somebody reported it as fraud or phishing",
    "virus": "a virus was found in it",
    "not-spam": "somebody said that it is no spam",
    "opt-out": "somebody wants no more such mail",
    "opt-out-list": "somebody wants no more mail of this list",
    "auth-failure": "a check of the sender failed: SPF, DKIM or DMARC",
    "miscategorized": "somebody says that it was put into the wrong category",
    "other": "none of the registered kinds",
    "xarf": "what it is about stands in its JSON part",
}
VERBS = {
    "not-spam": "marked as no spam",
    "opt-out": "asks for no more mail such as",
    "opt-out-list": "asks for no more mail such as",
}
REQUESTS = ("apple-unsubscribe", "unsubscribe")
"""Formats in which somebody asks for something."""
MACHINES = ("dmarc-text", "xarf", "x-arf")
"""Formats that no person makes by pressing a button."""
LISTS = ("spamcop-summary", "spamcop-alert")
"""Formats whose rows are addresses; in the others each row is a complaint."""
ORIGINS = {"address": "address", "user": "user", "script": "script", "mailer": "program"}
REDACTIONS = {
    "placeholder": "the reporter put a word in place of the address",
    "masked": "the reporter masked the address",
    "hashed": "the reporter hashed the address: equal tokens mean the same person",
    "empty": "the reporter removed the name before the @",
}
ROLES = {
    "submission": "handed in here",
    "ours": "between our own servers",
    "boundary": "the reporter took it over",
    "reporter": "inside the reporter's network",
    "claimed": "a claim: anybody could have written this",
}
CONFIDENCES = {
    "high": "sure",
    "medium": "likely",
    "low": "uncertain",
    "none": "not known",
}


def kind_of(report: Report) -> str:
    """What kind of message it is, in a sentence."""
    if report.is_report:
        return f"This is a complaint: {COMPLAINTS.get(report.format, report.format)}."
    if report.format == "unknown":
        return "Not recognised: none of the known kinds of message; a person may have written it."
    return f"This is no complaint but {OTHERS.get(report.format, report.format)}."


def verb_of(report: Report) -> str:
    """What the reporter did."""
    if report.feedback_type == "auth-failure":
        return "reported a failed check of the sender of"
    if report.format in REQUESTS:
        return VERBS["opt-out"]
    return VERBS.get(report.feedback_type or "", "reported" if is_by_machine(report) else "complained about")


def is_by_machine(report: Report) -> bool:
    """Whether no recipient of the mail pressed a button."""
    return report.format in MACHINES or report.feedback_type == "auth-failure"


def feedback_of(report: Report) -> str | None:
    """The feedback type with what it means."""
    name = report.feedback_type
    if name is None:
        return None
    return f"{name}: {FEEDBACK_TYPES[name]}" if name in FEEDBACK_TYPES else name
