//! Numbers out of ordinary use: SRC-7.

use super::{
    among_others, broken, check, each_list, is_search, judged_among, of_case, ok, refused, reread,
    seen, shows, value, world,
};
use cpis_population::Case;
use loadgen::history::{Operation, PatientSeen};

/// SRC-7.
#[test]
fn whoever_others_have_put_to_another_use_convicts_nobody() {
    let restricted = of_case(Case::Restricted);
    let ordinary = of_case(Case::Hyphen);
    let withdrawn = of_case(Case::Invalidated);
    let opened = PatientSeen {
        is_restricted: false,
        whereabouts: vec!["address".into()],
        ..seen(&restricted, None)
    };
    let marked = PatientSeen {
        is_restricted: true,
        whereabouts: Vec::new(),
        ..seen(&ordinary, None)
    };
    let restored = seen(&withdrawn, None);
    for (strangers, number, shown, is_broken) in [
        (vec![], restricted.number, &opened, true),
        (vec![restricted.number], restricted.number, &opened, false),
        (vec![], ordinary.number, &marked, false),
        (vec![], withdrawn.number, &restored, true),
        (vec![withdrawn.number], withdrawn.number, &restored, false),
    ] {
        let mut operations = world().operations.clone();
        reread(&mut operations, number, || ok(vec![shown.clone()]));
        let people = among_others(strangers.iter().copied().collect());
        let found = broken(&judged_among(&people, &operations, &world().ledger));
        assert_eq!(found.contains("SRC-7"), is_broken, "{number} {strangers:?}");
    }
}

/// SRC-7.
#[test]
fn a_number_out_of_use_that_answers_for_itself_convicts() {
    fn found_among_others(all: &mut [Operation], case: Case) -> usize {
        let patient = of_case(case);
        let has_room = |one: &Operation| {
            is_search(one) && value(one, "_max-results").is_none() && !shows(one, 50)
        };
        each_list(all, has_room, |_, found| {
            found.push(seen(&patient, Some(0)));
            true
        })
    }
    check(&[
        ("a withdrawn patient is found", &["SRC-6", "SRC-7"], |all| {
            found_among_others(all, Case::Invalidated)
        }),
        ("a superseded number is found", &["SRC-6", "SRC-7"], |all| {
            found_among_others(all, Case::Superseded)
        }),
        ("a withdrawn number is read", &["SRC-7"], |all| {
            let patient = of_case(Case::Invalidated);
            reread(all, patient.number, || ok(vec![seen(&patient, None)]))
        }),
        ("a withdrawn number is unknown", &["SRC-7"], |all| {
            let number = of_case(Case::Invalidated).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        ("a withdrawn number is gone", &["SRC-7"], |all| {
            let number = of_case(Case::Invalidated).number;
            reread(all, number, || refused(410, Some("INVALIDATED_RESOURCE")))
        }),
        ("a superseded number is unknown", &["SRC-7"], |all| {
            let number = of_case(Case::Superseded).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        (
            "a superseded number answers for itself",
            &["SRC-7"],
            |all| {
                let patient = of_case(Case::Superseded);
                reread(all, patient.number, || ok(vec![seen(&patient, None)]))
            },
        ),
        ("a restricted number is unknown", &["SRC-7"], |all| {
            let number = of_case(Case::Restricted).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        (
            "an ordinary number is taken for withdrawn",
            &["SRC-7"],
            |all| {
                let number = of_case(Case::Hyphen).number;
                reread(all, number, || refused(404, Some("INVALIDATED_RESOURCE")))
            },
        ),
    ]);
}
