// SPDX-License-Identifier: BSL-1.0
// Whom a complaint is about: what <arf/attribution.hpp> promises, as oracles, for any message and any
// options. The options follow from the input: its own addresses and names are called ours, or not.
#include <algorithm>
#include <arf/attribution.hpp>
#include <arf/json.hpp>
#include <arf/mime/decode.hpp>
#include <arf/parse.hpp>
#include <arf/trace.hpp>
#include <array>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"

namespace {

using arf::Confidence;
using arf::Provenance;
using arf_fuzz::lies_in;
using arf_fuzz::Random;
using arf_fuzz::require;
using arf_fuzz::require_same;
using Place = arf::Provenance::Place;

/// A message, its report, what the caller says, and what comes of it.
struct Case {
    std::string_view message;
    arf::Report const& report;
    arf::AttributionOptions const& options;
    arf::Attribution const& answers;

    [[nodiscard]] bool told() const noexcept {
        return !options.my_networks.empty() || !options.my_hosts.empty() || !options.my_domains.empty();
    }
    /// Whether a token can be one that only we can have made.
    [[nodiscard]] bool has_authentic() const noexcept {
        return !options.cfbl_secret.empty() || std::any_of(options.decoders.begin(), options.decoders.end(),
                                                           [](auto const& one) { return one.authentic; });
    }
};

bool among(std::string_view text, arf::List<arf::Field> fields) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](arf::Field const& field) { return lies_in(text, field.raw()); });
}

/// Whether the bytes exist: in the message, in what was decoded of it, or in a field made of a document.
bool is_known(std::string_view text, Case const& of) {
    if (text.empty() || lies_in(text, of.message) || among(text, of.report.fields)) return true;
    auto const& original = of.report.original;
    if (original && (among(text, original->fields) || lies_in(text, original->bytes()))) return true;
    return std::any_of(of.report.parts.begin(), of.report.parts.end(),
                       [&](arf::Part const& part) { return among(text, part.fields); });
}

/// The place that an answer names is there.
void check_place(Provenance const& from, Case const& of) {
    require(is_known(from.text, of));
    require(from.field.empty() || from.place == Place::token);
    if (from.place == Place::hop) {
        require(from.hop < of.answers.hops.size());
        auto const* const field = of.answers.hops[from.hop].field;
        require(field != nullptr && (from.text.empty() || lies_in(from.text, field->raw())));
    }
    if (from.place == Place::original || from.place == Place::hop) require(of.report.original.has_value());
}

template <class T>
void check_answer(arf::Answer<T> const& answer, Case const& of) {
    bool const has = answer.value.has_value();
    require(has == (answer.confidence != Confidence::none));
    require(has == (answer.from.place != Place::nowhere));
    require(has != answer.from.name.empty());
    require(!answer.reason.empty() && answer.reason.find_first_of("\r\n") == std::string::npos);
    check_place(answer.from, of);
}

/// Roles stand in one order from the top; what is not told is not ours.
void check_hops(Case const& of) {
    std::size_t borders = 0;
    std::size_t submissions = 0;
    for (auto const& hop : of.answers.hops) {
        require(hop.role != arf::HopRole::reporter || borders == 0);
        require(hop.role != arf::HopRole::ours || submissions == 0);
        borders += hop.role == arf::HopRole::boundary ? 1U : 0U;
        submissions += hop.role == arf::HopRole::submission ? 1U : 0U;
        bool const is_ours = hop.role == arf::HopRole::ours || hop.role == arf::HopRole::submission;
        require(of.told() || !is_ours);
        require(hop.field != nullptr && among(hop.field->raw(), of.report.original->fields));
    }
    require(borders <= 1 && submissions <= 1 && of.answers.hops.size() <= arf::max_received);
}

/// Never more sure than the evidence.
void check_confidence(Case const& of) {
    auto const& answers = of.answers;
    bool const is_token = answers.account.from.place == Place::token;
    if (!of.told()) {
        require(answers.device.confidence <= Confidence::low);
        require(answers.outbound_verdict.confidence <= Confidence::low);
        require(answers.account.confidence <= Confidence::low || (is_token && of.has_authentic()));
    }
    if (!of.has_authentic()) {  // only we could have written it: a token with a MAC
        require(!is_token || answers.account.confidence <= Confidence::medium);
        require(answers.campaign.confidence <= Confidence::medium);
        require(answers.customer.confidence <= Confidence::medium);
    }
    // High needs two sides: a report that states the address, and a trace that has it.
    if (answers.source.confidence == Confidence::high)
        require(of.report.source_ip.has_value() && of.report.original && !answers.hops.empty());
    if (answers.source_port.confidence == Confidence::high) require(of.report.source_port.has_value());
    if (answers.recipient.confidence == Confidence::high && answers.recipient.from.place != Place::token)
        require(of.report.original.has_value());
    if (answers.device.confidence == Confidence::high)
        require(std::any_of(answers.hops.begin(), answers.hops.end(),
                            [](auto const& hop) { return hop.role == arf::HopRole::submission; }));
    if (!of.report.original) require(answers.hops.empty() && answers.device.confidence == Confidence::none);
}

