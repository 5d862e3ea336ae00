//! The broken rules of searching: what they change of the question, of whom it finds, and of what is told of them.

use super::{Bug, Mutation};
use bytes::Bytes;
use cpis_population::sandbox;
use cpis_search::{Directory, Overlay, Query, Score, TooMany, fold};
use cpis_vocabulary::{Patient, PatientStatus};
use cpis_wire::fhir;
use cpis_wire::query::{PdsQuery, Reach};
use serde_json::Value;
use std::sync::{Arc, LazyLock};

/// How long the cut list is.
const CUT: usize = 49;
/// What is told of a restricted patient, against the rule.
const LEAKED: [&str; 3] = ["address", "telecom", "generalPractitioner"];

impl Mutation<'_> {
    /// What is asked of PDS, as the broken rules read it.
    pub(crate) fn asked(&self, mut right: PdsQuery) -> PdsQuery {
        if self.bugs.has(Bug::IgnoresGender) {
            right.gender = None;
        }
        if self.bugs.has(Bug::ExactIgnored) {
            right.exact_match = false;
        }
        if self.bugs.has(Bug::ReachIgnored) {
            (right.email, right.phone) = (None, None);
        }
        if self.bugs.has(Bug::DeathIgnored) {
            right.death = None;
        }
        if self.bugs.has(Bug::AlwaysHistory) && right.reach == Reach::Now {
            right.reach = Reach::History;
        }
        right
    }

    /// Whether a search finds others than the right ones.
    pub(crate) fn breaks_finding(&self) -> bool {
        self.bugs.has(Bug::ForgetsChanges)
            || self.bugs.has(Bug::CappedAt49)
            || self.bugs.has(Bug::WorstFirst)
            || self.leaves_somebody_out()
    }

    fn leaves_somebody_out(&self) -> bool {
        self.bugs.has(Bug::DropsAccents) || self.bugs.has(Bug::WildcardOffByOne)
    }

    /// Whom a search finds by the broken rules: `query` is `asked` in the search engine's words.
    ///
    /// # Errors
    /// When there are more than `most`.
    pub(crate) fn find(
        &self,
        directory: Directory<'_>,
        asked: &PdsQuery,
        query: &Query,
        most: usize,
    ) -> Result<Vec<(Arc<Patient>, Score)>, TooMany> {
        let overlay = if self.bugs.has(Bug::ForgetsChanges) {
            &*AT_THE_START
        } else {
            directory.overlay
        };
        let directory = Directory {
            overlay,
            ..directory
        };
        let is_cut = self.bugs.has(Bug::CappedAt49) && most > CUT;
        let needs_all = is_cut || self.leaves_somebody_out();
        let all = directory.find(query, if needs_all { usize::MAX } else { most })?;
        let mut found: Vec<_> = all
            .into_iter()
            .map(|one| (one.patient(directory.population), one.score))
            .filter(|(patient, _)| self.is_found(asked, patient))
            .take(if is_cut { CUT } else { most.saturating_add(1) })
            .collect();
        if self.bugs.has(Bug::WorstFirst) {
            found.reverse();
        }
        if found.len() > most {
            Err(TooMany { most })
        } else {
            Ok(found)
        }
    }

    fn is_found(&self, asked: &PdsQuery, patient: &Patient) -> bool {
        let Some(name) = &patient.name else {
            return true;
        };
        let family = asked.family.iter().map(|asked| (asked, &name.family));
        let given = asked
            .given
            .iter()
            .flat_map(|asked| name.given.iter().map(move |given| (asked, given)));
        let mut names = family.chain(given);
        !names.any(|(asked, recorded)| {
            (self.bugs.has(Bug::DropsAccents) && only_alike(asked, recorded))
                || (self.bugs.has(Bug::WildcardOffByOne) && stands_for_nothing(asked, recorded))
        })
    }

    /// Whether withdrawn and replaced records answer for themselves.
    pub(crate) fn shows_any_status(&self) -> bool {
        self.bugs.has(Bug::InvalidatedShown)
    }

    /// A body that shows these patients, as the broken rules send it.
    pub(crate) fn told<'p>(
        &self,
        right: Bytes,
        shown: impl IntoIterator<Item = &'p Patient>,
    ) -> Bytes {
        if !self.bugs.has(Bug::RestrictedLeaked) {
            return right;
        }
        let Ok(mut body) = serde_json::from_slice(&right) else {
            return right;
        };
        let shown = shown.into_iter();
        for patient in shown.filter(|patient| patient.status == PatientStatus::Restricted) {
            leak(&mut body, patient);
        }
        serde_json::to_vec(&body).map_or(right, Bytes::from)
    }
}

