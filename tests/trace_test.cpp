// SPDX-License-Identifier: BSL-1.0
// The trace of a message: Received fields in the shapes that servers write, and the fields that name an
// origin.
#include <gtest/gtest.h>

#include <arf/trace.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exact.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace trace_test {

using arf_test::Exact;
using arf_test::repeat;

void add(std::string& text, std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(text.empty() ? "" : " ").append(name).append("=").append(value);
}

/// All members of a hop that are not empty, but for `raw`, in a fixed order.
std::string show(arf::Received const& hop) {
    std::string text;
    add(text, "helo", hop.helo);
    add(text, "rdns", hop.rdns);
    add(text, "ip", hop.ip ? hop.ip->to_string() : "");
    add(text, "port", hop.port ? std::to_string(*hop.port) : "");
    add(text, "by", hop.by);
    add(text, "by_ip", hop.by_ip ? hop.by_ip->to_string() : "");
    add(text, "via", hop.via);
    add(text, "with", hop.with);
    add(text, "id", hop.id);
    add(text, "for", hop.envelope_for);
    add(text, "sender", hop.envelope_from);
    add(text, "account", hop.authenticated_user);
    add(text, "user", hop.local_user);
    if (hop.authenticated) text.append(" authenticated");
    if (hop.tls) text.append(" tls");
    if (!hop.date) return text;
    return text.append(" date=").append(hop.date->instant() ? hop.date->to_string() : "?");
}

struct Case {
    std::string_view value;
    std::string_view expected;
};

