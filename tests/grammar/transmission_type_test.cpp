// SPDX-License-Identifier: BSL-1.0
// What the "with" clause says about the connection.
#include <arf/grammar/transmission_type.hpp>

#include "rule.hpp"

namespace grammar_transmission_type_test {

namespace grammar = arf::grammar;

void says(std::string_view with, bool tls, bool authenticated) {
    auto const type = grammar::transmission_type(Exact{with}.view());
    EXPECT_EQ(type.tls, tls) << with;
    EXPECT_EQ(type.authenticated, authenticated) << with;
}

TEST(TransmissionType, KnowsTheRegisteredNames) {
    for (std::string const name : {"SMTP", "ESMTP", "LMTP", "UTF8SMTP", "UTF8LMTP"}) {
        says(name, false, false);
        says(name + "S", true, false);
        says(name + "A", false, true);
        says(name + "SA", true, true);
    }
}

TEST(TransmissionType, KnowsWhatServersAdded) {
    says("esmtpsa", true, true);
    says("asmtp", false, true);
    says("HTTPS", true, false);
    says("ESMTP/TLS/AES128-GCM-SHA256", true, false);
    says("MailEnable ESMTPA", false, true);
    says("Example\tESMTPSA (x)", true, true);
}

TEST(TransmissionType, SaysNothingOfOthers) {
    for (auto with : {"", " ", "/", "HTTP", "HTTPREST", "local", "UNKNOWN", "mapi", "SMTPSVC", "XESMTPSA",
                      "Microsoft SMTP Server", "ESMTPSAX", "STARTTLS"}) {
        says(with, false, false);
    }
}

}  // namespace grammar_transmission_type_test
