//! The kinds of directed probe: what each does, which rules it aims at, and what it needs.

use core::fmt;

use cpis_vocabulary::{RequirementGroup, RequirementId};

/// A small experiment at the edge of a rule, on a child of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ProbeKind {
    /// One user opens one alert many times at once.
    ConcurrentDuplicates,
    /// One user opens one alert twice inside the window.
    RepeatInsideWindow,
    /// Accesses 24 hours less a millisecond, exactly 24 hours, and 24 hours and a millisecond after a notified one.
    WindowEdge,
    /// Accesses at 0, 23 and 25 hours.
    SlidingWindow,
    /// Accesses at 23:30 and 00:30 London time.
    CalendarDay,
    /// An alert before and after the midnight that hides it.
    MidnightExpiry,
    /// The 25th and the 26th recorded access, and the lists that follow.
    ListOverflow,
    /// One user at two organisations.
    TwoOrganisations,
    /// Two users of one organisation.
    TwoUsers,
    /// One user of one organisation in two roles.
    TwoRoles,
    /// One user and two children.
    TwoChildren,
    /// One access sent again under its `TraceID`.
    SameTraceRetry,
    /// A look with B0170 alone.
    SilentViewer,
    /// A look with neither activity.
    NoActivity,
    /// A look with both activities.
    BothActivities,
    /// A look without `IsUnscheduledAccessEvent`.
    MissingHeader,
    /// A look with `IsUnscheduledAccessEvent: false`, and one with a value that is refused.
    HeaderFalse,
    /// Many users at once on one child, then the list.
    LostUpdate,
    /// A look at a child with plans of two authorities.
    TwoAuthorities,
    /// A plan of another authority appears inside an open window.
    PlanAddedInWindow,
    /// Searches and overviews without opening the alert.
    SearchOnly,
    /// Looks with an unknown and with a revoked token.
    StaleToken,
    /// Looks with missing or malformed headers.
    RefusedHeaders,
    /// Looks with two faults at once.
    TwoFaults,
    /// An unborn child's plan before and after its 28 days.
    UnbornExpiry,
    /// A look at a plan that has ended and is still shown.
    EndedPlan,
    /// A plan is added, shown, deleted and gone.
    NewPlanShown,
    /// A look, and one under the same number written with spaces.
    SpacedNumber,
    /// A look under a superseded number and one under the number that replaced it.
    SupersededNumber,
}

/// What a kind of probe needs of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProbeNeeds {
    /// Nothing but the data port.
    DataPort,
    /// A control port.
    ControlPort,
    /// A control port, and a clock that stands until it is moved.
    FrozenClock,
}

struct Row {
    name: &'static str,
    aims_at: &'static [RequirementId],
    needs: ProbeNeeds,
    does: &'static str,
}

impl ProbeKind {
    /// Every kind, in the order of the page on the language.
    pub const ALL: [Self; 29] = [
        Self::ConcurrentDuplicates,
        Self::RepeatInsideWindow,
        Self::WindowEdge,
        Self::SlidingWindow,
        Self::CalendarDay,
        Self::MidnightExpiry,
        Self::ListOverflow,
        Self::TwoOrganisations,
        Self::TwoUsers,
        Self::TwoRoles,
        Self::TwoChildren,
        Self::SameTraceRetry,
        Self::SilentViewer,
        Self::NoActivity,
        Self::BothActivities,
        Self::MissingHeader,
        Self::HeaderFalse,
        Self::LostUpdate,
        Self::TwoAuthorities,
        Self::PlanAddedInWindow,
        Self::SearchOnly,
        Self::StaleToken,
        Self::RefusedHeaders,
        Self::UnbornExpiry,
        Self::EndedPlan,
        Self::NewPlanShown,
        Self::SupersededNumber,
        Self::SpacedNumber,
        Self::TwoFaults,
    ];

