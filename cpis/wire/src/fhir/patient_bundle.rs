use super::{
    bundle::Base,
    patient::{Detail, members},
};
use crate::{digits, json::Json};
use cpis_vocabulary::{Patient, Timestamp};

/// A patient that a search found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PatientMatch<'a> {
    /// The patient; for a superseded number, the surviving record.
    pub patient: &'a Patient,
    /// How well it matches, from 0 to 1; 1 is an exact match.
    pub score: f64,
}

/// Writes the answer to a search for patients, in the order given: best match first. SRC-6.
///
/// Nothing found is a bundle with total 0 and no entries.
pub fn patient_bundle(out: &mut Vec<u8>, base: &Base, at: Timestamp, matches: &[PatientMatch<'_>]) {
    Json::new(out).object(|json| {
        json.verbatim(r#""resourceType":"Bundle","type":"searchset""#);
        json.key("timestamp").instant(at);
        json.key("total")
            .number(u64::try_from(matches.len()).unwrap_or(u64::MAX));
        if !matches.is_empty() {
            json.key("entry").array(|json| {
                for found in matches {
                    json.object(|json| entry(json, base, found));
                }
            });
        }
    });
}

fn entry(json: &mut Json<'_>, base: &Base, found: &PatientMatch<'_>) {
    json.key("fullUrl").quoted(|out| {
        out.extend_from_slice(base.escaped());
        out.extend_from_slice(b"/Patient/");
        digits::padded(out, found.patient.number.value(), 10);
    });
    json.key("search")
        .object(|json| json.key("score").verbatim(&score(found.score)));
    json.key("resource")
        .object(|json| members(json, found.patient, Detail::Search));
}

/// A score as a JSON number between 0 and 1; what is no number scores nothing.
fn score(score: f64) -> String {
    let held = if score.is_nan() {
        0.0
    } else {
        score.clamp(0.0, 1.0)
    };
    // Four places tell any two scores apart.
    ((held * 10_000.0).round() / 10_000.0).to_string()
}
