//! The whole decision table, as one text: activity × header × displayable × window.

use crate::cast::{Look, NOON, NURSE, Stage, at, plan_of, says};
use chrono::TimeDelta;
use cpis_rules::{BothActivities, Policy, activity, intent};
use cpis_vocabulary::{ActivityCode, Plan};
use std::fmt::Write;

/// IDN-3, ASN-1, ASN-3, ASN-6, ALT-9: nobody without activity gets this far, so those rows say `refused`.
#[test]
fn the_decision_table() {
    let mut table = String::from(
        "activities        | header | displayable | window      | outcome           | told | listed\n",
    );
    for (name, codes, both_activities) in [
        ("neither", &["B0264"][..], BothActivities::Notify),
        ("B0107", &["B0107"][..], BothActivities::Notify),
        ("B0170", &["B0170"][..], BothActivities::Notify),
        (
            "both, notify",
            &["B0107", "B0170"][..],
            BothActivities::Notify,
        ),
        (
            "both, silent",
            &["B0107", "B0170"][..],
            BothActivities::Silent,
        ),
    ] {
        let policy = Policy {
            both_activities,
            ..Policy::default()
        };
        for (header, is_unscheduled) in [
            ("absent", None),
            ("true", Some(true)),
            ("false", Some(false)),
        ] {
            for displayable in [true, false] {
                for (window, opened) in
                    [("none", None), ("open", Some(-1)), ("just closed", Some(0))]
                {
                    let outcome = row(&policy, codes, is_unscheduled, displayable, opened);
                    let displayable = if displayable { "yes" } else { "no" };
                    writeln!(
                        table,
                        "{name:17} | {header:6} | {displayable:11} | {window:11} | {outcome}"
                    )
                    .expect("a string takes everything");
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

/// One row: `opened` says by how many milliseconds a day ago access 1 opened a window, if one did.
fn row(
    policy: &Policy,
    codes: &[&str],
    is_unscheduled: Option<bool>,
    displayable: bool,
    opened: Option<i64>,
) -> String {
    let codes: Vec<_> = codes.iter().copied().map(ActivityCode::from).collect();
    let Some(activity) = activity(&codes, policy) else {
        return "refused           |    0 |      0".into();
    };
    let plans: Vec<Plan> = vec![plan_of(1, "X01"), plan_of(2, "X02")];
    let mut stage = Stage::with(plans, policy.clone());
    if let Some(millis) = opened {
        let first = at(NOON).plus(TimeDelta::milliseconds(-millis) - TimeDelta::hours(24));
        stage.look(&NURSE, first);
    }
    stage.looks = 1;
    stage.ledger();
    if !displayable {
        for plan in stage.record.plans().to_vec() {
            stage.record.delete_plan(plan.id);
        }
    }
    let look = Look {
        intent: intent(activity, is_unscheduled),
        ..NURSE
    };
    let outcome = says(&stage.look(&look, at(NOON)).outcome);
    let told = stage.told().len();
    let listed = stage.listed("doctor", None).len();
    format!("{outcome:17} | {told:4} | {listed:6}")
}
