//! Findings of the judge in the form of the reports.

use super::circumstances::Again;
use crate::checker::{self, Mark, interval};
use cpis_vocabulary::{OrganisationCode, Timestamp, UserId};
use reports::{About, Bar, CertificateLine, Finding, Lane, MarkKind, Note, Point, TimeLine};

/// A finding as the reports show it, with the commands that show it again.
pub(super) fn finding(found: &checker::Finding, again: &Again) -> Finding {
    let notes = found.notes.iter().map(|note| Note {
        label: note.label.clone(),
        text: note.text.clone(),
    });
    Finding {
        summary: found.summary.clone(),
        certificate: found.certificate.iter().map(line).collect(),
        notes: notes.collect(),
        time_line: found.time_line.as_ref().map(time_line),
        reproduce: Some(format!("{}\n{}", again.judge, again.run)),
        about: about(found),
        // What is written into the run's directory is known there.
        script: None,
    }
}

fn about(found: &checker::Finding) -> About {
    let texts = |all: &mut dyn Iterator<Item = &str>| all.map(str::to_owned).collect();
    About {
        child: found.child.map(|child| child.to_string()),
        users: texts(&mut found.users.iter().map(UserId::as_str)),
        organisations: texts(&mut found.organisations.iter().map(OrganisationCode::as_str)),
        at: found.span.map(|(from, to)| interval(from, to)),
        operations: found.operations.iter().map(|number| number.0).collect(),
    }
}

fn line(line: &checker::CertificateLine) -> CertificateLine {
    CertificateLine {
        time: line.time.clone(),
        who: line.who.clone(),
        what: line.what.clone(),
    }
}

fn time_line(picture: &checker::TimeLine) -> TimeLine {
    let lane = |lane: &checker::Lane| {
        let (points, bars): (Vec<_>, Vec<_>) = lane.bars.iter().partition(|bar| bar.from == bar.to);
        Lane {
            label: lane.label.clone(),
            bars: bars
                .into_iter()
                .map(|one| bar(one, picture.origin))
                .collect(),
            points: points
                .into_iter()
                .map(|one| point(one, picture.origin))
                .collect(),
        }
    };
    TimeLine {
        origin: picture.origin.to_string(),
        lanes: picture
            .lanes
            .iter()
            .filter(|lane| !lane.bars.is_empty())
            .map(lane)
            .collect(),
    }
}

fn bar(bar: &checker::Bar, origin: Timestamp) -> Bar {
    Bar {
        from_us: micros(origin, bar.from),
        to_us: micros(origin, bar.to),
        label: bar.label.clone(),
        kind: kind(bar.mark),
    }
}

fn point(bar: &checker::Bar, origin: Timestamp) -> Point {
    Point {
        at_us: micros(origin, bar.from),
        label: bar.label.clone(),
        kind: kind(bar.mark),
    }
}

const fn kind(mark: Mark) -> MarkKind {
    match mark {
        Mark::Window => MarkKind::Window,
        Mark::Operation => MarkKind::Operation,
        Mark::Unknown => MarkKind::Unknown,
        Mark::Wrong => MarkKind::Wrong,
    }
}

/// The judge counts milliseconds, the reports microseconds.
const fn micros(origin: Timestamp, at: Timestamp) -> i64 {
    at.millis()
        .saturating_sub(origin.millis())
        .saturating_mul(1_000)
}
