# SPDX-License-Identifier: BSL-1.0
# The types of the C++ core, which is built from bindings/python/src. The names of the facts are those of the
# table in include/arf/detail/columns.hpp, where each one's RFC stands.
import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any, ClassVar, Literal, final, overload

from typing_extensions import Buffer, Self

from arf._attribution import Answer, AttributionOptions, Device, Hop, Network, TokenDecoder, Trust
from arf._tally import TallyGroup
from arf._trace_types import (
    AuthenticationResults,
    CfblAddress,
    DkimSignature,
    FeedbackId,
    FilterVerdict,
    ListId,
    Msfbl,
    Origin,
    Received,
    ReceivedSpf,
    ReturnPathToken,
)
from arf._types import Address, DeliveryStatus, Diagnostic, Evidence, Field, ParseError, ReportRow

__version__: str
HEADER_ONLY: bool  # built from arf::header_only rather than arf::arf

@final
class Message:
    """The header of a mail message (RFC 5322, section 3.6), and its bytes as received.

    It keeps its report alive. Two are equal when they stand at the same place of equal reports.
    """

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in order."""
    @property
    def message_id(self) -> str | None:
        """Without brackets."""
    @property
    def from_(self) -> Address | None:
        """The first author."""
    @property
    def to(self) -> tuple[Address, ...]:
        """In order, groups opened, unreadable addresses left out."""
    @property
    def subject(self) -> str | None:
        """Decoded (RFC 2047)."""
    @property
    def date(self) -> datetime | None:
        """In UTC; None where it is absent, or its zone missing or unknown."""
    @property
    def return_path(self) -> Address | None: ...
    @property
    def list_unsubscribe(self) -> str | None:
        """RFC 2369, section 3.2."""
    @property
    def list_id(self) -> str | None:
        """RFC 2919."""
    @property
    def feedback_id(self) -> str | None: ...
    @property
    def cfbl_address(self) -> str | None:
        """With its parameters (RFC 9477, section 5.1)."""
    @property
    def cfbl_feedback_id(self) -> str | None:
        """RFC 9477, section 5.2."""
    @property
    def headers_only(self) -> bool:
        """Whether only the header was sent."""
    @property
    def bytes(self) -> builtins.bytes:
        """The message as received, or as its transfer encoding was undone."""
    @property
    def body(self) -> builtins.bytes:
        """What stands behind the header."""
    def find(self, name: str, /) -> Field | None:
        """The first field of that name, whatever its letter case."""
    def values(self, name: str, /) -> tuple[str, ...]:
        """The unfolded values of all fields of that name."""
    def received(self) -> tuple[Received, ...]:
        """The hops of its way, the newest first (RFC 5321, section 4.4)."""
    def authentication_results(self) -> tuple[AuthenticationResults, ...]:
        """All Authentication-Results fields from the top (RFC 8601)."""
    def arc_authentication_results(self) -> tuple[AuthenticationResults, ...]:
        """All ARC-Authentication-Results fields from the top (RFC 8617)."""
    def received_spf(self) -> tuple[ReceivedSpf, ...]:
        """All Received-SPF fields from the top (RFC 7208, section 9.1)."""
    def dkim_signatures(self) -> tuple[DkimSignature, ...]:
        """All DKIM-Signature fields from the top (RFC 6376). Nothing is verified."""
    def origins(self) -> tuple[Origin, ...]:
        """X-Originating-IP, X-AuthUser, X-PHP-Script, X-Mailer and their kin in order."""
    def filter_verdicts(self) -> tuple[FilterVerdict, ...]:
        """What filters wrote about the message, in order."""
    def __bytes__(self) -> builtins.bytes: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: Any, /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Part:
    """One node of a message's MIME tree (RFC 2045, RFC 2046). It keeps its report alive."""

    @property
    def media_type(self) -> str:
        """As written, such as "text/plain"; empty where the part does not say."""
    @property
    def content_type(self) -> str:
        """The whole Content-Type value, with its parameters."""
    @property
    def bytes(self) -> builtins.bytes:
        """Header and body as received."""
    @property
    def body(self) -> builtins.bytes:
        """As received, transfer encoding not undone."""
    @property
    def content(self) -> builtins.bytes:
        """The body, transfer encoding undone."""
    @property
    def fields(self) -> tuple[Field, ...]:
        """The header of the part."""
    @property
    def kind(self) -> Literal["leaf", "multipart", "message"]:
        """A message has one child: the embedded message, with a header of its own."""
    @property
    def parent(self) -> int | None:
        """Index of the parent in Report.parts; None for the message itself."""
    @property
    def depth(self) -> int:
        """Number of ancestors."""
    @property
    def decoded(self) -> bool:
        """Whether the bytes come from its parent's undone transfer encoding, not from the message."""
    def __bytes__(self) -> builtins.bytes: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: Any, /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Report:
    """The facts that one complaint states, under the names of its JSON record.

    What the message does not say, or says in a way that cannot be read, is None or an empty tuple;
    `diagnostics` tells the two apart. Values are made when they are asked for. Bytes that are no UTF-8 show
    as U+FFFD; what was received stands in `fields`. It cannot be changed; several threads may read it.

    Two reports are equal when they were made of the same bytes from the same place (`source`, `index`,
    `offset`), within the same limits: then they state the same facts. Pickled, a report is its bytes and its
    place; who unpickles it parses them again.
    """

    @property
    def source(self) -> str:
        """Path of the file the message came from, "-" for standard input; empty after parse()."""
    @property
    def index(self) -> int:
        """Number of the message in its file, from 0."""
    @property
    def offset(self) -> int:
        """Of the message's first byte in its file."""
    @property
    def is_report(self) -> bool:
        """Whether this is a complaint, rather than another message that was kept."""
    @property
    def format(self) -> str:
        """The wire format: arf, xarf, dsn, mdn, ..."""
    @property
    def reason(self) -> str:
        """How the format was recognised."""
    @property
    def feed(self) -> str | None:
        """The feedback loop or service it came through: yahoo, microsoft, ...; None where not known."""
    @property
    def feedback_type(self) -> str | None:
        """Kind of complaint, lower case: abuse, fraud, not-spam, auth-failure, ..."""
    @property
    def user_agent(self) -> str | None: ...
    @property
    def version(self) -> str | None: ...
    @property
    def arrival_date(self) -> datetime | None:
        """In UTC; None where it is absent, or its zone missing or unknown."""
    @property
    def arrival_date_raw(self) -> str | None:
        """As written, where it is no instant; else None."""
    @property
    def source_ip(self) -> IPv4Address | IPv6Address | None: ...
    @property
    def source_port(self) -> int | None: ...
    @property
    def original_mail_from(self) -> str | None:
        """Empty for the null path."""
    @property
    def original_rcpt_to(self) -> tuple[str, ...]: ...
    @property
    def reported_domain(self) -> tuple[str, ...]:
        """In lower case."""
    @property
    def reported_uri(self) -> tuple[str, ...]: ...
    @property
    def reporting_mta(self) -> str | None:
        """The name without its type."""
    @property
    def incidents(self) -> int | None:
        """None means one (RFC 5965, section 3.2)."""
    @property
    def original_envelope_id(self) -> str | None: ...
    @property
    def authentication_results(self) -> tuple[str, ...]: ...
    @property
    def auth_failure(self) -> str | None:
        """In lower case."""
    @property
    def delivery_result(self) -> str | None:
        """In lower case."""
    @property
    def identity_alignment(self) -> str | None:
        """As written: RFC 7489 lists what aligned, RFC 9991 what did not."""
    @property
    def dkim_domain(self) -> str | None:
        """In lower case."""
    @property
    def dkim_identity(self) -> str | None: ...
    @property
    def dkim_selector(self) -> str | None: ...
    @property
    def dkim_selector_dns(self) -> str | None: ...
    @property
    def dkim_canonicalized_header(self) -> str | None:
        """Base64 as written."""
    @property
    def dkim_canonicalized_body(self) -> str | None:
        """Base64 as written."""
    @property
    def dkim_adsp_dns(self) -> str | None: ...
    @property
    def spf_dns(self) -> tuple[str, ...]:
        """Each "type:domain:record"."""
    @property
    def removal_recipient(self) -> str | None: ...
    @property
    def redacted_address(self) -> tuple[str, ...]: ...
    @property
    def xarf_category(self) -> str | None:
        """Of an X-ARF or XARF report: abuse, messaging, connection, ..."""
    @property
    def xarf_report_type(self) -> str | None:
        """As written: spam, login-attack, ..."""
    @property
    def xarf_report_id(self) -> str | None: ...
    @property
    def original_message_id(self) -> str | None:
        """Without brackets."""
    @property
    def original_from(self) -> str | None: ...
    @property
    def original_to(self) -> tuple[str, ...]: ...
    @property
    def original_subject(self) -> str | None: ...
    @property
    def original_date(self) -> datetime | None: ...
    @property
    def original_date_raw(self) -> str | None: ...
    @property
    def original_return_path(self) -> str | None: ...
    @property
    def original_list_unsubscribe(self) -> str | None: ...
    @property
    def original_list_id(self) -> str | None: ...
    @property
    def original_feedback_id(self) -> str | None: ...
    @property
    def cfbl_address(self) -> str | None: ...
    @property
    def cfbl_feedback_id(self) -> str | None: ...
    @property
    def original_headers_only(self) -> bool | None:
        """None where there is no original message."""
    @property
    def carrier_from(self) -> str | None: ...
    @property
    def carrier_to(self) -> tuple[str, ...]: ...
    @property
    def carrier_subject(self) -> str | None: ...
    @property
    def carrier_date(self) -> datetime | None: ...
    @property
    def carrier_date_raw(self) -> str | None: ...
    @property
    def carrier_message_id(self) -> str | None: ...
    @property
    def fields(self) -> tuple[Field, ...]:
        """The report part: every field in order, as received."""
    @property
    def extensions(self) -> tuple[Field, ...]:
        """Those of them that are not known."""
    @property
    def rows(self) -> tuple[ReportRow, ...]:
        """The rows of a complaint that lists many: SpamCop's summary, a webhook's batch of events."""
    @property
    def deliveries(self) -> tuple[DeliveryStatus, ...]:
        """What a bounce says about each recipient (RFC 3464, section 2.3)."""
    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence of a XARF or X-ARF report."""
    @property
    def document(self) -> Any:
        """The JSON or YAML document that the complaint came as or brought along: dicts, lists, str, ...

        None where there is none. Of duplicate keys the first counts.
        """
    @property
    def redacted(self) -> tuple[str, ...]:
        """Names of the attributes whose addresses the reporter made unreadable (RFC 6590)."""
    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was odd, in the order in which it was found."""
    @property
    def original(self) -> Message | None:
        """The message complained about."""
    @property
    def carrier(self) -> Message:
        """The message that brought the report."""
    @property
    def parts(self) -> tuple[Part, ...]:
        """The MIME tree: a parent before its children."""
    @property
    def bytes(self) -> builtins.bytes:
        """What was parsed, as received."""
    def text(self) -> str:
        """The first readable text of the carrier; empty where there is none."""
    def to_json(self, *, attribution: Attribution | AttributionOptions | None = None) -> str:
        """The flat record as one line of JSON, as the command line prints it.

        With an attribution of this report, or with options for one, it has the member `attribution`.
        """
    def to_dict(self, *, attribution: Attribution | AttributionOptions | None = None) -> dict[str, Any]:
        """The flat record as a dict of plain JSON types; an absent fact has no key.

        With an attribution of this report, or with options for one, it has the member `attribution`.
        """
    @overload
    def attribution(self, options: AttributionOptions | None = None, /) -> Attribution:
        """Infers whom the complaint is about; never more sure than the evidence.

        Takes AttributionOptions or their keywords. Raises what a decoder's function raises.
        """
    @overload
    def attribution(
        self,
        *,
        my_networks: Iterable[Network] = (),
        my_hosts: Iterable[str] = (),
        my_domains: Iterable[str] = (),
        my_authserv_ids: Iterable[str] = (),
        decoders: Iterable[TokenDecoder] = (),
        cfbl_secret: str | builtins.bytes = b"",
    ) -> Attribution: ...
    def __bytes__(self) -> builtins.bytes: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: Any, /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Attribution:
    """Whom a complaint is about, as far as it can be told: inferences, where Report states facts.

    It keeps its report alive, and cannot be changed. Two are equal when they give the same answers about
    equal reports. Pickled, it is its report and its options, the secret among them; those whose decoder is a
    function can be pickled where that function can.
    """

    @property
    def source(self) -> Answer[IPv4Address | IPv6Address]:
        """The address that handed the mail over to the reporter."""
    @property
    def source_port(self) -> Answer[int]: ...
    @property
    def recipient(self) -> Answer[str]:
        """Who complained."""
    @property
    def recipient_redaction(self) -> str:
        """How that address was made unreadable (RFC 6590): none, placeholder, masked, hashed or empty."""
    @property
    def message_id(self) -> Answer[str]: ...
    @property
    def campaign(self) -> Answer[str]:
        """From Feedback-ID, X-Campaign-..., List-Id."""
    @property
    def customer(self) -> Answer[str]:
        """Whose campaign it was, at services that send for others."""
    @property
    def account(self) -> Answer[str]:
        """Which of our users sent it."""
    @property
    def device(self) -> Answer[Device]:
        """The machine that handed it in."""
    @property
    def outbound_verdict(self) -> Answer[FilterVerdict]:
        """What our own filter had said."""
    @property
    def hops(self) -> tuple[Hop, ...]:
        """The way of the original, the newest hop first."""
    @property
    def conflicts(self) -> tuple[str, ...]:
        """Places that state different values of one answer, one line each."""
    @property
    def trust(self) -> Trust:
        """Facts for believing the report itself."""
    def to_dict(self) -> dict[str, Any]:
        """The member `attribution` of the JSON record."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: Any, /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Options:
    """What AttributionOptions keeps."""

    def __init__(
        self,
        networks: list[str],
        hosts: list[str],
        domains: list[str],
        authserv_ids: list[str],
        decoders: tuple[TokenDecoder, ...],
        cfbl_secret: bytes,
        /,
    ) -> None: ...

@final
class Mailbox:
    """The messages of mailboxes, one after the other; read() is what users see of it."""

    def __init__(
        self,
        *,
        descriptor: int | None = ...,
        path: bytes | list[bytes],
        all: bool,
        max_bytes: int,
        unquote_from: bool,
        use_content_length: bool,
        attribution: AttributionOptions | None = ...,
        workers: int = ...,
        tally: TallyPool | None = ...,
    ) -> None:
        """Reads the open descriptor, called `path`; or else what stands at `path`, or at each of a list.

        More than one worker, or a descriptor, lets other threads read and parse; they end with the mailbox. A
        descriptor must then come to its end before the mailbox is let go: shut it down.
        """
    @property
    def skipped(self) -> int:
        """How many messages were left out because they are no complaints."""
    @property
    def skipped_unknown(self) -> int:
        """How many of them are of no known kind: a complaint may be among them."""
    @property
    def messages_read(self) -> int:
        """How many messages there were so far, up to the last one that was given."""
    @property
    def bytes_read(self) -> int:
        """Size of the messages so far, up to the last one that was given, in bytes."""
    def next_line(self) -> bytes | ParseError | None:
        """The next record as a line of JSON, with its attribution if asked for; None at the end."""
    def next_lines(self) -> bytes | ParseError | None:
        """The next records, one a line: those that need not be waited for; None at the end."""
    def count(self) -> ParseError | Literal[True] | None:
        """Counts for a while in its tally: True where there may be more, and None at the end."""
    def close(self) -> None:
        """Ends its threads; nothing more is given."""
    def __iter__(self) -> Iterator[Report | ParseError]: ...
    def __next__(self) -> Report | ParseError: ...

@final
class Reports:
    """Iterates over the reports of mailboxes, one after the other: what read() gives.

    As a generator it ends with the first exception, and is for one thread at a time.
    """

    def __new__(
        cls,
        pieces: Iterable[Iterable[Report | ParseError]],
        other: Callable[[ParseError], ParseError | None],
        /,
    ) -> Self:
        """`other` says what stands in the place of an item that is no report; None where nothing does."""
    def __iter__(self) -> Self: ...
    def __next__(self) -> Report | ParseError: ...
    def close(self) -> None:
        """Lets go of all mailboxes; nothing more is given."""

def restore_report(
    data: bytes, source: bytes, index: int, offset: int, from_fields: bool, limits: tuple[int, ...], /
) -> Report:
    """What unpickles a Report."""

@final
class RecordBatch:
    """Some rows of the record, laid out as Arrow asks for.

    Its memory is shared with whoever was given the rows, and never changes.
    """

    @property
    def schema(self) -> dict[str, str]:
        """The columns and their Arrow types, as pyarrow writes them."""
    def __len__(self) -> int:
        """How many rows."""
    def __arrow_c_schema__(self) -> object:
        """The type of the table: a capsule "arrow_schema"."""
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """The rows: capsules "arrow_schema" and "arrow_array".

        The types are those of `schema`, whatever is requested; a schema of other columns is a ValueError.
        """

@final
class ColumnReader:
    """Fills batches from one mailbox after the other; read_columns() is what users see of it."""

    def __init__(
        self,
        *,
        columns: Sequence[str],
        all: bool,
        max_bytes: int,
        batch_rows: int,
        batch_bytes: int,
        attribution: AttributionOptions | None,
    ) -> None: ...
    @property
    def schema(self) -> dict[str, str]:
        """The columns and their Arrow types."""
    @property
    def skipped(self) -> int:
        """How many messages were left out because they are no complaints."""
    @property
    def skipped_unknown(self) -> int:
        """How many of them are of no known kind."""
    def open(
        self, *, descriptor: int | None = ..., path: bytes, unquote_from: bool, use_content_length: bool
    ) -> None:
        """Goes on with the open descriptor, called `path`; or else with what stands at `path`."""
    @property
    def messages_read(self) -> int:
        """How many messages there were so far."""
    @property
    def bytes_read(self) -> int:
        """Size of the messages so far of the mailbox that is open, in bytes."""
    def read(self) -> bool | ParseError | None:
        """True where a batch is full, False at the end of the mailbox; None from time to time between."""
    def take(self) -> RecordBatch:
        """The rows so far."""
    def __len__(self) -> int:
        """How many rows there are so far."""
    def schema_capsule(self) -> object: ...
    def stream_capsule(self, batches: Iterator[RecordBatch], requested_schema: object | None, /) -> object:
        """A stream of what the iterator gives."""

RECORD_COLUMNS: dict[str, Literal["always", "with_attribution", "by_name"]]

def read_message(message: bytes, source: bytes, *, all: bool, max_bytes: int) -> Report | ParseError | None:
    """The report in a message, with the name of its source; a ParseError, or None where it is left out."""

TALLY_KEYS: tuple[str, ...]
TALLY_KINDS: tuple[str, ...]

@final
class TallyPool:
    """Where the threads of mailboxes count; tally() is what users see of it."""

    def __init__(self, empty: Tally, since: int | None = None, until: int | None = None) -> None:
        """Counts as `empty` would, reports between two times; they are in microseconds since 1970."""
    def take(self) -> Tally:
        """The tally of all threads; nothing is left."""
    @property
    def undated(self) -> int:
        """Reports left out because they have no time that could lie within the span."""

class Tally:
    """Counts reports in groups.

    A tally is the set of the reports it was given, each with the few facts that count: adding and merging are
    exact, in any order and any split, and what was seen twice counts once. ``+``, ``+=`` and ``==`` take
    tallies with the same options; another raises ValueError. A tally takes about 70 bytes a report.
    """

    def __init__(
        self,
        by: str | Iterable[str],
        *,
        time_zone: str = "UTC",
        keep_duplicates: bool = False,
        max_examples: int = 3,
        ipv4_prefix: int = 24,
        ipv6_prefix: int = 64,
    ) -> None:
        """A tally of nothing. Raises ValueError for an unknown key or time zone.

        Args:
            by: Keys: source_ip, source_network, feed, account, customer, campaign, reported_domain,
                recipient_domain, feedback_type, format, day ("2026-01-15"), hour ("2026-01-15T10"),
                week ("2026-W03", ISO 8601).
            time_zone: Of day, hour and week: a name of the IANA time zone database.
            keep_duplicates: Whether to count a report as often as it is seen.
            max_examples: Of each group, 0 to 100.
            ipv4_prefix: Bits of source_network for IPv4.
            ipv6_prefix: Bits of source_network for IPv6.
        """
    @property
    def by(self) -> tuple[str, ...]:
        """The keys, in order."""
    @property
    def time_zone(self) -> str: ...
    @property
    def keep_duplicates(self) -> bool: ...
    @property
    def duplicates(self) -> int:
        """How many reports were not counted, because they had been seen."""
    def add(self, report: Report, attribution: Attribution | None = None) -> None:
        """Counts a report; of a batch each row.

        The attribution of the report is where account, customer and campaign come from; source and recipient
        as well where the report states none.
        """
    def groups(self, kind: str | None = None) -> list[TallyGroup]:
        """The groups: that with most reports first; equal ones by kind, then by key, absent values first.

        Args:
            kind: Only groups of this one, of arf.TALLY_KINDS.
        """
    def rollup(self, by: str | Iterable[str]) -> Tally:
        """The same reports in larger groups: as if they had been counted by these keys, in this order.

        Where copies of a report differ in the keys left out, those decided which of them counts.

        Args:
            by: Some of this tally's keys. Others raise ValueError.

        Linear in the number of reports.
        """
    def to_bytes(self) -> bytes:
        """All of it; equal tallies give equal bytes."""
    @staticmethod
    def from_bytes(data: bytes, /) -> Tally:
        """Reads what to_bytes() gave; whatever else it is raises ValueError."""
    def __add__(self, other: Tally, /) -> Tally: ...
    def __iadd__(self, other: Tally, /) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __copy__(self) -> Tally: ...
    def __len__(self) -> int:
        """How many reports are counted; rows of batches each are one."""
    __hash__: ClassVar[None]  # type: ignore[assignment]  # it changes

DEFAULT_LIMITS: dict[str, int]
COLUMNS: tuple[tuple[str, str, str], ...]  # name; string, boolean, integer, time, ip or strings; about
FORMATS: tuple[tuple[str, bool], ...]  # name; whether it is a complaint
DIAGNOSTICS: tuple[tuple[str, str, str, str, str], ...]  # code, severity, source, text, action
VERSIONS: dict[str, str]  # of the libraries inside

def parse(
    data: Buffer,
    keep_other_messages: bool,
    max_bytes: int,
    max_depth: int,
    max_message_depth: int,
    max_parts: int,
    max_fields: int,
    max_field_bytes: int,
    max_report_bytes: int,
    max_document_bytes: int,
    max_document_depth: int,
    max_nodes: int,
    max_diagnostics: int,
    /,
) -> Report:
    """What arf.parse() calls."""

def parse_fields(
    data: Buffer,
    keep_other_messages: bool,
    max_bytes: int,
    max_depth: int,
    max_message_depth: int,
    max_parts: int,
    max_fields: int,
    max_field_bytes: int,
    max_report_bytes: int,
    max_document_bytes: int,
    max_document_depth: int,
    max_nodes: int,
    max_diagnostics: int,
    /,
) -> Report:
    """What arf.parse_fields() calls."""

def decode_text(raw: bytes, /) -> str:
    """The raw value of a header field as text for people (RFC 2047)."""

def read_received(value: str | bytes, /) -> Received:
    """The value of a Received field (RFC 5321, section 4.4)."""

def read_authentication_results(value: str | bytes, /) -> AuthenticationResults:
    """The value of an Authentication-Results field (RFC 8601, section 2.2)."""

def read_arc_authentication_results(value: str | bytes, /) -> AuthenticationResults:
    """The value of an ARC-Authentication-Results field (RFC 8617, section 4.1.1)."""

def read_received_spf(value: str | bytes, /) -> ReceivedSpf:
    """The value of a Received-SPF field (RFC 7208, section 9.1)."""

def read_dkim_signature(value: str | bytes, /) -> DkimSignature:
    """The value of a DKIM-Signature field (RFC 6376, section 3.5)."""

def read_list_unsubscribe(value: str | bytes, /) -> tuple[str, ...]:
    """The URIs of a List-Unsubscribe field, the preferred one first (RFC 2369, section 2)."""

def is_one_click(list_unsubscribe_post: str | bytes, /) -> bool:
    """Whether List-Unsubscribe-Post holds exactly "List-Unsubscribe=One-Click" (RFC 8058, section 3.1)."""

def read_list_id(value: str | bytes, /) -> ListId:
    """The value of a List-Id field (RFC 2919, section 3)."""

def read_feedback_id(value: str | bytes, /) -> FeedbackId | None:
    """The value of a Feedback-ID field; None where it has no SenderId."""

def read_cfbl_address(value: str | bytes, /) -> CfblAddress | None:
    """The value of a CFBL-Address field (RFC 9477, section 5.1); None where it starts with no address."""

def read_msfbl(value: str | bytes, /) -> Msfbl | None:
    """The value of an X-MSFBL field; None where neither form can be read."""

def read_return_path_token(address: str | bytes, /) -> ReturnPathToken | None:
    """What an address hides: VERP, SRS, BATV; None where it follows none of these schemes."""
