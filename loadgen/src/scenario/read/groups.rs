//! Groups of users and the phases of each.

use core::time::Duration;

use super::arrivals::arrivals;
use super::mix::{mix, mix_of_all};
use super::people::{ALL_ALIKE, care_settings, children, emergency_department};
use super::values::{Flag, Offset, TenantName, Title};
use crate::scenario::keys::{GROUP, LIST_MAX, PHASE, Section};
use crate::scenario::load::{Group, Load, Phase};
use crate::scenario::parts::{Script, Weighted};
use crate::scenario::reader::Reader;
use crate::scenario::tree::Value;

/// Of what has no length of its own.
const DURATION: Duration = Duration::from_mins(1);

/// The name of the one group, and of the one phase, of a scenario that names none.
const EVERYBODY: &str = "everybody";
const WHOLE_RUN: &str = "whole run";

/// What groups have in common where they do not say otherwise.
#[derive(Clone, Copy)]
struct Common<'a> {
    file: Reader<'a>,
    scripts: &'a [Script],
}

/// The groups; nothing where one of them has no load, which is then a mistake that is told.
pub(super) fn groups(file: &Reader<'_>, scripts: &[Script]) -> Option<Vec<Group>> {
    let everybody = Group {
        name: EVERYBODY.to_owned(),
        phases: Vec::new(),
        care_settings: care_settings(file).unwrap_or_else(emergency_department),
        children: children(file, ALL_ALIKE),
        tenant: None,
    };
    let common = Common {
        file: *file,
        scripts,
    };
    let groups = if file.has(GROUP.name) {
        several(&common, &everybody)
    } else {
        let phases = phases(file, &common, &mix_of_all(scripts), Duration::ZERO);
        phases.map(|phases| {
            vec![Group {
                phases,
                ..everybody
            }]
        })
    };
    let groups = groups.filter(|groups| !groups.is_empty())?;
    note_idle(file, scripts, &groups);
    Some(groups)
}

fn several(common: &Common<'_>, everybody: &Group) -> Option<Vec<Group>> {
    let file = &common.file;
    for key in ["arrivals", PHASE.name] {
        if file.has(key) {
            let text = format!("`{key}` does not stand beside groups, each [[group]] has its own");
            file.note_at(key, text);
        }
    }
    let sections = listed_sections(file, &GROUP);
    let numbered = sections.iter().zip(1..);
    let groups: Vec<Option<Group>> = numbered
        .map(|(section, number)| group(section, number, common, everybody))
        .collect();
    note_twice(&sections, &groups);
    if file.has("duration") && sections.iter().all(|section| section.has(PHASE.name)) {
        file.note_at("duration", beside_phases("duration"));
    }
    groups.into_iter().collect()
}

fn group(
    section: &Reader<'_>,
    number: usize,
    common: &Common<'_>,
    everybody: &Group,
) -> Option<Group> {
    let name = name_of(section, number);
    let start = section
        .optional("starts")
        .map_or(Duration::ZERO, |Offset(start)| start);
    let mix = mix(section, common.scripts).unwrap_or_else(|| mix_of_all(common.scripts));
    let phases = phases(section, common, &mix, start);
    let care_settings = care_settings(section);
    let children = children(section, everybody.children);
    let tenant = section.optional("tenant").map(|TenantName(name)| name);
    Some(Group {
        name,
        phases: phases?,
        care_settings: care_settings.unwrap_or_else(|| everybody.care_settings.clone()),
        children,
        tenant,
    })
}

fn beside_phases(key: &str) -> String {
    format!("`{key}` does not stand beside phases, each [[phase]] has its own")
}

/// The phases under the file or a group: those it names, or one of its arrivals.
fn phases(
    under: &Reader<'_>,
    common: &Common<'_>,
    mix_of_group: &[Weighted<usize>],
    start: Duration,
) -> Option<Vec<Phase>> {
    let sections = listed_sections(under, &PHASE);
    if !under.has(PHASE.name) {
        if !under.has("arrivals") {
            under.missing("arrivals");
        }
        let load = arrivals(under);
        let duration = common.file.optional::<Duration>("duration");
        let load = load?;
        return Some(vec![Phase {
            name: WHOLE_RUN.to_owned(),
            start,
            duration: duration.unwrap_or_else(|| length(&load)),
            load,
            is_warm_up: false,
            scripts: mix_of_group.to_vec(),
        }]);
    }
    for key in ["arrivals", "duration"] {
        if under.has(key) {
            under.note_at(key, beside_phases(key));
        }
    }
    let phases = in_turn(&sections, (mix_of_group, common.scripts), start);
    let phases = phases.filter(|phases| !phases.is_empty())?;
    if phases.iter().all(|phase| phase.is_warm_up) {
        let text = "every phase is warm-up, one that is measured is needed";
        under.note_at(PHASE.name, text.to_owned());
    }
    Some(phases)
}

