// SPDX-License-Identifier: BSL-1.0
// The C interface of libarf, for C99 and for all that can call C: mail servers, Perl, Go, Rust, ...
//
//     arf_report* report = NULL;
//     arf_text source_ip;
//     if (arf_parse(message, size, NULL, &report) == ARF_OK &&
//         arf_report_text(report, "source_ip", 0, &source_ip) == ARF_OK)
//         log_source(source_ip.bytes);
//     arf_report_free(report);
//
// It belongs to arf::arf, the compiled library; arf::header_only does not have it. docs/c-interface.md says
// how to link it.
//
// What holds for every function here:
//
// - Handles (arf_options, arf_report, arf_mailbox) are made by a function that says so, belong to the caller,
//   and are given back to the function of the same name that ends in _free. All else that a function gives
//   out belongs to the handle it was asked of and dies with it, unless its comment says otherwise.
// - A null pointer never crashes: a function with a status gives ARF_INVALID_ARGUMENT, a count is 0, a name
//   is null, and freeing it does nothing. A handle that was freed, and memory of another size than said,
//   can't be told, as anywhere in C.
// - Where a status is not ARF_OK, what the out-parameters point to is null, 0 or an empty text, never left as
//   it was. A structure of such texts has them all empty.
// - No exception leaves the library, it prints nothing, keeps no state of its own, and sets no handler of any
//   kind. ARF_NO_MEMORY tells of memory of its own that could not be had; GLib, which GMime stands on and
//   which undoes transfer encodings, ends the process instead when it gets none.
// - Different handles are independent of each other. A report never changes after it was made: any number of
//   threads may read one at once. Options must not be changed while another thread uses them; a mailbox
//   belongs to one thread at a time.
// - Values of enumerations are never given another meaning; later versions may add some: a switch over them
//   needs a default.
#pragma once

#if defined(ARF_HEADER_ONLY)
#error "<arf/arf.h> belongs to arf::arf: arf::header_only compiles nothing that C could link"
#endif

#include <stddef.h>
#include <stdint.h>

#include <arf/config.hpp>

