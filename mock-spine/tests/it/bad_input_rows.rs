//! What no client should send: in the head of a request.

use crate::bad_input::Bad;
use crate::bad_input::Expected::{self, Bare, Outcome};
use crate::bench::{CARE_TEAM, FLAG, PATIENT, REQUEST_ID, by_identifier};

pub(crate) fn raw(name: &'static str, bytes: impl Into<Vec<u8>>, expected: Expected) -> Bad {
    Bad {
        name,
        bytes: bytes.into(),
        expected,
        ends: false,
    }
}

pub(crate) fn broken_off(name: &'static str, bytes: impl Into<Vec<u8>>, expected: Expected) -> Bad {
    Bad {
        ends: true,
        ..raw(name, bytes, expected)
    }
}

/// A request with these lines after the first.
pub(crate) fn lines(first: &str, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("{first}\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// Tokens at a good child.
pub(crate) fn tokens(authorization: &str, child: &str) -> Vec<Bad> {
    let first = format!("GET {} HTTP/1.1", by_identifier(CARE_TEAM, child));
    let id = format!("X-Request-ID: {REQUEST_ID}");
    let huge = format!("Authorization: Bearer {}", "x".repeat(100_000));
    let with = |headers: &[&str]| lines(&first, &[headers, &[&id]].concat());
    let bytes = b"\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer \xff\xfe\r\n\r\n";
    let row = |name, bytes| raw(name, bytes, Outcome(401));
    vec![
        row("no token", with(&[])),
        row("empty token", with(&["Authorization:"])),
        row(
            "token of another scheme",
            with(&["Authorization: Digest x"]),
        ),
        row("huge token", with(&[&huge])),
        row("token twice", with(&[authorization, authorization])),
        row("token of bytes", [first.as_bytes(), bytes].concat()),
    ]
}

/// Headers of a good child and a good token, each spoiled in one way.
pub(crate) fn headers(authorization: &str, child: &str) -> Vec<Bad> {
    let first = format!("GET {} HTTP/1.1", by_identifier(CARE_TEAM, child));
    let id = format!("X-Request-ID: {REQUEST_ID}");
    let long = "9".repeat(100_000);
    let alone = |line: &str| raw("id", lines(&first, &[authorization, line]), Outcome(400));
    let beside = |line: &str| {
        let headers = [authorization, &*id, line];
        raw("beside a good id", lines(&first, &headers), Outcome(400))
    };
    let twice = |line: &str| beside(&format!("{line}\r\n{line}"));
    let unreadable = |line: &str, status| Bad {
        expected: Bare(status),
        ..beside(line)
    };
    let named = |name, bad| Bad { name, ..bad };
    vec![
        named("no X-Request-ID", alone("X-Nothing: 1")),
        named("empty X-Request-ID", alone("X-Request-ID:")),
        named("bad X-Request-ID", alone("X-Request-ID: 1")),
        named("huge X-Request-ID", alone(&format!("X-Request-ID: {long}"))),
        named("X-Request-ID twice", beside(&id)),
        named("bad TraceID", beside("TraceID: x")),
        named("huge TraceID", beside(&format!("TraceID: {long}"))),
        named("TraceID twice", twice(&format!("TraceID: {REQUEST_ID}"))),
        named(
            "switch in capitals",
            beside("IsUnscheduledAccessEvent: TRUE"),
        ),
        named("empty switch", beside("IsUnscheduledAccessEvent:")),
        named("switch twice", twice("IsUnscheduledAccessEvent: true")),
        named(
            "huge switch",
            beside(&format!("IsUnscheduledAccessEvent: {long}")),
        ),
        named("bad URID", beside("NHSD-Session-URID: 1; DROP TABLE")),
        named("huge URID", beside(&format!("NHSD-Session-URID: {long}"))),
        named("URID twice", twice("NHSD-Session-URID: 1")),
        named("header with a space in its name", unreadable("X Y: 1", 400)),
        named("header without a colon", unreadable("nonsense", 400)),
        named("header with a nought", unreadable("X-Nought: a\0b", 400)),
        named(
            "header over several lines",
            unreadable("X-Long: a\r\n b", 400),
        ),
        named(
            "header over the limit",
            unreadable(&format!("X-Long: {}", long.repeat(6)), 431),
        ),
        named(
            "ten thousand headers",
            unreadable(&["X-Many: 1"; 10_000].join("\r\n"), 431),
        ),
    ]
}

pub(crate) fn searches(authorization: &str) -> Vec<Bad> {
    let id = format!("X-Request-ID: {REQUEST_ID}");
    let ask = |target: &str| lines(&format!("GET {target} HTTP/1.1"), &[authorization, &id]);
    let team = |number: &str| ask(&by_identifier(CARE_TEAM, number));
    let pds = |query: &str| ask(&format!("{PATIENT}?{query}"));
    vec![
        raw(
            "number that fails the check",
            team("9000000000"),
            Outcome(400),
        ),
        raw("number of letters", team("abcdefghij"), Outcome(400)),
        raw(
            "number of other digits",
            team("%D9%A9000000009"),
            Outcome(400),
        ),
        raw("number with a nought", team("9000000009%00"), Outcome(400)),
        raw("endless number", team(&"9".repeat(50_000)), Outcome(400)),
        raw("no search", ask(CARE_TEAM), Outcome(400)),
        raw("empty search", ask(&format!("{CARE_TEAM}?")), Outcome(400)),
        raw(
            "half a percent sign",
            ask(&format!("{CARE_TEAM}?patient:identifier=%")),
            Outcome(400),
        ),
        raw(
            "bytes that are no text",
            ask(&format!("{FLAG}?patient=%ff%fe")),
            Outcome(400),
        ),
        raw(
            "parameter twice",
            ask(&format!("{FLAG}?patient=9000000009&patient=9000000009")),
            Outcome(400),
        ),
        raw(
            "ten thousand parameters",
            ask(&format!("{FLAG}?{}", "a=1&".repeat(10_000))),
            Outcome(400),
        ),
        raw(
            "day that never was",
            pds("family=Smith&birthdate=2023-02-29"),
            Outcome(400),
        ),
        raw(
            "day with a time",
            pds("family=Smith&birthdate=2010-10-22T00:00:00Z"),
            Outcome(400),
        ),
        raw(
            "year of five digits",
            pds("family=Smith&birthdate=12010-10-22"),
            Outcome(400),
        ),
        raw(
            "negative wish",
            pds("family=Smith&birthdate=2010-10-22&_max-results=-1"),
            Outcome(400),
        ),
        raw(
            "endless name",
            pds(&format!(
                "family={}&birthdate=2010-10-22",
                "a".repeat(40_000)
            )),
            Outcome(400),
        ),
        raw(
            "name of a nought",
            ask(&format!("{PATIENT}/%00")),
            Outcome(400),
        ),
        raw(
            "number with a slash",
            ask(&format!("{PATIENT}/900%2F0000009")),
            Outcome(400),
        ),
    ]
}

pub(crate) fn paths() -> Vec<Bad> {
    let ask = |first: &str| lines(first, &[]);
    vec![
        raw(
            "way up",
            ask("GET /cpis/../../etc/passwd HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "way up in percent signs",
            ask("GET /cpis/%2e%2e/%2e%2e/etc/passwd HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "nought in the path",
            ask("GET /cpis%00/FHIR HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "double slashes",
            ask("GET //cpis//FHIR//R4//CareTeam HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "slash at the end",
            ask(&format!("GET {CARE_TEAM}/ HTTP/1.1")),
            Outcome(404),
        ),
        raw(
            "path in capitals",
            ask("GET /CPIS/FHIR/R4/CARETEAM HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "garbage of percent signs",
            ask("GET /%zz%%%1 HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "bytes that are no text",
            ask("GET /%ff%fe HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "raw bytes",
            [b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_vec()].concat(),
            Bare(400),
        ),
        raw("space in the path", ask("GET /cp is HTTP/1.1"), Bare(400)),
        raw("no path", ask("GET HTTP/1.1"), Bare(400)),
        raw(
            "path without a slash",
            ask("GET cpis HTTP/1.1"),
            Outcome(404),
        ),
        raw("star", ask("OPTIONS * HTTP/1.1"), Outcome(404)),
        raw(
            "another server's address",
            ask("GET http://example.com/health HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "a megabyte of path",
            ask(&format!("GET /{} HTTP/1.1", "a".repeat(1_000_000))),
            Bare(431),
        ),
        raw(
            "a long path",
            ask(&format!("GET /{} HTTP/1.1", "a".repeat(66_000))),
            Bare(414),
        ),
        raw(
            "tenant that is none",
            ask("GET /t/none/health/live HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "tenant with a bad name",
            ask("GET /t/%2e%2e/health/live HTTP/1.1"),
            Outcome(404),
        ),
        raw(
            "tenant without a name",
            ask("GET /t//health/live HTTP/1.1"),
            Outcome(404),
        ),
    ]
}

pub(crate) fn methods() -> Vec<Bad> {
    let ask = |method: &str| lines(&format!("{method} {CARE_TEAM} HTTP/1.1"), &[]);
    vec![
        raw("TRACE", ask("TRACE"), Outcome(405)),
        raw("PATCH", ask("PATCH"), Outcome(405)),
        raw("DELETE", ask("DELETE"), Outcome(405)),
        raw("POST", ask("POST"), Outcome(405)),
        raw("lower case", ask("get"), Outcome(405)),
        raw("a method of its own", ask("BREW"), Outcome(405)),
        raw(
            "CONNECT",
            lines("CONNECT example.com:443 HTTP/1.1", &[]),
            Outcome(404),
        ),
        raw("method of signs", ask("G@T"), Bare(400)),
        raw(
            "GET at the token",
            lines("GET /oauth2/token HTTP/1.1", &[]),
            Outcome(405),
        ),
    ]
}
