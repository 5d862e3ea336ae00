use super::lists;
use super::people::{care_settings, whole};
use super::values::Title;
use crate::scenario::keys::{LIST_MAX, SCRIPT};
use crate::scenario::mistake::Place;
use crate::scenario::parts::{Clock, Script};
use crate::scenario::reader::Reader;
use crate::scenario::step::{Actor, Step};

/// The scripts; `clock` is absent where it is a mistake of its own.
pub(super) fn scripts(file: &Reader<'_>, clock: Option<Clock>) -> Vec<Script> {
    let sections = file.sections(&SCRIPT);
    if sections.is_empty() && is_empty_or_absent(file) {
        file.missing("script");
    }
    if sections.len() > LIST_MAX {
        file.note_at(
            "script",
            format!("there are {} scripts, at most {LIST_MAX}", sections.len()),
        );
    }
    let mut scripts: Vec<Script> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let script = script(section, index + 1, clock);
        if scripts.iter().any(|earlier| earlier.name == script.name) {
            let text = format!("\"{}\" is the name of an earlier script", script.name);
            section.note_at("name", text);
        }
        scripts.push(script);
    }
    scripts
}

fn is_empty_or_absent(file: &Reader<'_>) -> bool {
    use crate::scenario::tree::Value;
    file.entry("script")
        .is_none_or(|entry| matches!(&entry.node.value, Value::List(items) if items.is_empty()))
}

fn script(section: &Reader<'_>, number: usize, clock: Option<Clock>) -> Script {
    let name = section.optional::<Title>("name");
    Script {
        name: name.map_or_else(|| format!("script {number}"), |Title(name)| name),
        weight: whole(section, "weight").unwrap_or(1),
        steps: steps(section, clock),
        care_settings: care_settings(section),
    }
}

fn steps(section: &Reader<'_>, clock: Option<Clock>) -> Vec<Step> {
    if !section.has("steps") {
        section.missing("steps");
    }
    let Some(texts) = lists::texts(section, "steps") else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    let mut all_read = true;
    for (place, text) in &texts {
        match Step::read(text) {
            Ok(step) => {
                check_clock(section, place, &step, clock);
                steps.push((*place, step));
            }
            Err(why) => {
                all_read = false;
                section.note(place, why);
            }
        }
    }
    if texts.is_empty() {
        section.note_at(
            "steps",
            "`script.steps` is empty, a script needs a step".to_owned(),
        );
    } else if all_read {
        check_order(section, &steps);
    }
    if texts.len() > LIST_MAX {
        section.note_at(
            "steps",
            format!("there are {} steps, at most {LIST_MAX}", texts.len()),
        );
    }
    steps.into_iter().map(|(_, step)| step).collect()
}

fn check_clock(section: &Reader<'_>, place: &Place, step: &Step, clock: Option<Clock>) {
    if matches!(step, Step::AdvanceClock(_)) && clock == Some(Clock::System) {
        let text = format!(
            "\"{step}\" moves the clock of the Spine, the scenario has it at the machine's; for \
             example [clock] with mode = \"frozen\" and now = 2026-03-02T09:00:00Z"
        );
        section.note(place, text);
    }
}

/// What a step refers back to must have happened.
fn check_order(section: &Reader<'_>, steps: &[(&Place, Step)]) {
    let mut last = Actor::Same;
    let mut acted = false;
    let mut opened: Vec<Actor> = Vec::new();
    for (place, step) in steps {
        let actor = match step.actor() {
            Some(Actor::Same) | None => last,
            Some(actor) => actor,
        };
        if !acted && matches!(actor, Actor::SecondUser | Actor::OtherOrganisation) {
            let text = format!("\"{step}\" needs a first user, no step before it has one");
            section.note(place, text);
        }
        match step {
            Step::RepeatAlert(_) | Step::RetryAlert(_) if !opened.contains(&actor) => {
                let text = format!(
                    "\"{step}\" needs an alert opened before by the same user, about the same \
                     child, for example by \"open the alert\""
                );
                section.note(place, text);
            }
            Step::OpenAlert(_) | Step::LookWithoutNotifying(_) => opened.push(actor),
            Step::AnotherChild => opened.clear(),
            Step::LogOn { .. }
            | Step::Find(_)
            | Step::Overview(_)
            | Step::RepeatAlert(_)
            | Step::RetryAlert(_)
            | Step::ReadList(_)
            | Step::Wait(_)
            | Step::AdvanceClock(_) => {}
        }
        acted |= step.actor().is_some();
        last = actor;
    }
    let sends = |step: &Step| !matches!(step, Step::Wait(_) | Step::AnotherChild);
    if !steps.iter().any(|(_, step)| sends(step)) {
        section.note_at(
            "steps",
            "`script.steps` sends no request, a script needs one".to_owned(),
        );
    }
}