    /// The kind of that name, in kebab case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in scenarios and reports.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The rules it aims at.
    pub const fn aims_at(self) -> &'static [RequirementId] {
        self.row().aims_at
    }

    /// What it needs of the run.
    pub const fn needs(self) -> ProbeNeeds {
        self.row().needs
    }

    /// What it does, in one clause.
    pub const fn does(self) -> &'static str {
        self.row().does
    }

    #[rustfmt::skip]
    const fn row(self) -> Row {
        match self {
            Self::ConcurrentDuplicates => row("concurrent-duplicates", const { &[asn(3), asn(7), view(3), view(6)] }, ProbeNeeds::DataPort, "one user opens one alert many times at once"),
            Self::RepeatInsideWindow => row("repeat-inside-window", const { &[asn(3), view(3)] }, ProbeNeeds::DataPort, "one user opens one alert twice inside the window"),
            Self::WindowEdge => row("window-edge", const { &[asn(3), clk(1)] }, ProbeNeeds::FrozenClock, "accesses 24 h less 1 ms, exactly 24 h, and 24 h and 1 ms after a notified one"),
            Self::SlidingWindow => row("sliding-window", const { &[asn(3)] }, ProbeNeeds::FrozenClock, "accesses at 0 h, 23 h and 25 h"),
            Self::CalendarDay => row("calendar-day", const { &[asn(3), clk(3)] }, ProbeNeeds::FrozenClock, "accesses at 23:30 and 00:30 London time"),
            Self::MidnightExpiry => row("midnight-expiry", const { &[alt(5), alt(9), clk(3)] }, ProbeNeeds::FrozenClock, "the alert before and after the midnight that hides it"),
            Self::ListOverflow => row("list-overflow", const { &[view(2), view(4)] }, ProbeNeeds::DataPort, "the 25th and 26th recorded access, and the lists that follow"),
            Self::TwoOrganisations => row("two-organisations", const { &[asn(4)] }, ProbeNeeds::DataPort, "one user at two organisations"),
            Self::TwoUsers => row("two-users", const { &[asn(4)] }, ProbeNeeds::DataPort, "two users of one organisation"),
            Self::TwoRoles => row("two-roles", const { &[asn(4)] }, ProbeNeeds::DataPort, "one user of one organisation in two roles"),
            Self::TwoChildren => row("two-children", const { &[asn(3), view(6)] }, ProbeNeeds::DataPort, "one user and two children"),
            Self::SameTraceRetry => row("same-trace-retry", const { &[asn(7), view(7)] }, ProbeNeeds::DataPort, "one access sent again under its TraceID"),
            Self::SilentViewer => row("silent-viewer", const { &[idn(3), asn(1), view(1)] }, ProbeNeeds::DataPort, "a look with B0170 alone"),
            Self::NoActivity => row("no-activity", const { &[idn(3), alt(1)] }, ProbeNeeds::DataPort, "a look with neither activity"),
            Self::BothActivities => row("both-activities", const { &[idn(3), asn(6)] }, ProbeNeeds::DataPort, "a look with both activities"),
            Self::MissingHeader => row("missing-header", const { &[asn(6)] }, ProbeNeeds::DataPort, "a look without `IsUnscheduledAccessEvent`"),
            Self::HeaderFalse => row("header-false", const { &[asn(6)] }, ProbeNeeds::DataPort, "a look with `IsUnscheduledAccessEvent: false`, and one with a value that is refused"),
            Self::LostUpdate => row("lost-update", const { &[view(4), view(6)] }, ProbeNeeds::DataPort, "many users at once on one child, then the list"),
            Self::TwoAuthorities => row("two-authorities", const { &[alt(3), asn(5)] }, ProbeNeeds::DataPort, "a look at a child with plans of two authorities"),
            Self::PlanAddedInWindow => row("plan-added-in-window", const { &[alt(3), asn(5)] }, ProbeNeeds::ControlPort, "a plan of another authority appears inside an open window"),
            Self::SearchOnly => row("search-only", const { &[src(9), alt(2), asn(1)] }, ProbeNeeds::DataPort, "searches and overviews without opening the alert"),
            Self::StaleToken => row("stale-token", const { &[idn(5)] }, ProbeNeeds::DataPort, "looks with an unknown and with a revoked token"),
            Self::RefusedHeaders => row("refused-headers", const { &[idn(4), asn(7)] }, ProbeNeeds::DataPort, "looks with missing or malformed headers"),
            Self::TwoFaults => row("two-faults", const { &[idn(4)] }, ProbeNeeds::DataPort, "looks and lists with two faults at once, of which the first in the order of checks is told"),
            Self::UnbornExpiry => row("unborn-expiry", const { &[alt(5), alt(7), alt(9)] }, ProbeNeeds::FrozenClock, "an unborn child's plan before and after its 28 days"),
            Self::EndedPlan => row("ended-plan", const { &[alt(5), asn(9)] }, ProbeNeeds::DataPort, "a look at a plan that has ended and is still shown"),
            Self::NewPlanShown => row("new-plan-shown", const { &[alt(3), alt(8), alt(9)] }, ProbeNeeds::ControlPort, "a plan is added, shown, deleted and gone"),
            Self::SpacedNumber => row("spaced-number", const { &[src(1), idn(4)] }, ProbeNeeds::DataPort, "a look, and one under the same number written with spaces"),
            Self::SupersededNumber => row("superseded-number", const { &[alt(10)] }, ProbeNeeds::DataPort, "a look under a superseded number and one under the number that replaced it"),
        }
    }
}

impl fmt::Display for ProbeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const fn row(
    name: &'static str,
    aims_at: &'static [RequirementId],
    needs: ProbeNeeds,
    does: &'static str,
) -> Row {
    Row {
        name,
        aims_at,
        needs,
        does,
    }
}

const fn idn(number: u8) -> RequirementId {
    RequirementId::new(RequirementGroup::Idn, number)
}

const fn src(number: u8) -> RequirementId {
    RequirementId::new(RequirementGroup::Src, number)
}

const fn alt(number: u8) -> RequirementId {
    RequirementId::new(RequirementGroup::Alt, number)
}

const fn view(number: u8) -> RequirementId {
    RequirementId::new(RequirementGroup::View, number)
}

const fn asn(number: u8) -> RequirementId {
    RequirementId::new(RequirementGroup::Asn, number)
}

const fn clk(number: u8) -> RequirementId {
    RequirementId::new(RequirementGroup::Clk, number)
}