#if defined(__cplusplus)
extern "C" {
#endif

/// Counts the additions to this interface. A program made with this header needs a library whose
/// arf_interface_version() is at least this.
#define ARF_INTERFACE_VERSION 1

/// The ARF_INTERFACE_VERSION of the library that runs.
ARF_DECL int arf_interface_version(void);

/// The version of the library that runs, such as "0.1.0". Static, NUL-terminated.
ARF_DECL char const* arf_version(void);

/// How a call ended.
typedef enum arf_status {
    ARF_OK = 0,
    ARF_NO_MEMORY = 1,         ///< memory could not be had: try again later
    ARF_INVALID_ARGUMENT = 2,  ///< a null pointer, or a value that the function does not take
    ARF_EMPTY = 3,             ///< no byte, or nothing but blanks
    ARF_TOO_LARGE = 4,         ///< larger than ARF_OPTION_MAX_BYTES
    ARF_NOT_A_COMPLAINT = 5,   ///< another message; ARF_OPTION_KEEP_OTHER_MESSAGES makes a report of it too
    ARF_IO = 6,                ///< reading a file failed
    ARF_UNREADABLE_FILE = 7,   ///< a device, a socket, ... where a file was expected
    ARF_END = 8,               ///< a mailbox has no further message
    ARF_ABSENT = 9,            ///< the report does not state that, or not so many of it
    ARF_UNKNOWN_NAME = 10,     ///< no fact or option is called that: a newer library may know it
    ARF_WRONG_TYPE = 11,       ///< the fact is of another type than was asked for
    ARF_INTERNAL = 12          ///< a fault of libarf: please report it
} arf_status;

/// One sentence for a person about an arf_status. Static, NUL-terminated, never null, whatever the number.
ARF_DECL char const* arf_status_text(int status);

/// Text, or any bytes, with their number. `bytes` is never null where a function of this library wrote it.
typedef struct arf_text {
    char const* bytes;
    size_t size;
} arf_text;

// ---------------------------------------------------------------------------------------------- options

/// How messages and mailboxes are read, with defaults made for mail from strangers.
typedef struct arf_options arf_options;

/// What can be set. All are limits in bytes or numbers but those marked as yes or no, which take 1 or 0.
/// <arf/options.hpp> and <arf/mailbox.hpp> have the defaults.
enum {
    ARF_OPTION_MAX_BYTES = 1,           ///< a whole message, parsed or in a mailbox; never above 4 GiB - 1
    ARF_OPTION_MAX_DEPTH = 2,           ///< multiparts inside multiparts
    ARF_OPTION_MAX_MESSAGE_DEPTH = 3,   ///< messages inside messages
    ARF_OPTION_MAX_PARTS = 4,           ///< parts of a message, all levels together
    ARF_OPTION_MAX_FIELDS = 5,          ///< fields of one header
    ARF_OPTION_MAX_FIELD_BYTES = 6,     ///< one header field; a longer one is kept, not read
    ARF_OPTION_MAX_REPORT_BYTES = 7,    ///< the report part, decoded
    ARF_OPTION_MAX_DOCUMENT_BYTES = 8,  ///< a JSON or YAML document, decoded
    ARF_OPTION_MAX_DOCUMENT_DEPTH = 9,  ///< objects and arrays inside each other
    ARF_OPTION_MAX_NODES = 10,          ///< values of a document, all levels together
    ARF_OPTION_MAX_DIAGNOSTICS = 11,    ///< diagnostics of one message
    /// Yes or no: whether a message that is no complaint gives a report too, instead of ARF_NOT_A_COMPLAINT.
    ARF_OPTION_KEEP_OTHER_MESSAGES = 12,
    ARF_OPTION_UNQUOTE_FROM = 13,       ///< yes or no: undo the quoting of mboxrd in mailboxes
    ARF_OPTION_USE_CONTENT_LENGTH = 14  ///< yes or no: heed Content-Length in mailboxes (mboxcl)
};

/// Makes options that hold the defaults.
/// @param options  receives them; give them back to arf_options_free().
/// @return ARF_OK, ARF_NO_MEMORY or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_options_new(arf_options** options);

/// Sets one option.
/// @param option  an ARF_OPTION_ number.
/// @return ARF_OK; ARF_UNKNOWN_NAME where this library has no such option; ARF_INVALID_ARGUMENT where a
///         yes or no is neither 1 nor 0, or a number does not fit a size_t. Then nothing is changed.
ARF_DECL arf_status arf_options_set(arf_options* options, int option, uint64_t value);

/// Frees options. Reports and mailboxes made with them do not need them.
ARF_DECL void arf_options_free(arf_options* options);

// ---------------------------------------------------------------------------------------------- reports

/// What one message says: a complaint, or with ARF_OPTION_KEEP_OTHER_MESSAGES any other message.
typedef struct arf_report arf_report;

/// Reads a whole e-mail message, or a JSON document of one of the formats that come as files.
///
/// A field that can't be read never loses the report: it stays among the fields, and a diagnostic says why.
/// Everything that the functions below show is made here; but for arf_report_json() and
/// arf_report_field_value() none of them takes memory.
/// @param message  any bytes, CRLF or LF line ends, copied: may be gone when the call returns. May be null if
///                 `size` is 0.
/// @param options  may be null: the defaults.
/// @param report   receives the report; give it back to arf_report_free().
/// @return ARF_OK; or ARF_EMPTY, ARF_TOO_LARGE, ARF_NOT_A_COMPLAINT, ARF_NO_MEMORY, ARF_INVALID_ARGUMENT,
///         ARF_INTERNAL.
/// Time and memory are linear in `size`.
ARF_DECL arf_status arf_parse(char const* message, size_t size, arf_options const* options,
                              arf_report** report);

/// As arf_parse(), without copying the message.
/// @param message  must stay as it is, where it is, until the report is freed.
ARF_DECL arf_status arf_parse_borrowed(char const* message, size_t size, arf_options const* options,
                                       arf_report** report);

/// Frees a report and all that it gave out.
ARF_DECL void arf_report_free(arf_report* report);

/// 1 where the message complains about another, or about what an address did; else 0.
ARF_DECL int arf_report_is_complaint(arf_report const* report);

/// The format: "arf", "xarf", "dsn", "unknown", ... Static, NUL-terminated.
ARF_DECL char const* arf_report_format(arf_report const* report);

// ------------------------------------------------------------------------------------------------ facts
//
// Facts have the names, the order and the values of the flat record (docs/record.md). A fact has a list of
// values: none where the message does not state it, or states it so that it can't be read, which diagnostics
// tell; several only where it may stand more than once. What the record holds as objects (rows, deliveries,
// evidence, extensions) is in arf_report_json().

/// Of what type the values of a fact are.
typedef enum arf_type {
    ARF_TYPE_NONE = 0,    ///< there is no fact of that name
    ARF_TYPE_TEXT = 1,    ///< addresses of mail and of hosts, names, URIs, keywords, ...
    ARF_TYPE_NUMBER = 2,  ///< a whole number from 0
    ARF_TYPE_TRUTH = 3,   ///< yes or no
    ARF_TYPE_TIME = 4     ///< a point in time
} arf_type;

/// How many facts this library knows.
ARF_DECL size_t arf_fact_count(void);

/// The name of a fact, in the order of the record. Static, NUL-terminated.
/// @return null from arf_fact_count() on.
ARF_DECL char const* arf_fact_name(size_t index);

/// One line for people about the fact at the same index. Static, NUL-terminated; null as arf_fact_name().
ARF_DECL char const* arf_fact_about(size_t index);

/// The type of the fact of that name.
/// @param name  NUL-terminated, in lower case as in the record.
ARF_DECL arf_type arf_fact_type(char const* name);

/// How many values the report has for a fact; 0 also where no fact is called that.
ARF_DECL size_t arf_report_count(arf_report const* report, char const* name);

/// A value as text, as the record shows it, whatever its type: numbers in decimal, "true" and "false", times
/// as RFC 3339 in UTC ("2020-10-31T18:02:57Z"), IP addresses in canonical form, addresses without brackets.
/// @param index  from 0, below arf_report_count().
/// @param text   receives valid UTF-8 that holds no NUL and has one behind it, so that `bytes` is a C string;
///               valid until the report is freed. It is a stranger's text all the same: it may hold controls.
/// @return ARF_OK, ARF_ABSENT, ARF_UNKNOWN_NAME or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_report_text(arf_report const* report, char const* name, size_t index, arf_text* text);

/// A number; or 1 or 0 for a yes or no.
/// @return as arf_report_text(); ARF_WRONG_TYPE where the fact is neither.
ARF_DECL arf_status arf_report_number(arf_report const* report, char const* name, size_t index,
                                      uint64_t* number);

/// A point in time, as microseconds since 1970-01-01T00:00:00Z, without leap seconds; before that negative.
/// @return as arf_report_text(); ARF_WRONG_TYPE where the fact is no time.
ARF_DECL arf_status arf_report_time(arf_report const* report, char const* name, size_t index,
                                    int64_t* microseconds);

// ----------------------------------------------------------------------------------------------- fields

/// Where fields stand.
enum {
    ARF_FIELDS_REPORT = 1,      ///< the report part
    ARF_FIELDS_EXTENSIONS = 2,  ///< those of the report part that libarf does not know
    ARF_FIELDS_ORIGINAL = 3,    ///< the header of the message complained about
    ARF_FIELDS_CARRIER = 4      ///< the header of the message that brought the report
};

/// How many fields stand there; 0 also where `where` is none of the numbers above.
ARF_DECL size_t arf_report_field_count(arf_report const* report, int where);

/// A field as it was received, in order.
/// @param name  receives the name as written. May be null.
/// @param body  receives all behind the colon, folding included, without the final line end. May be null.
///              Both are any bytes, without a NUL behind them, valid until the report is freed (and, after
///              arf_parse_borrowed(), as long as the message).
/// @return ARF_OK, ARF_ABSENT or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_report_field(arf_report const* report, int where, size_t index, arf_text* name,
                                     arf_text* body);

