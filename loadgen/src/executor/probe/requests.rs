use super::super::run::Run;
use super::concurrent::AT_ONCE;
use crate::scenario::ProbeKind;

impl Run {
    /// How many requests a probe makes at most, besides those of people who log on first.
    pub(in super::super) fn requests_of_probe(&self, kind: ProbeKind) -> u64 {
        let many = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        match kind {
            ProbeKind::ConcurrentDuplicates => 2 * many(AT_ONCE) + 1,
            ProbeKind::LostUpdate => many(AT_ONCE) + 1,
            ProbeKind::ListOverflow => many(self.scenario.reading.list_length) + 6,
            ProbeKind::TwoFaults => 26,
            ProbeKind::SlidingWindow | ProbeKind::MidnightExpiry | ProbeKind::UnbornExpiry => 10,
            ProbeKind::NewPlanShown => 9,
            ProbeKind::TwoChildren | ProbeKind::StaleToken | ProbeKind::RefusedHeaders => 6,
            ProbeKind::SameTraceRetry
            | ProbeKind::SilentViewer
            | ProbeKind::HeaderFalse
            | ProbeKind::SearchOnly => 5,
            ProbeKind::TwoOrganisations
            | ProbeKind::TwoUsers
            | ProbeKind::TwoRoles
            | ProbeKind::WindowEdge
            | ProbeKind::SpacedNumber
            | ProbeKind::NoActivity => 4,
            ProbeKind::RepeatInsideWindow
            | ProbeKind::PlanAddedInWindow
            | ProbeKind::SupersededNumber => 3,
            ProbeKind::CalendarDay
            | ProbeKind::BothActivities
            | ProbeKind::MissingHeader
            | ProbeKind::TwoAuthorities => 2,
            ProbeKind::EndedPlan => 1,
        }
    }
}
