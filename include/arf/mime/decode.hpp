// SPDX-License-Identifier: BSL-1.0
// From bytes as they travelled to bytes and UTF-8 text as they were meant: transfer encodings, charsets,
// folded lines, encoded words, parameters. GMime does the transfer decoding; this header does not include it.
#pragma once

#include <arf/config.hpp>
#include <arf/mime/transfer_encoding.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// All functions here take any bytes, NUL included, throw nothing but std::bad_alloc, are linear in their
/// input and safe to call from several threads at once.
namespace arf::mime {

/// How many pieces of one value ("name*0" to "name*49") decode_parameter() joins.
inline constexpr std::size_t max_parameters = 50;

/// The content of a part without its transfer encoding.
struct Decoded {
    std::string bytes;
    bool damaged = false;  ///< the encoding was violated; `bytes` is what could be made of it
};

/// Undoes a transfer encoding (RFC 2045, section 6).
///
/// base64: characters outside the alphabet are skipped and missing padding is tolerated. What stands behind
/// padding is read where it is base64 throughout (QUIRK: list software appends its footer as a second base64
/// text), else left out (QUIRK: other list software appends it as plain text). quoted-printable: a malformed
/// "=XY" stays literally, blanks before a line end go. uuencode: what stands before "begin" and behind "end"
/// is no content. `damaged` tells of: a character in base64 that is neither of the alphabet nor blank nor a
/// line end, a last quantum cut short or unpadded, data behind padding; a malformed "="; a missing "begin" or
/// "end" line.
/// @return the content; TransferEncoding::identity and unknown give a copy of `body`.
[[nodiscard]] ARF_DECL Decoded decode_transfer(std::string_view body, TransferEncoding encoding);

/// Converts text of a charset to UTF-8.
///
/// Bytes that the charset does not have become U+FFFD each. An unknown charset gives make_utf8(bytes).
/// @param charset a name as in MIME ("ISO-8859-1", "gb2312", "windows-1252", ...), letter case ignored.
/// @param lossy   set to true where the charset is unknown or a byte had no meaning; else left alone. May be
/// null.
[[nodiscard]] ARF_DECL std::string to_utf8(std::string_view bytes, std::string_view charset,
                                           bool* lossy = nullptr);

/// Makes any bytes valid UTF-8: each invalid byte, and each NUL, becomes U+FFFD (as g_utf8_make_valid does),
/// so that the text can go through C strings and JSON. Other control characters stay.
[[nodiscard]] ARF_DECL std::string make_utf8(std::string_view bytes);

/// Whether the bytes are valid UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF. NUL
/// is valid.
[[nodiscard]] ARF_DECL bool is_utf8(std::string_view bytes) noexcept;

/// Whether unfold() would change anything.
[[nodiscard]] ARF_DECL bool needs_unfolding(std::string_view raw) noexcept;

/// Unfolds a header value (RFC 5322, section 2.2.3): a line end (CRLF, LF, CR) before a blank goes, any other
/// CR, LF or NUL becomes a blank (a CR in a value would forge another field), and blanks around the value go.
[[nodiscard]] ARF_DECL std::string unfold(std::string_view raw);

/// An unstructured header value as UTF-8 text for people (RFC 5322, RFC 2047, RFC 6532). Never read addresses
/// or parameters from it: what an encoded word hides is text, not syntax (RFC 2047, section 6.2).
///
/// Unfolds; decodes encoded words wherever they stand; drops the blanks between two of them; joins the bytes
/// of adjacent words of one charset, so that a character may be split between words (QUIRK: many senders cut
/// at 75 bytes). CR, LF and NUL that a word decodes to become blanks. Raw UTF-8 is kept, other raw bytes
/// become U+FFFD. A word of an unknown charset or encoding stays as written.
/// @param bad set to true where an encoded word stayed as written or held bytes that its charset does not
/// have, or
///        where raw bytes were no UTF-8; else left alone. May be null.
[[nodiscard]] ARF_DECL std::string decode_text(std::string_view raw, bool* bad = nullptr);

/// One parameter of a structured header field: views into the field's value, nothing decoded.
struct Parameter {
    std::string_view name;   ///< as written; compare without letter case
    std::string_view value;  ///< without its quotes; a quoted-pair ("\\\"") in it is kept as it is
    bool quoted = false;     ///< the value stood in quotes
};

/// Takes the first parameter off the front of the value of a Content-Type, Content-Disposition or the like.
///
///     parameter := attribute "=" value ; value := token / quoted-string               (RFC 2045,
///     section 5.1)
///
/// Takes      ";charset=us-ascii", "; a = \"b c\"", "; boundary=a=b:c/d?e", ";; name=x (comment)", "a=b c=d"
/// Lenient: blanks, line ends and comments stand anywhere between tokens; a semicolon may be missing where a
/// blank stands; an unclosed quoted value reaches to the end; what is no "name=value" is skipped.
/// @param rest the value of the field, from which the media type and what was read are removed.
/// @return nothing where no parameter is left.
[[nodiscard]] ARF_DECL std::optional<Parameter> next_parameter(std::string_view& rest) noexcept;

/// The raw value of the first parameter of that name, as next_parameter() reads them.
///
/// It does not see the extended forms of RFC 2231 ("name*", "name*0"): see decode_parameter().
/// @param header_value what stands behind the colon, folded or not.
/// @param name in any letter case.
[[nodiscard]] ARF_DECL std::optional<std::string_view> find_parameter(std::string_view header_value,
                                                                      std::string_view name) noexcept;

/// The value of a parameter as UTF-8, with quoted-pairs, the extended forms of RFC 2231 (continuations,
/// percent signs, charset) and encoded words (QUIRK: most mail clients write them inside the quotes) decoded.
/// It allocates: ask find_parameter() first.
///
/// Where both "name" and "name*" stand, the extended form counts. Pieces are joined from "name*0" up to the
/// first gap, at most max_parameters of them; of a repeated piece the first counts. The value is unfolded.
/// @param name in any letter case.
/// @return empty where there is no such parameter.
[[nodiscard]] ARF_DECL std::string decode_parameter(std::string_view header_value, std::string_view name);

}  // namespace arf::mime

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/decode.ipp>
#endif