/// The value of the first field of that name: unfolded, without blanks around it; encoded words stay.
/// @param name   NUL-terminated, in any letter case.
/// @param value  receives the value, any bytes but NUL, CR and LF, with a NUL behind them: give it back to
///               arf_free().
/// @param size   receives its size without that NUL. May be null.
/// @return ARF_OK, ARF_ABSENT, ARF_NO_MEMORY or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_report_field_value(arf_report const* report, int where, char const* name,
                                           char** value, size_t* size);

/// The message complained about, as it was received, or as its transfer encoding was undone.
/// @param message  receives any bytes, valid as those of arf_report_field(). They may be none, with ARF_OK:
///                 where the report lists fields instead.
/// @return ARF_OK, ARF_ABSENT where there is no such message, or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_report_original(arf_report const* report, arf_text* message);

// ------------------------------------------------------------------------------------------- diagnostics

/// How much an oddity matters.
enum {
    ARF_SEVERITY_NOTE = 0,     ///< legal, or harmless
    ARF_SEVERITY_WARNING = 1,  ///< not as the standards want it; understood all the same
    ARF_SEVERITY_ERROR = 2     ///< a fact is missing because of it
};

/// What was odd about a message. Later versions may add members at the end. All texts but `field` are static
/// and NUL-terminated.
typedef struct arf_diagnostic {
    arf_text code;    ///< as records show it: "bad_date"
    arf_text source;  ///< the RFC and section that the message departs from; often empty
    arf_text text;    ///< what was odd
    arf_text action;  ///< what was done about it
    arf_text field;   ///< the name of the field concerned, as written, any bytes; often empty
    uint64_t offset;  ///< where it starts, in bytes from the start of the message
    uint64_t length;  ///< how many bytes it covers; 0 where something is missing
    int severity;     ///< an ARF_SEVERITY_ number
} arf_diagnostic;

