//! Plans: who holds them, and whether they are displayable. ALT-5, ALT-6, ALT-7, DAT-3.

use chrono::{Datelike, NaiveDate, TimeDelta};
use cpis_population::{Case, Population, Settings};
use cpis_vocabulary::{Plan, PlanKind};
use std::collections::HashSet;

fn population(patients: u64) -> Population {
    Population::new(Settings {
        patients,
        ..Settings::default()
    })
    .unwrap()
}

/// ALT-5 and ALT-6 once more, written for this test alone.
fn is_displayable(plan: &Plan, birth: NaiveDate, today: NaiveDate) -> bool {
    let cap = birth
        .with_year(birth.year() + 18)
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(birth.year() + 18, 3, 1).unwrap());
    let (end, days) = match plan.kind {
        PlanKind::Ucpp => (plan.end.unwrap(), 28),
        PlanKind::Cpp | PlanKind::Lac => (plan.end.unwrap_or(cap).min(cap), 364),
    };
    plan.start <= today && today <= end + TimeDelta::days(days)
}

fn check_everybody(people: &Population) -> (u64, u64) {
    let today = people.settings().reference_date;
    let listed: HashSet<u64> = people.with_plans().collect();
    assert_eq!(
        u64::try_from(listed.len()).unwrap(),
        people.count_with_plans()
    );
    assert_eq!(people.nth_with_plans(people.count_with_plans()), None);
    let mut any: Vec<u64> = people.with_any_plans().collect();
    any.sort_unstable();
    let holders = (0..people.len()).filter(|index| people.has_plans(*index));
    assert_eq!(any, holders.collect::<Vec<_>>());
    let (mut children, mut ids) = (0, HashSet::new());
    for index in 0..people.len() {
        let plans = people.plans(index);
        assert_eq!(
            people.has_plans(index),
            !plans.is_empty(),
            "patient {index}"
        );
        let birth = people.birth_date(index);
        children += u64::from(birth + TimeDelta::days(365 * 19) > today);
        let shown = plans.iter().any(|plan| is_displayable(plan, birth, today));
        assert_eq!(
            listed.contains(&index),
            shown,
            "patient {index}, born {birth}: {plans:?}"
        );
        for plan in plans {
            assert!(
                plan.end.is_none_or(|end| end >= plan.start),
                "patient {index}: {plan:?}"
            );
            assert!(
                plan.kind == PlanKind::Ucpp || plan.start >= birth,
                "patient {index}"
            );
            assert!(ids.insert(plan.id), "{} twice", plan.id);
        }
    }
    (u64::try_from(listed.len()).unwrap(), children)
}

#[test]
fn the_list_holds_exactly_those_with_a_displayable_plan() {
    for patients in [1, 5, 71, 1_000, 8_192, 10_000, 100_000] {
        check_everybody(&population(patients));
    }
}

#[test]
fn the_list_is_right_on_every_kind_of_reference_date() {
    let days = [
        "2024-02-29",
        "2025-01-10",
        "2025-02-27",
        "2025-02-28",
        "2027-03-01",
        "2048-12-31",
    ];
    for (seed, day) in (0..).zip(days) {
        let settings = Settings {
            seed,
            patients: 40_000,
            reference_date: day.parse().unwrap(),
            ..Settings::default()
        };
        check_everybody(&Population::new(settings).unwrap());
    }
}

#[test]
fn about_two_in_a_hundred_children_hold_a_displayable_plan() {
    let (holders, children) = check_everybody(&population(300_000));
    let share = holders * 10_000 / children;
    assert!((180..230).contains(&share), "{share} in 10,000 children");
}

#[test]
fn kinds_of_plan_follow_the_published_counts() {
    let people = population(900_000);
    let (mut open, mut counts) = ([0_u32; 3], [0_u32; 3]);
    for index in people
        .with_plans()
        .filter(|index| people.case(*index).is_none())
    {
        for plan in people.plans(index) {
            let kind = match plan.kind {
                PlanKind::Cpp => 0,
                PlanKind::Lac => 1,
                PlanKind::Ucpp => 2,
            };
            counts[kind] += 1;
            open[kind] += u32::from(
                plan.end
                    .is_none_or(|end| end > people.settings().reference_date),
            );
        }
    }
    let per_thousand = |part: u32, whole: u32| part * 1_000 / whole;
    let all = counts[0] + counts[1];
    assert!(
        (440..540).contains(&per_thousand(counts[0], all)),
        "{counts:?}"
    );
    assert!(
        (530..680).contains(&per_thousand(open[0] + open[1], all)),
        "{open:?} of {counts:?}"
    );
    assert!(counts[2] > 300, "{counts:?}");
}

