//! Every bug mode of the mock is caught by a scenario of ours, under the rule that it breaks.

use crate::whole_run::{broken_rules, scenario};
use loadgen::executor::Setup;
use loadgen::scenario::Override;
use mock_spine::MockSpine;
use mock_spine::bugs::{Bug, CATALOGUE};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many hunts go on at once: they mostly wait for what is due.
const AT_ONCE: usize = 6;

/// The scenario that goes for a bug mode, for how long, and the rules of which it must break one.
fn hunt(bug: Bug) -> (&'static str, &'static str, &'static [&'static str]) {
    const SMOKE: &str = "smoke.toml";
    const ROLLING: &str = "rolling-24-hours.toml";
    const MIDNIGHT: &str = "plan-ends-at-midnight.toml";
    match bug {
        Bug::IgnoresOrganisation | Bug::IgnoresUser | Bug::RoleInKey => (SMOKE, "4 s", &["ASN-4"]),
        Bug::IgnoresPatient => (SMOKE, "4 s", &["ASN-3"]),
        Bug::Window23h
        | Bug::Window25h
        | Bug::WindowSlides
        | Bug::CalendarDay
        | Bug::EdgeClosed => (ROLLING, "6 s", &["ASN-3"]),
        Bug::RaceNotifiesTwice => (SMOKE, "4 s", &["ASN-3", "ASN-7"]),
        Bug::RetryDoubles => (SMOKE, "4 s", &["VIEW-7"]),
        Bug::ListOf26 | Bug::ListOf24 | Bug::OldestFirst => (SMOKE, "4 s", &["VIEW-2"]),
        Bug::StaleList | Bug::OwnAccessListed => (SMOKE, "4 s", &["VIEW-4"]),
        Bug::SilentViewerListed => (SMOKE, "4 s", &["IDN-3", "VIEW-1"]),
        Bug::ListsMixed | Bug::LostUpdate => (SMOKE, "4 s", &["VIEW-6"]),
        Bug::ExpiresEarly | Bug::ExpiresLate | Bug::UtcDay | Bug::UnbornKept | Bug::AlertCached => {
            (MIDNIGHT, "5 s", &["ALT-5"])
        }
        Bug::ActivityUnchecked | Bug::ActivitiesSwapped => (SMOKE, "4 s", &["IDN-3"]),
        Bug::SuppressedHidesView => (SMOKE, "4 s", &["VIEW-3"]),
        Bug::SilentViewerNotifies => (SMOKE, "4 s", &["ASN-1", "IDN-3"]),
        Bug::MissingHeaderSilent => (SMOKE, "4 s", &["ASN-6"]),
        Bug::NotifiesOnSearch => (SMOKE, "4 s", &["SRC-9", "ASN-1"]),
        Bug::FirstPlanOnly => (SMOKE, "4 s", &["ALT-3"]),
        Bug::EndNotCapped => (SMOKE, "4 s", &["ALT-6"]),
        Bug::TokenNeverExpires => (ROLLING, "6 s", &["IDN-5"]),
    }
}

fn check(bug: Bug) -> Result<(), String> {
    let (file, duration, rules) = hunt(bug);
    let scenario = scenario(file, &[Override::duration(duration)]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
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
    mock.app().tenants.default_tenant().bugs.set(&[bug]);
    let setup = Setup::Target {
        url: mock.data_url(),
        control: Some(mock.control_url()),
        control_token: None,
    };
    let broken = broken_rules(&scenario, &setup);
    let named: Vec<_> = broken.iter().map(|(rule, _)| rule.as_str()).collect();
    if rules.iter().any(|rule| named.contains(rule)) {
        Ok(())
    } else {
        Err(format!(
            "{bug:?} breaks {rules:?}, {file} found {named:?}: {broken:?}"
        ))
    }
}

#[test]
fn every_bug_mode_is_caught_under_the_rule_that_it_breaks() {
    let next = AtomicUsize::new(0);
    let hunter = || {
        let mut missed = Vec::new();
        while let Some(mode) = CATALOGUE.get(next.fetch_add(1, Ordering::SeqCst)) {
            missed.extend(check(mode.bug).err());
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
