//! What of a patient tells a place, or how to reach somebody. SRC-7.

use super::text::Str;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::{borrow::Cow, fmt};

/// An extension, as far as its address.
#[derive(Debug, Deserialize)]
pub(super) struct Extension<'a> {
    #[serde(borrow, default)]
    url: Option<Str<'a>>,
}

/// What the extensions that tell a place have in their addresses: the place of birth, and pharmacies and other suppliers.
const TELLING: [&str; 4] = ["birthPlace", "Pharmacy", "Dispenser", "ApplianceSupplier"];

/// The names of the members that are there, and the addresses of the extensions that tell a place.
pub(super) fn whereabouts(
    members: impl IntoIterator<Item = (&'static str, bool)>,
    extensions: Vec<Extension<'_>>,
) -> Vec<Cow<'_, str>> {
    let members = members.into_iter().filter(|(_, is_there)| *is_there);
    let members = members.map(|(name, _)| Cow::Borrowed(name));
    let urls = extensions.into_iter().filter_map(|one| one.url);
    let telling = urls.filter(|url| TELLING.iter().any(|part| url.contains(part)));
    members.chain(telling.map(|url| url.0)).collect()
}

/// Whether a member says anything, whatever its shape: `null`, `[]` and `{}` do not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Told(bool);

impl Told {
    pub(super) const fn is_told(self) -> bool {
        self.0
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ToldVisitor)
    }
}

struct ToldVisitor;

impl<'de> Visitor<'de> for ToldVisitor {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Told, E> {
        Ok(Told(false))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Told, A::Error> {
        let mut is_told = false;
        while items.next_element::<IgnoredAny>()?.is_some() {
            is_told = true;
        }
        Ok(Told(is_told))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Told, A::Error> {
        let mut is_told = false;
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            is_told = true;
        }
        Ok(Told(is_told))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Told, E> {
        Ok(Told(true))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Told, E> {
        Ok(Told(true))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Told, E> {
        Ok(Told(true))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Told, E> {
        Ok(Told(true))
    }

    fn visit_str<E>(self, _: &str) -> Result<Told, E> {
        Ok(Told(true))
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{PatientSearch, read_patient, read_patient_search};

    fn patient(more: &str) -> String {
        format!(r#"{{"resourceType":"Patient","id":"9000000009"{more}}}"#)
    }

    #[test]
    fn whatever_tells_a_place_is_named() {
        let extension =
            |name: &str| format!(r#","extension":[{{"url":"https://x/Extension-{name}"}},{{}}]"#);
        for (more, expected) in [
            (String::new(), &[][..]),
            (r#","address":[{}]"#.into(), &["address"]),
            (
                r#","telecom":[{}],"contact":[{}]"#.into(),
                &["telecom", "contact"],
            ),
            (r#","contact":{"name":"x"}"#.into(), &["contact"]),
            (r#","contact":"x""#.into(), &["contact"]),
            (r#","contact":[],"managingOrganization":null"#.into(), &[]),
            (
                r#","generalPractitioner":[{}]"#.into(),
                &["generalPractitioner"],
            ),
            (
                r#","managingOrganization":{"x":1}"#.into(),
                &["managingOrganization"],
            ),
            (extension("birthPlace"), &["https://x/Extension-birthPlace"]),
            (
                extension("UKCore-NominatedPharmacy"),
                &["https://x/Extension-UKCore-NominatedPharmacy"],
            ),
            (extension("UKCore-NHSCommunication"), &[]),
        ] {
            let body = patient(&more);
            let read = read_patient(body.as_bytes()).unwrap();
            assert_eq!(read.whereabouts, expected, "{more}");
            assert!(!read.restricted, "without a mark nobody is restricted");
        }
    }

    #[test]
    fn each_patient_of_a_search_carries_what_was_told_of_them() {
        let entry = |patient: String, mode: &str| {
            format!(r#"{{"resource":{patient},"search":{{"mode":"{mode}"}}}}"#)
        };
        let other = patient(r#","telecom":[{}]"#);
        let body = format!(
            r#"{{"resourceType":"Bundle","type":"searchset","total":2,"entry":[{},{},{}]}}"#,
            entry(other.clone(), "outcome"),
            entry(patient(""), "match"),
            entry(patient(r#","address":[{}]"#), "match"),
        );
        let PatientSearch::Found { patients, .. } = read_patient_search(body.as_bytes()).unwrap()
        else {
            panic!("two match");
        };
        let told: Vec<_> = patients
            .iter()
            .map(|one| &*one.patient.whereabouts)
            .collect();
        assert_eq!(told, [&[][..], &["address"]]);
        assert!(patients.iter().all(|one| one.score.is_none()));
    }
}