/// What stands before the date; the tests append one.
constexpr auto clauses = std::to_array<Case>({
    // RFC 5321, section 4.4 and appendix D
    {"from example.com by example.net", "helo=example.com by=example.net"},
    {"from client.example.com (mail.example.com [192.0.2.1]) by mx.example.net via TCP with ESMTP id 4AB for "
     "<u@example.net>",
     "helo=client.example.com rdns=mail.example.com ip=192.0.2.1 by=mx.example.net via=TCP with=ESMTP id=4AB "
     "for=u@example.net"},
    {"FROM a.example ([IPv6:2001:db8::1]) BY b.example WITH LMTP ID 1",
     "helo=a.example ip=2001:db8::1 by=b.example with=LMTP id=1"},
    {"from [IPv6:2001:db8::7] (a.example [IPv6:2001:db8::1]) by b.example with UTF8SMTPSA id 1",
     "helo=[IPv6:2001:db8::7] rdns=a.example ip=2001:db8::1 by=b.example with=UTF8SMTPSA id=1 authenticated "
     "tls"},
    {"from a.example by b.example id <g.12954-0@b.example>",
     "helo=a.example by=b.example id=g.12954-0@b.example"},
    {"from a.example ([192.0.2.1]) by b.example with LMTPA id 1",
     "helo=a.example ip=192.0.2.1 by=b.example with=LMTPA id=1 authenticated"},
    {"from a.example ([192.0.2.1]) by b.example with ESMTPS id 1 tls TLS_AES_128_GCM_SHA256 for "
     "<@r.example:u@c.example>",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTPS id=1 for=u@c.example tls"},
    {"by b.example", "by=b.example"},
    {"with SMTP by b.example from a.example", "helo=a.example by=b.example with=SMTP"},
    {"", ""},
    // Postfix
    {"from client (mail.example.com [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 "
     "bits) key-exchange X25519) "
     "(Client did not present a certificate) (Authenticated sender: alice) by mx.example.net (Postfix) with "
     "ESMTPSA id 4AB for <u@example.net>",
     "helo=client rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=ESMTPSA id=4AB for=u@example.net "
     "account=alice authenticated tls"},
    {"from [192.168.1.20] (unknown [192.0.2.1]) by mx.example.net (Postfix) with ESMTPA id 4AB",
     "helo=[192.168.1.20] ip=192.0.2.1 by=mx.example.net with=ESMTPA id=4AB authenticated"},
    {"from localhost (localhost [IPv6:::1]) by mx.example.net (Postfix) with ESMTP id 4AB",
     "helo=localhost rdns=localhost ip=::1 by=mx.example.net with=ESMTP id=4AB"},
    {"from a.example (unknown [192.0.2.1]) (using TLSv1.2 with cipher X (256/256 bits)) (No client "
     "certificate requested) by b.example (Postfix) with ESMTP id 4AB",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTP id=4AB tls"},
    {"by mx.example.net (Postfix, from userid 1000) id 4AB", "by=mx.example.net id=4AB user=1000"},
    {"by mx.example.net (Postfix) id 4AB", "by=mx.example.net id=4AB"},
    {"from a.example (a.example [192.0.2.1]) by b.example (Postfix) with ESMTP id 4AB for <redacted>",
     "helo=a.example rdns=a.example ip=192.0.2.1 by=b.example with=ESMTP id=4AB for=redacted"},
    {"from a.example (unknown[192.0.2.1]:54321) by b.example (Postfix) with ESMTP id 4AB",
     "helo=a.example ip=192.0.2.1 port=54321 by=b.example with=ESMTP id=4AB"},
    {"from a.example (b.example [192.0.2.1]) (Authenticated sender: ) by c.example (Postfix) with ESMTPA id "
     "4AB",
     "helo=a.example rdns=b.example ip=192.0.2.1 by=c.example with=ESMTPA id=4AB authenticated"},
    {"from a.example (Authenticated sender: alice@192.0.2.1) by b.example (Postfix) with ESMTPA id 4AB",
     "helo=a.example by=b.example with=ESMTPA id=4AB account=alice@192.0.2.1 authenticated"},
    // Exim: what the client said stands in the comment
    {"from [192.0.2.1] (helo=client) by mx.example.net with esmtp (Exim 4.92) (envelope-from "
     "<a@example.com>) id 1u1tpA-00AAwZ-CR for u@example.net",
     "helo=client ip=192.0.2.1 by=mx.example.net with=esmtp id=1u1tpA-00AAwZ-CR for=u@example.net "
     "sender=a@example.com"},
    {"from host.example.com ([192.0.2.1]:54321 helo=[192.168.1.20] ident=www) by mx.example.net with esmtpsa "
     "(TLS1.3) tls TLS_AES_256_GCM_SHA384 "
     "(Exim 4.94.2) (envelope-from <a@example.com>) id 1u1tpA-0000000AAwZ-CR00 for u@example.net",
     "helo=[192.168.1.20] rdns=host.example.com ip=192.0.2.1 port=54321 by=mx.example.net with=esmtpsa "
     "id=1u1tpA-0000000AAwZ-CR00 for=u@example.net "
     "sender=a@example.com user=www authenticated tls"},
    {"from host.example.com ([192.0.2.1]) by mx.example.net with esmtps "
     "(TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.94) id 1",
     "helo=host.example.com rdns=host.example.com ip=192.0.2.1 by=mx.example.net with=esmtps id=1 tls"},
    {"from [192.0.2.1]:54321 (helo=client) by mx.example.net with esmtp (Exim 4.96) id 1",
     "helo=client ip=192.0.2.1 port=54321 by=mx.example.net with=esmtp id=1"},
    {"from [192.0.2.1] (port=4227 helo=client) by mx.example.net with smtp (Exim 4.96) id 1",
     "helo=client ip=192.0.2.1 port=4227 by=mx.example.net with=smtp id=1"},
    {"from [2001:db8::1] (helo=client) by mx.example.net with esmtps (TLS-1.0:RSA_AES_128_CBC_SHA:16) (Exim "
     "4.34) id 1",
     "helo=client ip=2001:db8::1 by=mx.example.net with=esmtps id=1 tls"},
    {"from host.example.com ([2001:db8::1]:2525 helo=client) by mx.example.net with asmtp (Exim 4.34) id 1",
     "helo=client rdns=host.example.com ip=2001:db8::1 port=2525 by=mx.example.net with=asmtp id=1 "
     "authenticated"},
    {"from www-data by mx.example.net with local (Exim 4.92) (envelope-from <www-data@mx.example.net>) id 1",
     "by=mx.example.net with=local id=1 sender=www-data@mx.example.net user=www-data"},
    {"from amavis by mx.example.net with scanned-ok (Exim 4.92) id 1",
     "by=mx.example.net with=scanned-ok id=1 user=amavis"},
    // Sendmail
    {"from client (mail.example.com [192.0.2.1] (may be forged)) (authenticated bits=0) by mx.example.net "
     "(8.17.1/8.17.1) with ESMTPSA id 5A1 "
     "(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NO) for <u@example.net>",
     "helo=client rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=ESMTPSA id=5A1 for=u@example.net "
     "authenticated tls"},
    {"from a.example ([192.0.2.1]) by b.example (8.13.1/8.13.1) with ESMTP id 1 (version=TLSv1/SSLv3 "
     "cipher=AES256-SHA bits=256 verify=NO)",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTP id=1 tls"},
    {"from client (IDENT:alice@mail.example.com [192.0.2.1]) by mx.example.net (8.9.3/8.9.3) with SMTP id "
     "AA1",
     "helo=client rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=SMTP id=AA1 user=alice"},
    {"(from www@localhost) by host.example.net (8.14.4/8.14.4/Submit) id r123",
     "by=host.example.net id=r123 user=www"},
    {"from [192.168.1.20] ([192.0.2.1]) (user=alice mech=PLAIN bits=0) by mx.example.net with ESMTP id 33P",
     "helo=[192.168.1.20] ip=192.0.2.1 by=mx.example.net with=ESMTP id=33P account=alice authenticated"},
    {"from client (mail.example.com [192.0.2.1]) (authenticated (0 bits)) by mx.example.net (8.11.6/8.11.6) "
     "with ESMTP id 1",
     "helo=client rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=ESMTP id=1 authenticated"},
    // Exchange and other Microsoft servers
    {"from A.example.com (192.0.2.1) by B.example.com (2001:db8::2) with Microsoft SMTP Server "
     "(version=TLS1_2, "
     "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.1.2 via Frontend Transport",
     "helo=A.example.com ip=192.0.2.1 by=B.example.com by_ip=2001:db8::2 via=Frontend Transport "
     "with=Microsoft SMTP Server id=15.20.1.2 tls"},
    {"from A.example.com (2001:db8::1) by B.example.com (192.0.2.2) with Microsoft SMTP Server (TLS) id "
     "14.3.361.1",
     "helo=A.example.com ip=2001:db8::1 by=B.example.com by_ip=192.0.2.2 with=Microsoft SMTP Server "
     "id=14.3.361.1 tls"},
    {"from A.example.com ([127.0.0.1]) by A.example.com ([192.0.2.2]) with mapi id 15.0.1.3",
     "helo=A.example.com ip=127.0.0.1 by=A.example.com by_ip=192.0.2.2 with=mapi id=15.0.1.3"},
    {"from A.example.com (2001:db8::1) by B.example.com with HTTPS via C.EXAMPLE.COM",
     "helo=A.example.com ip=2001:db8::1 by=B.example.com via=C.EXAMPLE.COM with=HTTPS tls"},
    {"from DESKTOP-AB12 ([198.51.100.1]) by a.example.com with Microsoft SMTPSVC(7.5.7601.22751)",
     "helo=DESKTOP-AB12 ip=198.51.100.1 by=a.example.com with=Microsoft SMTPSVC"},
    {"from a.example ([192.0.2.1]) by b.example over TLS secured channel with Microsoft "
     "SMTPSVC(7.5.7601.23008)",
     "helo=a.example ip=192.0.2.1 by=b.example with=Microsoft SMTPSVC tls"},
    // Gmail
    {"from mail.example.com. (mail.example.com. [192.0.2.1]) by mx.google.com with ESMTPS id "
     "a1-20020a05.12.2025.07.01.03.00.00 for <u@example.net> "
     "(version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256)",
     "helo=mail.example.com. rdns=mail.example.com ip=192.0.2.1 by=mx.google.com with=ESMTPS "
     "id=a1-20020a05.12.2025.07.01.03.00.00 for=u@example.net tls"},
    {"by 2001:db8:6830:: with SMTP id 46e09a7af769-70f",
     "by_ip=2001:db8:6830:: with=SMTP id=46e09a7af769-70f"},
    {"by 192.0.2.25 with SMTP id f0", "by_ip=192.0.2.25 with=SMTP id=f0"},
    {"from 123456789012 named unknown by gmailapi.google.com with HTTPREST",
     "helo=123456789012 by=gmailapi.google.com with=HTTPREST"},
    // qmail and kin: no brackets
    {"from unknown (HELO client) (192.0.2.1) by mx.example.net with SMTP",
     "helo=client ip=192.0.2.1 by=mx.example.net with=SMTP"},
    {"from mail.example.com (HELO ) (192.0.2.1) by mx.example.net with SMTP",
     "rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=SMTP"},
    {"from mail.example.com (HELO [192.168.1.20]) (alice@192.0.2.1) by mx.example.net with SMTP",
     "helo=[192.168.1.20] rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=SMTP user=alice"},
    {"from unknown (HELO client) (alice@example.com@192.0.2.1) by mx.example.net with ESMTPA",
     "helo=client ip=192.0.2.1 by=mx.example.net with=ESMTPA account=alice@example.com authenticated"},
    {"from mail.example.com (HELO client) (192.0.2.1) (smtp-auth username alice, mechanism cram-md5) by "
     "mx.example.net (qpsmtpd/0.84) with ESMTPA",
     "helo=client rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=ESMTPA account=alice "
     "authenticated"},
    {"from unknown (HELO client) ([192.0.2.1]) (envelope-sender <>) by 192.0.2.2 (qmail-ldap-1.03) with SMTP "
     "for <u@example.net>",
     "helo=client ip=192.0.2.1 by_ip=192.0.2.2 with=SMTP for=u@example.net sender=<>"},
    {"from mail.example.com (HELO client) (192.0.2.1) by mx.example.net with (DHE-RSA-AES256-SHA encrypted) "
     "SMTP",
     "helo=client rdns=mail.example.com ip=192.0.2.1 by=mx.example.net with=SMTP tls"},
    {"(qmail 123 invoked by uid 89)", "user=89"},
    {"(qmail 123 invoked by alias)", "user=alias"},
    {"(qmail 123 invoked from network)", ""},
    {"(nullmailer pid 7 invoked by uid 33)", "user=33"},
    {"from 127.0.0.1 (EHLO mx8.example.com) (192.0.2.8) by mta34.example.net with SMTPS",
     "helo=mx8.example.com ip=192.0.2.8 by=mta34.example.net with=SMTPS tls"},
    {"from client (alice@192.0.2.1 with login) by smtp111.example.net with SMTP",
     "helo=client ip=192.0.2.1 by=smtp111.example.net with=SMTP account=alice authenticated"},
    {"from gw.example.com (LHLO gw.example.com) (192.0.2.1) by mx.example.net with LMTP",
     "helo=gw.example.com rdns=gw.example.com ip=192.0.2.1 by=mx.example.net with=LMTP"},
    {"from dsl.example.com (EHLO homepc) [192.0.2.1] by mail.example.net (mp010) with SMTP",
     "helo=homepc rdns=dsl.example.com ip=192.0.2.1 by=mail.example.net with=SMTP"},
    // ecelerity
    {"from [192.0.2.1] ([192.0.2.1:4227] helo=client) by mx.example.net (envelope-from <>) (ecelerity "
     "3.6.21.53563 r(Core:3.6.21.0)) with ESMTPS "
     "(cipher=ECDHE-RSA-AES256-GCM-SHA384 subject=\"/OU=Domain Control/CN=*.example.com\") id 48/E7-30937",
     "helo=client ip=192.0.2.1 port=4227 by=mx.example.net with=ESMTPS id=48/E7-30937 sender=<> tls"},
    {"from [127.0.0.1] ([local]) by mx.example.net (envelope-from <a@example.com>) (ecelerity 4.2 "
     "r(Core:4.2)) with UNKNOWN id 48/E7",
     "ip=127.0.0.1 by=mx.example.net with=UNKNOWN id=48/E7 sender=a@example.com"},
    {"from ([192.0.2.1:50387] helo=client) by mx.example.net (ecelerity 2.1 r(11743)) with ESMTP id 80/0A",
     "helo=client ip=192.0.2.1 port=50387 by=mx.example.net with=ESMTP id=80/0A"},
    // webmail: no client says any name
    {"from [192.0.2.5] by webmail.example.com via HTTP", "ip=192.0.2.5 by=webmail.example.com via=HTTP"},
    {"from 192.0.2.1 (SquirrelMail authenticated user alice) by webmail.example.com with HTTP",
     "ip=192.0.2.1 by=webmail.example.com with=HTTP account=alice authenticated"},
    {"from client.example.net ([203.0.113.7]) (Authenticated sender: bob) by webmail.example.com with HTTP "
     "(HTTP/1.1 POST)",
     "rdns=client.example.net ip=203.0.113.7 by=webmail.example.com with=HTTP account=bob authenticated"},
    {"from 2001:db8::9 by webmail.example.com with HTTP (HTTP/1.1 POST)",
     "ip=2001:db8::9 by=webmail.example.com with=HTTP"},
    {"from [192.0.2.1] (account alice@example.com) by mx.example.com (CommuniGate Pro WebUser 4.3.7) with "
     "HTTP id 109 for u@example.net",
     "ip=192.0.2.1 by=mx.example.com with=HTTP id=109 for=u@example.net account=alice@example.com "
     "authenticated"},
    // others
    {"from [192.0.2.1] (account alice@example.com HELO client) by mx.example.com (CommuniGate Pro SMTP 5.1) "
     "with ESMTPSA id 123",
     "helo=client ip=192.0.2.1 by=mx.example.com with=ESMTPSA id=123 account=alice@example.com authenticated "
     "tls"},
    {"from [192.0.2.8] (host.example.com [192.0.2.9]) (AUTH: CRAM-MD5 alice, TLS: "
     "TLS1.3,128bits,ECDHE_RSA_AES_128_GCM_SHA256) by mx.example.com with ESMTP id 1.2",
     "helo=[192.0.2.8] rdns=host.example.com ip=192.0.2.9 by=mx.example.com with=ESMTP id=1.2 account=alice "
     "authenticated tls"},
    {"from a1200 (softdnserr [::ffff:192.0.2.1]) (AUTH: LOGIN alice@example.com) by mx.example.com with "
     "esmtp",
     "helo=a1200 ip=192.0.2.1 by=mx.example.com with=esmtp account=alice@example.com authenticated"},
    {"from client (192.0.2.1) by mx.example.com (8.5.133) (authenticated as alice@example.com) id 4F5C",
     "helo=client ip=192.0.2.1 by=mx.example.com id=4F5C account=alice@example.com authenticated"},
    {"from client ([192.0.2.1]) (Account authenticated user alice) by mx.example.com with ESMTP",
     "helo=client ip=192.0.2.1 by=mx.example.com with=ESMTP account=alice authenticated"},
    {"from client ([192.0.2.1]) (not authenticated) by mx.example.com with ESMTP (no TLS)",
     "helo=client ip=192.0.2.1 by=mx.example.com with=ESMTP"},
    {"from client ([192.0.2.1]) by mx.example.com with MailEnable ESMTPA",
     "helo=client ip=192.0.2.1 by=mx.example.com with=MailEnable ESMTPA authenticated"},
    {"from a.example ([192.0.2.1]) by b.example with ESMTP/TLS/AES128-GCM-SHA256",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTP/TLS/AES128-GCM-SHA256 tls"},
    {"from  a.example ([192.0.2.1])  by  b.example  (IBM Domino Release 9.0.1FP10 HF197)   with  ESMTP   id "
     "2018100111202767-369529 ",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTP id=2018100111202767-369529"},
    {"from a.example (b.example [192.0.2.1]) by c.example (Haraka/2.8.28) with ESMTPSA id 1.2 envelope-from "
     "<a@example.com> (authenticated bits=0)",
     "helo=a.example rdns=b.example ip=192.0.2.1 by=c.example with=ESMTPSA id=1.2 sender=a@example.com "
     "authenticated tls"},
    {"(Haraka outbound)", ""},
    {"from a.example ([192.0.2.1]:51234 \"EHLO client.example.com\" rhost-flags-OK-OK-OK-OK) by b.example "
     "with ESMTP id S93 (ORCPT <rfc822;list@example.org>)",
     "helo=client.example.com rdns=a.example ip=192.0.2.1 port=51234 by=b.example with=ESMTP id=S93"},
    {"from a.example (unverified [192.0.2.1]) by b.example (Firefly (M1)) with ESMTP (TLS) id 1 for multiple",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTP id=1 tls"},
    {"from tls ([192.0.2.1]) by over with ESMTP", "helo=tls ip=192.0.2.1 by=over with=ESMTP"},
    {"from a.example (tls1.example.com [192.0.2.1]) by b.example with SMTP",
     "helo=a.example rdns=tls1.example.com ip=192.0.2.1 by=b.example with=SMTP"},
    {"from a@example.com by b.example", "helo=a@example.com by=b.example"},
    {"from a.example by XXX.XXX.XXX.XXX with SMTP", "helo=a.example by=XXX.XXX.XXX.XXX with=SMTP"},
    // nothing is guaranteed
    {"from a.example (via x (by y (with z)) by w) by b.example", "helo=a.example by=b.example"},
    {"from a.example ([192.0.2.1] by b.example with ESMTP id 1",
     "helo=a.example ip=192.0.2.1 by=b.example with=ESMTP id=1"},
    {"from a.example by b.example with ESMTPS (cipher=AES256-GCM-SHA384 id 22/00",
     "helo=a.example by=b.example with=ESMTPS id=22/00 tls"},
    {"from a by b from c by d with SMTP with HTTP id 1 id 2", "helo=a by=b with=SMTP id=1"},
    {"from by with id for via", ""},
    {"by a with SMTP for <\"; x\"@example.com>", "by=a with=SMTP for=\"; x\"@example.com"},
    {"from a.example ([192.0.2.1]:99999) by b.example ([192.0.2.300])", "helo=a.example by=b.example"},
    {"from a.example (fe80::1%eth0) by b.example", "helo=a.example by=b.example"},
});

/// Whole values: where the date is, and where it is not.
constexpr auto dated = std::to_array<Case>({
    {"by a; Tue, 1 Jul 2025 10:00:00 +0200 (CEST)", "by=a date=2025-07-01T08:00:00Z"},
    {"by a; 1 Jul 2025 10:00:00 -0000", "by=a date=2025-07-01T10:00:00Z"},
    {"by a; Tue, 01 Jul 2025 10:00:00 GMT", "by=a date=2025-07-01T10:00:00Z"},
    {"by a; 07 Aug 2011 15:21:10 -0700 PDT", "by=a date=2011-08-07T22:21:10Z"},
    {"by a; Sun Nov 13 14:50:12 2005", "by=a date=?"},
    {"by a (b; c) for x; y; Tue, 1 Jul 2025 10:00:00 +0000", "by=a for=x date=2025-07-01T10:00:00Z"},
    {"by a; by b; with SMTP; Tue, 1 Jul 2025 10:00:00 +0000", "by=a with=SMTP date=2025-07-01T10:00:00Z"},
    {"by a ;Tue, 1 Jul 2025 10:00:00 +0000", "by=a date=2025-07-01T10:00:00Z"},
    {"by a; Tue, 1 Jul 2025 10:00:00 +0000;", "by=a date=2025-07-01T10:00:00Z"},
    {"by a with SMTP id a-1 2018-09-28 08:48:36.858842501 +0000 UTC m=+1856335.5",
     "by=a with=SMTP id=a-1 date=2018-09-28T08:48:36.858842Z"},
    {"by a with ESMTP id EF01 Mon, 11 Sep 2006 11:41:10 -0500",
     "by=a with=ESMTP id=EF01 date=2006-09-11T16:41:10Z"},
    {"from sun by mon with SMTP Fri Sep 28 04:48:45 2018 +0000",
     "helo=sun by=mon with=SMTP date=2018-09-28T04:48:45Z"},
    {"by a id 2018-10-01", "by=a id=2018-10-01"},
    {"by a; yesterday", "by=a"},
    {"by a; Tue, 31 Jun 2025 10:00:00 +0000", "by=a"},
    {"by a;", "by=a"},
    {"; Tue, 1 Jul 2025 10:00:00 +0000", " date=2025-07-01T10:00:00Z"},
    {"by a id 1; Sat, 08 Oct 2011 13:15:31 -0700 (PDT) Received: from b by c id 2; Sat, 08 Oct 2011 13:00:00 "
     "-0700",
     "by=a id=1 date=2011-10-08T20:15:31Z"},
    {"from a.example\r\n\t(b.example [192.0.2.1])\r\n by c.example with Microsoft\r\n SMTP Server;\r\n Tue, "
     "1 Jul 2025\r\n 10:00:00 +0000\r\n",
     "helo=a.example rdns=b.example ip=192.0.2.1 by=c.example with=Microsoft SMTP Server "
     "date=2025-07-01T10:00:00Z"},
});

TEST(ReadReceived, ReadsTheShapesOfTheWild) {
    for (auto const& one : clauses) {
        SCOPED_TRACE(one.value);
        EXPECT_EQ(show(arf::read_received(one.value)), one.expected);
        auto const value = std::string{one.value} + "; Tue, 1 Jul 2025 10:00:00 +0000 (UTC)";
        EXPECT_EQ(show(arf::read_received(value)), std::string{one.expected} + " date=2025-07-01T10:00:00Z");
    }
}

TEST(ReadReceived, FindsTheDate) {
    for (auto const& one : dated) {
        SCOPED_TRACE(one.value);
        EXPECT_EQ(show(arf::read_received(one.value)), one.expected);
    }
}

TEST(ReadReceived, TakesKeywordsInAnyCaseAndFoldedAnywhere) {
    constexpr std::string_view value =
        "from client (mail.example.com [192.0.2.1]) (Authenticated sender: alice) by mx.example.net "
        "with ESMTPSA id 4AB for <u@example.net>; Tue, 1 Jul 2025 10:00:00 +0000";
    auto const expected = show(arf::read_received(value));
    std::string folded;
    for (char const c : value) folded.append(c == ' ' ? "\r\n\t" : std::string(1, c));
    EXPECT_EQ(show(arf::read_received(folded)), expected);
    for (std::string_view const keyword : {"from ", " by ", " with ", " id ", " for "}) {
        std::string text{value};
        for (auto at = text.find(keyword), end = at + keyword.size(); at != end; ++at) {
            if (text[at] != ' ') text[at] = static_cast<char>(text[at] - 32);
        }
        EXPECT_EQ(show(arf::read_received(text)), expected) << text;
    }
}

TEST(ReadReceived, KeepsTheValueUnfolded) {
    EXPECT_EQ(arf::read_received(" from a\r\n\tby b;\r\n nonsense \r\n").raw, "from a\tby b; nonsense");
    EXPECT_EQ(arf::read_received("").raw, "");
}

TEST(ReadReceived, OwnsItsText) {
    arf::Received hop;
    {
        Exact const value{"from a.example by b.example; Tue, 1 Jul 2025 10:00:00 +0000"};
        hop = arf::read_received(value.view());
    }
    EXPECT_EQ(hop.by, "b.example");
    ASSERT_TRUE(hop.date.has_value());
    EXPECT_TRUE(hop.date->raw.empty());
}

/// Whatever was read stands in the text.
void check(std::string_view value) {
    Exact const copy{value};
    auto const hop = arf::read_received(copy.view());
    for (auto const* member : {&hop.helo, &hop.rdns, &hop.by, &hop.id, &hop.envelope_for, &hop.envelope_from,
                               &hop.authenticated_user, &hop.local_user}) {
        if (hop.raw.find(*member) == std::string::npos) ADD_FAILURE() << *member << " is not in " << hop.raw;
    }
}

template <class Use>
void for_each_value(Use const& use) {
    for (auto const& one : clauses) use(std::string{one.value} + "; Tue, 1 Jul 2025 10:00:00 +0000");
    for (auto const& one : dated) use(std::string{one.value});
}

TEST(ReadReceived, SurvivesCuttingAtEveryByte) {
    for_each_value([](std::string const& value) {
        for (std::size_t size = 0; size <= value.size(); ++size)
            check(std::string_view{value}.substr(0, size));
    });
}

TEST(ReadReceived, SurvivesFlippingEveryByte) {
    for_each_value([](std::string value) {
        for (char& byte : value) {
            char const was = byte;
            for (int const flip : {0x01, 0x20, 0x80, 0xff}) {
                byte = static_cast<char>(was ^ flip);
                check(value);
            }
            for (char const c : {'(', ')', '<', '>', '"', '\\', ';', '[', ' ', '\0', '\r'}) {
                byte = c;
                check(value);
            }
            byte = was;
        }
    });
}

TEST(ReadReceived, IsLinear) {
    for (std::string_view const piece : {"(",
                                         ")",
                                         "()",
                                         "(a",
                                         "(\\",
                                         "\\",
                                         "<",
                                         "<\"",
                                         "<\"\\\"",
                                         "\"",
                                         "[",
                                         "from ",
                                         "by a ",
                                         "with x ",
                                         "Mon ",
                                         "1 ",
                                         "; ",
                                         ";",
                                         "a;",
                                         "(from ",
                                         "(a@",
                                         "from a (b [192.0.2.1]) ",
                                         "(((",
                                         " ",
                                         "\r\n ",
                                         "a",
                                         ",",
                                         "Received: ",
                                         "; Received: ",
                                         "2018-09-28 ",
                                         "not authenticated ",
                                         "@"}) {
        for (std::string_view const before : {"", "from ", "by a with ", "from a (", "by a; ", "id <"}) {
            auto const size = before.empty() ? arf_test::million : arf_test::million / 10;
            check(std::string{before} + repeat(piece, size / piece.size()));
        }
    }
}

/// A message that has these header fields.
class Header {
  public:
    explicit Header(std::string_view text) : text_(text) {
        for (std::size_t start = 0; start < text_.size();) {
            auto end = text_.find('\n', start);
            while (end + 1 < text_.size() && text_[end + 1] == ' ') end = text_.find('\n', end + 1);
            auto const colon = text_.find(':', start);
            fields_.emplace_back(text_.data() + start, static_cast<std::uint32_t>(colon - start),
                                 static_cast<std::uint32_t>(colon + 1 - start),
                                 static_cast<std::uint32_t>(end - start), std::uint8_t{0});
            start = end + 1;
        }
        message_.fields = fields_;
    }
    [[nodiscard]] arf::Message const& message() const noexcept { return message_; }

  private:
    std::string text_;
    std::vector<arf::Field> fields_;
    arf::Message message_;
};

TEST(Received, ListsTheHopsFromTheTop) {
    Header const header{
        "Received: by c; Tue, 1 Jul 2025 10:00:02 +0000\n"
        "X-Received: by x; Tue, 1 Jul 2025 10:00:01 +0000\n"
        "Subject: hi\n"
        "received: from a\n by b; Tue, 1 Jul 2025 10:00:00 +0000\n"};
    auto const hops = arf::received(header.message());
    ASSERT_EQ(hops.size(), 2U);
    EXPECT_EQ(show(hops[0]), "by=c date=2025-07-01T10:00:02Z");
    EXPECT_EQ(show(hops[1]), "helo=a by=b date=2025-07-01T10:00:00Z");
    EXPECT_EQ(hops[1].raw, "from a by b; Tue, 1 Jul 2025 10:00:00 +0000");
}

TEST(Received, IsEmptyWhereThereIsNone) {
    EXPECT_TRUE(arf::received(arf::Message{}).empty());
    EXPECT_TRUE(arf::origins(arf::Message{}).empty());
}

TEST(Received, StopsAtItsLimit) {
    Header const header{repeat("Received: by a\n", arf::max_received + 50)};
    EXPECT_EQ(arf::received(header.message()).size(), arf::max_received);
}

/// One line a field: kind, value, and what else is there.
std::vector<std::string> origins_of(std::string_view header) {
    std::vector<std::string> lines;
    for (auto const& origin : arf::origins(Header{header}.message())) {
        constexpr std::array<std::string_view, 4> kinds{"address", "user", "script", "mailer"};
        auto& line = lines.emplace_back(kinds[static_cast<std::size_t>(origin.kind)]);
        line.append(" ").append(origin.field).append(": ").append(origin.value);
        add(line, "ip", origin.ip ? origin.ip->to_string() : "");
        add(line, "id", origin.user_id);
    }
    return lines;
}

struct OriginCase {
    std::string_view field;
    std::string_view expected;
};

TEST(Origins, ReadsEachField) {
    constexpr auto cases = std::to_array<OriginCase>({
        {"X-Originating-IP: [192.0.2.9]", "address X-Originating-IP: 192.0.2.9 ip=192.0.2.9"},
        {"x-originating-ip: 192.0.2.9 (a proxy)", "address x-originating-ip: 192.0.2.9 ip=192.0.2.9"},
        {"X-Originating-IP: [2001:db8::9]", "address X-Originating-IP: 2001:db8::9 ip=2001:db8::9"},
        {"X-Originating-IP: [unknown]", "address X-Originating-IP: unknown"},
        {"X-Sender-IP: ::ffff:192.0.2.9", "address X-Sender-IP: ::ffff:192.0.2.9 ip=192.0.2.9"},
        {"X-SenderIP: 192.0.2.9:54321", "address X-SenderIP: 192.0.2.9:54321 ip=192.0.2.9"},
        {"X-Source-IP: 192.0.2.9", "address X-Source-IP: 192.0.2.9 ip=192.0.2.9"},
        {"X-Client-IP: 192.0.2.9", "address X-Client-IP: 192.0.2.9 ip=192.0.2.9"},
        {"X-Remote-IP: 192.0.2.9", "address X-Remote-IP: 192.0.2.9 ip=192.0.2.9"},
        {"X-Real-IP: 192.0.2.9", "address X-Real-IP: 192.0.2.9 ip=192.0.2.9"},
        {"X-Forwarded-For: unknown, 192.0.2.9,198.51.100.7",
         "address X-Forwarded-For: unknown, 192.0.2.9,198.51.100.7 ip=192.0.2.9"},
        {"X-Forwarded-For: bob@example.com", "address X-Forwarded-For: bob@example.com"},
        {"X-AuthUser: alice", "user X-AuthUser: alice"},
        {"X-Auth-User: alice", "user X-Auth-User: alice"},
        {"X-Authenticated-User: alice", "user X-Authenticated-User: alice"},
        {"X-Authenticated-Sender: host.example.com: alice@example.com",
         "user X-Authenticated-Sender: host.example.com: alice@example.com"},
        {"X-Authenticated-By: alice", "user X-Authenticated-By: alice"},
        {"Authenticated-By: alice", "user Authenticated-By: alice"},
        {"X-Authority: alice", "user X-Authority: alice"},
        {"X-Get-Message-Sender-Via: host.example.com:\n authenticated_id: alice@example.com",
         "user X-Get-Message-Sender-Via: host.example.com: authenticated_id: alice@example.com"},
        {"X-PHP-Originating-Script: 33:mail.php", "script X-PHP-Originating-Script: 33:mail.php id=33"},
        {"X-PHP-Originating-Script: mail.php", "script X-PHP-Originating-Script: mail.php"},
        {"X-PHP-Script: www.example.com/mail.php for 192.0.2.9, 198.51.100.7",
         "script X-PHP-Script: www.example.com/mail.php for 192.0.2.9, 198.51.100.7 ip=192.0.2.9"},
        {"X-PHP-Script: www.example.com/mail.php", "script X-PHP-Script: www.example.com/mail.php"},
        {"X-Source: /usr/bin/php", "script X-Source: /usr/bin/php"},
        {"X-Source-Args: php-fpm: pool example_com", "script X-Source-Args: php-fpm: pool example_com"},
        {"X-Source-Dir: example.com:/public_html", "script X-Source-Dir: example.com:/public_html"},
        {"X-Mailer: Example Mail 1.0", "mailer X-Mailer: Example Mail 1.0"},
        {"User-Agent: Example/1.0 (X11)", "mailer User-Agent: Example/1.0 (X11)"},
        {"X-Newsreader: Example News", "mailer X-Newsreader: Example News"},
    });
    for (auto const& one : cases) {
        EXPECT_EQ(origins_of(std::string{one.field} + "\n"),
                  std::vector<std::string>{std::string{one.expected}});
    }
}

TEST(Origins, AreInOrderAndNothingElse) {
    auto const found = origins_of(
        "X-Mailer: m\nX-Source: \nX-Originating-IP: []\nX-Sender: a@example.com\nX-Originating-IP: "
        "192.0.2.9\nX-Mailer: n\n");
    EXPECT_EQ(found, (std::vector<std::string>{"mailer X-Mailer: m",
                                               "address X-Originating-IP: 192.0.2.9 ip=192.0.2.9",
                                               "mailer X-Mailer: n"}));
}

}  // namespace trace_test
