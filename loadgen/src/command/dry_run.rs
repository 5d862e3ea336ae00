//! What a scenario would do: its schedule in words, without a Spine.

use super::Output;
use crate::assemble::load_in_words;
use crate::exit_code::Failure;
use crate::scenario::{Disturbance, Phase, Scenario, Share, show_duration, show_offset};
use crate::schedule::{
    Arrival, Assignment, Assignments, ChildChoice, Deed, Nemesis, Part, Schedule,
};
use crate::summary::wrapped;
use crate::words::{count, counted, listed, share, time};
use core::fmt::{self, Write as _};
use core::time::Duration;
use std::collections::BTreeMap;
use std::io::Write;

/// So many of the first arrivals, and of the deeds against the run, are shown one by one.
const SHOWN: usize = 20;
/// So many of the first arrivals are asked what they do.
const ASKED: usize = 100_000;
/// Where the words about an arrival begin.
const FIRST_INDENT: usize = 20;
/// How wide the line of the rate is.
const COLUMNS: u32 = 60;

/// Shows the schedule of a scenario; nothing is sent.
///
/// # Errors
/// When the output cannot be written.
pub fn dry_run(scenario: &Scenario, output: &mut Output<'_, impl Write>) -> Result<u8, Failure> {
    output.write(&shown(scenario))?;
    Ok(0)
}

/// The schedule of a scenario, in words.
pub fn shown(scenario: &Scenario) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, scenario);
    text
}

fn write(to: &mut String, scenario: &Scenario) -> fmt::Result {
    let schedule = Schedule::of(scenario);
    let arrivals = match schedule.len() {
        0 => "no open arrivals".to_owned(),
        number => counted(number, "arrival", "arrivals"),
    };
    writeln!(
        to,
        "{}: {arrivals} in {}, shard {}; nothing is sent",
        scenario.title,
        show_duration(scenario.duration),
        scenario.shard,
    )?;
    if !scenario.warm_up().is_zero() {
        writeln!(to, "measured from {} on", show_duration(scenario.warm_up()))?;
    }
    writeln!(to)?;
    parts(to, scenario, &schedule)?;
    rate(to, &schedule)?;
    mix(to, scenario, &schedule)?;
    first(to, scenario)?;
    faults(to, scenario)
}

fn parts(to: &mut String, scenario: &Scenario, schedule: &Schedule) -> fmt::Result {
    let mut rows = vec![["group", "phase", "from", "to", "what comes"].map(str::to_owned)];
    for part in schedule.parts() {
        let Some(phase) = part.phase_of(scenario) else {
            continue;
        };
        let group = scenario.groups.get(part.group);
        let warm_up = if part.is_warm_up { ", warm-up" } else { "" };
        rows.push([
            group.map_or_else(String::new, |group| group.name.clone()),
            phase.name.clone(),
            show_offset(part.start),
            show_offset(part.end),
            format!(
                "{}: {}{warm_up}",
                load_in_words(&phase.load),
                how_many(part, phase, schedule)
            ),
        ]);
    }
    let width = |place: usize| {
        let cells = rows.iter().filter_map(|row| row.get(place));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let [first, second, third, fourth] = [0, 1, 2, 3].map(width);
    for [group, phase, from, until, what] in &rows {
        let head = format!("{group:<first$}  {phase:<second$}  {from:>third$}  {until:>fourth$}  ");
        let indent = head.chars().count();
        writeln!(to, "{}", wrapped(&head, indent, what, indent))?;
    }
    Ok(())
}

/// How many arrivals, or script runs, a part comes to.
fn how_many(part: &Part, phase: &Phase, schedule: &Schedule) -> String {
    use crate::scenario::Load;
    match &phase.load {
        Load::Open(_) => counted(schedule.len_of(part.index), "arrival", "arrivals"),
        Load::Closed(_) => {
            let mut crowds = schedule.crowds().iter();
            let crowd = crowds.find(|crowd| crowd.part().index == part.index);
            match crowd.and_then(|crowd| crowd.runs_at_most(Duration::ZERO, 0)) {
                Some(most) => format!("at most {}", counted(most, "script run", "script runs")),
                None => "as many script runs as the answers allow".to_owned(),
            }
        }
    }
}

/// The rate of open arrivals over time, as a line of bars.
fn rate(to: &mut String, schedule: &Schedule) -> fmt::Result {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let column = schedule.end() / COLUMNS;
    let rates: Vec<f64> = (0..COLUMNS)
        .map(|place| {
            let (from, to) = (column * place, column * (place + 1));
            let mass = schedule.expected_before(to) - schedule.expected_before(from);
            mass / column.as_secs_f64().max(f64::MIN_POSITIVE)
        })
        .collect();
    let most = rates.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return Ok(());
    }
    let bars = rates.iter().map(|rate| {
        // The lowest bar whose upper edge the rate does not pass.
        let edges = (1..)
            .map(f64::from)
            .map(|eighths: f64| most * eighths / 8.0);
        let mut bars = BARS.iter().zip(edges);
        let bar = bars.find(|(_, edge)| *rate <= edge * (1.0 + 1e-9));
        if *rate > 0.0 {
            bar.map_or('█', |(bar, _)| *bar)
        } else {
            ' '
        }
    });
    writeln!(to, "\nrate  {}", bars.collect::<String>())?;
    writeln!(
        to,
        "      up to {most:.1} per second; a column is {}",
        time(u64::try_from(column.as_micros()).unwrap_or(u64::MAX))
    )
}

