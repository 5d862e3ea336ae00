//! How faithfully the schedule was kept, and what it was, in words.

use super::pace::{achieved_percent, checks};
use crate::measure::Measures;
use crate::scenario::{Profile, Scenario, Spacing, show_duration};
use reports::{Pace, Schedule};

pub(super) fn schedule(
    scenario: &Scenario,
    measures: &Measures,
    in_flight_max: u64,
    pace: Pace,
) -> Schedule {
    let outcomes = measures.total.outcomes;
    Schedule {
        arrivals: arrivals(scenario),
        due: outcomes.due(),
        sent: outcomes.sent(),
        not_sent: outcomes.not_sent,
        achieved_percent: achieved_percent(measures),
        in_flight_max,
        pace,
        checks: checks(measures, &scenario.limits),
    }
}

/// The arrivals in words, `poisson, 60 to 200 per second over 45 s, for 1 min`.
fn arrivals(scenario: &Scenario) -> String {
    let spacing = match scenario.arrivals.spacing {
        Spacing::Even => "even",
        Spacing::Poisson => "poisson",
    };
    let rate = match scenario.arrivals.profile {
        Profile::Constant(rate) => rate.to_string(),
        Profile::Ramp { from, to, over } => {
            let (from, to) = (from.to_string(), to.to_string());
            let from = match (from.split_once(' '), to.split_once(' ')) {
                (Some((number, unit)), Some((_, same))) if unit == same => number,
                (_, _) => &from,
            };
            format!("{from} to {to} over {}", show_duration(over))
        }
    };
    format!(
        "{spacing}, {rate}, for {}",
        show_duration(scenario.duration)
    )
}
