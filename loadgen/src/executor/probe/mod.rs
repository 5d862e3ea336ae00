//! Directed probes: small experiments that aim at the edge of a rule, each on a child of its own.
//!
//! A probe judges nothing. It brings the Spine to the edge, and says whether it got there.

mod concurrent;
mod faults;
mod identity;
mod plans;
mod repeated;
mod requests;
mod timed;

use super::deeds::Opening;
use super::run::{Context, Run};
use super::send::Done;
use super::stopwatch::moment;
use crate::cast::{Child, Place};
use crate::history::Probe;
use crate::scenario::{ProbeKind, ProbeNeeds};
use crate::schedule::{Arrival, Stream, draw};
use cpis_vocabulary::NhsNumber;
use std::sync::Arc;

/// One probe that is being made.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// How many probes came before it: it picks the child.
    rank: u64,
    /// Bits for whatever else is drawn.
    bits: u64,
    context: Context,
}

impl Run {
    /// Makes the probe that an arrival was given.
    pub(super) async fn probe(self: &Arc<Self>, kind: ProbeKind, rank: u64, arrival: Arrival) {
        let probe = Probe {
            kind: kind.name().into(),
            instance: rank,
        };
        let mut stage = Stage {
            rank,
            bits: draw(self.scenario.seed, Stream::User, u64::MAX - arrival.number),
            context: Context {
                step: format!("probe {kind}").into(),
                probe: Some(probe),
                setting: None,
                due: moment(arrival.due),
            },
        };
        let reached = if kind.needs() == ProbeNeeds::FrozenClock {
            // The clock is this probe's alone; waiting for it is no lateness of the generator.
            let _alone = self.mover.lock().await;
            stage.context.due = self.stopwatch.now();
            self.stage(kind, stage).await
        } else {
            self.stage(kind, stage).await
        };
        self.note_probe(kind, reached == Some(true));
    }

    async fn stage(self: &Arc<Self>, kind: ProbeKind, mut stage: Stage) -> Option<bool> {
        let stage = &mut stage;
        match kind {
            ProbeKind::ConcurrentDuplicates => self.concurrent_duplicates(stage).await,
            ProbeKind::LostUpdate => self.lost_update(stage).await,
            ProbeKind::RepeatInsideWindow => self.repeat_inside_window(stage).await,
            ProbeKind::ListOverflow => self.list_overflow(stage).await,
            ProbeKind::TwoOrganisations => self.two_keys(stage, Pair::Organisations).await,
            ProbeKind::TwoUsers => self.two_keys(stage, Pair::Users).await,
            ProbeKind::TwoRoles => self.two_keys(stage, Pair::Roles).await,
            ProbeKind::TwoChildren => self.two_children(stage).await,
            ProbeKind::SameTraceRetry => self.same_trace_retry(stage).await,
            ProbeKind::WindowEdge => self.window_edge(stage).await,
            ProbeKind::SlidingWindow => self.sliding_window(stage).await,
            ProbeKind::CalendarDay => self.calendar_day(stage).await,
            ProbeKind::MidnightExpiry => self.midnight_expiry(stage).await,
            ProbeKind::SpacedNumber => self.spaced_number(stage).await,
            ProbeKind::UnbornExpiry => self.unborn_expiry(stage).await,
            ProbeKind::SilentViewer => self.silent_viewer(stage).await,
            ProbeKind::NoActivity => self.no_activity(stage).await,
            ProbeKind::BothActivities => self.both_activities(stage).await,
            ProbeKind::MissingHeader => self.missing_header(stage).await,
            ProbeKind::HeaderFalse => self.header_false(stage).await,
            ProbeKind::StaleToken => self.stale_token(stage).await,
            ProbeKind::RefusedHeaders => self.refused_headers(stage).await,
            ProbeKind::TwoFaults => self.two_faults(stage).await,
            ProbeKind::SearchOnly => self.search_only(stage).await,
            ProbeKind::TwoAuthorities => self.two_authorities(stage).await,
            ProbeKind::PlanAddedInWindow => self.plan_added_in_window(stage).await,
            ProbeKind::EndedPlan => self.ended_plan(stage).await,
            ProbeKind::NewPlanShown => self.new_plan_shown(stage).await,
            ProbeKind::SupersededNumber => self.superseded_number(stage).await,
        }
    }

    /// The child that the probe has to itself, unless the run makes more probes than there are children.
    fn own_child(&self, stage: &Stage) -> Option<Arc<Child>> {
        // Children with an alert stand in order of index; a large odd step scatters neighbours.
        self.cast
            .children
            .with_alert(stage.rank.wrapping_mul(7_919).wrapping_add(stage.bits & 7))
    }

    /// Opens the alert as part of a probe; true where it was answered.
    async fn look(&self, stage: &mut Stage, place: &Place, child: NhsNumber) -> Option<Done> {
        self.look_with(stage, place, child, self.traced()).await
    }

    async fn look_with(
        &self,
        stage: &mut Stage,
        place: &Place,
        child: NhsNumber,
        opening: Opening,
    ) -> Option<Done> {
        let context = stage.at(place);
        let done = self.open_alert(place, child, opening, &context).await?;
        stage.context.due = done.ended;
        done.is_ok().then_some(done)
    }

    /// Reads the list as part of a probe.
    async fn list(
        &self,
        stage: &mut Stage,
        place: &Place,
        child: NhsNumber,
        opening: Option<Opening>,
    ) -> Option<Done> {
        let context = stage.at(place);
        let trace = opening.and_then(|opening| opening.trace);
        let done = self.read_list(place, child, trace, &context).await?;
        stage.context.due = done.ended;
        done.is_ok().then_some(done)
    }

    /// A new access that carries a `TraceID`.
    fn traced(&self) -> Opening {
        Opening {
            trace: Some(self.next_id()),
            ..self.opening(false)
        }
    }
}

/// What two looks have in common, and in what they differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pair {
    /// One user, two organisations.
    Organisations,
    /// Two users, one organisation.
    Users,
    /// One user and organisation, two roles.
    Roles,
}

impl Stage {
    fn at(&self, place: &Place) -> Context {
        Context {
            setting: place.post.setting,
            ..self.context.clone()
        }
    }
}
