//! The lists of previous views.

use super::{Answer, Ask, Bug, Spine};
use cpis_vocabulary::{NhsNumber, Timestamp, TraceId};
use loadgen::history::{FinalList, ListEntry, Seen, post};

impl Spine<'_> {
    pub(super) fn list(&mut self, ask: &Ask, now: Timestamp, effect: u64) -> Answer {
        let child = self.survivor(ask.child.unwrap());
        if self.displayable(child, now).is_empty() {
            return Answer::ok(Seen::List {
                entries: Vec::new(),
                total: 0,
            });
        }
        let entries = self.entries(child, ask.trace, effect);
        let total = u32::try_from(entries.len()).unwrap();
        Answer::ok(Seen::List { entries, total })
    }

    pub(super) fn entries(
        &self,
        child: NhsNumber,
        trace: Option<TraceId>,
        effect: u64,
    ) -> Vec<ListEntry> {
        let limit = match self.bug {
            Bug::List24 => 24,
            Bug::List26 => 26,
            _ => 25,
        };
        let lag = if self.bug == Bug::StaleList {
            3_000_000_000
        } else {
            0
        };
        let mut entries: Vec<ListEntry> = self
            .records
            .get(&child)
            .into_iter()
            .flatten()
            .rev()
            .filter(|record| {
                self.bug == Bug::OwnIncluded || trace.is_none() || record.trace != trace
            })
            .filter(|record| record.effect.saturating_add(lag) <= effect)
            .take(limit)
            .map(|record| ListEntry {
                access: record.id,
                at: if self.bug == Bug::ListedAtAnotherInstant {
                    Timestamp::from_millis(record.at.millis() + 1)
                } else {
                    record.at
                },
                viewer: Some(record.caller.user_name.clone()),
                organisation: None,
                post: Some(match self.bug {
                    Bug::ListedInAnotherRole => post(
                        "R8003",
                        "Health Professional",
                        &record.caller.organisation_name,
                    ),
                    Bug::ListedAtAnotherOrganisation => post(
                        record.caller.job_role.as_str(),
                        &record.caller.job_role_name,
                        record.caller.organisation.as_str(),
                    ),
                    _ => record.caller.post(),
                }),
            })
            .collect();
        if self.bug == Bug::OldestFirst {
            entries.reverse();
        }
        entries
    }

    pub(super) fn final_lists(&self) -> Vec<FinalList> {
        let now = Timestamp::from_millis(self.last_stamp);
        self.people
            .keys()
            .filter(|child| !self.displayable(**child, now).is_empty())
            .map(|child| FinalList {
                tenant: "default".into(),
                epoch: 0,
                child: *child,
                entries: self.entries(*child, None, u64::MAX),
            })
            .collect()
    }
}
