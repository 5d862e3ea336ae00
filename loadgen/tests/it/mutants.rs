//! Every bug mode of the mock is caught by a scenario of ours, under the rule that its catalogue gives it.

use crate::made::runtime;
use crate::whole_run::{broken_rules, scenario};
use loadgen::executor::Setup;
use loadgen::scenario::Override;
use mock_spine::MockSpine;
use mock_spine::bugs::{Bug, BugMode, CATALOGUE};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many hunts go on at once: they mostly wait for what is due.
const AT_ONCE: usize = 6;

/// The scenario that goes for a bug mode, and for how long.
fn hunt(bug: Bug) -> (&'static str, &'static str) {
    const SMOKE: (&str, &str) = ("smoke.toml", "4 s");
    const ROLLING: (&str, &str) = ("rolling-24-hours.toml", "6 s");
    const MIDNIGHT: (&str, &str) = ("plan-ends-at-midnight.toml", "5 s");
    const FIND: (&str, &str) = ("find-a-patient.toml", "2 s");
    match bug {
        Bug::IgnoresOrganisation
        | Bug::IgnoresUser
        | Bug::IgnoresPatient
        | Bug::RoleInKey
        | Bug::RaceNotifiesTwice
        | Bug::RetryDoubles
        | Bug::ListOf26
        | Bug::ListOf24
        | Bug::OldestFirst
        | Bug::StaleList
        | Bug::OwnAccessListed
        | Bug::SilentViewerListed
        | Bug::ListsMixed
        | Bug::LostUpdate
        | Bug::ActivityUnchecked
        | Bug::ActivitiesSwapped
        | Bug::SuppressedHidesView
        | Bug::SilentViewerNotifies
        | Bug::MissingHeaderSilent
        | Bug::NotifiesOnSearch
        | Bug::FirstPlanOnly
        | Bug::EndNotCapped => SMOKE,
        Bug::Window23h
        | Bug::Window25h
        | Bug::WindowSlides
        | Bug::CalendarDay
        | Bug::EdgeClosed
        | Bug::TokenNeverExpires => ROLLING,
        Bug::ExpiresEarly | Bug::ExpiresLate | Bug::UtcDay | Bug::UnbornKept | Bug::AlertCached => {
            MIDNIGHT
        }
        Bug::DropsAccents
        | Bug::CappedAt49
        | Bug::ForgetsChanges
        | Bug::RestrictedLeaked
        | Bug::WildcardOffByOne
        | Bug::IgnoresGender
        | Bug::InvalidatedShown => FIND,
    }
}

fn check(mode: &BugMode) -> Result<(), String> {
    let (file, duration) = hunt(mode.bug);
    let scenario = scenario(file, &[Override::duration(duration)]);
    let runtime = runtime();
    let mock = runtime
        .block_on(
            MockSpine::builder()
                .patients(100_000)
                .settings(|settings| {
                    settings.population.reference_date = scenario.population.reference_date;
                })
                .start(),
        )
        .expect("a mock");
    mock.app().tenants.default_tenant().bugs.set(&[mode.bug]);
    let setup = Setup::Target {
        url: mock.data_url(),
        control: Some(mock.control_url()),
        control_token: None,
        route: loadgen::transport::Settings::default(),
    };
    let broken = broken_rules(&scenario, &setup);
    let named: Vec<_> = broken.iter().map(|(rule, _)| rule.as_str()).collect();
    if named.contains(&mode.rule.to_string().as_str()) {
        Ok(())
    } else {
        Err(format!(
            "{} breaks {}, {file} found {named:?}: {broken:?}",
            mode.id, mode.rule
        ))
    }
}

#[test]
fn every_bug_mode_is_caught_under_the_rule_of_its_catalogue() {
    let next = AtomicUsize::new(0);
    let hunter = || {
        let mut missed = Vec::new();
        while let Some(mode) = CATALOGUE.get(next.fetch_add(1, Ordering::SeqCst)) {
            missed.extend(check(mode).err());
        }
        missed
    };
    let missed: Vec<String> = std::thread::scope(|scope| {
        let hunters: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(hunter)).collect();
        hunters
            .into_iter()
            .flat_map(|hunter| hunter.join().expect("no panic"))
            .collect()
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
