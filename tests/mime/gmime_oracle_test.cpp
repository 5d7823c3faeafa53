// SPDX-License-Identifier: BSL-1.0
// On well-formed mail the walker and GMime's own parser find the same tree: media types, bodies, nesting.
#include <gmime/gmime.h>

#include <map>
#include <random>

#include "mime/walked.hpp"

namespace mime_gmime_oracle_test {

using arf_test::lower;
using arf_test::shown;
using arf_test::Walked;

/// Drops the reference to a GObject.
struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Pointer = std::unique_ptr<T, Unref>;

/// GMime may leave the CR of the CRLF that belongs to the delimiter behind a part; so it goes from both
/// sides.
std::string_view without_last_cr(std::string_view body) {
    if (body.ends_with('\r')) body.remove_suffix(1);
    return body;
}

std::string raw_content(GMimePart* part) {
    auto* const content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    Pointer<GMimeStream> const memory(g_mime_stream_mem_new());
    auto* const source = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(source);
    g_mime_stream_write_to_stream(source, memory.get());
    auto* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    return std::string(without_last_cr({reinterpret_cast<char const*>(bytes->data), bytes->len}));
}

/// GMime's tree, in the form of Walked::tree().
std::string tree_of(GMimeObject* object) {
    auto* const type = g_mime_object_get_content_type(object);
    auto out = lower(std::string(g_mime_content_type_get_media_type(type)) + "/" +
                     g_mime_content_type_get_media_subtype(type));
    if (GMIME_IS_MESSAGE_PART(object)) {
        auto* const message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        return out + "(" + (message == nullptr ? "" : tree_of(g_mime_message_get_mime_part(message))) + ")";
    }
    if (!GMIME_IS_MULTIPART(object)) return out + "{" + shown(raw_content(GMIME_PART(object))) + "}";
    std::string children;
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); ++i) {
        auto* const child = g_mime_multipart_get_part(GMIME_MULTIPART(object), i);
        children.append(i == 0 ? "" : " ").append(tree_of(child));
    }
    return out + "(" + children + ")";
}

std::string gmime_tree(std::string const& message) {
    static bool const ready = (g_mime_init(), true);
    EXPECT_TRUE(ready);
    Pointer<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(message.data(), message.size()));
    Pointer<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    Pointer<GMimeMessage> const parsed(g_mime_parser_construct_message(parser.get(), nullptr));
    return parsed ? tree_of(g_mime_message_get_mime_part(parsed.get())) : "nothing";
}

/// The walker's tree with what GMime fills in: the default type, in lower case.
std::string walker_tree(std::string_view message) {
    Walked const walked(message);
    std::string out;
    auto const write = [&](auto const& self, std::size_t index) -> void {
        auto const& part = walked.parts()[index];
        out.append(part.media_type.empty() ? "text/plain" : lower(std::string(part.media_type)));
        if (part.kind == arf::Part::Kind::leaf) {
            out.append("{").append(shown(without_last_cr(part.body))).append("}");
            return;
        }
        out.append("(");
        bool first = true;
        for (std::size_t i = index + 1; i < walked.parts().size(); ++i) {
            if (walked.parts()[i].parent != static_cast<std::int32_t>(index)) continue;
            if (!first) out.append(" ");
            first = false;
            self(self, i);
        }
        out.append(")");
    };
    write(write, 0);
    return out;
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