/// How many diagnostics there are.
ARF_DECL size_t arf_report_diagnostic_count(arf_report const* report);

/// A diagnostic, in the order in which they were found.
/// @param diagnostic  receives it; its texts are valid as those of arf_report_field().
/// @param size        sizeof(arf_diagnostic) as the caller knows it: no more is written. Members that this
///                    library does not have become 0.
/// @return ARF_OK, ARF_ABSENT or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_report_diagnostic(arf_report const* report, size_t index, arf_diagnostic* diagnostic,
                                          size_t size);

// -------------------------------------------------------------------------------------------------- JSON

/// The flat record (docs/record.md) as one line of JSON without line end.
/// @param source  path of the file the message came from, NUL-terminated; may be null: "".
/// @param index   number of the message in its file, from 0.
/// @param offset  of its first byte in its file.
/// @param json    receives valid UTF-8 with a NUL behind it: give it back to arf_free().
/// @param size    receives its size without that NUL. May be null.
/// @return ARF_OK, ARF_NO_MEMORY, ARF_INVALID_ARGUMENT or ARF_INTERNAL.
ARF_DECL arf_status arf_report_json(arf_report const* report, char const* source, uint64_t index,
                                    uint64_t offset, char** json, size_t* size);

/// Frees what arf_report_json() or arf_report_field_value() gave out, and nothing else.
ARF_DECL void arf_free(char* memory);

// --------------------------------------------------------------------------------------------- mailboxes

/// Reads the messages of an mbox, a Maildir, a folder, a single file or a pipe, one after the other.
typedef struct arf_mailbox arf_mailbox;

/// One message as it lies in its file. Later versions may add members at the end.
typedef struct arf_message {
    arf_text bytes;      ///< without the From_ line and the blank line that ends it in an mbox
    arf_text source;     ///< path of the file, "-" for standard input
    arf_text from_line;  ///< the From_ line of an mbox, without line end; empty where there is none
    uint64_t offset;     ///< of the first byte in its file
    uint64_t index;      ///< number in its file, from 0; messages that gave an error are counted
} arf_message;

/// Makes a reader of the mailbox at a path. Nothing is opened before the first arf_mailbox_next(), which
/// tells all errors.
/// @param path     NUL-terminated; "-" is standard input. Not needed after the call.
/// @param options  may be null: the defaults. Not needed after the call.
/// @param mailbox  receives the reader; give it back to arf_mailbox_free(), which closes what it opened.
/// @return ARF_OK, ARF_NO_MEMORY or ARF_INVALID_ARGUMENT.
ARF_DECL arf_status arf_mailbox_open(char const* path, arf_options const* options, arf_mailbox** mailbox);

/// The next message.
///
/// An error concerns one message or one file; the next call goes on with what follows. Only ARF_NO_MEMORY and
/// ARF_INTERNAL end it: from then on every call gives the same.
/// @param message  receives the message, valid until the next call with this mailbox; it may be given to
///                 arf_parse_borrowed() for that long. On ARF_EMPTY, ARF_TOO_LARGE, ARF_IO and
///                 ARF_UNREADABLE_FILE source, index and offset say which message could not be read.
/// @param size     sizeof(arf_message) as the caller knows it, as with arf_report_diagnostic().
/// @return ARF_OK; ARF_END at the end, and from then on; else why this message could not be read.
ARF_DECL arf_status arf_mailbox_next(arf_mailbox* mailbox, arf_message* message, size_t size);

/// One line for a person about the last ARF_EMPTY, ARF_TOO_LARGE, ARF_IO or ARF_UNREADABLE_FILE: the file,
/// the message, its offset, what went wrong and what to do about it. Empty where there was none since the
/// last message. NUL-terminated, valid until the next call with this mailbox; null where `mailbox` is.
ARF_DECL char const* arf_mailbox_error(arf_mailbox const* mailbox);

/// Frees a mailbox and the last message that it gave.
ARF_DECL void arf_mailbox_free(arf_mailbox* mailbox);

#if defined(__cplusplus)
}  // extern "C"
#endif
