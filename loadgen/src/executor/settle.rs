//! After the last answer: what the authorities received, and the lists as they stand.

use super::ExecuteError;
use super::company::{Company, Late, Past};
use super::door::Door;
use super::entries::Entries;
use super::run::{Context, Run};
use super::sight::read;
use super::stopwatch::moment;
use super::switches::Switches;
use crate::checker::Reading;
use crate::control::{Control, ControlFailed};
use crate::executed::InDoubt;
use crate::history::{
    Activity, FINAL_LIST_STEP, FinalList, JournalEntry, Kind, Ledger, Notice, Seen,
};
use crate::truth::Known;
use cpis_vocabulary::{NhsNumber, Text};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;

/// How many children's lists are read again at the end.
const FINAL_LISTS_MAX: usize = 2_000;
/// How many of the Spine's own lines are fetched to explain findings.
const JOURNAL_MAX: usize = 200_000;
/// How long between two looks at what the authorities have received.
const POLL: Duration = Duration::from_millis(50);

/// What there is when a run is over.
#[derive(Debug, Default)]
pub(super) struct After {
    pub(super) ledger: Ledger,
    pub(super) switches: Switches,
    /// Why nothing can be held for or against the Spine, where that is so.
    pub(super) doubt: Option<InDoubt>,
}

impl Run {
    /// Gathers what there is besides the operations. A Spine that is gone by then, or is another, leaves everything in doubt; only the
    /// run's own mock has to be there.
    ///
    /// # Errors
    /// When the control port of the run's own mock does not answer.
    pub(super) async fn gather(
        &self,
        earlier: &Past,
        (people, reading): (&mut Known, Reading),
        is_own: bool,
        door: &Door,
    ) -> Result<After, ExecuteError> {
        let gathered = self.ask_control(earlier, (people, reading)).await;
        if is_own {
            return Ok(gathered?);
        }
        let doubt = self.doubt(&door.patient(self.stopwatch)?).await;
        Ok(match gathered {
            Ok(after) => After {
                doubt: doubt.or(after.doubt),
                ..after
            },
            Err(error) => After {
                doubt: doubt.or_else(|| self.record.why_moved()).or_else(|| {
                    Some(InDoubt::SpineLost(format!(
                        "what the Spine had recorded could not be asked when the run was over: {error}"
                    )))
                }),
                ..After::default()
            },
        })
    }

    async fn ask_control(
        &self,
        earlier: &Past,
        (people, reading): (&mut Known, Reading),
    ) -> Result<After, ControlFailed> {
        let (mut ledger, mut doubt) = self.settle(earlier).await?;
        self.look_at_clock().await;
        doubt = doubt.or_else(|| self.record.why_moved());
        for other in &self.others {
            let (of_other, why) = other.settle(&Past::default()).await?;
            ledger.add(of_other);
            doubt = doubt.or(why);
        }
        self.delete_tenants().await?;
        self.meet_strangers(people, reading).await?;
        Ok(After {
            ledger,
            switches: Switches::of(self.control.as_ref()).await?,
            doubt,
        })
    }

    /// Waits until nothing more arrives, and gathers what is judged besides the operations, and why it counts for nothing where that is
    /// so. What is `earlier` came before the run.
    ///
    /// # Errors
    /// When the control port does not answer.
    async fn settle(&self, earlier: &Past) -> Result<(Ledger, Option<InDoubt>), ControlFailed> {
        let Some(control) = &self.control else {
            return Ok((Ledger::default(), None));
        };
        if self.is_one_of_several() {
            // The lists are final once the others are done as well.
            let limits = &self.scenario.limits;
            let quiet = self.scenario.duration + limits.answer_within.max(limits.settle_within);
            self.stopwatch.until(quiet).await;
        }
        let mut entries = Entries::of(&self.tenant);
        let (notices, late) = self.received(control, earlier, &mut entries).await?;
        let mut company = Company::of((earlier, &late), self.ids);
        let journal = self.journal(control, &mut company, &mut entries).await?;
        let children: BTreeSet<NhsNumber> = journal
            .iter()
            .filter(|access| access.decision.is_recorded())
            .filter_map(|access| access.child)
            .collect();
        let to_read = self.unread.to_read(children, FINAL_LISTS_MAX);
        if let Some(what) = to_read.left_out() {
            self.note_left_out(&what);
        }
        let final_lists = self.final_lists(to_read.children).await;
        // The shards of a run do not know each other's requests.
        let is_alone = !self.is_one_of_several();
        let doubt = is_alone.then(|| company.doubt().map(InDoubt::AnotherClient));
        let ledger = Ledger {
            notices: Some(notices),
            journal,
            final_lists,
        };
        Ok((ledger, doubt.flatten()))
    }

    /// The first lines of the Spine's journal of attempts. Whether others were there is told from all of it, where others can be.
    async fn journal(
        &self,
        control: &Control,
        company: &mut Company<'_>,
        entries: &mut Entries,
    ) -> Result<Vec<JournalEntry>, ControlFailed> {
        let mut journal = Vec::new();
        let mut is_cut = false;
        let is_shared = self.is_of_others();
        control
            .each_access(|item| {
                company.take(&item);
                if journal.len() < JOURNAL_MAX {
                    journal.push(entries.journal(&item));
                    return ControlFlow::Continue(());
                }
                is_cut = true;
                if is_shared {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })
            .await?;
        if is_cut {
            self.note_left_out(&format!(
                "what the Spine's journal of attempts has beyond its first {JOURNAL_MAX} lines, which explain findings and decide none"
            ));
        }
        Ok(journal)
    }

    /// What the authorities have received since the run began, once nothing more has come, and what of it is of accesses from before.
    async fn received(
        &self,
        control: &Control,
        earlier: &Past,
        entries: &mut Entries,
    ) -> Result<(Vec<Notice>, Late), ControlFailed> {
        let patience = self.scenario.limits.settle_within;
        let begun = Duration::from_nanos(self.stopwatch.now().nanos());
        let mut mark = earlier.mark.clone();
        let (mut notices, mut late) = (Vec::new(), Late::default());
        let mut is_first = true;
        loop {
            let note = |item| {
                late.take(earlier, &item);
                notices.push(entries.notice(&item));
            };
            let is_quiet = !control.each_unread(&mut mark, note).await?;
            let elapsed = Duration::from_nanos(self.stopwatch.now().nanos());
            let is_late = elapsed.saturating_sub(begun) >= patience;
            if !is_first && (is_quiet || is_late) {
                return Ok((notices, late));
            }
            is_first = false;
            self.stopwatch.until(elapsed + POLL).await;
        }
    }

    async fn final_lists(&self, children: Vec<NhsNumber>) -> Vec<FinalList> {
        let Some(reader) = self.cast.players.with(Activity::Silent, self.scenario.seed) else {
            return Vec::new();
        };
        let mut lists = Vec::new();
        for child in children {
            let now = Duration::from_nanos(self.stopwatch.now().nanos());
            let context = Context {
                step: FINAL_LIST_STEP.into(),
                probe: None,
                setting: None,
                due: moment(now),
            };
            let Some(done) = self.read_list(&reader, child, None, &context).await else {
                continue;
            };
            if done.is_ok()
                && let Ok(Seen::List { entries, .. }) = read(&Kind::ReadList, false, &done.body)
            {
                lists.push(FinalList {
                    tenant: Text::clone(&self.tenant),
                    epoch: 0,
                    child,
                    entries,
                });
            }
        }
        lists
    }
}
