//! What no client should send, over real sockets: a clear answer, nothing recorded, and the mock stays up.

use crate::bench::{Bench, CARE_TEAM, FLAG, PATIENT, REQUEST_ID, by_identifier};
use crate::client::{Answer, connect, exchange, exchange_and_end, read_all};
use cpis_population::{Case, UserKind};
use std::io::Write as _;
use std::net::Shutdown;

/// What may come back.
#[derive(Clone, Copy, Debug)]
enum Expected {
    /// This status, with an OperationOutcome.
    Outcome(u16),
    /// This status, with an error of the log-on.
    LogOn(u16),
    /// This status, from where the request could not even be read: no body.
    Bare(u16),
    /// The mock hangs up without a word.
    Silence,
}

use Expected::{Bare, LogOn, Outcome, Silence};

/// Something that no client should send.
struct Bad {
    name: &'static str,
    bytes: Vec<u8>,
    expected: Expected,
    /// Whether the client says that it is done sending.
    ends: bool,
}

fn raw(name: &'static str, bytes: impl Into<Vec<u8>>, expected: Expected) -> Bad {
    Bad {
        name,
        bytes: bytes.into(),
        expected,
        ends: false,
    }
}

fn broken_off(name: &'static str, bytes: impl Into<Vec<u8>>, expected: Expected) -> Bad {
    Bad {
        ends: true,
        ..raw(name, bytes, expected)
    }
}

