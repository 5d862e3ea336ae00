//! What must be observed of an answer, by both engines alike.

use crate::transport_peer::{Act, ENGINES, Observed, PATIENT, Peer, observed, pause, run, say};
use http::Method;
use loadgen::executor::Stopwatch;
use loadgen::history::WhyUnknown::{ConnectionLost, NoAnswer, Unreadable};
use loadgen::transport::{AnyTransport, Engine, Reply, Request, Room, Settings, Target, Transport};
use std::time::Duration;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn whole(status: u16, body: &str) -> Observed {
    Observed::Whole(status, body.into())
}

/// What becomes of a connection after an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Then {
    /// The next request goes by it.
    Kept,
    /// The next request goes by another.
    Left,
}
use Then::{Kept, Left};

async fn check(
    name: &str,
    engine: Engine,
    request: &Request,
    acts: Vec<Act>,
    expected: &Observed,
    then: Then,
) {
    let peer = Peer::start(vec![acts, vec![say(OK)]]).await;
    let transport = peer.transport(engine, 1, PATIENT);
    let first = transport.send(request).await;
    assert_eq!(observed(&first), *expected, "{name}, {engine:?}");
    assert_eq!(
        first.answered.is_some(),
        matches!(expected, Observed::Whole(..)),
        "{name}, {engine:?}"
    );
    assert!(
        first.answered.is_none_or(|answered| answered >= first.sent),
        "{name}, {engine:?}"
    );
    pause().await;
    let second = transport.send(&Request::get("/next")).await;
    assert_eq!(
        observed(&second),
        whole(200, "ok"),
        "{name}, {engine:?}, the next request"
    );
    let connections = match then {
        Kept => [0, 0],
        Left => [0, 1],
    };
    assert_eq!(peer.connections(), connections, "{name}, {engine:?}");
}

/// Checks rows of a name, what the peer does, what is observed of the request, and what becomes of the connection.
fn check_rows(request: &Request, rows: Vec<(&str, Vec<Act>, Observed, Then)>) {
    for (name, acts, expected, then) in rows {
        for engine in ENGINES {
            run(check(name, engine, request, acts.clone(), &expected, then));
        }
    }
}