fn in_turn(
    sections: &[Reader<'_>],
    mixes: (&[Weighted<usize>], &[Script]),
    mut start: Duration,
) -> Option<Vec<Phase>> {
    let mut phases: Vec<Option<Phase>> = Vec::new();
    for (section, number) in sections.iter().zip(1..) {
        let phase = phase(section, number, mixes, start);
        start = phase.as_ref().map_or(start, Phase::end);
        let warms_late = phase.as_ref().is_some_and(|phase| phase.is_warm_up)
            && phases.iter().flatten().any(|earlier| !earlier.is_warm_up);
        if warms_late {
            let text = "`phase.warm_up` comes after a phase that is measured, warm-up comes first";
            section.note_at("warm_up", text.to_owned());
        }
        phases.push(phase);
    }
    phases.into_iter().collect()
}

fn phase(
    section: &Reader<'_>,
    number: usize,
    (mix_of_group, scripts): (&[Weighted<usize>], &[Script]),
    start: Duration,
) -> Option<Phase> {
    if !section.has("arrivals") {
        section.missing("arrivals");
    }
    let name = name_of(section, number);
    let load = arrivals(section);
    let duration = section.optional::<Duration>("duration");
    let warm_up = section.optional("warm_up").is_some_and(|Flag(flag)| flag);
    let scripts = mix(section, scripts).unwrap_or_else(|| mix_of_group.to_vec());
    let load = load?;
    Some(Phase {
        name,
        start,
        duration: duration.unwrap_or_else(|| length(&load)),
        load,
        is_warm_up: warm_up,
        scripts,
    })
}

fn length(load: &Load) -> Duration {
    let shaped = match load {
        Load::Open(arrivals) => arrivals.profile.length(),
        Load::Closed(_) => None,
    };
    shaped
        .filter(|length| !length.is_zero())
        .unwrap_or(DURATION)
}

fn name_of(section: &Reader<'_>, number: usize) -> String {
    let name = section.optional::<Title>("name");
    name.map_or_else(
        || format!("{} {number}", section.section.name),
        |Title(name)| name,
    )
}

/// Notes a script that no mix has.
fn note_idle(file: &Reader<'_>, scripts: &[Script], groups: &[Group]) {
    let phases = || groups.iter().flat_map(|group| &group.phases);
    for (item, script) in scripts.iter().enumerate() {
        let is_run = phases().any(|phase| phase.scripts.iter().any(|one| one.item == item));
        if !is_run {
            let text = format!(
                "\"{}\" is a script that nobody runs, no `scripts` names it",
                script.name
            );
            file.note_at("script", text);
        }
    }
}

fn note_twice(sections: &[Reader<'_>], groups: &[Option<Group>]) {
    for (index, (section, group)) in sections.iter().zip(groups).enumerate() {
        let Some(group) = group else { continue };
        let mut earlier = groups.iter().take(index).flatten();
        if earlier.any(|earlier| earlier.name == group.name) {
            let text = format!("\"{}\" is the name of an earlier group", group.name);
            section.note_at("name", text);
        }
    }
}

/// The sections of a key that may be there several times; an empty list, or too many of them, is a mistake.
pub(super) fn listed_sections<'a>(
    under: &Reader<'a>,
    section: &'static Section,
) -> Vec<Reader<'a>> {
    let sections = under.sections(section);
    let name = section.name;
    let is_empty = under
        .entry(name)
        .is_some_and(|entry| matches!(&entry.node.value, Value::List(items) if items.is_empty()));
    if is_empty {
        under.note_at(name, format!("`{name}` is an empty list, leave it out"));
    }
    if sections.len() > LIST_MAX {
        let text = format!(
            "`[[{name}]]` is there {} times, at most {LIST_MAX}",
            sections.len()
        );
        under.note_at(name, text);
    }
    sections
}
