//! What no client should send: bodies, and what is no request at all.

use crate::bad_input::Bad;
use crate::bad_input::Expected::{Bare, LogOn, Outcome, Silence};
use crate::bad_input_rows::{broken_off, lines, raw};

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

pub(crate) fn bodies() -> Vec<Bad> {
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

pub(crate) fn connections() -> Vec<Bad> {
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
