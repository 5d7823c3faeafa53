// SPDX-License-Identifier: BSL-1.0
// What a XARF document states: versions 1 to 3 in both shapes, and version 4 (FORMATS 7.9, 7.10).
#pragma once

#include <arf/dialect/facts.hpp>
#include <arf/dialect/listed_header.hpp>
#include <arf/dialect/xarf_evidence.hpp>
#include <arf/document/document.hpp>
#include <arf/grammar/msg_id.hpp>
#include <arf/grammar/uri.hpp>
#include <arf/grammar/version_number.hpp>
#include <array>
#include <initializer_list>

namespace arf::dialect {

enum class XarfGeneration : std::uint8_t {
    none,
    legacy,           ///< 1, 2, 3, "alpha", "development": names like "SourceIp"
    four,             ///< names like "source_ip", and "xarf_version"
    unlabelled_four,  ///< version 4 without its "xarf_version"
};

/// Which XARF a document is. Version 4 is told by its own key, the others by their two objects.
[[nodiscard]] inline XarfGeneration xarf_generation(document::Document const& document) noexcept {
    auto const* const root = document.root();
    auto const has = [&](Node const* object, std::string_view key) {
        return document.loose_member(object, key) != nullptr;
    };
    if (has(root, "xarf_version")) return XarfGeneration::four;
    auto const* const report = document.loose_member(root, "Report");
    bool const typed = has(report, "ReportType") || has(report, "ReportClass");
    if (has(root, "Version") && (has(root, "ReporterInfo") || typed)) return XarfGeneration::legacy;
    if (has(root, "ReporterInfo") && typed) return XarfGeneration::legacy;
    bool const four = has(root, "report_id") && has(root, "source_identifier") && has(root, "reporter") &&
                      has(root, "type") && (has(root, "category") || has(root, "class"));
    return four ? XarfGeneration::unlabelled_four : XarfGeneration::none;
}

/// Reads the members of one object into a report. What is there already stays: in a feedback report its
/// fields count.
class XarfReader {
  public:
    XarfReader(mime::Context& context, Report& report, document::Document const& document)
        : context_(context), report_(report), document_(document) {}

    /// The text of the first of these members that has one.
    [[nodiscard]] std::optional<std::string_view> text(Node const* object,
                                                       std::initializer_list<std::string_view> keys) const {
        for (auto const key : keys) {
            auto const found = document::Document::text_of(document_.loose_member(object, key));
            if (found && !detail::trim(*found).empty()) return detail::trim(*found);
        }
        return {};
    }
    void read_text(std::optional<std::string_view>& fact, std::optional<std::string_view> value) {
        if (!fact) fact = value;
    }
    void read_version(std::optional<std::string_view> value) {
        if (value && !report_.version) report_.version = grammar::read_version(*value);
    }
    void read_date(std::optional<std::string_view> value, std::string_view key) {
        if (value) set_date(context_, report_.arrival_date, *value, key, true);
    }
    void read_port(std::optional<std::string_view> value, std::string_view key) {
        if (value) set_source_port(context_, report_, *value, key);
    }
    void read_sender(std::optional<std::string_view> value, std::string_view key) {
        if (value) set_path(context_, report_.original_mail_from, *value, key);
    }
    void read_source(std::optional<std::string_view> value, std::string_view key) {
        if (!value) return;
        auto const address = fields::by<IpAddress, grammar::ip_literal>(*value);
        if (address && report_.source_ip && *address != *report_.source_ip)
            return context_.note(DiagnosticCode::evidence_conflict, *value, key);
        set_source_ip(context_, report_, *value, key);
    }
    /// A string, or an array of them.
    void read_recipients(Node const* value, std::string_view key) {
        if (!report_.original_rcpt_to.empty() || value == nullptr) return;
        auto const add = [&](Node const& node) {
            if (auto const path = document::Document::text_of(&node))
                add_recipient(context_, report_, *path, key);
        };
        if (value->kind == Node::Kind::array) return document_.for_each(value, add);
        add(*value);
    }
    void read_uri(std::optional<std::string_view> value, std::string_view key) {
        if (!value || !report_.reported_uri.empty()) return;
        auto const uri = grammar::read_uri(*value);
        if (!uri) context_.note(DiagnosticCode::nonstandard_value, *value, key);
        fields::append(context_.storage, report_.reported_uri, uri.value_or(*value));
    }
    void read_domain(std::optional<std::string_view> value) {
        if (value && report_.reported_domain.empty())
            fields::append(context_.storage, report_.reported_domain, *value);
    }
    /// What the document states about the message itself: it fills what the message among the evidence, if
    /// there is one, does not say.
    void read_message(std::optional<std::string_view> subject, std::optional<std::string_view> id) {
        if (id) id = grammar::read_msg_id(*id);
        if (!subject && !id) return;
        if (subject) set_original_subject(context_, report_, *subject);
        if (!report_.original) report_.original.emplace().headers_only = true;
        read_text(report_.original->message_id, id);
    }
    /// Tells which of these keys are missing.
    void require(Node const* object, std::initializer_list<std::string_view> keys) {
        for (auto const key : keys) {
            if (document_.loose_member(object, key) == nullptr)
                context_.note(DiagnosticCode::missing_key, {}, key);
        }
    }

