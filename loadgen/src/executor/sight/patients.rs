//! Patients in answers. SRC-6, SRC-7.

use crate::history::{PatientSeen, Seen};
use cpis_wire::read::{PatientSearch, ReadPatient};

/// The patient of a reading by number.
pub(super) fn one(read: &ReadPatient<'_>) -> Seen {
    Seen::Patients {
        found: vec![seen(read, None)],
    }
}

/// The patients of a search.
pub(super) fn all(read: &PatientSearch<'_>) -> Seen {
    let PatientSearch::Found { patients, .. } = read else {
        return Seen::TooManyMatches;
    };
    let found = patients
        .iter()
        .map(|found| seen(&found.patient, found.score.map(score)));
    Seen::Patients {
        found: found.collect(),
    }
}

fn seen(read: &ReadPatient<'_>, score: Option<i64>) -> PatientSeen {
    let texts = |all: &[std::borrow::Cow<'_, str>]| {
        let texts = all.iter().map(|text| text.as_ref().into());
        texts.collect()
    };
    PatientSeen {
        number: read.number,
        score,
        is_restricted: read.restricted,
        family: read.family.as_deref().map(Into::into),
        given: texts(&read.given),
        gender: read.gender,
        birth_date: read.birth_date,
        whereabouts: texts(&read.whereabouts),
    }
}

/// In ten thousandths; a score far outside 0 to 1 stays outside.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and a score beyond it is as wrong as any"
)]
fn score(score: f64) -> i64 {
    (score * 10_000.0).round() as i64
}
