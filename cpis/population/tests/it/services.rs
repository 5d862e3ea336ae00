//! Authorities, organisations and users. DAT-4, DAT-6, IDN-1, IDN-3.

use cpis_population::{Population, Settings, UserKind};
use cpis_vocabulary::{CareSetting, Role, User, UsualActivity};
use std::collections::HashSet;

fn population() -> Population {
    Population::new(Settings::default()).unwrap()
}

fn holds(role: &Role, activity: &str) -> bool {
    role.activities.iter().any(|code| code.as_str() == activity)
}

#[test]
fn there_are_153_authorities_with_an_emergency_number_each() {
    let people = population();
    let codes: HashSet<_> = people
        .authorities()
        .iter()
        .map(|one| one.code.as_str())
        .collect();
    let phones: HashSet<_> = people
        .authorities()
        .iter()
        .flat_map(|one| [Some(one.emergency_phone.clone()), one.office_phone.clone()])
        .flatten()
        .collect();
    let without = people
        .authorities()
        .iter()
        .filter(|one| one.office_phone.is_none())
        .count();
    assert_eq!(codes.len(), 153);
    assert!(
        codes
            .iter()
            .all(|code| code.starts_with("ZZ") && code.len() == 5)
    );
    assert!(
        (15..30).contains(&without),
        "{without} without an office number"
    );
    assert_eq!(phones.len(), 2 * 153 - without);
    for phone in phones {
        assert!(phone.len() == 11 && &phone[4..8] == "4960", "{phone}");
    }
}

#[test]
fn every_care_setting_has_organisations_with_names_and_codes_of_their_own() {
    let people = population();
    let organisations = people.organisations();
    assert!(
        (1_250..1_400).contains(&organisations.len()),
        "{}",
        organisations.len()
    );
    let codes: HashSet<_> = organisations.iter().map(|one| one.code.as_str()).collect();
    let names: HashSet<_> = organisations.iter().map(|one| &one.name).collect();
    assert_eq!(codes.len(), organisations.len());
    assert_eq!(names.len(), organisations.len());
    for setting in CareSetting::ALL {
        let count = organisations
            .iter()
            .filter(|one| one.setting == setting)
            .count();
        assert!(count >= 10, "{setting}: {count}");
    }
    for one in organisations {
        assert!(
            one.code.as_str().starts_with("ZZ") && one.name.ends_with("(fictional)"),
            "{}",
            one.name
        );
    }
}

#[test]
fn users_have_distinct_names_ids_and_roles() {
    let people = population();
    let users = people.users();
    assert_eq!(users.len(), 1_200);
    let names: HashSet<_> = users.iter().map(|user| user.name()).collect();
    assert_eq!(names.len(), users.len());
    let ids: HashSet<_> = users.iter().map(|user| user.id.as_str()).collect();
    assert_eq!(ids.len(), users.len());
    let roles: Vec<_> = users
        .iter()
        .flat_map(|user| &user.roles)
        .map(|role| role.id.as_str())
        .collect();
    assert_eq!(roles.iter().collect::<HashSet<_>>().len(), roles.len());
    for text in roles.iter().chain(&ids.into_iter().collect::<Vec<_>>()) {
        assert!(
            text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()),
            "{text}"
        );
    }
    assert!(users.iter().all(|user| user.passcode.len() == 6));
}

#[test]
fn names_stay_distinct_among_fifty_thousand() {
    let people = Population::new(Settings {
        users: 50_000,
        ..Settings::default()
    })
    .unwrap();
    let names: HashSet<_> = people.users().iter().map(|user| user.name()).collect();
    assert_eq!(names.len(), 50_000);
}

#[test]
fn each_kind_is_two_in_a_hundred_at_least_and_what_it_says() {
    let people = population();
    let mut counted = 0;
    for kind in UserKind::ALL {
        let users: Vec<_> = people.users_of(kind).collect();
        assert!(
            users.len() * 50 >= people.users().len(),
            "{kind:?}: {}",
            users.len()
        );
        counted += users.len();
        for user in users {
            check(kind, user);
        }
    }
    assert_eq!(counted, people.users().len());
}

fn check(kind: UserKind, user: &User) {
    let roles: Vec<(bool, bool)> = user
        .roles
        .iter()
        .map(|role| (holds(role, "B0107"), holds(role, "B0170")))
        .collect();
    let places: HashSet<_> = user
        .roles
        .iter()
        .map(|role| role.organisation.code.as_str())
        .collect();
    let name = user.name();
    match kind {
        UserKind::Notifying => assert_eq!(roles, [(true, false)], "{name}"),
        UserKind::Silent => assert_eq!(roles, [(false, true)], "{name}"),
        UserKind::Both => assert_eq!(roles, [(true, true)], "{name}"),
        UserKind::Neither => assert_eq!(roles, [(false, false)], "{name}"),
        UserKind::Several => assert!(
            roles.contains(&(true, false)) && roles.contains(&(false, true)) && roles.len() < 4,
            "{name}"
        ),
        UserKind::TwoOrganisations | UserKind::OneOrganisation => {
            assert_eq!(roles, [(true, false), (true, false)], "{name}");
            let expected = if kind == UserKind::OneOrganisation {
                1
            } else {
                2
            };
            assert_eq!(places.len(), expected, "{name}");
        }
    }
}

#[test]
fn activities_follow_the_care_setting_with_exceptions() {
    let people = population();
    let (mut usual, mut exceptions) = (0_u32, 0_u32);
    for role in people.users().iter().flat_map(|user| &user.roles) {
        let unscheduled = role.organisation.setting.usual_activity() == UsualActivity::Unscheduled;
        if holds(role, "B0107") == unscheduled && holds(role, "B0170") != unscheduled {
            usual += 1;
        } else {
            exceptions += 1;
        }
    }
    assert!(
        usual > exceptions * 4 && exceptions > 100,
        "{usual} and {exceptions}"
    );
}

#[test]
fn every_organisation_of_unscheduled_care_can_be_looked_from() {
    let people = population();
    let staffed: HashSet<_> = people
        .users()
        .iter()
        .flat_map(|user| &user.roles)
        .filter(|role| holds(role, "B0107"))
        .map(|role| role.organisation.code.as_str())
        .collect();
    let unscheduled = people
        .organisations()
        .iter()
        .filter(|one| one.setting.usual_activity() == UsualActivity::Unscheduled);
    let (mut all, mut empty) = (0, 0);
    for one in unscheduled {
        all += 1;
        empty += u32::from(!staffed.contains(one.code.as_str()));
    }
    assert!(
        all > 600 && empty * 20 < all,
        "{empty} of {all} have nobody"
    );
}

#[test]
fn everybody_who_serves_is_found_by_code() {
    let people = population();
    for one in people.authorities() {
        assert_eq!(people.authority(&one.code), Some(one));
    }
    for one in people.organisations() {
        assert_eq!(people.organisation(&one.code), Some(one));
    }
    for (place, one) in (0..).zip(people.users()) {
        assert_eq!(people.user_by_id(&one.id), Some(one));
        assert_eq!(people.user(place + 1_200), Some(one));
        assert!(
            people
                .users_of(people.user_kind(place))
                .any(|other| other == one)
        );
    }
    assert_eq!(people.authority(&"ZZ154".into()), None);
    assert_eq!(people.organisation(&"ZZE171".into()), None);
    assert_eq!(people.user_by_id(&"656005750104".into()), None);
}