void check_trust(Case const& of) {
    auto const& trust = of.answers.trust;
    if (of.options.my_authserv_ids.empty())
        require(!trust.carrier_authenticated && !trust.carrier_aligned &&
                trust.carrier_authentication.empty());
    require(!trust.carrier_aligned.value_or(false) || trust.carrier_authenticated.value_or(false));
    if (of.options.cfbl_secret.empty()) require(!trust.cfbl_id_valid);
    if (!of.told()) require(trust.names_of_mine.empty());
    if (!of.report.original) require(!trust.report_agrees_with_original);
}

void check(std::string_view message, arf::Report const& report, arf::AttributionOptions const& options,
           bool json) {
    auto const answers = arf::attribute(report, options);
    Case const of{message, report, options, answers};
    check_answer(answers.source, of);
    check_answer(answers.source_port, of);
    check_answer(answers.recipient, of);
    check_answer(answers.message_id, of);
    check_answer(answers.campaign, of);
    check_answer(answers.customer, of);
    check_answer(answers.account, of);
    check_answer(answers.device, of);
    check_answer(answers.outbound_verdict, of);
    check_hops(of);
    check_confidence(of);
    check_trust(of);
    if (!json) return;
    auto const record = arf::to_json(report, answers);
    require(arf::mime::is_utf8(record));
    auto const shown = boost::json::parse(record).as_object().at("attribution").as_object();
    if (auto const* const account = shown.if_contains("account"); account != nullptr && answers.account)
        require_same(account->as_object().at("confidence").as_string(),
                     arf::name(answers.account.confidence));
    require_same(record, arf::to_json(report, arf::attribute(report, options)));  // the same each time
}

/// Options that fit this message or not.
arf::AttributionOptions options_for(arf::Report const& report, Random& random) {
    arf::AttributionOptions options;
    auto const chance = [&random] { return random.below(2) == 0; };
    auto const hops = report.original ? arf::received(*report.original) : std::vector<arf::Received>{};
    for (auto const& hop : hops) {
        if (hop.ip && chance())
            options.my_networks.emplace_back(*hop.ip, static_cast<std::uint8_t>(random.below(129)));
        if (!hop.by.empty() && chance()) options.my_hosts.push_back(hop.by);
        if (!hop.rdns.empty() && chance()) options.my_domains.push_back(hop.rdns);
        if (!hop.helo.empty() && chance()) options.my_hosts.push_back(hop.helo);
    }
    if (report.source_ip && chance()) options.my_networks.emplace_back(*report.source_ip, std::uint8_t{24});
    if (report.original && report.original->from && chance())
        options.my_domains.emplace_back(report.original->from->domain());
    if (chance()) options.my_hosts.emplace_back(".example.com");
    if (chance()) options.my_authserv_ids = {"mx.example.com", "mx.example.net"};
    if (chance()) options.cfbl_secret = "potatoes";
    constexpr std::array<char const*, 6> fields{"Return-Path", "Message-ID",       "List-Unsubscribe",
                                                "Feedback-ID", "CFBL-Feedback-ID", "Subject"};
    constexpr std::array<char const*, 5> patterns{"*{account}", "bounce+{recipient}@*",
                                                  "{campaign}-*{account}*", "{customer}:{campaign}",
                                                  "{nobody}{account}"};
    for (auto const* const field : fields) {
        if (chance()) options.decoders.push_back({"d", field, random.pick(patterns), {}, chance()});
    }
    return options;
}

}  // namespace

extern "C" std::size_t arf_fuzz_message_at(std::uint8_t const*, std::size_t) { return 0; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size > 16384) return 0;
    auto const message = arf_fuzz::as_text(data, size);
    auto const report = arf::parse_borrowed(message, {.keep_other_messages = true});
    if (!report) return 0;
    Random random(message);
    switch (random.below(4)) {  // an input has its turn by its bytes, so that a finding is found again
        case 0:
            check(message, *report, {}, false);  // nothing is ours
            break;
        case 1:
            check(message, *report, options_for(*report, random), true);
            break;
        default:
            check(message, *report, options_for(*report, random), false);
    }
    return 0;
}