#[test]
fn some_hold_plans_of_two_authorities_and_some_two_kinds() {
    let people = population(300_000);
    let (mut authorities, mut kinds, mut siblings) = (0, 0, 0);
    for index in people.with_plans() {
        let plans = people.plans(index);
        let codes: HashSet<_> = plans
            .iter()
            .map(|plan| plan.authority.code.clone())
            .collect();
        let distinct: HashSet<_> = plans.iter().map(|plan| plan.kind).collect();
        authorities += u32::from(codes.len() > 1);
        kinds += u32::from(distinct.len() > 1);
        siblings += u32::from(people.has_plans(index + 1));
    }
    assert!((70..160).contains(&authorities), "{authorities}");
    assert!((100..260).contains(&kinds), "{kinds}");
    assert!(siblings > 500, "{siblings}");
}

#[test]
fn a_dial_at_nought_leaves_the_hard_cases_only() {
    let mut settings = Settings::default();
    settings.dials.children_with_plans = 0;
    settings.dials.children_with_lapsed_plans = 0;
    settings.dials.mothers_with_unborn_plans = 0;
    let people = Population::new(settings).unwrap();
    check_everybody(&people);
    assert!(
        people
            .with_plans()
            .all(|index| people.case(index).is_some())
    );
}

#[test]
fn the_cases_hold_the_plans_they_are_named_for() {
    let people = population(10_000);
    let today = people.settings().reference_date;
    for case in Case::all() {
        assert!(people.cases(case).count() >= 1, "{case:?}");
        for index in people.cases(case) {
            assert_eq!(people.case(index), Some(case));
            check_case(&people, case, index, today);
        }
    }
}

fn check_case(people: &Population, case: Case, index: u64, today: NaiveDate) {
    let plans = people.plans(index);
    let birth = people.birth_date(index);
    let kinds: Vec<PlanKind> = plans.iter().map(|plan| plan.kind).collect();
    let ends: Vec<Option<i64>> = plans
        .iter()
        .map(|plan| plan.end.map(|end| (today - end).num_days()))
        .collect();
    match case {
        Case::Ended(kind, days) => {
            assert_eq!(
                (kinds, ends),
                (vec![kind], vec![Some(i64::from(days))]),
                "{case:?}"
            );
        }
        Case::StartsTomorrow(kind) => {
            assert_eq!(kinds, [kind]);
            assert_eq!(plans[0].start, today + TimeDelta::days(1));
        }
        Case::TwoAuthorities => {
            assert_eq!(plans.len(), 2);
            assert_ne!(plans[0].authority, plans[1].authority);
        }
        Case::TwoKinds => {
            assert_eq!(plans[0].authority, plans[1].authority);
            assert_ne!(plans[0].kind, plans[1].kind);
        }
        Case::Open => assert_eq!(ends, [None]),
        Case::EndsAfterEighteen => {
            assert!(plans[0].end.unwrap() > birth + TimeDelta::days(18 * 366));
        }
        Case::MotherOfNewborn => assert_eq!(kinds, [PlanKind::Ucpp]),
        Case::Newborn => {
            assert_eq!(plans[0].start, birth);
            assert_eq!((today - birth).num_days(), 10);
        }
        Case::TeenageMother => assert_eq!(kinds, [PlanKind::Lac, PlanKind::Ucpp]),
        Case::TurnsEighteen => assert_eq!(birth, today.with_year(today.year() - 18).unwrap()),
        Case::TurnedEighteen(days) => {
            let birthday = birth.with_year(birth.year() + 18).unwrap();
            assert_eq!((today - birthday).num_days(), i64::from(days));
            assert_eq!(ends, [None]);
        }
        Case::AboutToTurnEighteen => {
            assert_eq!(
                (birth.with_year(birth.year() + 18).unwrap() - today).num_days(),
                5
            );
        }
        Case::Twin | Case::Sibling | Case::RestrictedWithPlan | Case::Survivor => {
            assert_eq!(plans.len(), 1, "{case:?}");
        }
        Case::Hyphen
        | Case::Apostrophe
        | Case::Diacritic
        | Case::NewYear
        | Case::LeapDay
        | Case::TeenageMothersBaby
        | Case::Restricted
        | Case::Superseded
        | Case::SupersededWithPlan
        | Case::Invalidated => assert!(plans.is_empty(), "{case:?}"),
    }
}

#[test]
fn the_plans_of_an_authority_stand_in_the_order_of_their_uploads() {
    let people = Population::new(Settings::default()).unwrap();
    let mut several = 0;
    for index in people.with_any_plans() {
        let plans = people.plans(index);
        for plan in &plans {
            let own = plans.iter();
            let own = own.filter(|other| other.authority.code == plan.authority.code);
            let uploads: Vec<&str> = own.map(|plan| plan.upload.as_str()).collect();
            several += usize::from(uploads.len() > 1);
            assert!(uploads.is_sorted(), "patient {index}: {uploads:?}");
        }
    }
    assert!(several > 0);
}
