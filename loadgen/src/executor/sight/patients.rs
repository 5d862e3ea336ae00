//! Patients in answers, and what tells where they are. SRC-7.

use crate::history::{PatientSeen, Seen};
use cpis_vocabulary::Text;
use cpis_wire::read::{PatientSearch, ReadPatient};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The members of a resource that tell a place, or how to reach somebody.
#[derive(Deserialize)]
struct Resource {
    address: Option<Vec<IgnoredAny>>,
    telecom: Option<Vec<IgnoredAny>>,
    contact: Option<Vec<IgnoredAny>>,
    #[serde(rename = "generalPractitioner")]
    general_practitioner: Option<Vec<IgnoredAny>>,
    #[serde(rename = "managingOrganization")]
    managing_organisation: Option<IgnoredAny>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
struct Extension {
    #[serde(default)]
    url: String,
}

#[derive(Deserialize)]
struct Bundle {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    resource: Resource,
}

/// What the extensions that tell a place have in their addresses: the place of birth, and pharmacies and other suppliers.
const TELLING: [&str; 4] = ["birthPlace", "Pharmacy", "Dispenser", "ApplianceSupplier"];

/// The patient of a reading by number.
pub(super) fn one(read: &ReadPatient<'_>, body: &[u8]) -> Seen {
    let told = serde_json::from_slice::<Resource>(body).map(|resource| resource.told());
    Seen::Patients {
        found: vec![seen(read, None, told.unwrap_or_default())],
    }
}

/// The patients of a search.
pub(super) fn all(read: &PatientSearch<'_>, body: &[u8]) -> Seen {
    let PatientSearch::Found { patients, .. } = read else {
        return Seen::TooManyMatches;
    };
    let told = serde_json::from_slice::<Bundle>(body).map(|bundle| bundle.entry);
    let told = told.unwrap_or_default();
    let mut told = told.iter().map(|entry| entry.resource.told());
    let found = patients.iter().map(|found| {
        let told = told.next().unwrap_or_default();
        seen(&found.patient, Some(score(found.score)), told)
    });
    Seen::Patients {
        found: found.collect(),
    }
}

fn seen(read: &ReadPatient<'_>, score: Option<i64>, whereabouts: Vec<Text>) -> PatientSeen {
    PatientSeen {
        number: read.number,
        score,
        is_restricted: read.restricted,
        family: read.family.as_deref().map(Into::into),
        given: read.given.iter().map(|name| name.as_ref().into()).collect(),
        gender: read.gender,
        birth_date: read.birth_date,
        whereabouts,
    }
}

impl Resource {
    fn told(&self) -> Vec<Text> {
        let has = |list: &Option<Vec<IgnoredAny>>| list.as_ref().is_some_and(|all| !all.is_empty());
        let members = [
            ("address", has(&self.address)),
            ("telecom", has(&self.telecom)),
            ("contact", has(&self.contact)),
            ("generalPractitioner", has(&self.general_practitioner)),
            ("managingOrganization", self.managing_organisation.is_some()),
        ];
        let members = members.into_iter().filter(|(_, is_there)| *is_there);
        let urls = self.extension.iter().map(|extension| &*extension.url);
        members
            .map(|(name, _)| name)
            .chain(urls.filter(|url| TELLING.iter().any(|part| url.contains(part))))
            .map(Into::into)
            .collect()
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
