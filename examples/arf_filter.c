// SPDX-License-Identifier: BSL-1.0
// usage: arf_filter [-j] [-n] <MESSAGE
// Tells a mail server, in C, whether the message on standard input is a complaint, and what it is about: one
// line with the facts below, tab-separated, "-" for what the complaint does not state and "?" for each byte
// that is no printable ASCII. -j prints the record as JSON instead. Nothing is printed for any other message.
//
// Exit status: 0 a complaint; 1 no complaint (with -n: 0); 75 trouble (EX_TEMPFAIL: the mail server keeps the
// message and tries again); 64 wrong usage. Why is said on standard error, which mail servers log.
//
// With Postfix, a transport in master.cf; transport_maps names it ("abuse@example.com complaints:"):
//
//     complaints unix - n n - 2 pipe user=complaints argv=/usr/local/bin/log_complaint
//
// where log_complaint is a script, because pipe(8) starts no shell:
//
//     #!/bin/sh
//     exec /usr/local/bin/arf_filter -j -n >>/var/spool/complaints/log.jsonl
//
// That delivers nowhere else: an alias with two targets leaves the mail in a mailbox as well.
//
// With Exim, a router that lets the message go on to the routers behind it, and its transport:
//
//     complaints:                                complaint_filter:
//       driver = accept                            driver = pipe
//       local_parts = abuse                        command = /usr/local/bin/arf_filter -n
//       transport = complaint_filter               user = complaints
//       unseen                                     log_output
//
// With procmail, a condition: ":0" and "* ? /usr/local/bin/arf_filter" put complaints into the folder that
// the next line names.
//
// Anybody can send a complaint: authenticate who sent it before acting on it (RFC 5965, section 8.2).
#include <arf/arf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { no_complaint = 1 };

/// As the library has it for mail from strangers. A larger message is read to its end, and not kept.
static size_t const max_bytes = (size_t)64 << 20;

static char const* const facts[] = {"format",           "feedback_type",       "source_ip",
                                    "arrival_date",     "original_mail_from",  "original_rcpt_to",
                                    "cfbl_feedback_id", "original_message_id", "original_feedback_id"};

struct options {
    int as_json;
    int never_fails;  // -n
};

static int trouble(char const* what) {
    fprintf(stderr, "arf_filter: %s\n", what);
    return EX_TEMPFAIL;
}

/// Reads standard input to its end; the first max_bytes + 1 bytes are kept. `*message` is for free().
static int read_message(char** message, size_t* size) {
    size_t room = 0;
    for (;;) {
        static char rest[4096];
        int const full = *size > max_bytes;
        if (!full && *size == room) {
            size_t const wanted = room == 0 ? 64 * 1024 : room * 2;
            char* const larger = realloc(*message, wanted);
            if (larger == NULL) return trouble("no memory for the message");
            *message = larger;
            room = wanted;
        }
        ssize_t const count =
            full ? read(STDIN_FILENO, rest, sizeof rest) : read(STDIN_FILENO, *message + *size, room - *size);
        if (count == 0) return EX_OK;
        if (count < 0 && errno != EINTR) return trouble(strerror(errno));
        if (count > 0 && !full) *size += (size_t)count;
    }
}

/// Writes one line in as few pieces as the system takes, so that lines of several filters do not mix in a
/// file that all append to.
static int write_line(char const* line, size_t size) {
    while (size > 0) {
        ssize_t const count = write(STDOUT_FILENO, line, size);
        if (count < 0 && errno != EINTR) return trouble(strerror(errno));
        if (count > 0) {
            line += count;
            size -= (size_t)count;
        }
    }
    return EX_OK;
}

static int show_json(arf_report const* report) {
    char* json = NULL;
    size_t size = 0;
    arf_status const status = arf_report_json(report, "-", 0, 0, &json, &size);
    if (status != ARF_OK) return trouble(arf_status_text(status));
    json[size] = '\n';  // where the NUL stood
    int const result = write_line(json, size + 1);
    arf_free(json);
    return result;
}

/// Appends a fact that a stranger wrote: nothing in it may look like the end of a field or a line.
static size_t append(char* line, arf_text fact) {
    for (size_t i = 0; i < fact.size; ++i)
        line[i] = fact.bytes[i] > ' ' && fact.bytes[i] < 0x7f ? fact.bytes[i] : '?';
    return fact.size;
}

static int show_facts(arf_report const* report) {
    enum { count = sizeof facts / sizeof *facts };
    arf_text values[count];
    size_t room = 0;
    for (size_t i = 0; i < count; ++i) {
        arf_text const absent = {"-", 1};
        if (arf_report_text(report, facts[i], 0, &values[i]) != ARF_OK) values[i] = absent;
        room += values[i].size + 1;
    }
    char* const line = malloc(room);
    if (line == NULL) return trouble("no memory for the facts");
    size_t size = 0;
    for (size_t i = 0; i < count; ++i) {
        size += append(line + size, values[i]);
        line[size++] = i + 1 < count ? '\t' : '\n';
    }
    int const result = write_line(line, size);
    free(line);
    return result;
}

/// What the filter ends with for a message that gave no report.
static int without_report(arf_status status, struct options options) {
    if (status == ARF_EMPTY || status == ARF_TOO_LARGE || status == ARF_NOT_A_COMPLAINT) {
        // The usual case is told by the exit status alone: it would fill the log.
        if (status != ARF_NOT_A_COMPLAINT) (void)trouble(arf_status_text(status));
        return options.never_fails ? EX_OK : no_complaint;
    }
    return trouble(arf_status_text(status));
}

static int filter(char const* message, size_t size, struct options options) {
    if (size > max_bytes) return without_report(ARF_TOO_LARGE, options);
    arf_report* report = NULL;
    arf_status const status = arf_parse_borrowed(message, size, NULL, &report);
    if (status != ARF_OK) return without_report(status, options);
    int const result = options.as_json ? show_json(report) : show_facts(report);
    arf_report_free(report);
    return result;
}

int main(int argc, char** argv) {
    struct options options = {0, 0};
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "-j") == 0) {
            options.as_json = 1;
        } else if (strcmp(argv[i], "-n") == 0) {
            options.never_fails = 1;
        } else {
            fputs("usage: arf_filter [-j] [-n] <MESSAGE\n", stderr);
            return EX_USAGE;
        }
    }
    char* message = NULL;
    size_t size = 0;
    int result = read_message(&message, &size);
    if (result == EX_OK) result = filter(message, size, options);
    free(message);
    return result;
}
