// SPDX-License-Identifier: BSL-1.0
// The ladder of the formats that come as a JSON file. To add one, add its header in this folder and its line
// here.
#pragma once

#include <arf/dialect/mailgun.hpp>
#include <arf/dialect/postmark.hpp>
#include <arf/dialect/sendgrid.hpp>
#include <arf/dialect/ses.hpp>
#include <arf/dialect/sparkpost.hpp>
#include <arf/dialect/xarf.hpp>
#include <array>

namespace arf::dialect {

/// Looks at a document and says whether this is the dialect.
using RecogniseDocument = Detected (*)(document::Document const& document);

inline constexpr std::array<RecogniseDocument, 6> document_ladder{
    &recognise_xarf_document,      &recognise_ses_document,     &recognise_sendgrid_document,
    &recognise_sparkpost_document, &recognise_mailgun_document, &recognise_postmark_document,
};

/// Names the format of an input that is JSON. It becomes the only part, and Context::document.
[[nodiscard]] inline Detected detect_document(mime::Context& context) {
    auto& whole = context.parts.emplace_back();
    whole.bytes = whole.body = context.input;
    auto const document = document::read_json(context, context.input);
    context.document = document.nodes();
    for (auto const recognise : document_ladder) {
        if (auto const detected = recognise(document)) return detected;
    }
    return {{Format::unknown,
             document.empty() ? "starts as JSON does and is none" : "JSON with no key of a known format"}};
}

}  // namespace arf::dialect
