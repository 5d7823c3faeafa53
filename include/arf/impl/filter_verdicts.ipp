// SPDX-License-Identifier: BSL-1.0
// Verdicts of mail filters: the table of fields, and the readers that it names. A new field is one line in
// the table; what a value means stands beside its reader or words, with where that is known from. A field
// whose meaning is not known for certain says Class::unknown.
#pragma once

#include <arf/grammar/filter_value.hpp>
#include <arf/identifiers.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf {
namespace detail::verdicts {

using Class = FilterVerdict::Class;

/// What the first words of a value mean; the first entry that fits counts.
struct Meaning {
    std::string_view words;
    Class verdict;
};

inline constexpr auto yes_no = std::to_array<Meaning>(
    {{"yes", Class::spam}, {"true", Class::spam}, {"no", Class::clean}, {"false", Class::clean}});
/// ClamAV and others; amavis ("INFECTED, message contains virus: ..."; what is merely banned or malformed is
/// not said to be a virus); MailScanner, whose sentence can be translated.
inline constexpr auto virus_words = std::to_array<Meaning>({{"clean", Class::clean},
                                                            {"found to be clean", Class::clean},
                                                            {"infected", Class::virus},
                                                            {"found to be infected", Class::virus}});
/// eXpurgate: major and minor category ("clean.bounce", "suspect.url-count"), or both in capitals ("CLEAN
/// NORMAL"). "bulk" is mail to many, wanted or not: no verdict. Known from rspamd's expurgate module.
inline constexpr auto expurgate_words =
    std::to_array<Meaning>({{"clean", Class::clean},
                            {"suspect", Class::suspicious},
                            {"spam", Class::spam},
                            {"dangerous.virus", Class::virus},
                            {"dangerous.virus-outbreak", Class::virus},
                            {"dangerous", Class::suspicious},
                            {"this mail is considered clean", Class::clean}});
/// Rspamd's actions (rspamd.com, "Actions and scores"); "soft reject" is also what a rate limit does.
inline constexpr auto rspamd_actions = std::to_array<Meaning>({{"no action", Class::clean},
                                                               {"greylist", Class::suspicious},
                                                               {"add header", Class::spam},
                                                               {"rewrite subject", Class::spam},
                                                               {"reject", Class::spam}});
inline constexpr auto bogofilter_words = std::to_array<Meaning>({{"ham", Class::clean},
                                                                 {"no", Class::clean},
                                                                 {"unsure", Class::suspicious},
                                                                 {"spam", Class::spam},
                                                                 {"yes", Class::spam}});
inline constexpr auto dspam_words = std::to_array<Meaning>(
    {{"innocent", Class::clean}, {"whitelisted", Class::clean}, {"spam", Class::spam}});
/// Cyren (Commtouch): "Unknown" is what is not known as spam, which is less than clean.
inline constexpr auto cyren_words = std::to_array<Meaning>(
    {{"suspect", Class::suspicious}, {"bulk", Class::suspicious}, {"confirmed", Class::spam}});
/// Vade: "LEGIT", "OK", "clean"; "SPAM", "spam:low"; "MCE" is commercial mail: no verdict.
inline constexpr auto vade_words = std::to_array<Meaning>(
    {{"legit", Class::clean}, {"ok", Class::clean}, {"clean", Class::clean}, {"spam", Class::spam}});
inline constexpr auto spamexperts_words =
    std::to_array<Meaning>({{"ham", Class::clean}, {"unsure", Class::suspicious}, {"spam", Class::spam}});
/// United Internet: "notjunk:1;...", "junk:10;...", "unknown:0;".
inline constexpr auto united_internet_words =
    std::to_array<Meaning>({{"notjunk", Class::clean}, {"junk", Class::spam}});
inline constexpr auto kaspersky_words =
    std::to_array<Meaning>({{"not_detected", Class::clean}, {"spam", Class::spam}});
inline constexpr auto mailscanner_words =
    std::to_array<Meaning>({{"not spam", Class::clean}, {"spam", Class::spam}});
/// Proofpoint's rules are named by who runs it: "notspam", "outbound_notspam", "spam", ...
inline constexpr auto proofpoint_words = std::to_array<Meaning>(
    {{"notspam", Class::clean}, {"suspect", Class::suspicious}, {"spam", Class::spam}});
/// SFV of Exchange Online (learn.microsoft.com, "Anti-spam message headers in Microsoft 365"): filtered as
/// spam or not, or marked so before. What skipped the filter because of a list of senders (SFE, SKA, SKB,
/// SKI, BLK) was judged by nobody.
inline constexpr auto forefront_words = std::to_array<Meaning>(
    {{"NSPM", Class::clean}, {"SKN", Class::clean}, {"SPM", Class::spam}, {"SKS", Class::spam}});

template <std::size_t N>
[[nodiscard]] constexpr Class meaning_of(std::string_view text,
                                         std::array<Meaning, N> const& meanings) noexcept {
    for (auto const& one : meanings) {
        if (grammar::begins_with_words(text, one.words)) return one.verdict;
    }
    return Class::unknown;
}

[[nodiscard]] inline std::optional<double> number_behind(std::string_view text,
                                                         std::string_view key) noexcept {
    auto const behind = grammar::text_behind(text, key);
    return behind ? grammar::read_number(*behind) : std::nullopt;
}

/// The value is kept, and nothing read from it.
inline void value_only(std::string_view, FilterVerdict&) {}

/// Words and no number.
template <auto const& Meanings>
void words(std::string_view value, FilterVerdict& out) {
    out.verdict = meaning_of(value, Meanings);
}

/// "12.3", "12.3 / 15.0": a score, and what score makes spam.
inline void score(std::string_view value, FilterVerdict& out) {
    out.score = grammar::take_number(value);
    value = trim(value);
    if (out.score && value.starts_with('/')) out.threshold = grammar::read_number(value.substr(1));
}

/// "Yes, score=12.3 required=5.0 tests=...": SpamAssassin since 3.0; "hits=" before it. Barracuda's field has
/// three levels instead of "required", and so no threshold.
template <auto const& Meanings>
void words_and_score(std::string_view value, FilterVerdict& out) {
    out.verdict = meaning_of(value, Meanings);
    out.score = number_behind(value, "score=");
    if (!out.score) out.score = number_behind(value, "hits=");
    out.threshold = number_behind(value, "required=");
}

/// "*******": as many as the score has whole points. None at all says less than a score of 0.
inline void asterisks(std::string_view value, FilterVerdict& out) {
    if (!value.empty() && value.find_first_not_of('*') == value.npos)
        out.score = static_cast<double>(value.size());
}

/// "default: False [5.31 / 15.00]; SYMBOL(1.0)[]; ...": Rspamd. True is a rejection. False is all else, mail
/// that was marked as spam included (rspamd, milter_headers.lua): X-Rspamd-Action says which.
inline void rspamd_result(std::string_view value, FilterVerdict& out) {
    auto const colon = value.find(':');
    auto const open = value.find('[');
    if (colon >= open || open == value.npos) return;
    if (grammar::begins_with_words(trim(value.substr(colon + 1)), "true")) out.verdict = Class::spam;
    score(value.substr(open + 1, value.find(']', open) - open - 1), out);
}

/// "Ham, tests=bogofilter, spamicity=0.000000, version=1.2.5": from 0 to 1.
inline void bogosity(std::string_view value, FilterVerdict& out) {
    out.verdict = meaning_of(value, bogofilter_words);
    out.score = number_behind(value, "spamicity=");
}

/// "not spam, SpamAssassin (score=2.9, required 5, ...)".
inline void mailscanner(std::string_view value, FilterVerdict& out) {
    out.verdict = meaning_of(value, mailscanner_words);
    out.score = number_behind(value, "score=");
    out.threshold = number_behind(value, "required ");
}

/// "150726::1600000000-00000000-00000000/0/0 CLEAN NORMAL": the words stand behind an identifier; some have
/// none.
inline void expurgate_id(std::string_view value, FilterVerdict& out) {
    auto const blank = value.find(' ');
    if (blank != value.npos) out.verdict = meaning_of(trim(value.substr(blank)), expurgate_words);
}

/// A spam confidence level from -1 to 9 ([MS-OXCSPAM], section 2.2.1.3): -1 is trusted, 0 and 1 are no spam,
/// 5 and 6 spam, more is spam for certain; Exchange Online does not use 2 to 4.
inline void confidence_level(std::string_view value, FilterVerdict& out) {
    auto const level = grammar::read_number(value);
    if (!level || *level < -1 || *level > 9) return;
    out.score = level;
    if (*level <= 1) out.verdict = Class::clean;
    if (*level >= 5) out.verdict = Class::spam;
}

/// "CIP:192.0.2.1;...;SCL:5;...;SFV:SPM;...": what the filter found (SFV) goes before the level.
inline void forefront(std::string_view value, FilterVerdict& out) {
    if (auto const level = grammar::item_value(value, "SCL")) confidence_level(*level, out);
    auto const filtered = grammar::item_value(value, "SFV");
    if (filtered) out.verdict = meaning_of(*filtered, forefront_words);
    auto const category = grammar::item_value(value, "CAT");
    if (category && grammar::begins_with_words(*category, "MALW")) out.verdict = Class::virus;
}

/// "BCL:0;...": a level of complaints about bulk mail from 0 to 9; no verdict.
inline void bulk_level(std::string_view value, FilterVerdict& out) {
    if (auto const level = grammar::item_value(value, "BCL")) out.score = grammar::read_number(*level);
}

/// "rule=outbound_notspam policy=outbound score=0 ...": what stands behind the last "_" of the rule.
inline void proofpoint(std::string_view value, FilterVerdict& out) {
    out.score = number_behind(value, "score=");
    auto rule = grammar::text_behind(value, "rule=").value_or(std::string_view{});
    rule = rule.substr(0, rule.find_first_of(" \t"));
    out.verdict = meaning_of(rule.substr(rule.rfind('_') + 1), proofpoint_words);
}

/// "0 (Mail was not recognized as spam); Detail=V3;": other numbers are reasons.
inline void zero_is_clean(std::string_view value, FilterVerdict& out) {
    if (grammar::read_number(value) == 0.0) out.verdict = Class::clean;
}

/// One known field. "*" in a name stands for anything: organisations put their name there.
struct Known {
    std::string_view name;
    std::string_view filter;
    void (*read)(std::string_view value, FilterVerdict& out);
};

inline constexpr auto known_fields = std::to_array<Known>({
    {"X-Spam-Status", "SpamAssassin", words_and_score<yes_no>},
    {"X-OutGoing-Spam-Status", "SpamAssassin", words_and_score<yes_no>},
    {"X-Spam-Flag", "SpamAssassin", words<yes_no>},
    {"X-Spam-Score", "SpamAssassin", score},
    {"X-Spam_score", "SpamAssassin", score},  // as Exim's documentation writes it
    {"X-Spam-Level", "SpamAssassin", asterisks},
    {"X-Spam", "Rspamd", words<yes_no>},
    {"X-Spamd-Result", "Rspamd", rspamd_result},
    {"X-Rspamd-Score", "Rspamd", score},
    {"X-Rspamd-Action", "Rspamd", words<rspamd_actions>},
    {"X-TOI-EXPURGATEID", "expurgate", expurgate_id},
    {"X-purgate-type", "expurgate", words<expurgate_words>},
    {"X-purgate", "expurgate", words<expurgate_words>},
    {"X-eXpurgate-Category", "expurgate", value_only},
    {"X-MS-Exchange-Organization-SCL", "Exchange", confidence_level},
    {"X-Forefront-Antispam-Report", "Exchange", forefront},
    {"X-Forefront-Antispam-Report-Untrusted", "Exchange", forefront},
    {"X-Microsoft-Antispam", "Exchange", bulk_level},
    {"X-Proofpoint-Spam-Details", "Proofpoint", proofpoint},
    {"X-Barracuda-Spam-Status", "Barracuda", words_and_score<yes_no>},
    {"X-Barracuda-Spam-Score", "Barracuda", score},
    {"X-Barracuda-Spam-Flag", "Barracuda", words<yes_no>},
    {"X-SpamExperts-Outgoing-Class", "SpamExperts", words<spamexperts_words>},
    {"X-SpamExperts-Class", "SpamExperts", words<spamexperts_words>},
    {"X-UI-Out-Filterresults", "United Internet", words<united_internet_words>},
    {"X-UI-Filterresults", "United Internet", words<united_internet_words>},
    {"X-GMX-Antispam", "United Internet", zero_is_clean},
    {"X-GMX-Antivirus", "United Internet", zero_is_clean},
    {"X-VadeSecure-Status", "Vade", words<vade_words>},
    {"X-VADE-STATUS", "Vade", words<vade_words>},
    {"X-VADE-SPAMSTATE", "Vade", words<vade_words>},
    {"X-VR-SPAMSTATE", "Vade", words<vade_words>},
    {"X-VADE-SPAMSCORE", "Vade", score},
    {"X-VR-SPAMSCORE", "Vade", score},
    {"X-VadeSecure-Malware", "Vade", words<virus_words>},
    {"X-CTCH-Spam", "Cyren", words<cyren_words>},
    {"X-CMAE-Score", "Cloudmark", score},
    {"X-Mimecast-Spam-Score", "Mimecast", score},
    {"X-KLMS-AntiSpam-Status", "Kaspersky", words<kaspersky_words>},
    {"X-KLMS-AntiVirus-Status", "Kaspersky", words<virus_words>},
    {"X-KSMG-AntiSpam-Status", "Kaspersky", words<kaspersky_words>},
    {"X-KSMG-AntiVirus-Status", "Kaspersky", words<virus_words>},
    {"X-*MailScanner-SpamCheck", "MailScanner", mailscanner},
    {"X-*MailScanner", "MailScanner", words<virus_words>},
    {"X-DSPAM-Result", "DSPAM", words<dspam_words>},
    {"X-Bogosity", "Bogofilter", bogosity},
    {"X-Virus-Status", "ClamAV", words<virus_words>},
    {"X-Virus-Scanned", "", value_only},  // names the scanner
    {"X-Amavis-Alert", "amavis", words<virus_words>},
});

[[nodiscard]] constexpr bool matches(std::string_view pattern, std::string_view name) noexcept {
    auto const star = pattern.find('*');
    if (star == pattern.npos) return equal_ignoring_case(pattern, name);
    auto const tail = pattern.substr(star + 1);
    return name.size() >= star + tail.size() && starts_with_ignoring_case(name, pattern.substr(0, star)) &&
           equal_ignoring_case(name.substr(name.size() - tail.size()), tail);
}

[[nodiscard]] constexpr Known const* find_known(std::string_view name) noexcept {
    if (!starts_with_ignoring_case(name, "X-")) return nullptr;  // nearly all others
    for (auto const& known : known_fields) {
        if (matches(known.name, name)) return &known;
    }
    return nullptr;
}

[[nodiscard]] inline FilterVerdict read(Known const& known, Field const& field) {
    FilterVerdict verdict;
    verdict.filter = known.filter;
    verdict.field = field.name();
    verdict.value = mime::unfold(field.body());
    known.read(verdict.value, verdict);
    return verdict;
}

}  // namespace detail::verdicts

ARF_DECL std::vector<FilterVerdict> filter_verdicts(Message const& message) {
    std::vector<FilterVerdict> found;
    for (auto const& field : message.fields) {
        if (found.size() == max_filter_verdicts) break;
        auto const* const known =
            field.is(Field::too_long) ? nullptr : detail::verdicts::find_known(field.name());
        if (known != nullptr) found.push_back(detail::verdicts::read(*known, field));
    }
    return found;
}

}  // namespace arf
