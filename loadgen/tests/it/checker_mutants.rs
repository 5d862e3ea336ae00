use super::checker_script::{base, people, tour};
use super::checker_spine::{Bug, Pace, run};
use loadgen::checker::{Reading, Tallies, Truth, Verdict, judge};

/// Every fault, and a rule that it breaks.
pub(crate) const BUGS: &[(Bug, &str)] = &[
    (Bug::IgnoresOrganisation, "ASN-4"),
    (Bug::IgnoresUser, "ASN-4"),
    (Bug::IgnoresPatient, "ASN-3"),
    (Bug::RoleInKey, "ASN-4"),
    (Bug::Window23, "ASN-3"),
    (Bug::Window25, "ASN-3"),
    (Bug::Slides, "ASN-3"),
    (Bug::CalendarDay, "ASN-3"),
    (Bug::LaterThanForNotEarlier, "ASN-3"),
    (Bug::TwoOnRace, "ASN-7"),
    (Bug::RetryDoubles, "VIEW-7"),
    (Bug::List26, "VIEW-2"),
    (Bug::List24, "VIEW-2"),
    (Bug::OldestFirst, "VIEW-2"),
    (Bug::StaleList, "VIEW-4"),
    (Bug::SilentInList, "IDN-3"),
    (Bug::MixedLists, "VIEW-6"),
    (Bug::LostUpdate, "VIEW-6"),
    (Bug::DayEarly, "ALT-5"),
    (Bug::DayLate, "ALT-5"),
    (Bug::UtcDay, "ALT-5"),
    (Bug::Unborn364, "ALT-5"),
    (Bug::CachedAlert, "ALT-1"),
    (Bug::ActivityNotChecked, "IDN-3"),
    (Bug::SuppressedHidesView, "VIEW-3"),
    (Bug::SuppressedHasNoId, "VIEW-3"),
    (Bug::SilentSends, "IDN-3"),
    (Bug::CodesSwapped, "IDN-3"),
    (Bug::MissingHeaderSilent, "ASN-6"),
    (Bug::SearchNotifies, "SRC-9"),
    (Bug::OverviewNotifies, "SRC-9"),
    (Bug::OwnIncluded, "VIEW-4"),
    (Bug::FirstPlanOnly, "ALT-3"),
    (Bug::PhonesSwapped, "ALT-4"),
    (Bug::NotCapped, "ALT-6"),
    (Bug::TokenExpiryIgnored, "IDN-5"),
    (Bug::RevocationIgnored, "IDN-5"),
    (Bug::DeliveredTwice, "ASN-5"),
    (Bug::WrongAuthority, "ASN-5"),
    (Bug::NeverDelivered, "ASN-7"),
    (Bug::DeletedStillShown, "ALT-8"),
    (Bug::StampOutside, "CLK-2"),
    (Bug::StampsBack, "CLK-2"),
    (Bug::RecordsWithoutPlan, "ALT-9"),
    (Bug::WrongWorkerTold, "ASN-2"),
    (Bug::NewNumberNewKey, "ASN-3"),
    (Bug::BothIsSilent, "VIEW-1"),
    (Bug::BadHeaderServed, "ASN-6"),
    (Bug::HeaderFalseSends, "ASN-6"),
    (Bug::LostReplyNotTold, "ASN-7"),
    (Bug::LostReplyNotRecorded, "ASN-7"),
    (Bug::CodeForOrganisationName, "ASN-2"),
    (Bug::CodeForJobRoleName, "ASN-2"),
    (Bug::LocalIdLeftOut, "ASN-2"),
    (Bug::LocalIdOfAnother, "ASN-2"),
    (Bug::FirstUploadNamed, "ASN-2"),
    (Bug::NoUploadNamed, "ASN-2"),
    (Bug::OneIdForAll, "ASN-8"),
    (Bug::ToldTwice, "ASN-8"),
    (Bug::DeliveredBefore, "ASN-8"),
    (Bug::AcknowledgedUndelivered, "ASN-8"),
    (Bug::ToldAnotherInstant, "ASN-2"),
    (Bug::ListedInAnotherRole, "VIEW-1"),
    (Bug::ListedAtAnotherOrganisation, "VIEW-1"),
    (Bug::ListedAtAnotherInstant, "VIEW-1"),
];

fn judged(bug: Bug) -> Tallies {
    let people = people();
    let (history, ledger) = run(
        &people,
        &tour(),
        Pace {
            base: base(),
            rate: 0,
        },
        bug,
    );
    judge(
        Truth {
            reading: Reading::default(),
            people: &people,
        },
        &history,
        &ledger,
    )
}

#[test]
fn an_honest_spine_is_acquitted_at_every_edge() {
    let tallies = judged(Bug::None);
    for rule in tallies.rules() {
        let verdict = tallies.verdict(rule);
        assert!(
            matches!(verdict, Verdict::Upheld { .. }),
            "{rule}: {verdict:#?}"
        );
    }
    assert!(
        tallies.rules().count() >= 25,
        "{:?}",
        tallies.rules().collect::<Vec<_>>()
    );
}

#[test]
fn every_fault_is_caught_under_its_rule() {
    let mut missed = Vec::new();
    for (bug, rule) in BUGS {
        let tallies = judged(*bug);
        let broken: Vec<String> = tallies
            .rules()
            .filter(|rule| matches!(tallies.verdict(*rule), Verdict::Broken { .. }))
            .map(|rule| rule.to_string())
            .collect();
        if !broken.iter().any(|broken| broken == *rule) {
            missed.push(format!("{bug:?} breaks {rule}, found {broken:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn every_finding_has_a_certificate() {
    for bug in [
        Bug::Window23,
        Bug::Window25,
        Bug::List24,
        Bug::UtcDay,
        Bug::SilentSends,
    ] {
        let tallies = judged(bug);
        for rule in tallies.rules() {
            if let Verdict::Broken {
                findings, total, ..
            } = tallies.verdict(rule)
            {
                assert!(total > 0);
                for finding in findings {
                    assert!(!finding.certificate.is_empty(), "{bug:?} {finding:#?}");
                    assert_eq!(finding.rule, rule);
                }
            }
        }
    }
}
