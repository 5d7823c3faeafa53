// SPDX-License-Identifier: BSL-1.0
// On well-formed mail the walker and GMime's own parser find the same tree: media types, bodies, nesting.
#include <map>
#include <random>

#include "mime/gmime_tree.hpp"
#include "mime/walked.hpp"

namespace mime_gmime_oracle_test {

using arf_test::shown;

/// The trees, as a failed test shows them.
std::string gmime_tree(std::string_view message) { return shown(arf_test::gmime_tree(message)); }
std::string walker_tree(std::string_view message) {
    return shown(arf_test::walker_tree(arf_test::Walked(message).parts()));
}

/// Samples that are not well-formed, and what the two read differently.
std::map<std::string_view, std::string_view> const different{
    {"quirks/boundary-missing", "the walker finds the boundary in the body"},
    {"quirks/closing-delimiter-cut", "the walker takes one \"-\" for two"},
    {"quirks/cr-only", "GMime knows no bare CR as line end"},
    {"quirks/duplicate-content-type", "GMime takes the last Content-Type, the walker the first"},
    {"quirks/encoded-multipart", "GMime does not decode a multipart"},
    {"quirks/headerless", "GMime wants a header"},
    {"quirks/leading-blank-lines", "GMime takes the blank line as the end of the header"},
    {"quirks/no-blank-line-before-body",
     "the walker takes the line that is no field as body, GMime as header"},
    {"quirks/original-base64", "GMime does not decode a message"},
    {"quirks/original-redacted", "GMime makes no message of a text without fields"},
};

TEST(GMimeOracle, ReadsTheSamplesAlike) {
    std::size_t compared = 0;
    for (auto const& sample : arf_test::corpus()) {
        if (sample.path.extension() != ".eml") continue;  // no mail
        bool const same = walker_tree(sample.bytes) == gmime_tree(sample.bytes);
        if (different.contains(sample.name)) {
            EXPECT_FALSE(same) << sample.name << " need not be in the list";
            continue;
        }
        EXPECT_EQ(walker_tree(sample.bytes), gmime_tree(sample.bytes)) << sample.name;
        ++compared;
    }
    EXPECT_GT(compared, 150U);
}

/// Writes well-formed messages at random.
class Generator {
  public:
    Generator(std::uint32_t seed, std::string_view eol) : random_(seed), eol_(eol) {}

    std::string message() { return line("Subject: a message") + line("MIME-Version: 1.0") + part(0); }

  private:
    std::size_t pick(std::size_t count) { return random_() % count; }
    std::string line(std::string_view text) const { return std::string(text).append(eol_); }

    /// The rest of a header, and a body without its last line end.
    std::string part(std::size_t depth) {
        auto const kind = pick(depth > 4 ? 4 : 8);
        if (kind < 4) return leaf();
        return kind == 7 ? line("Content-Type: message/rfc822") + line("") + line("Subject: inner") +
                               part(depth + 1)
                         : multipart(depth);
    }
    std::string leaf() {
        static constexpr std::array types{"text/plain",
                                          "Text/HTML; charset=utf-8",
                                          "application/octet-stream",
                                          "message/feedback-report",
                                          "text/rfc822-headers",
                                          "message/delivery-status"};
        auto out = pick(4) == 0 ? line("Content-Description: no type")
                                : line("Content-Type: " + std::string(types[pick(types.size())]));
        out.append(eol_);
        for (auto lines = pick(5); lines > 0; --lines) out.append(line(body_line()));
        return out.append("the last line");
    }
    std::string body_line() {
        static constexpr std::array lines{"",  "text",        "--", "--not-a-boundary", "-- ", "From here",
                                          ".", "Name: value", "   "};
        return lines[pick(lines.size())];
    }
    std::string multipart(std::size_t depth) {
        static constexpr std::array forms{"----=_Part_", "=_", "b", "--b", "a b:c/", "x.y'(z)+_,-./:=?"};
        auto const boundary = forms[pick(forms.size())] + std::to_string(count_++) + "x";
        bool const digest = pick(6) == 0;
        auto out = line("Content-Type: multipart/" + std::string(digest ? "digest" : "mixed") + ";") +
                   line("\tboundary=\"" + boundary + "\"") + line("");
        if (pick(3) == 0) out.append(line("This is a message in MIME format."));
        for (auto parts = 1 + pick(3); parts > 0; --parts) {
            out.append(line("--" + boundary + (pick(5) == 0 ? "  " : "")));
            // Without a field of its own a part of a digest is a message.
            out.append(digest ? line("") + line("Subject: in a digest") + leaf() : part(depth + 1))
                .append(eol_);
        }
        out.append("--" + boundary + "--");
        return pick(3) == 0 ? out.append(eol_).append("An epilogue.") : out;
    }

    std::mt19937 random_;
    std::string_view eol_;
    std::size_t count_ = 0;
};

TEST(GMimeOracle, ReadsGeneratedMessagesAlike) {
    for (std::uint32_t seed = 0; seed < 2000; ++seed) {
        for (std::string_view const eol : {"\n", "\r\n"}) {
            auto const message = Generator(seed, eol).message();
            ASSERT_EQ(walker_tree(message), gmime_tree(message)) << "seed " << seed << "\n" << message;
        }
    }
}

}  // namespace mime_gmime_oracle_test
