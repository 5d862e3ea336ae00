use crate::{golden, people};
use cpis_wire::fhir::{
    self, PatientMatch, audit_event_bundle, care_team_bundle, flag_bundle, patient_bundle,
};

fn written(fill: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    fill(&mut out);
    out
}

/// ALT-3, ALT-4, ALT-6.
#[test]
fn a_child_with_three_plans_has_three_care_teams() {
    let plans = people::plans();
    let body = written(|out| {
        care_team_bundle(
            out,
            &people::base(),
            people::child(),
            people::at(),
            &people::shown(&plans),
        );
    });
    golden::check("care-team/three-plans.json", &body);
}

/// ALT-9.
#[test]
fn a_child_without_plans_has_an_empty_bundle() {
    let body = written(|out| {
        care_team_bundle(out, &people::base(), people::child(), people::at(), &[]);
    });
    golden::check("care-team/none.json", &body);
    let body = written(|out| {
        flag_bundle(out, &people::base(), people::child(), people::at(), &[]);
    });
    golden::check("flag/none.json", &body);
}

/// VIEW-1, VIEW-2.
#[test]
fn previous_views_name_who_looked_only_when_asked() {
    let views = people::views();
    for (name, include) in [
        ("audit-event/plain.json", false),
        ("audit-event/with-roles.json", true),
    ] {
        let body = written(|out| {
            audit_event_bundle(
                out,
                &people::base(),
                people::child(),
                people::at(),
                views.iter(),
                include,
            );
        });
        golden::check(name, &body);
    }
    let body = written(|out| {
        audit_event_bundle(
            out,
            &people::base(),
            people::child(),
            people::at(),
            [].iter(),
            true,
        );
    });
    golden::check("audit-event/none.json", &body);
}

/// ALT-2, ALT-4.
#[test]
fn each_plan_has_a_flag_that_leads_to_its_authority() {
    let plans = people::plans();
    let body = written(|out| {
        flag_bundle(
            out,
            &cpis_wire::fhir::Base::new("http://127.0.0.1:8700/patient-flags-api/FHIR/R4"),
            people::child(),
            people::at(),
            &people::shown(&plans),
        );
    });
    golden::check("flag/three-plans.json", &body);
}

/// SRC-7.
#[test]
fn a_patient_tells_what_the_status_allows() {
    for (name, patient) in [
        ("patient/ordinary.json", people::patient()),
        ("patient/restricted.json", people::restricted()),
        ("patient/deceased.json", people::deceased()),
        ("patient/bare.json", people::bare()),
    ] {
        golden::check(name, &written(|out| fhir::patient(out, &patient)));
    }
    assert_eq!(fhir::etag(&people::deceased()), "W/\"12\"");
}

/// SRC-6.
#[test]
fn a_search_answers_with_scores_and_without_names_of_the_past() {
    let (found, past) = (people::patient(), people::deceased());
    let matches =
        [(&found, 1.0), (&past, 0.987_65)].map(|(patient, score)| PatientMatch { patient, score });
    let body = written(|out| patient_bundle(out, &people::pds_base(), people::at(), &matches));
    golden::check("patient/search.json", &body);
    let body = written(|out| patient_bundle(out, &people::pds_base(), people::at(), &[]));
    golden::check("patient/search-none.json", &body);
}

#[test]
fn a_score_stays_a_number_between_nothing_and_all() {
    let patient = people::bare();
    for (score, text) in [
        (f64::NAN, "0"),
        (f64::INFINITY, "1"),
        (-1.0, "0"),
        (0.75, "0.75"),
        (1e-9, "0"),
        (0.000_16, "0.0002"),
    ] {
        let matches = [PatientMatch {
            patient: &patient,
            score,
        }];
        let body = written(|out| patient_bundle(out, &people::pds_base(), people::at(), &matches));
        let body = String::from_utf8(body).unwrap();
        assert!(
            body.contains(&format!("\"score\":{text}}}")),
            "{score}: {body}"
        );
    }
}

#[test]
fn the_capability_statement_says_what_is_there() {
    let body = written(|out| fhir::capability_statement(out, &people::base(), "0.1.0"));
    golden::check("metadata.json", &body);
}

#[test]
fn a_kept_bundle_takes_a_new_instant() {
    let plans = people::plans();
    let shown = people::shown(&plans);
    let later = people::at().plus(chrono::TimeDelta::milliseconds(86_399_999));
    let bundle =
        |at| written(|out| care_team_bundle(out, &people::base(), people::child(), at, &shown));
    let mut kept = bundle(people::at());
    fhir::restamp(&mut kept, &later.text());
    assert_eq!(kept, bundle(later));

    let patient = people::patient();
    let search = |at| {
        let matches = [PatientMatch {
            patient: &patient,
            score: 1.0,
        }];
        written(|out| patient_bundle(out, &people::pds_base(), at, &matches))
    };
    let mut kept = search(people::at());
    fhir::restamp(&mut kept, &later.text());
    assert_eq!(kept, search(later));

    let mut other = b"{\"resourceType\":\"Patient\"}".to_vec();
    fhir::restamp(&mut other, &later.text());
    assert_eq!(other, b"{\"resourceType\":\"Patient\"}");
}
