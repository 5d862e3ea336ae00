//! The record against a second opinion, access by access.

use crate::any::{Step, USERS, any_plan, any_policy, any_step};
use crate::cast::{Look, Stage, at, authority, child};
use crate::model::{Answer, Model, Told};
use chrono::{Duration, TimeDelta};
use cpis_vocabulary::{LocalChildId, Plan, PlanId, Timestamp, TraceId, UploadId, UserId};
use proptest::prelude::*;
use std::sync::Arc;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// ALT-5, ALT-6, ALT-8, ALT-9, VIEW-2, VIEW-3, VIEW-7, ASN-2, ASN-3, ASN-5, CLK-2: two who were told the same rules agree.
    #[test]
    fn the_record_and_a_walk_over_all_accesses_agree(
        policy in any_policy(),
        begin in prop::sample::select(vec!["2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z", "2028-02-27T12:00:00Z"]),
        first in prop::collection::vec(any_plan(), 0..3),
        steps in prop::collection::vec(any_step(), 1..80),
    ) {
        let mut pair = Pair {
            stage: Stage::with(Vec::new(), policy.clone()),
            model: Model::new(policy),
            now: at(begin),
            plans: 0,
        };
        for added in first {
            pair.take(&Step::Add(added));
        }
        for step in &steps {
            pair.take(step);
        }
        for user in USERS {
            pair.take(&Step::List(user, None));
            pair.take(&Step::List(user, Some(0)));
        }
    }
}

/// The record and the model, side by side.
struct Pair {
    stage: Stage,
    model: Model,
    now: Timestamp,
    plans: u64,
}

impl Pair {
    fn take(&mut self, step: &Step) {
        let today = self.now.to_utc().date_naive();
        match step {
            Step::Pass(millis) => self.now = self.now.plus(TimeDelta::milliseconds(*millis)),
            Step::Look(look) => self.look(look),
            Step::Add(added) => {
                self.plans += 1;
                let plan = Plan {
                    id: PlanId::new(self.plans),
                    kind: added.kind,
                    start: today + Duration::days(added.starts),
                    end: added.ends.map(|days| today + Duration::days(days)),
                    authority: authority(added.authority),
                    local_id: added.local_id.map(|id| LocalChildId::new(id.to_string())),
                    upload: UploadId::new(self.plans.to_string()),
                };
                self.model.plans.push(plan.clone());
                self.stage.record.add_plan(Arc::new(plan));
            }
            Step::Delete(place) => {
                if !self.model.plans.is_empty() {
                    let plan = self.model.plans.remove(place.index(self.model.plans.len()));
                    assert!(self.stage.record.delete_plan(plan.id).is_some());
                }
            }
            Step::Born(days) => {
                let born = days.map(|days| today + Duration::days(days));
                self.model.birth_date = born;
                self.stage.record.set_birth_date(born);
            }
            Step::List(user, trace) => {
                let expected = self
                    .model
                    .listed(&UserId::from(*user), trace.map(TraceId::from_bits));
                let expected: Vec<_> = expected.iter().map(|access| access.number()).collect();
                assert_eq!(
                    self.stage.listed(user, *trace),
                    expected,
                    "the list for {user}, {trace:?}"
                );
            }
        }
    }

    fn look(&mut self, look: &Look) {
        let decision = self.stage.look(look, self.now);
        let (attempts, notifications) = self.stage.ledger();
        for notification in &notifications {
            assert_eq!(notification.id.access.number(), self.stage.looks);
            assert_eq!(
                (notification.at, notification.child),
                (decision.at, child())
            );
        }
        let mut found = Answer {
            at: decision.at,
            shown: decision
                .shown
                .iter()
                .map(|shown| (shown.plan.id, shown.end))
                .collect(),
            outcome: decision.outcome,
            told: notifications
                .into_iter()
                .map(|notification| Told {
                    authority: notification.id.authority,
                    upload: notification.upload,
                    local_id: notification.local_id,
                })
                .collect(),
            attempts: attempts
                .into_iter()
                .map(|attempt| (attempt.id, attempt.at, attempt.decision, attempt.repeats))
                .collect(),
        };
        found.told.sort();
        let expected = self.model.serve(&look.access(self.stage.looks), self.now);
        assert_eq!(found, expected, "{look:?} at {}", self.now);
    }
}