  private:
    mime::Context& context_;
    Report& report_;
    document::Document const& document_;
};

/// The objects of XARF 1 to 3. The second shape has "Source" and "AdditionalInfo" where the first has plain
/// members of "Report".
struct LegacyXarf {
    Node const* report;
    Node const* source;
    Node const* more;
};

/// The first that is there: of the first shape, else of the second.
template <class T>
[[nodiscard]] T either(T first, T second) {
    return first ? first : second;
}

/// What XARF 1 to 3 states about the mail complained about.
inline void read_legacy_mail(XarfReader& reader, document::Document const& document, LegacyXarf const& xarf) {
    constexpr std::string_view from = "SmtpMailFromAddress";
    constexpr std::string_view to = "SmtpRcptToAddress";
    reader.read_sender(either(reader.text(xarf.report, {from}), reader.text(xarf.more, {"SMTPFrom"})), from);
    reader.read_recipients(
        either(document.loose_member(xarf.report, to), document.loose_member(xarf.more, "SMTPTo")), to);
    reader.read_message(
        either(reader.text(xarf.report, {"SmtpMessageSubject"}), reader.text(xarf.more, {"Subject"})),
        reader.text(xarf.more, {"MessageID"}));
}

/// XARF 1 to 3, in both shapes.
inline void read_legacy_xarf(mime::Context& context, Report& report, document::Document const& document) {
    auto const* const root = document.root();
    auto const* const body = document.loose_member(root, "Report");
    LegacyXarf const xarf{body, document.loose_member(body, "Source"),
                          document.loose_member(body, "AdditionalInfo")};
    XarfReader reader(context, report, document);
    reader.require(root, {"Version", "ReporterInfo", "Report"});
    if (body != nullptr) reader.require(body, {"ReportType", "Date"});
    reader.read_version(reader.text(root, {"Version"}));
    reader.read_text(report.xarf_category, reader.text(body, {"ReportClass", "ReportCategory"}));
    reader.read_text(report.xarf_report_type, reader.text(body, {"ReportType"}));
    reader.read_text(report.xarf_report_id, reader.text(body, {"ReportID"}));
    reader.read_date(reader.text(body, {"Date"}), "Date");
    reader.read_source(either(reader.text(body, {"SourceIp"}), reader.text(xarf.source, {"IP"})), "SourceIp");
    reader.read_port(either(reader.text(body, {"SourcePort"}), reader.text(xarf.source, {"Port"})),
                     "SourcePort");
    reader.read_uri(either(reader.text(body, {"Url", "SourceUrl"}), reader.text(xarf.source, {"URL"})),
                    "Url");
    for (auto const* const key : {"Samples", "Sample", "Attachment", "Attachments"})
        read_evidence(context, report, document, document.loose_member(body, key), false);
    read_legacy_mail(reader, document, xarf);
}

/// A category of XARF 4 and its types, each between blanks.
struct XarfCategory {
    std::string_view name;
    std::string_view types;
};
inline constexpr std::array<XarfCategory, 7> xarf_categories{{
    {"messaging", " spam bulk_messaging "},
    {"connection",
     " login_attack port_scan ddos scraping sql_injection vulnerability_scan infected_host reconnaissance "},
    {"content",
     " phishing malware fraud csam csem exposed_data brand_infringement suspicious_registration "
     "remote_compromise "},
    {"copyright", " copyright cyberlocker link_site p2p usenet ugc_platform "},
    {"vulnerability", " cve misconfiguration open_service "},
    {"infrastructure", " botnet compromised_server "},
    {"reputation", " blocklist threat_intelligence "},
}};

/// Whether XARF 4 knows the pair (FORMATS 7.10).
[[nodiscard]] inline bool is_known_pair(std::string_view category, std::string_view type) noexcept {
    auto const* const found =
        std::find_if(xarf_categories.begin(), xarf_categories.end(),
                     [category](XarfCategory const& known) { return known.name == category; });
    if (found == xarf_categories.end() || type.empty() || type.find(' ') != type.npos) return false;
    auto const at = found->types.find(type);
    return at != found->types.npos && found->types[at - 1] == ' ' && found->types[at + type.size()] == ' ';
}

/// XARF 4. Its "user_agent" is the spammer's, not the reporter's; "_internal" goes nowhere but into the
/// document.
inline void read_xarf_four(mime::Context& context, Report& report, document::Document const& document) {
    XarfReader reader(context, report, document);
    auto const* const root = document.root();
    reader.require(
        root, {"xarf_version", "report_id", "timestamp", "reporter", "sender", "source_identifier", "type"});
    reader.read_version(reader.text(root, {"xarf_version"}));
    reader.read_text(report.xarf_category, reader.text(root, {"category", "class"}));  // QUIRK: drafts
    reader.read_text(report.xarf_report_type, reader.text(root, {"type"}));
    reader.read_text(report.xarf_report_id, reader.text(root, {"report_id"}));
    if (!report.xarf_category) reader.require(root, {"category"});
    if (report.xarf_category && report.xarf_report_type &&
        !is_known_pair(*report.xarf_category, *report.xarf_report_type))
        context.note(DiagnosticCode::unknown_report_type, *report.xarf_report_type, "type");
    reader.read_date(reader.text(root, {"timestamp"}), "timestamp");
    auto const source = reader.text(root, {"source_identifier"});
    if (source &&
        fields::by<IpAddress, grammar::ip_literal>(*source))  // else a domain, a telephone number, ...
        reader.read_source(source, "source_identifier");
    reader.read_port(reader.text(root, {"source_port"}), "source_port");
    reader.read_uri(reader.text(root, {"url"}), "url");
    reader.read_domain(reader.text(root, {"domain"}));
    reader.read_sender(reader.text(root, {"smtp_from"}), "smtp_from");
    reader.read_recipients(document.loose_member(root, "smtp_to"), "smtp_to");
    read_evidence(context, report, document, document.loose_member(root, "evidence"), true);
    reader.read_message(reader.text(root, {"subject"}), reader.text(root, {"message_id"}));
}

/// Fills a report from a document; false where it is no XARF.
inline bool read_xarf_facts(mime::Context& context, Report& report, document::Document const& document) {
    auto const generation = xarf_generation(document);
    if (generation == XarfGeneration::none) return false;
    context.document = document.nodes();
    if (generation == XarfGeneration::unlabelled_four)
        context.note(DiagnosticCode::recognised_by_content, std::string_view{});
    if (generation == XarfGeneration::legacy) {
        read_legacy_xarf(context, report, document);
    } else {
        read_xarf_four(context, report, document);
    }
    take_message_id(report);
    return true;
}

}  // namespace arf::dialect
