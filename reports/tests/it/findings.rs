//! Findings with certificates and time lines.

use reports::{About, Bar, CertificateLine, Finding, Lane, MarkKind, Note, Point, TimeLine};

const HOUR: i64 = 3_600_000_000;

/// Two notifications less than 24 hours apart.
pub(crate) fn two_notifications() -> Finding {
    Finding {
        summary:
            "The authority was told twice within 24 hours about one child, user and organisation"
                .to_owned(),
        certificate: vec![
            line(
                "2026-03-02T18:00:04.120Z",
                "user 555000000101 at XTB01",
                "access a-17, notification n-9 decided",
            ),
            line(
                "2026-03-03T17:30:00.000Z",
                "user 555000000101 at XTB01",
                "access a-58, notification n-31 decided",
            ),
            line(
                "2026-03-03T17:30:02.480Z",
                "mailbox XLA007",
                "n-9 and n-31 received",
            ),
        ],
        notes: vec![
            note(
                "Required",
                "no second notification before 2026-03-03T18:00:04.120Z",
            ),
            note(
                "Found",
                "a second notification 23 h 29 min 55.88 s after the first",
            ),
        ],
        time_line: Some(TimeLine {
            origin: "2026-03-02T18:00:04.120Z".to_owned(),
            lanes: vec![
                Lane {
                    label: "user 555000000101 at XTB01, child 999 000 0018".to_owned(),
                    bars: vec![bar(
                        0,
                        24 * HOUR,
                        "the window that n-9 opened",
                        MarkKind::Window,
                    )],
                    points: vec![
                        point(0, "access a-17, told", MarkKind::Operation),
                        point(9 * HOUR, "access a-33, suppressed", MarkKind::Operation),
                        point(84_595_880_000, "access a-58, told again", MarkKind::Wrong),
                    ],
                },
                Lane {
                    label: "mailbox XLA007".to_owned(),
                    bars: Vec::new(),
                    points: vec![
                        point(2_100_000, "n-9 received", MarkKind::Operation),
                        point(84_598_360_000, "n-31 received", MarkKind::Wrong),
                    ],
                },
            ],
        }),
        reproduce: Some(
            "loadgen run scenarios/winter-evening.toml --seed 20260302 --set only=ASN-3".to_owned(),
        ),
        about: About {
            child: Some("9990000018".to_owned()),
            users: vec!["555000000101".to_owned()],
            organisations: vec!["XTB01".to_owned()],
            at: Some("2026-03-02T18:00:04.120Z to 2026-03-03T17:30:00.000Z".to_owned()),
            operations: vec![17, 58],
        },
        script: Some("findings/01-ASN-3.sh".to_owned()),
    }
}

/// Two accesses at once, one of them without an answer.
pub(crate) fn a_race() -> Finding {
    Finding {
        summary: "Two accesses at once were both notified".to_owned(),
        certificate: vec![
            line(
                "18:12:07.000 to 18:12:07.004",
                "worker 3",
                "access a-71, notified",
            ),
            line(
                "18:12:07.001 to 18:12:07.009",
                "worker 8",
                "access a-72, notified",
            ),
        ],
        notes: Vec::new(),
        time_line: Some(TimeLine {
            origin: "2026-03-02T18:12:07.000Z".to_owned(),
            lanes: vec![
                Lane {
                    label: "worker 3".to_owned(),
                    bars: vec![bar(0, 4_020, "access a-71, notified", MarkKind::Operation)],
                    points: Vec::new(),
                },
                Lane {
                    label: "worker 8".to_owned(),
                    bars: vec![
                        bar(900, 9_100, "access a-72, notified", MarkKind::Wrong),
                        bar(-2_000, 30_000, "access a-70, no answer", MarkKind::Unknown),
                    ],
                    points: Vec::new(),
                },
            ],
        }),
        reproduce: None,
        about: About::default(),
        script: None,
    }
}

fn line(time: &str, who: &str, what: &str) -> CertificateLine {
    CertificateLine {
        time: time.to_owned(),
        who: who.to_owned(),
        what: what.to_owned(),
    }
}

fn note(label: &str, text: &str) -> Note {
    Note {
        label: label.to_owned(),
        text: text.to_owned(),
    }
}

fn bar(from_us: i64, to_us: i64, label: &str, kind: MarkKind) -> Bar {
    Bar {
        from_us,
        to_us,
        label: label.to_owned(),
        kind,
    }
}

fn point(at_us: i64, label: &str, kind: MarkKind) -> Point {
    Point {
        at_us,
        label: label.to_owned(),
        kind,
    }
}