/// The records that stand over the population before anybody changes one.
static AT_THE_START: LazyLock<Overlay> = LazyLock::new(|| {
    let mut overlay = Overlay::default();
    for patient in sandbox::patients() {
        overlay.insert(Arc::new(patient));
    }
    overlay
});

/// Whether a name with marks is what is asked for, though in another spelling than letter case.
fn only_alike(asked: &str, recorded: &str) -> bool {
    let is_mark = |one: char| !one.is_ascii_alphanumeric() && !one.is_whitespace();
    recorded.contains(is_mark)
        && reads(asked, recorded, fold)
        && !reads(asked, recorded, str::to_lowercase)
}

/// Whether a wildcard would have to stand for no character at all.
fn stands_for_nothing(asked: &str, recorded: &str) -> bool {
    asked.contains('*') && fold(asked) == fold(recorded)
}

/// Whether a text, once it is made plain, is what is asked for; `*` stands for any number of characters.
fn reads(asked: &str, recorded: &str, plain: impl Fn(&str) -> String) -> bool {
    let recorded = plain(recorded);
    let pieces: Vec<String> = asked.split('*').map(plain).collect();
    let [first, between @ .., last] = pieces.as_slice() else {
        return pieces.first() == Some(&recorded);
    };
    let inner = recorded
        .strip_prefix(first.as_str())
        .and_then(|rest| rest.strip_suffix(last.as_str()));
    let left = between.iter().try_fold(inner, |rest, piece| {
        let (_, after) = rest?.split_once(piece.as_str())?;
        Some(Some(after))
    });
    left.flatten().is_some()
}

/// Adds to a body what tells where a restricted patient is.
fn leak(body: &mut Value, patient: &Patient) {
    let open = Patient {
        status: PatientStatus::Ordinary,
        ..patient.clone()
    };
    let mut all = Vec::new();
    fhir::patient(&mut all, &open);
    let Ok(Value::Object(all)) = serde_json::from_slice(&all) else {
        return;
    };
    let number = patient.number.to_string();
    let is_patient = |resource: &&mut Value| resource.get("id") == Some(&Value::from(&*number));
    let resources: Vec<&mut Value> = if body.get("entry").is_some() {
        let entries = body.get_mut("entry").and_then(Value::as_array_mut);
        let entries = entries.into_iter().flatten();
        entries
            .filter_map(|entry| entry.get_mut("resource"))
            .collect()
    } else {
        vec![body]
    };
    for resource in resources.into_iter().filter(is_patient) {
        let Some(members) = resource.as_object_mut() else {
            continue;
        };
        let told = LEAKED.iter().filter_map(|name| all.get_key_value(*name));
        members.extend(told.map(|(name, member)| (name.clone(), member.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_marks_is_only_alike_in_another_spelling_than_letter_case() {
        for (asked, recorded, expected) in [
            ("obrien", "O'Brien", true),
            ("OBR*", "O'Brien", true),
            ("o'brien", "O'Brien", false),
            ("o'b*", "O'Brien", false),
            ("O Brien", "O'Brien", true),
            ("Smith*Jones", "Smith-Jones", false),
            ("Smi*nes", "Smith-Jones", false),
            ("SmithJ*nes", "Smith-Jones", true),
            ("Sm*th*nes", "Smith-Jones", false),
            ("Sm*hj*nes", "Smith-Jones", true),
            ("zoe", "Zoë", true),
            ("ZOË", "Zoë", false),
            ("Smith", "Smith", false),
            ("Smyth", "Smith-Jones", false),
            ("Jones*", "Smith-Jones", false),
            ("Mary Ann", "MaryAnn", false),
        ] {
            assert_eq!(only_alike(asked, recorded), expected, "{asked} {recorded}");
        }
    }

    #[test]
    fn a_wildcard_stands_for_nothing_where_the_rest_is_the_whole_name() {
        for (asked, recorded, expected) in [
            ("Smith*", "Smith", true),
            ("Smi*th", "smith", true),
            ("Smit*", "Smith", false),
            ("Smith", "Smith", false),
            ("OBrien*", "O'Brien", true),
        ] {
            let found = stands_for_nothing(asked, recorded);
            assert_eq!(found, expected, "{asked} {recorded}");
        }
    }
}
