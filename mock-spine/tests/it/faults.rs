//! Answers disturbed on purpose: what was decided stands.

use crate::bench::{Bench, CARE_TEAM, FLAG, REQUEST_ID, by_identifier};
use crate::client::{Answer, exchange, request};
use crate::control::{call, done, get};
use cpis_population::{Case, UserKind};
use cpis_vocabulary::{DecisionKind, NhsNumber};

/// A mock with one fault, somebody logged on, and a child.
struct Disturbed {
    bench: Bench,
    user: String,
    child: NhsNumber,
}

impl Disturbed {
    fn new(fault: &str) -> Self {
        let bench = Bench::new();
        let user = bench.log_on(UserKind::Notifying);
        let child = bench.case(Case::Open);
        let this = Self { bench, user, child };
        this.set(fault);
        this
    }

    fn set(&self, fault: &str) {
        // Where it happens is said by those who care.
        let at = if fault.contains(r#""at":"#) {
            ""
        } else {
            r#""at": "after_commit_before_reply","#
        };
        let body = format!(r#"{{"faults": [{{{at} {fault}}}]}}"#);
        done(&self.bench, "PUT", "/faults", &body);
    }

    /// The bytes that come back when the child's alert is opened.
    fn look(&self) -> Vec<u8> {
        self.ask(&by_identifier(CARE_TEAM, self.child))
    }

    fn ask(&self, target: &str) -> Vec<u8> {
        let headers = [
            ("Authorization", self.user.as_str()),
            ("X-Request-ID", REQUEST_ID),
        ];
        exchange(self.bench.address, &request("GET", target, &headers, ""))
    }

    fn status(&self) -> u16 {
        Answer::parse(&self.look()).map_or(0, |answer| answer.status)
    }
}

#[test]
fn a_lost_reply_leaves_the_access_recorded_and_the_authority_told() {
    let disturbed = Disturbed::new(r#""action": "drop_reply", "times": 1"#);
    assert_eq!(disturbed.look(), b"");
    assert_eq!(disturbed.bench.decisions(), [DecisionKind::Notified]);
    assert_eq!(disturbed.bench.notifications(), 1);
    assert_eq!(
        disturbed.status(),
        200,
        "it happens as often as was asked for"
    );
    assert_eq!(
        disturbed.bench.decisions(),
        [DecisionKind::Notified, DecisionKind::Suppressed]
    );
}

#[test]
fn what_goes_wrong_before_anything_is_decided_leaves_no_access() {
    const BEFORE: &str = r#""at": "before_commit", "times": 1, "action":"#;
    let lost = Disturbed::new(&format!(r#"{BEFORE} "drop_reply""#));
    assert_eq!(lost.look(), b"");
    let failed = Disturbed::new(&format!(r#"{BEFORE} "error", "status": 503"#));
    let answer = Answer::parse(&failed.look()).unwrap();
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (503, "SERVICE_UNAVAILABLE")
    );
    assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID));
    for disturbed in [lost, failed] {
        assert_eq!(disturbed.bench.decisions(), []);
        assert_eq!(disturbed.status(), 200, "it happens once");
        assert_eq!(disturbed.bench.decisions(), [DecisionKind::Notified]);
    }
    let stalled = Disturbed::new(&format!(r#"{BEFORE} "stall", "for": "PT0.1S""#));
    assert_eq!(stalled.status(), 200);
    assert_eq!(stalled.bench.decisions(), [DecisionKind::Notified]);
}

#[test]
fn an_error_takes_the_place_of_an_answer_and_tells_nothing_of_it() {
    for (status, code) in [
        (408, "UNABLE_TO_CALL_SERVICE"),
        (429, "TOO_MANY_REQUESTS"),
        (500, "INTERNAL_SERVER_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
    ] {
        let disturbed = Disturbed::new(&format!(r#""action": "error", "status": {status}"#));
        let answer = Answer::parse(&disturbed.look()).unwrap();
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
        assert_eq!(answer.header("x-spine-access"), None);
        assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID));
        assert_eq!(disturbed.bench.decisions(), [DecisionKind::Notified]);
    }
}

#[test]
fn a_truncated_body_is_half_of_what_was_announced() {
    let disturbed = Disturbed::new(r#""action": "truncate", "times": 1"#);
    let answer = Answer::parse(&disturbed.look()).unwrap();
    let announced: usize = answer.header("content-length").unwrap().parse().unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, announced / 2));
}

#[test]
fn a_garbled_body_is_as_long_as_it_should_be_and_no_text() {
    let disturbed = Disturbed::new(r#""action": "garble", "times": 1"#);
    let garbled = Answer::parse(&disturbed.look()).unwrap();
    let announced: usize = garbled.header("content-length").unwrap().parse().unwrap();
    assert_eq!((garbled.status, garbled.body.len()), (200, announced));
    assert!(String::from_utf8(garbled.body).is_err());
}

#[test]
fn a_dripping_body_arrives_whole() {
    let disturbed = Disturbed::new(r#""action": "drip", "for": "PT0.2S", "times": 1"#);
    let dripped = Answer::parse(&disturbed.look()).unwrap();
    assert_eq!(dripped.json()["total"], 1);
}

#[test]
fn a_stall_holds_the_answer_back() {
    let disturbed = Disturbed::new(r#""action": "stall", "for": "PT0.1S", "up_to": "PT0.2S""#);
    assert_eq!(disturbed.status(), 200);
}

#[test]
fn a_fault_happens_at_its_door_only() {
    let disturbed = Disturbed::new(r#""action": "error", "status": 503, "door": "care-team""#);
    let status = |target: &str| Answer::parse(&disturbed.ask(target)).unwrap().status;
    let child = disturbed.child;
    assert_eq!(disturbed.status(), 503);
    assert_eq!(
        status(&by_identifier(crate::bench::AUDIT_EVENT, child)),
        200
    );
    assert_eq!(status(&format!("{FLAG}?patient={child}")), 200);
    for (door, target) in [
        (
            "audit-event",
            by_identifier(crate::bench::AUDIT_EVENT, child),
        ),
        ("flags", format!("{FLAG}?patient={child}")),
        ("pds", format!("{}/{child}", crate::bench::PATIENT)),
        ("identity", "/oauth2/jwks".to_owned()),
    ] {
        disturbed.set(&format!(
            r#""action": "error", "status": 503, "door": "{door}""#
        ));
        assert_eq!((status(&target), disturbed.status()), (503, 200), "{door}");
    }
    disturbed.set(r#""action": "error", "status": 503, "path": "/patient-flags-api""#);
    assert_eq!(
        (
            status(&format!("{FLAG}?patient={child}")),
            disturbed.status()
        ),
        (503, 200)
    );
    disturbed.set(r#""action": "error", "status": 503"#);
    assert_eq!(status("/health/ready"), 200, "health is never disturbed");
}

#[test]
fn the_same_seed_draws_the_same_requests() {
    let draws = |seed: u64| -> String {
        let disturbed = Disturbed::new(r#""action": "drop_reply", "times": 1"#);
        let body = format!(
            r#"{{"seed": {seed}, "faults": [{{"at": "after_commit_before_reply", "action": "error", "status": 500, "share": 0.3}}]}}"#
        );
        done(&disturbed.bench, "PUT", "/faults", &body);
        (0..40)
            .map(|_| if disturbed.status() == 200 { '.' } else { 'x' })
            .collect()
    };
    let first = draws(1);
    assert_eq!(first, draws(1));
    assert_ne!(first, draws(2));
    let count = first.matches('x').count();
    assert!((4..=22).contains(&count), "{first}");
}

#[test]
fn the_first_fault_that_is_drawn_happens() {
    let bench = Bench::new();
    let at = r#""at": "after_commit_before_reply", "action": "error""#;
    let body = format!(
        r#"{{"faults": [{{{at}, "status": 500, "times": 1}}, {{{at}, "status": 503, "times": 1}}]}}"#
    );
    done(&bench, "PUT", "/faults", &body);
    let status = || bench.get("/cpis/FHIR/R4/metadata", &[]).status;
    assert_eq!([status(), status(), status()], [500, 503, 200]);
}

#[test]
fn faults_are_told_as_they_were_asked_for_and_replaced_as_a_whole() {
    let disturbed = Disturbed::new(
        r#""action": "stall", "for": "PT1S", "up_to": "PT2S", "share": 0.5, "door": "pds", "times": 3"#,
    );
    insta::assert_json_snapshot!(get(&disturbed.bench, "/faults"));
    disturbed.set(r#""action": "drop_reply""#);
    let refused = call(
        &disturbed.bench,
        "PUT",
        "/control/v1/faults",
        r#"{"faults": [{"at": "before_commit", "action": "garble"}]}"#,
    );
    assert_eq!(refused.status, 400);
    assert_eq!(disturbed.look(), b"", "a refused call changes nothing");
    done(&disturbed.bench, "PUT", "/faults", r#"{"faults": []}"#);
    assert_eq!(disturbed.status(), 200);
    disturbed.set(r#""action": "drop_reply""#);
    done(&disturbed.bench, "POST", "/reset", "");
    assert_eq!(disturbed.status(), 200, "a reset switches faults off");
}
