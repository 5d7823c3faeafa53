// SPDX-License-Identifier: BSL-1.0
// Authentication-Results: the names before "=".
#include <arf/grammar/authres.hpp>
#include <cstdint>

#include "rule.hpp"

namespace grammar_authres_test {

namespace grammar = arf::grammar;

void method(std::string_view text, std::string_view name, std::uint32_t version) {
    auto const read = [](std::string_view copy) {
        return grammar::parse_all<grammar::MethodName>(grammar::method_name, copy);
    };
    with(read, text, [=](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->name, name);
        EXPECT_EQ(value->version, version);
    });
}

void property(std::string_view text, std::string_view type, std::string_view name) {
    auto const read = [](std::string_view copy) {
        return grammar::parse_all<grammar::PropertyName>(grammar::property_name, copy);
    };
    with(read, text, [=](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->type, type);
        EXPECT_EQ(value->name, name);
    });
}

TEST(MethodName, Takes) {
    method("dkim=", "dkim", 1);
    method("dkim-adsp =", "dkim-adsp", 1);
    method("DKIM/2=", "DKIM", 2);
    method("dkim (a) / (b) 1 (c) =", "dkim", 1);
    method("action=", "action", 1);
    method("x_a/4294967295=", "x_a", 4294967295U);
}

TEST(MethodName, Refuses) {
    for (auto text : {"", "dkim", "=", "dkim/=", "dkim/a=", "dkim/4294967296=", "smtp.mailfrom=", "\"dkim\"=",
                      "dkim (=", " dkim=", "dkim=pass"}) {
        bad(grammar::method_name, text);
    }
}

TEST(PropertyName, Takes) {
    property("smtp.mailfrom=", "smtp", "mailfrom");
    property("header . d =", "header", "d");
    property("policy(a).(b)iprev(c)=", "policy", "iprev");
    property("SMTP.Remote-IP=", "SMTP", "Remote-IP");
    property("header.x.y=", "header", "x.y");
    property("smtp.mail=", "smtp", "mail");
}

TEST(PropertyName, Refuses) {
    for (auto text : {"", "smtp=", "smtp.=", ".d=", "smtp.mailfrom",
                      "smtp.mail from=", "smtp.(=", "smtp.mailfrom=a", "smtp . (a mailfrom="}) {
        bad(grammar::property_name, text);
    }
}

TEST(ArcInstanceName, TakesAndRefuses) {
    for (auto text : {"i=", " (a) i (b) =", "I=", "i\r\n ="}) ok(grammar::arc_instance_name, text);
    for (auto text : {"", "i", "id=", "i;=", "i=1"}) bad(grammar::arc_instance_name, text);
}

TEST(AuthresVersion, TakesAndRefuses) {
    for (auto text : {"1", "2", "01", "99999999999999999999"}) ok(grammar::authres_version, text, text);
    for (auto text : {"", "1.0", "1=", "v1", "-1", "1 ", "1;"}) bad(grammar::authres_version, text);
}

TEST(NoResult, TakesAndRefuses) {
    for (auto text : {"none", "None"}) ok(grammar::no_result, text);
    for (auto text : {"", "none=", "nonesuch", "none.d", "none "}) bad(grammar::no_result, text);
}

TEST(AuthenticationMethod, IsKnownInAnyCase) {
    for (auto name : {"dkim", "SPF", "dkim-atps", "x-anything"})
        EXPECT_TRUE(grammar::is_authentication_method(name)) << name;
    for (auto name : {"", "action", "reason", "dkim2", "x"})
        EXPECT_FALSE(grammar::is_authentication_method(name)) << name;
    EXPECT_TRUE(grammar::is_property_type("SMTP"));
    EXPECT_FALSE(grammar::is_property_type("bounce"));
}

TEST(Authres, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        EXPECT_FALSE(grammar::parse_all<grammar::MethodName>(grammar::method_name, text).has_value());
        EXPECT_FALSE(grammar::parse_all<grammar::PropertyName>(grammar::property_name, text).has_value());
        bad(grammar::arc_instance_name, text);
    });
}

}  // namespace grammar_authres_test