/// A request with these lines after the first.
fn lines(first: &str, headers: &[&str]) -> Vec<u8> {
    let mut text = format!("{first}\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

fn form(target: &str, body: &[u8], length: Option<usize>) -> Vec<u8> {
    let length = length.unwrap_or(body.len());
    let mut bytes = format!(
        "POST {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Tokens at a good child.
fn tokens(authorization: &str, child: &str) -> Vec<Bad> {
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
fn headers(authorization: &str, child: &str) -> Vec<Bad> {
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

fn searches(authorization: &str) -> Vec<Bad> {
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

fn paths() -> Vec<Bad> {
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

fn methods() -> Vec<Bad> {
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

fn bodies() -> Vec<Bad> {
    let token = "/oauth2/token";
    let chunked = |chunks: &str| {
        format!(
            "POST {token} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{chunks}"
        )
    };
    let with = |header: &str| lines(&format!("POST {token} HTTP/1.1"), &[header]);
    let huge = vec![b'a'; 1_048_577];
    vec![
        raw("empty form", form(token, b"", None), LogOn(400)),
        raw(
            "bytes as a form",
            form(token, b"\xff\xfe\x00", None),
            LogOn(400),
        ),
        raw(
            "JSON as a form",
            form(token, br#"{"grant_type":"x"}"#, None),
            LogOn(400),
        ),
        raw(
            "a body over the limit",
            form(token, &huge, None),
            Outcome(413),
        ),
        raw(
            "a body far over the limit",
            form(token, b"a=", Some(1 << 40)),
            Outcome(413),
        ),
        raw(
            "a body over the limit in chunks",
            chunked(&format!("200000\r\n{}", "a".repeat(0x20_0000))),
            Outcome(413),
        ),
        broken_off(
            "half a body",
            form(token, b"grant_type=", Some(100)),
            Silence,
        ),
        broken_off("less than a chunk", chunked("ff\r\ngrant"), Silence),
        broken_off("chunks of garbage", chunked("zz\r\nx\r\n"), Silence),
        broken_off("endless chunk", chunked("fffffffffffffffff\r\n"), Silence),
        raw(
            "more than the length",
            form(token, b"grant_type=x", Some(10)),
            LogOn(400),
        ),
        raw(
            "length that is none",
            with("Content-Length: abc"),
            Bare(400),
        ),
        raw("length below zero", with("Content-Length: -1"), Bare(400)),
        raw(
            "two lengths",
            with("Content-Length: 1\r\nContent-Length: 2"),
            Bare(400),
        ),
        raw(
            "length of twenty digits",
            with("Content-Length: 99999999999999999999"),
            Bare(400),
        ),
        raw(
            "length and chunks",
            with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"),
            LogOn(400),
        ),
        raw(
            "an encoding of its own",
            with("Transfer-Encoding: gzip"),
            Bare(400),
        ),
    ]
}

fn connections() -> Vec<Bad> {
    vec![
        broken_off("nothing at all", "", Silence),
        broken_off("an empty line", "\r\n\r\n", Silence),
        broken_off("half a line", "GET /hea", Silence),
        broken_off(
            "half a head",
            "GET /health/live HTTP/1.1\r\nHost: loc",
            Silence,
        ),
        raw("HTTP/0.9", "GET /\r\n\r\n", Bare(400)),
        raw("HTTP/3.0", lines("GET / HTTP/3.0", &[]), Bare(400)),
        raw(
            "the preface of HTTP/2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            Silence,
        ),
        raw(
            "a TLS hello",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            Bare(400),
        ),
        raw("noughts", vec![0; 5_000], Bare(400)),
        raw(
            "bytes of every kind",
            (0..=255).collect::<Vec<u8>>(),
            Bare(400),
        ),
        raw("another protocol", "EHLO mail.example\r\n", Bare(400)),
    ]
}

fn check(bench: &Bench, bad: &Bad) {
    println!("{}", bad.name);
    let bytes = if bad.ends {
        exchange_and_end(bench.address, &bad.bytes)
    } else {
        exchange(bench.address, &bad.bytes)
    };
    let answer = Answer::parse(&bytes);
    let seen = || format!("{}: {}", bad.name, String::from_utf8_lossy(&bytes));
    let status = answer.as_ref().map(|answer| answer.status);
    match (bad.expected, &answer) {
        (Silence, None) => {}
        // A head that never was is answered with 400 where hyper still can.
        (Silence, Some(answer)) => {
            assert_eq!((answer.status, answer.body.len()), (400, 0), "{}", seen());
        }
        (Bare(expected), Some(answer)) => {
            assert_eq!(
                (status, answer.body.len()),
                (Some(expected), 0),
                "{}",
                seen()
            );
        }
        (Outcome(expected), Some(answer)) => {
            assert_eq!(status, Some(expected), "{}", seen());
            assert_eq!(
                answer.json()["resourceType"],
                "OperationOutcome",
                "{}",
                seen()
            );
        }
        (LogOn(expected), Some(answer)) => {
            assert_eq!(status, Some(expected), "{}", seen());
            assert!(answer.json()["error_description"].is_string(), "{}", seen());
        }
        (Bare(_) | Outcome(_) | LogOn(_), None) => panic!("no answer; {}", seen()),
    }
    let health = bench.get("/health/live", &[]);
    assert_eq!(health.status, 200, "after {}", bad.name);
    assert_eq!(bench.touched(), [], "after {}", bad.name);
    assert_eq!(bench.notifications(), 0, "after {}", bad.name);
    let refused = cpis_vocabulary::DecisionKind::Refused;
    assert!(
        bench
            .decisions()
            .iter()
            .all(|decision| *decision == refused),
        "after {}",
        bad.name
    );
}

#[test]
fn whatever_is_sent_is_answered_clearly_and_leaves_no_record() {
    let bench = Bench::new();
    let authorization = format!("Authorization: {}", bench.log_on(UserKind::Notifying));
    let child = bench.case(Case::TwoAuthorities).to_string();
    let all = [
        tokens(&authorization, &child),
        headers(&authorization, &child),
        searches(&authorization),
        paths(),
        methods(),
        bodies(),
        connections(),
    ];
    let all: Vec<Bad> = all.into_iter().flatten().collect();
    assert!(all.len() >= 60, "{}", all.len());
    for bad in &all {
        check(&bench, bad);
    }
}

#[test]
fn a_request_in_pieces_is_a_request() {
    let bench = Bench::new();
    let mut stream = connect(bench.address);
    for piece in
        b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".chunks(3)
    {
        stream.write_all(piece).unwrap();
        stream.flush().unwrap();
    }
    assert_eq!(Answer::parse(&read_all(&mut stream)).unwrap().status, 200);
}

#[test]
fn several_requests_on_one_connection_are_answered_in_order() {
    let bench = Bench::new();
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let bytes = one("/health/live") + &one("/nowhere") + &one("/health/ready");
    let mut stream = connect(bench.address);
    stream.write_all(bytes.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let text = String::from_utf8(read_all(&mut stream)).unwrap();
    let statuses: Vec<&str> = text.matches("HTTP/1.1 ").collect();
    assert_eq!(statuses.len(), 3, "{text}");
    let places = ["live\n", "404 Not Found", "ready\n"].map(|part| text.find(part));
    assert!(
        places.is_sorted() && places[0].is_some(),
        "{places:?}: {text}"
    );
}

#[test]
fn clients_that_leave_before_the_answer_leave_the_mock_standing() {
    let bench = Bench::new();
    for _ in 0..200 {
        let mut stream = connect(bench.address);
        stream
            .write_all(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
            .unwrap();
        drop(stream);
    }
    assert_eq!(bench.get("/health/live", &[]).status, 200);
}
