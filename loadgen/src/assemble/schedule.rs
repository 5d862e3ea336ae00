//! How faithfully the schedule was kept, and what it was, in words.

use super::pace::{Effort, achieved_percent};
use crate::scenario::{
    Arrivals, Closed, Group, Load, Profile, Rate, Scenario, Spacing, ThinkTime, Until, Users,
    show_duration,
};
use crate::words::counted;
use reports::{Pace, Schedule};

pub(super) fn schedule(effort: Effort<'_>, in_flight_max: u64, pace: Pace) -> Schedule {
    let Effort {
        scenario, measures, ..
    } = effort;
    let outcomes = measures.total.outcomes;
    Schedule {
        arrivals: arrivals(scenario),
        due: outcomes.due(),
        sent: outcomes.sent(),
        not_sent: outcomes.not_sent,
        achieved_percent: achieved_percent(measures),
        in_flight_max,
        pace,
        checks: effort.checks(),
    }
}

/// The arrivals in words, `poisson, 60 to 200 per second over 45 s, for 1 min`; of several groups, each with its name.
fn arrivals(scenario: &Scenario) -> String {
    match scenario.groups.as_slice() {
        [group] => phases(group),
        groups => {
            let named = groups
                .iter()
                .map(|group| format!("{}: {}", group.name, phases(group)));
            named.collect::<Vec<_>>().join("; ")
        }
    }
}

fn phases(group: &Group) -> String {
    let phases = group.phases.iter().map(|phase| {
        format!(
            "{}, for {}",
            load(&phase.load),
            show_duration(phase.duration)
        )
    });
    phases.collect::<Vec<_>>().join(", then ")
}

/// What comes, in words.
pub(crate) fn load(load: &Load) -> String {
    match load {
        Load::Open(Arrivals { profile, spacing }) => {
            let spacing = match spacing {
                Spacing::Even => "even",
                Spacing::Poisson => "poisson",
            };
            match profile {
                Profile::Burst { size, every } => {
                    format!("{size} at once every {}", show_duration(*every))
                }
                Profile::Constant(_)
                | Profile::Ramp { .. }
                | Profile::Steps { .. }
                | Profile::Spike { .. }
                | Profile::Replay { .. } => format!("{spacing}, {}", rates(profile)),
            }
        }
        Load::Closed(closed) => users(closed),
    }
}

fn rates(profile: &Profile) -> String {
    match profile {
        Profile::Constant(rate) => rate.to_string(),
        Profile::Ramp { from, to, over } => {
            format!("{} over {}", from_to(*from, *to), show_duration(*over))
        }
        Profile::Steps { rates, each } => {
            let rates: Vec<String> = rates.iter().copied().map(shown).collect();
            format!("{}, each {}", rates.join(", "), show_duration(*each))
        }
        Profile::Spike {
            base, peak, lasts, ..
        } => {
            let (base, lasts) = (shown(*base), show_duration(*lasts));
            format!("{base} with a spike of {peak} for {lasts}")
        }
        Profile::Replay { points } => {
            let number = u64::try_from(points.len()).unwrap_or(u64::MAX);
            format!("along a curve of {}", counted(number, "point", "points"))
        }
        Profile::Burst { .. } => String::new(),
    }
}

/// `60 to 200 per second`: the unit once where it is the same.
fn from_to(from: Rate, to: Rate) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    let from = match (from.split_once(' '), to.split_once(' ')) {
        (Some((number, unit)), Some((_, same))) if unit == same => number,
        (_, _) => &from,
    };
    format!("{from} to {to}")
}

fn shown(rate: Option<Rate>) -> String {
    rate.map_or_else(|| "none".to_owned(), |rate| rate.to_string())
}

fn users(closed: &Closed) -> String {
    let users = match closed.users {
        Users::Constant(users) => counted(users.into(), "user", "users"),
        Users::Ramp { from, to, over } => {
            format!("{from} to {to} users over {}", show_duration(over))
        }
    };
    let work = match closed.until {
        Until::PhaseEnds => String::new(),
        Until::Shared(all) => format!(", {} in all", counted(all, "script run", "script runs")),
        Until::Each(each) => format!(", {} each", counted(each, "script run", "script runs")),
    };
    match closed.think_time {
        ThinkTime::None => format!("{users}{work}"),
        think_time @ (ThinkTime::Constant(_) | ThinkTime::Average(_) | ThinkTime::Between(..)) => {
            format!("{users}{work}, thinking {think_time}")
        }
    }
}
