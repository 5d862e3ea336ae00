//! What no client should send, over real sockets: a clear answer, nothing recorded, and the mock stays up.

use crate::bad_input_bodies::{bodies, connections};
use crate::bad_input_rows::{headers, methods, paths, searches, tokens};
use crate::bench::Bench;
use crate::client::{Answer, connect, exchange, exchange_and_end, read_all};
use cpis_population::{Case, UserKind};
use std::io::Write as _;
use std::net::Shutdown;

/// What may come back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
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
pub(crate) struct Bad {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: Expected,
    /// Whether the client says that it is done sending.
    pub(crate) ends: bool,
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