#[test]
fn the_end_of_a_body_is_where_its_head_says() {
    let http = |rest: &str| vec![say(format!("HTTP/1.1 200 OK\r\n{rest}"))];
    check_rows(
        &Request::get("/"),
        vec![
            (
                "a length",
                http("Content-Length: 3\r\n\r\nabc"),
                whole(200, "abc"),
                Kept,
            ),
            (
                "no content",
                http("content-length: 0\r\n\r\n"),
                whole(200, ""),
                Kept,
            ),
            (
                "one length twice",
                http("content-length: 3\r\nContent-length: 3\r\n\r\nabc"),
                whole(200, "abc"),
                Kept,
            ),
            (
                "one length in a list",
                http("content-length: 3, 3\r\n\r\nabc"),
                whole(200, "abc"),
                Kept,
            ),
            (
                "two lengths",
                http("content-length: 3\r\ncontent-length: 2\r\n\r\nabc"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "a length with a sign",
                http("content-length: +3\r\n\r\nabc"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "a length that is none",
                http("content-length: three\r\n\r\nabc"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "an empty length",
                http("content-length: \r\n\r\nabc"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "a length beyond numbers",
                http("content-length: 99999999999999999999999\r\n\r\nabc"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "a length beyond reason",
                http("content-length: 99999999999\r\n\r\nabc"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "neither",
                [http("\r\nabc"), vec![Act::Close]].concat(),
                whole(200, "abc"),
                Left,
            ),
            (
                "neither, and nothing",
                [http("\r\n"), vec![Act::Close]].concat(),
                whole(200, ""),
                Left,
            ),
            (
                "another encoding",
                [http("transfer-encoding: gzip\r\n\r\nabc"), vec![Act::Close]].concat(),
                whole(200, "abc"),
                Left,
            ),
        ],
    );
}

fn chunked(body: &str) -> Vec<Act> {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    vec![say(format!("{head}{body}"))]
}

#[test]
fn chunks_are_put_together() {
    check_rows(
        &Request::get("/"),
        vec![
            (
                "two",
                chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
                whole(200, "abcde"),
                Kept,
            ),
            ("none", chunked("0\r\n\r\n"), whole(200, ""), Kept),
            (
                "capitals and noughts",
                chunked("000B\r\nabcdefghijk\r\n00\r\n\r\n"),
                whole(200, "abcdefghijk"),
                Kept,
            ),
            (
                "an extension",
                chunked("3;a=b;c=\"d;\"\r\nabc\r\n0;e\r\n\r\n"),
                whole(200, "abc"),
                Kept,
            ),
            (
                "blanks",
                chunked("3 \t\r\nabc\r\n0 ;e\r\n\r\n"),
                whole(200, "abc"),
                Kept,
            ),
            (
                "trailers",
                chunked("3\r\nabc\r\n0\r\na: b\r\nc: d\r\n\r\n"),
                whole(200, "abc"),
                Kept,
            ),
        ],
    );
}

#[test]
fn chunks_that_are_not_written_as_they_must_be_are_unreadable() {
    let unreadable = || Observed::Unknown(Unreadable);
    check_rows(
        &Request::get("/"),
        vec![
            (
                "a trailer that is none",
                chunked("3\r\nabc\r\n0\r\na b\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "no size",
                chunked("\r\nabc\r\n0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "no number",
                chunked("x\r\nabc\r\n0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a number after a blank",
                chunked("1 1\r\nabc\r\n0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a sign",
                chunked("+3\r\nabc\r\n0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a size beyond numbers",
                chunked("fffffffffffffffff\r\nabc"),
                unreadable(),
                Left,
            ),
            (
                "a chunk longer than it says",
                chunked("3\r\nabcd\r\n0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a bare line end",
                chunked("3\nabc\n0\n\n"),
                unreadable(),
                Left,
            ),
            (
                "a bare line end in an extension",
                chunked("3;a\nabc\r\n0\r\n\r\n"),
                unreadable(),
                Left,
            ),
        ],
    );
}

#[test]
fn chunks_that_end_early_are_lost() {
    check_rows(
        &Request::get("/"),
        vec![
            (
                "the end in the middle of a size",
                [chunked("3"), vec![Act::Close]].concat(),
                Observed::Unknown(ConnectionLost),
                Left,
            ),
            (
                "the end in the middle of a chunk",
                [chunked("3\r\nab"), vec![Act::Close]].concat(),
                Observed::Unknown(ConnectionLost),
                Left,
            ),
            (
                "the end before the last chunk",
                [chunked("3\r\nabc\r\n"), vec![Act::Close]].concat(),
                Observed::Unknown(ConnectionLost),
                Left,
            ),
            (
                "the end in the trailers",
                [chunked("0\r\na: b\r\n"), vec![Act::Close]].concat(),
                Observed::Unknown(ConnectionLost),
                Left,
            ),
        ],
    );
}

#[test]
fn chunks_count_where_there_is_a_length_too() {
    let both = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
    for engine in ENGINES {
        // The chunks count. The own engine does not trust such a connection any further; hyper does.
        let then = if engine == Engine::Own { Left } else { Kept };
        run(check(
            "length and chunks",
            engine,
            &Request::get("/"),
            vec![say(both)],
            &whole(200, "a"),
            then,
        ));
    }
}

#[test]
fn some_answers_have_no_body_whatever_they_say() {
    let http = |rest: &str| vec![say(format!("HTTP/1.1 {rest}"))];
    check_rows(
        &Request::get("/"),
        vec![
            ("204", http("204 No Content\r\n\r\n"), whole(204, ""), Kept),
            (
                "304 with a length",
                http("304 Not Modified\r\ncontent-length: 5\r\n\r\n"),
                whole(304, ""),
                Kept,
            ),
            (
                "204 with chunks",
                http("204 No Content\r\ntransfer-encoding: chunked\r\n\r\n"),
                whole(204, ""),
                Kept,
            ),
            (
                "100 first",
                http(&format!("100 Continue\r\n\r\n{OK}")),
                whole(200, "ok"),
                Kept,
            ),
            (
                "several first",
                http(&format!(
                    "100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\ncontent-length: 7\r\n\r\n{OK}"
                )),
                whole(200, "ok"),
                Kept,
            ),
            (
                "100 only",
                [http("100 Continue\r\n\r\n"), vec![Act::Close]].concat(),
                Observed::Unknown(ConnectionLost),
                Left,
            ),
            (
                "101",
                http("101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"),
                Observed::Unknown(Unreadable),
                Left,
            ),
        ],
    );
    check_rows(
        &Request::new(Method::HEAD, "/"),
        vec![
            (
                "HEAD",
                http("200 OK\r\ncontent-length: 5\r\n\r\n"),
                whole(200, ""),
                Kept,
            ),
            (
                "HEAD of chunks",
                http("200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
                whole(200, ""),
                Kept,
            ),
            (
                "HEAD of neither",
                http("200 OK\r\n\r\n"),
                whole(200, ""),
                Kept,
            ),
        ],
    );
}

#[test]
fn a_connection_is_kept_where_both_sides_say_so() {
    let http = |rest: &str| vec![say(rest)];
    let ok = || whole(200, "ok");
    check_rows(
        &Request::get("/"),
        vec![
            ("1.1", http(OK), ok(), Kept),
            (
                "1.1, close",
                http("HTTP/1.1 200 OK\r\nConnection: Close\r\ncontent-length: 2\r\n\r\nok"),
                ok(),
                Left,
            ),
            (
                "1.1, close in a list",
                http("HTTP/1.1 200 OK\r\nconnection: x, close\r\ncontent-length: 2\r\n\r\nok"),
                ok(),
                Left,
            ),
            (
                "1.0",
                http("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"),
                ok(),
                Left,
            ),
            (
                "1.0, keep-alive",
                http("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\ncontent-length: 2\r\n\r\nok"),
                ok(),
                Kept,
            ),
            (
                "1.0, chunks",
                http("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
                Observed::Unknown(Unreadable),
                Left,
            ),
            (
                "closed after the answer",
                vec![say(OK), Act::Close],
                ok(),
                Left,
            ),
            (
                "a second answer that nobody asked for",
                vec![say(format!("{OK}{OK}"))],
                ok(),
                Left,
            ),
            (
                "a second answer, later",
                vec![say(OK), Act::Pause, say(OK)],
                ok(),
                Left,
            ),
            ("a byte too many", vec![say(format!("{OK}x"))], ok(), Left),
        ],
    );
}

#[test]
fn what_ends_early_is_lost() {
    let lost = || Observed::Unknown(ConnectionLost);
    let closes = |rest: &str| vec![say(rest), Act::Close];
    check_rows(
        &Request::get("/"),
        vec![
            ("nothing", vec![Act::Close], lost(), Left),
            (
                "half a head",
                closes("HTTP/1.1 200 OK\r\ncontent-le"),
                lost(),
                Left,
            ),
            (
                "half a body",
                closes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"),
                lost(),
                Left,
            ),
            (
                "no body",
                closes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"),
                lost(),
                Left,
            ),
        ],
    );
}

#[test]
fn what_is_no_answer_is_unreadable() {
    let unreadable = || Observed::Unknown(Unreadable);
    let http = |rest: &str| vec![say(rest)];
    check_rows(
        &Request::get("/"),
        vec![
            ("noise", http("\u{1}\u{2}\u{3}"), unreadable(), Left),
            (
                "another protocol",
                http("SSH-2.0-OpenSSH_9.9\r\n"),
                unreadable(),
                Left,
            ),
            (
                "another version",
                http("HTTP/2 200\r\n\r\n"),
                unreadable(),
                Left,
            ),
            ("no status", http("HTTP/1.1 OK\r\n\r\n"), unreadable(), Left),
            (
                "a status too low",
                http("HTTP/1.1 099 Low\r\ncontent-length: 0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a header without a name",
                http("HTTP/1.1 200 OK\r\n: b\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a header without a colon",
                http("HTTP/1.1 200 OK\r\nab\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a blank before the colon",
                http("HTTP/1.1 200 OK\r\na : b\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a folded header",
                http("HTTP/1.1 200 OK\r\na: b\r\n c\r\ncontent-length: 0\r\n\r\n"),
                unreadable(),
                Left,
            ),
            (
                "a nought in a header",
                http("HTTP/1.1 200 OK\r\na: \0\r\ncontent-length: 0\r\n\r\n"),
                unreadable(),
                Left,
            ),
        ],
    );
}

#[test]
fn a_head_is_read_up_to_64_kilobytes_and_100_headers() {
    let unreadable = || Observed::Unknown(Unreadable);
    let http = |rest: &str| vec![say(rest)];
    let long = |length: usize| {
        format!(
            "HTTP/1.1 200 OK\r\na: {}\r\ncontent-length: 2\r\n\r\nok",
            "b".repeat(length)
        )
    };
    let many = |count: usize| {
        format!(
            "HTTP/1.1 200 OK\r\n{}content-length: 2\r\n\r\nok",
            "a: b\r\n".repeat(count)
        )
    };
    check_rows(
        &Request::get("/"),
        vec![
            (
                "a head of 60 KB",
                http(&long(60 * 1_024)),
                whole(200, "ok"),
                Kept,
            ),
            (
                "a head of 80 KB",
                http(&long(80 * 1_024)),
                unreadable(),
                Left,
            ),
            (
                "a head without an end",
                http(
                    &"HTTP/1.1 200 OK\r\na: "
                        .chars()
                        .chain("b".repeat(100_000).chars())
                        .collect::<String>(),
                ),
                unreadable(),
                Left,
            ),
            (
                "99 headers and a length",
                http(&many(99)),
                whole(200, "ok"),
                Kept,
            ),
            (
                "100 headers and a length",
                http(&many(100)),
                unreadable(),
                Left,
            ),
        ],
    );
}

#[test]
fn spelling_does_not_matter() {
    check_rows(
        &Request::get("/"),
        vec![
            (
                "no reason",
                vec![say("HTTP/1.1 200\r\nCONTENT-LENGTH:2\r\n\r\nok")],
                whole(200, "ok"),
                Kept,
            ),
            (
                "blanks",
                vec![say("HTTP/1.1 200 \r\ncontent-length: \t 2 \t\r\n\r\nok")],
                whole(200, "ok"),
                Kept,
            ),
            (
                "bare line ends",
                vec![say("HTTP/1.1 200 OK\ncontent-length: 2\n\nok")],
                whole(200, "ok"),
                Kept,
            ),
            (
                "empty lines first",
                vec![say(format!("\r\n\n{OK}"))],
                whole(200, "ok"),
                Kept,
            ),
            (
                "bytes beyond ASCII",
                vec![say(
                    "HTTP/1.1 404 Pas trouv\u{e9}\r\nx: \u{e9}\r\ncontent-length: 2\r\n\r\nno",
                )],
                whole(404, "no"),
                Kept,
            ),
            (
                "an unheard-of status",
                vec![say("HTTP/1.1 799 Well\r\ncontent-length: 2\r\n\r\nok")],
                whole(799, "ok"),
                Kept,
            ),
        ],
    );
}

#[test]
fn it_does_not_matter_how_an_answer_is_cut_up() {
    let answers = [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\ncontent-length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\na: b\r\n\r\n",
    ];
    for answer in answers {
        for engine in ENGINES {
            let cuts = 1..answer.len();
            let mut scripts: Vec<Vec<Act>> = cuts
                .map(|at| {
                    let (one, other) = answer.split_at(at);
                    vec![say(one), Act::Pause, say(other)]
                })
                .collect();
            let bytes = answer.bytes().flat_map(|byte| [say([byte]), Act::Pause]);
            scripts.push(bytes.collect());
            let count = scripts.len();
            run(async {
                let peer = Peer::start(scripts).await;
                let transport = peer.transport(engine, 1, PATIENT);
                for turn in 0..count {
                    let seen = observed(&transport.send(&Request::get("/")).await);
                    assert_eq!(
                        seen,
                        whole(200, "abc"),
                        "{engine:?}, cut {turn} of {answer:?}"
                    );
                }
                assert_eq!(peer.connections(), vec![0; count], "{engine:?}");
            });
        }
    }
}

#[test]
fn a_long_body_arrives_whole_both_ways() {
    let body: Vec<u8> = (0..3_000_000_u32)
        .map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[2])
        .collect();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    for engine in ENGINES {
        run(async {
            let answer = vec![say(head.clone()), say(body.clone())];
            let peer = Peer::start(vec![answer.clone(), answer]).await;
            let transport = peer.transport(engine, 1, PATIENT);
            for length in [1, 100_000] {
                let request = Request::new(Method::POST, "/long").with_body(vec![b'x'; length]);
                let observation = transport.send(&request).await;
                let expected = Observed::Whole(200, body.clone());
                assert!(observed(&observation) == expected, "{engine:?}");
                let said = peer.heard().pop().unwrap().text;
                let end = format!("\r\n\r\n{}", "x".repeat(length));
                assert!(said.ends_with(&end), "{engine:?}");
            }
            assert_eq!(peer.connections(), [0, 0], "{engine:?}");
        });
    }
}

#[test]
fn a_request_says_the_same_whoever_sends_it() {
    let request = Request::new(Method::POST, "/a?b=c|d")
        .with("x-request-id", "1")
        .with("nhsd-session-urid", "two words")
        .with("x-request-id", "3")
        .with_body("text");
    let heard = ENGINES.map(|engine| {
        run(async {
            let peer = Peer::start(vec![vec![say(OK)]]).await;
            let transport = peer.transport(engine, 1, PATIENT);
            transport.send(&request).await;
            let text = peer.heard().pop().unwrap().text;
            let text = text.replace(transport.authority(), "spine:1");
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            let (line, headers) = head.split_once("\r\n").unwrap();
            let mut headers: Vec<String> = headers.lines().map(str::to_owned).collect();
            headers.sort();
            (line.to_owned(), headers, body.to_owned())
        })
    });
    assert_eq!(heard[0], heard[1]);
    assert_eq!(heard[0].0, "POST /a?b=c|d HTTP/1.1");
    let user_agent = format!("user-agent: loadgen/{}", env!("CARGO_PKG_VERSION"));
    let expected = [
        "accept: */*",
        "content-length: 4",
        "host: spine:1",
        "nhsd-session-urid: two words",
        &user_agent,
        "x-request-id: 1",
        "x-request-id: 3",
    ];
    assert_eq!(heard[0].1, expected);
}

#[test]
fn a_header_of_an_answer_is_found_whatever_its_case() {
    for engine in ENGINES {
        run(async {
            let text = "HTTP/1.1 200 OK\r\nX-Spine-At:  now \r\nx-spine-at: later\r\ncontent-length: 0\r\n\r\n";
            let peer = Peer::start(vec![vec![say(text)]]).await;
            let observation = peer
                .transport(engine, 1, PATIENT)
                .send(&Request::get("/"))
                .await;
            let Reply::Whole(answer) = observation.outcome else {
                panic!("{engine:?}");
            };
            assert_eq!(answer.header("x-spine-at"), Some("now"), "{engine:?}");
            assert_eq!(answer.header("x-spine"), None, "{engine:?}");
        });
    }
}

#[test]
fn a_request_that_may_have_arrived_is_never_sent_again() {
    for engine in ENGINES {
        run(async {
            let peer = Peer::start(vec![vec![say(OK)], vec![Act::Close], vec![say(OK)]]).await;
            let transport = peer.transport(engine, 1, PATIENT);
            let mut seen = Vec::new();
            for path in ["/1", "/2", "/3"] {
                seen.push(observed(&transport.send(&Request::get(path)).await));
            }
            let expected = [
                whole(200, "ok"),
                Observed::Unknown(ConnectionLost),
                whole(200, "ok"),
            ];
            assert_eq!(seen, expected, "{engine:?}");
            let paths: Vec<String> = peer
                .heard()
                .iter()
                .map(|heard| heard.text[4..6].to_owned())
                .collect();
            assert_eq!(paths, ["/1", "/2", "/3"], "{engine:?}");
            assert_eq!(peer.connections(), [0, 0, 1], "{engine:?}");
        });
    }
}

#[test]
fn patience_ends_however_much_comes() {
    let drip = || vec![vec![say("x"), Act::Wait(Duration::from_millis(20))]; 50].concat();
    let patience = Duration::from_millis(150);
    for (name, acts) in [
        ("nothing", vec![Act::Wait(PATIENT)]),
        (
            "half a head",
            vec![say("HTTP/1.1 200 OK\r\na"), Act::Wait(PATIENT)],
        ),
        (
            "half a body",
            vec![
                say("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"),
                Act::Wait(PATIENT),
            ],
        ),
        (
            "a drip",
            [
                vec![say("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n")],
                drip(),
            ]
            .concat(),
        ),
        (
            "a drip without an end",
            [vec![say("HTTP/1.1 200 OK\r\n\r\n")], drip()].concat(),
        ),
    ] {
        for engine in ENGINES {
            run(async {
                let peer = Peer::start(vec![acts.clone(), vec![say(OK)]]).await;
                let transport = peer.transport(engine, 1, patience);
                let first = transport.send(&Request::get("/")).await;
                assert_eq!(
                    observed(&first),
                    Observed::Unknown(NoAnswer),
                    "{name}, {engine:?}"
                );
                let next = transport.send(&Request::get("/")).await;
                assert_eq!(observed(&next), whole(200, "ok"), "{name}, {engine:?}");
                assert_eq!(peer.connections(), [0, 1], "{name}, {engine:?}");
            });
        }
    }
}

#[test]
fn a_request_without_a_slot_never_leaves() {
    for engine in ENGINES {
        run(async {
            let slow = vec![Act::Wait(Duration::from_millis(50)), say(OK)];
            let peer = Peer::start(vec![slow.clone(), slow]).await;
            let transport = peer.transport(engine, 2, PATIENT);
            let request = Request::get("/");
            let (one, two, three) = tokio::join!(
                transport.send(&request),
                transport.send(&request),
                transport.send(&request)
            );
            assert_eq!(observed(&one), whole(200, "ok"), "{engine:?}");
            assert_eq!(observed(&two), whole(200, "ok"), "{engine:?}");
            assert_eq!(observed(&three), Observed::NotSent, "{engine:?}");
            assert_eq!(peer.heard().len(), 2, "{engine:?}");
            assert_eq!(transport.in_flight_max(), 2, "{engine:?}");
        });
    }
}

#[test]
fn a_peer_that_is_not_there_loses_the_request() {
    for engine in ENGINES {
        run(async {
            let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = closed.local_addr().unwrap();
            drop(closed);
            let target = Target::parse(&format!("http://{address}")).unwrap();
            let settings = Settings {
                engine: Some(engine),
                ..Settings::default()
            };
            let transport =
                AnyTransport::new(&target, &settings, Room::of(1), PATIENT, Stopwatch::start())
                    .unwrap();
            let seen = observed(&transport.send(&Request::get("/")).await);
            assert_eq!(seen, Observed::Unknown(ConnectionLost), "{engine:?}");
        });
    }
}
