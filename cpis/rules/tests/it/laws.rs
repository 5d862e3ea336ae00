//! What holds whatever happens: against the definition, and against nonsense.

use crate::any::{
    AUTHORITIES, USERS, any_date, any_instant, any_look, any_span, nonsensical_policy,
};
use crate::cast::{Look, NURSE, Stage, at, day, plan, plan_of};
use chrono::{Duration, NaiveDate, TimeDelta};
use cpis_rules::{
    BothActivities, Claim, Outcome, Policy, activity, displayable, identify, last_day_shown,
    plan_refusal, shown_plan,
};
use cpis_vocabulary::{ActivityCode, Plan, PlanId, PlanKind, Timestamp, UserId};
use proptest::prelude::*;
use std::sync::Arc;

proptest! {
    /// ASN-3: the two properties that define the anchored rule, and no other rule has both (verification.md, section 1).
    #[test]
    fn never_two_within_a_window_and_never_an_access_without_one(
        window in prop_oneof![Just(86_400_000_i64), 1..200_i64],
        begin in prop_oneof![Just(at("2026-03-28T12:00:00Z")), Just(Timestamp::MIN), Just(Timestamp::MAX.plus(TimeDelta::hours(-30)))],
        spans in prop::collection::vec((any_span(), prop::sample::select(&USERS[..])), 1..120),
    ) {
        let policy = Policy { window: TimeDelta::milliseconds(window), ..Policy::default() };
        let window = policy.window;
        let mut stage = Stage::with(vec![plan_of(1, "X01")], policy);
        stage.record.delete_plan(PlanId::new(1));
        stage.record.add_plan(Arc::new(Plan { start: NaiveDate::MIN, ..plan_of(2, "X01") }));
        let mut now = begin;
        let mut notified: Vec<(&str, Timestamp)> = Vec::new();
        for (span, user) in spans {
            now = now.plus(TimeDelta::milliseconds(span));
            let decision = stage.look(&Look { user, ..NURSE }, now);
            let own: Vec<_> = notified.iter().filter(|(who, _)| *who == user).map(|(_, at)| *at).collect();
            if matches!(decision.outcome, Outcome::Notified { .. }) {
                for earlier in own {
                    prop_assert!(!is_within(window, earlier, decision.at), "two: {} and {}", earlier, decision.at);
                }
                notified.push((user, decision.at));
                prop_assert_eq!(stage.told().len(), 1);
            } else {
                prop_assert!(own.iter().any(|earlier| is_within(window, *earlier, decision.at)), "none: {}", decision.at);
                prop_assert_eq!(stage.told().len(), 0);
            }
        }
    }

    /// Nothing that comes from outside makes the rules panic, whatever the settings.
    #[test]
    fn nonsense_is_survived(
        policy in nonsensical_policy(),
        born in prop::option::of(any_date()),
        plans in prop::collection::vec((prop::sample::select(&PlanKind::ALL[..]), any_date(), prop::option::of(any_date())), 0..4),
        looks in prop::collection::vec((any_look(), any_instant()), 0..30),
    ) {
        let _ = policy.check();
        let plans: Vec<_> = plans
            .into_iter()
            .enumerate()
            .map(|(place, (kind, start, end))| {
                let _ = plan_refusal(kind, start, end);
                let number = u64::try_from(place).expect("small");
                Plan { kind, start, end, ..plan_of(number, AUTHORITIES[place % 3]) }
            })
            .collect();
        for plan in &plans {
            let _ = last_day_shown(plan, born, &policy);
        }
        let mut stage = Stage::with(plans, policy);
        stage.record.set_birth_date(born);
        let mut last = Timestamp::MIN;
        for (look, now) in looks {
            let decision = stage.look(&look, now);
            prop_assert!(decision.at >= last, "stamps never decrease");
            last = decision.at;
            let listed = stage.listed(look.user, look.trace);
            prop_assert!(listed.len() <= usize::from(stage.policy.views_listed));
            prop_assert!(listed.is_sorted_by(|newer, older| newer > older), "newest first");
            let again = displayable(stage.record.plans(), born, decision.at, &stage.policy);
            prop_assert_eq!(again, decision.shown);
        }
    }

    /// ALT-5: a plan is shown on one run of days, from its start to its last day.
    #[test]
    fn a_plan_is_shown_on_one_run_of_days(
        kind in prop::sample::select(&PlanKind::ALL[..]),
        starts in -800..800_i64, ends in prop::option::of(-800..800_i64), born in prop::option::of(-7_000..-6_000_i64),
    ) {
        let from = day("2026-01-01");
        let plan = Plan {
            kind,
            start: from + Duration::days(starts),
            end: ends.map(|days| from + Duration::days(days)),
            ..plan(1, kind)
        };
        let born = born.map(|days| from + Duration::days(days));
        let policy = Policy::default();
        let last = last_day_shown(&plan, born, &policy);
        let plan = Arc::new(plan);
        for days in (-1_000..2_000).step_by(7).chain([starts - 1, starts, starts + 1]) {
            let today = from + Duration::days(days);
            let shown = shown_plan(&plan, born, today, &policy).is_some();
            let expected = plan.start <= today && last.is_none_or(|last| today <= last);
            prop_assert_eq!(shown, expected, "{}", today);
        }
    }

    /// IDN-3: a role sees something exactly when it holds one of the two codes, in any order and company.
    #[test]
    fn only_two_codes_open_an_alert(codes in prop::collection::vec("B01(07|70|17)|[A-Z][0-9]{4}", 0..6), silent in any::<bool>()) {
        let both_activities = if silent { BothActivities::Silent } else { BothActivities::Notify };
        let policy = Policy { both_activities, ..Policy::default() };
        let codes: Vec<_> = codes.into_iter().map(ActivityCode::new).collect();
        let holds = |code: &str| codes.iter().any(|held| held.as_str() == code);
        let found = activity(&codes, &policy);
        prop_assert_eq!(found.is_some(), holds("B0107") || holds("B0170"));
        let backwards: Vec<_> = codes.iter().rev().cloned().collect();
        prop_assert_eq!(activity(&backwards, &policy), found);
    }

    /// IDN-4: no viewer is without a name for anything.
    #[test]
    fn a_viewer_names_everything(
        user_id in prop::option::of("[ a-z]{0,3}"), user_name in prop::option::of("[ a-z]{0,3}"),
        code in prop::option::of("[ a-z]{0,3}"), name in prop::option::of("[ a-z]{0,3}"),
        organisation in prop::option::of("[ a-z]{0,3}"), device in prop::option::of("[ a-z]{0,3}"),
    ) {
        let claim = Claim {
            user_id: user_id.as_deref().map(UserId::from),
            user_name: user_name.as_deref().map(Into::into),
            job_role_code: code.as_deref().map(Into::into),
            job_role_name: name.as_deref().map(Into::into),
            organisation_code: organisation.as_deref().map(Into::into),
            organisation_name: organisation.as_deref().map(Into::into),
            role_id: None,
            device: device.as_deref().map(Into::into),
        };
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let complete = (given(&user_id) || given(&device)) && [&user_name, &code, &name, &organisation].into_iter().all(given);
        prop_assert_eq!(identify(claim).is_ok(), complete);
    }
}

/// Whether two instants lie within one half-open window.
fn is_within(window: TimeDelta, earlier: Timestamp, later: Timestamp) -> bool {
    later.since(earlier) < window
}