/// What the arrivals do, and how often.
fn mix(to: &mut String, scenario: &Scenario, schedule: &Schedule) -> fmt::Result {
    let assignments = Assignments::of(scenario);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut asked = 0;
    for arrival in schedule.arrivals().take(ASKED) {
        let name = name(scenario, assignments.assignment(arrival.number));
        *counts.entry(name).or_default() += 1;
        asked += 1;
    }
    if asked == 0 {
        return Ok(());
    }
    writeln!(
        to,
        "\nof the first {}",
        counted(asked, "arrival", "arrivals")
    )?;
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, number)| core::cmp::Reverse(*number));
    for (name, number) in counts {
        writeln!(
            to,
            "{:>9}  {:>7}  {name}",
            count(number),
            share(number, asked)
        )?;
    }
    Ok(())
}

fn name(scenario: &Scenario, assignment: Assignment) -> String {
    match assignment {
        Assignment::Script(place) => scenario
            .scripts
            .get(place)
            .map_or_else(String::new, |script| script.name.clone()),
        Assignment::Probe { kind, .. } => format!("probe {kind}"),
    }
}

/// The first arrivals, one by one.
pub(super) fn first(to: &mut String, scenario: &Scenario) -> fmt::Result {
    let schedule = Schedule::of(scenario);
    let assignments = Assignments::of(scenario);
    for (place, arrival) in schedule.arrivals().take(SHOWN).enumerate() {
        if place == 0 {
            writeln!(to, "\n{:>11} {:>6}  what it does", "due", "number")?;
        }
        let what = what(scenario, &assignments, &arrival);
        let head = format!("{:>11} {:>6}  ", seconds(arrival.due), arrival.number);
        writeln!(
            to,
            "{}",
            wrapped(&head, FIRST_INDENT, &what, FIRST_INDENT + 2)
        )?;
    }
    Ok(())
}

fn what(scenario: &Scenario, assignments: &Assignments, arrival: &Arrival) -> String {
    let assignment = assignments.assignment(arrival.number);
    let name = name(scenario, assignment);
    match assignment {
        Assignment::Probe { .. } => name,
        Assignment::Script(place) => {
            let setting = assignments.care_setting(place, arrival.number, 0);
            let child = match assignments.child(arrival.number, 0) {
                ChildChoice::Anyone { .. } => "anyone",
                ChildChoice::WithAlert { .. } | ChildChoice::Ranked { .. } => "child with an alert",
                ChildChoice::Hot { .. } => "hot child",
            };
            format!("{name} · {setting} · {child}")
        }
    }
}

/// To the microsecond.
fn seconds(due: Duration) -> String {
    format!("{}.{:06} s", due.as_secs(), due.subsec_micros())
}

/// What goes wrong on purpose.
fn faults(to: &mut String, scenario: &Scenario) -> fmt::Result {
    let nemesis = Nemesis::of(scenario);
    let strikes = nemesis.strikes();
    for (place, strike) in strikes.iter().take(SHOWN).enumerate() {
        if place == 0 {
            writeln!(to, "\n{:>11}  what goes wrong", "at")?;
        }
        let head = format!("{:>11}  ", seconds(strike.at));
        writeln!(to, "{}", wrapped(&head, 13, &deed(&strike.deed), 15))?;
    }
    match strikes.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(to, "{:>11}  and {more} more", ""),
    }
}

fn deed(deed: &Deed) -> String {
    let sent = |share: &Share, how: &str, which: &str| {
        if *share == Share::NONE {
            format!("no request is sent {how} any more")
        } else {
            format!("{share} of {which} are sent {how}")
        }
    };
    match deed {
        Deed::Spine(faults) if faults.is_empty() => "the Spine is well again".to_owned(),
        Deed::Spine(faults) => {
            let named: Vec<String> = faults.iter().map(Disturbance::of_spine).collect();
            format!("the Spine: {}", listed(&named))
        }
        Deed::Retry(share) => sent(share, "again", "the requests without an answer"),
        Deed::Duplicate(share) => sent(share, "twice", "the requests"),
        Deed::DropConnections => "the connections are dropped".to_owned(),
        Deed::AdvanceClock(by) => format!("the Spine's clock jumps by {}", show_duration(*by)),
    }
}
