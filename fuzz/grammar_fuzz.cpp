// SPDX-License-Identifier: BSL-1.0
// The rules of include/arf/grammar, and the readers made of them, against independent checks: the system's
// inet_pton, strptime and timegm, GMime's dates, GLib's base64, GMime's encoders, each rule's fast path
// against its slow one, and what is written back and read again.
//
// The first byte of an input chooses: an odd one maps each byte that follows to one of a few words, so that
// what means something to one rule comes up often; an even one takes the bytes as they are. Then the checks
// of one rule run, or those of all. They are in grammar/, a header for rules of a kind.
#include <gmime/gmime.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fuzz.hpp"
#include "grammar/addresses.hpp"
#include "grammar/authentication.hpp"
#include "grammar/dates.hpp"
#include "grammar/numbers.hpp"
#include "grammar/others.hpp"
#include "grammar/paths.hpp"
#include "grammar/received.hpp"
#include "grammar/rule.hpp"
#include "grammar/text.hpp"
#include "grammar/transfer.hpp"

namespace {

using namespace arf_fuzz::rules;
using arf_fuzz::require;

/// The checks of a rule, and words that mean something to it.
struct Subject {
    void (*check)(std::string_view text);
    std::span<std::string_view const> words;
};
constexpr auto subjects = std::to_array<Subject>({{check_cfws, cfws_words},
                                                  {check_ip, ip_words},
                                                  {check_numbers, number_words},
                                                  {check_date, date_words},
                                                  {check_transfer, base64_words},
                                                  {check_text, text_words},
                                                  {check_authentication, auth_words},
                                                  {check_path, path_words},
                                                  {check_uris, path_words},
                                                  {check_received, received_words},
                                                  {check_others, other_words}});

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static bool const ready = (g_mime_init(), true);  // for the main that replays files
    require(ready);
    if (size == 0 || size > 512) return 0;
    auto const rest = arf_fuzz::as_text(data + 1, size - 1);
    auto const choice = data[0] / 2U % (subjects.size() + 1);
    if (data[0] % 2 == 0) {
        Exact const text(rest);
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            if (choice == 0 || choice == i + 1) subjects[i].check(text.view());
        }
        return 0;
    }
    auto const& [check, words] = subjects[choice % subjects.size()];
    std::string mapped;
    for (char const c : rest) mapped.append(words[static_cast<unsigned char>(c) % words.size()]);
    check(Exact(mapped).view());
    return 0;
}
