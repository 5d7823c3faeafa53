// SPDX-License-Identifier: BSL-1.0
// A program in C99 that uses libarf through <arf/arf.h>, and sees that what it is given is right.
#include <arf/arf.h>
#include <stdio.h>
#include <string.h>

static char const message[] =
    "From: <abuse@example.net>\r\n"
    "To: <complaints@example.com>\r\n"
    "Subject: FW: Earn money\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: message/feedback-report\r\n"
    "\r\n"
    "Feedback-Type: abuse\r\n"
    "User-Agent: Example/1.0\r\n"
    "Version: 1\r\n"
    "Arrival-Date: Thu, 1 Jan 1970 00:00:01 +0000\r\n"
    "Source-IP: 192.0.2.1\r\n"
    "Incidents: 7\r\n"
    "Account: u1@example.com\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "From: <somebody@example.org>\r\n"
    "Message-ID: <1@example.org>\r\n"
    "\r\n"
    "Spam\r\n"
    "--b--\r\n";

static int failures = 0;

static void check(int holds, char const* what) {
    if (holds) return;
    fprintf(stderr, "not so: %s\n", what);
    ++failures;
}

static int is(arf_text text, char const* expected) {
    return text.size == strlen(expected) && memcmp(text.bytes, expected, text.size) == 0;
}

static void check_facts(arf_report const* report) {
    arf_text text;
    uint64_t number = 0;
    int64_t time = 0;
    check(arf_report_is_complaint(report) == 1, "it is a complaint");
    check(strcmp(arf_report_format(report), "arf") == 0, "it is ARF");
    check(arf_report_text(report, "source_ip", 0, &text) == ARF_OK && is(text, "192.0.2.1"), "Source-IP");
    check(arf_report_number(report, "incidents", 0, &number) == ARF_OK && number == 7, "Incidents");
    check(arf_report_time(report, "arrival_date", 0, &time) == ARF_OK && time == 1000000, "Arrival-Date");
    check(arf_report_text(report, "source_port", 0, &text) == ARF_ABSENT && text.size == 0, "no Source-Port");
    check(arf_report_number(report, "source_ip", 0, &number) == ARF_WRONG_TYPE, "no number");
    check(arf_report_text(report, "sauce", 0, &text) == ARF_UNKNOWN_NAME, "no such fact");
}

static void check_fields(arf_report const* report) {
    arf_text name;
    arf_text body;
    char* value = NULL;
    check(arf_report_field_count(report, ARF_FIELDS_EXTENSIONS) == 1, "one extension");
    check(arf_report_field(report, ARF_FIELDS_EXTENSIONS, 0, &name, &body) == ARF_OK, "the extension");
    check(is(name, "Account") && is(body, " u1@example.com"), "the extension as received");
    check(arf_report_field_value(report, ARF_FIELDS_ORIGINAL, "message-id", &value, NULL) == ARF_OK,
          "Message-ID");
    check(value != NULL && strcmp(value, "<1@example.org>") == 0, "the value of Message-ID");
    arf_free(value);
}

int main(void) {
    arf_options* options = NULL;
    arf_report* report = NULL;
    char* json = NULL;
    size_t size = 0;
    check(arf_interface_version() >= ARF_INTERFACE_VERSION, "the library is no older than the header");
    check(arf_options_new(&options) == ARF_OK, "options");
    check(arf_options_set(options, ARF_OPTION_MAX_BYTES, 1000000) == ARF_OK, "an option");
    check(arf_parse(message, sizeof message - 1, options, &report) == ARF_OK, "the message is read");
    arf_options_free(options);
    check_facts(report);
    check_fields(report);
    check(arf_report_json(report, "-", 0, 0, &json, &size) == ARF_OK && strlen(json) == size, "JSON");
    check(json != NULL && strstr(json, "\"source_ip\":\"192.0.2.1\"") != NULL, "the address in JSON");
    arf_free(json);
    arf_report_free(report);
    return failures == 0 ? 0 : 1;
}
