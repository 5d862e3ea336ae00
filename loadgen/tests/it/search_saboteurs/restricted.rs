//! Restricted patients: SRC-7.

use super::{
    check, each_list, found_in, is_search, of_case, ok, patient_of, reread, seen, shows_restricted,
    value,
};
use cpis_population::Case;
use loadgen::history::{Kind, Operation, PatientSeen};

/// SRC-7.
#[test]
fn a_restricted_patient_who_is_told_of_convicts() {
    fn spoil(all: &mut [Operation], spoil: impl Fn(&mut PatientSeen)) -> usize {
        each_list(all, shows_restricted, |_, found| {
            let restricted = found.iter_mut().filter(|one| one.is_restricted);
            restricted.map(&spoil).count() > 0
        })
    }
    fn read(all: &mut [Operation], spoil: impl FnOnce(&mut PatientSeen)) -> usize {
        let patient = of_case(Case::Restricted);
        let mut shown = seen(&patient, None);
        spoil(&mut shown);
        reread(all, patient.number, || ok(vec![shown]))
    }
    check(&[
        ("found unmarked with an address", &["SRC-7"], |all| {
            spoil(all, |one| {
                one.is_restricted = false;
                one.whereabouts = vec!["address".into()];
            })
        }),
        ("found unmarked", &["SRC-7"], |all| {
            spoil(all, |one| one.is_restricted = false)
        }),
        ("found with a managing organisation", &["SRC-7"], |all| {
            spoil(all, |one| {
                one.whereabouts = vec!["managingOrganization".into()];
            })
        }),
        ("read unmarked with an address", &["SRC-7"], |all| {
            read(all, |one| {
                one.is_restricted = false;
                one.whereabouts = vec!["address".into()];
            })
        }),
        ("read unmarked", &["SRC-7"], |all| {
            read(all, |one| one.is_restricted = false)
        }),
        ("read with contacts", &["SRC-7"], |all| {
            read(all, |one| one.whereabouts = vec!["contact".into()])
        }),
        (
            "an ordinary patient is read as restricted",
            &["SRC-7"],
            |all| {
                let patient = of_case(Case::Hyphen);
                let shown = PatientSeen {
                    is_restricted: true,
                    whereabouts: Vec::new(),
                    ..seen(&patient, None)
                };
                reread(all, patient.number, || ok(vec![shown]))
            },
        ),
        ("everybody is found as restricted", &["SRC-7"], |all| {
            each_list(all, is_search, |_, found| {
                for one in &mut *found {
                    one.is_restricted = true;
                    one.whereabouts.clear();
                }
                !found.is_empty()
            })
        }),
        ("found by postcode", &["SRC-7"], |all| {
            let is_by_home = |one: &Operation| value(one, "address-postalcode").is_some();
            each_list(all, is_by_home, |_, found| {
                found.push(seen(&of_case(Case::Restricted), Some(0)));
                true
            })
        }),
        ("found by practice", &["SRC-7"], |all| {
            let mut asked_for = 0;
            for operation in all {
                let alone = match found_in(operation) {
                    [one] if shows_restricted(operation) => patient_of(one.number),
                    _ => None,
                };
                let practice = alone.and_then(|patient| patient.practice);
                if let (Some(practice), Kind::Search { asked }) = (practice, &mut operation.kind) {
                    let code = practice.organisation.as_str().into();
                    asked.push(("general-practitioner".into(), code));
                    asked_for += 1;
                }
            }
            asked_for
        }),
    ]);
}
