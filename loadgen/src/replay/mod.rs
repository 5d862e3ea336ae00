//! For each finding a program that shows it again: the requests that it names and what came before them, one after the other on a tenant of
//! their own with its clock pinned, and what was required beside what came.

mod answers;
mod child;
mod choose;
mod claims;
mod content;
mod folder;
mod gather;
mod lookup;
mod model;
mod narrate;
mod play;
mod shell;
mod steps;

pub use folder::{FOLDER, remove_scripts};

use crate::checker::People;
use crate::executed::Executed;
use crate::history::{HistoryError, Pieces};
use crate::scenario::{NumberRange, Scenario};
use crate::words::quoted;
use choose::{Compare, choose, compared};
use claims::{is_about_an_answer, patients};
use cpis_vocabulary::{NhsNumber, RequirementId};
use folder::script_name;
use gather::{Accesses, Gathered, Named};
use lookup::Lookup;
use play::Play;
use reports::{Finding, RunRecord, Spine};
use shell::{Whereabouts, script};
use std::fs;
use std::io;
use std::path::Path;

/// Why the scripts are not there.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The history cannot be read again.
    #[error("the scripts of the findings need the run's history")]
    History(#[from] HistoryError),
    /// A file cannot be written.
    #[error("the scripts of the findings must be writable")]
    Unwritable(#[from] io::Error),
}

/// A run whose findings are to be shown again.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What was run.
    pub scenario: &'a Scenario,
    /// What the executor handed back.
    pub executed: &'a Executed,
    /// Its operations.
    pub history: &'a Pieces,
}

/// Writes a script for each finding of the record that one can show, and notes its place there.
///
/// The scripts of an earlier run are removed.
///
/// # Errors
/// When the history cannot be read or a file cannot be written.
pub fn write_scripts(
    record: &mut RunRecord,
    run: Found<'_>,
    directory: &Path,
) -> Result<(), ReplayError> {
    remove_scripts(directory)?;
    let named = named(record);
    let accesses = accesses(record);
    if named.is_empty() && accesses.is_empty() {
        return Ok(());
    }
    let gathered = Gathered::of(run.history, &named, &accesses)?;
    let whereabouts = whereabouts(record, run);
    let mut number = 0_u32;
    for verdict in &mut record.verdicts {
        let Ok(rule) = verdict.id.parse::<RequirementId>() else {
            continue;
        };
        for finding in &mut verdict.findings {
            number += 1;
            let file = script_name(number, rule);
            let text = shown(rule, finding, &file, (run, &gathered, &whereabouts));
            if let Some(text) = text {
                fs::create_dir_all(directory.join(FOLDER))?;
                fs::write(directory.join(&file), text)?;
                finding.script = Some(file);
            }
        }
    }
    Ok(())
}

/// The script of one finding; none where the rule or the child is not one that a script can show.
fn shown(
    rule: RequirementId,
    finding: &Finding,
    file: &str,
    (run, gathered, whereabouts): (Found<'_>, &Gathered, &Whereabouts),
) -> Option<String> {
    let people: &dyn People = &run.executed.people;
    if is_about_an_answer(rule) {
        let lookup = Lookup::of(finding, gathered)?;
        let play = Play::of_lookup(&lookup);
        let head = (&*rule.to_string(), finding, file);
        return Some(script(head, &play, (whereabouts, people)));
    }
    let compared = compared(rule)?;
    let by_access;
    let mut operations = &finding.about.operations;
    let mut named = operations.iter();
    let first = named.find_map(|number| gathered.named.get(number));
    let child = child_of(finding).or_else(|| first?.child)?;
    if compared.has(Compare::Ids) {
        by_access = gathered.of_accesses(child, &content::accesses(finding));
        operations = &by_access;
    }
    let reading = run.executed.reading;
    let chosen = choose(compared, child, operations, gathered, &reading);
    if chosen.is_empty() {
        return None;
    }
    let play = Play::of((child, compared), &chosen, reading, people)?;
    let is_about_notices = compared.has(Compare::Said) || compared.has(Compare::Ids);
    if is_about_notices && !content::is_told(&play) {
        return None;
    }
    Some(script(
        (&rule.to_string(), finding, file),
        &play,
        (whereabouts, people),
    ))
}

fn child_of(finding: &Finding) -> Option<NhsNumber> {
    NhsNumber::parse(finding.about.child.as_deref()?).ok()
}

/// The operations that the findings name.
fn named(record: &RunRecord) -> Named {
    let mut named = Named::new();
    let findings = record.verdicts.iter().flat_map(|verdict| &verdict.findings);
    for finding in findings {
        for number in &finding.about.operations {
            let children = named.entry(*number).or_default();
            children.extend(child_of(finding));
            children.extend(patients(finding));
        }
    }
    named
}

/// The accesses that findings name without an operation.
fn accesses(record: &RunRecord) -> Accesses {
    let findings = record.verdicts.iter().flat_map(|verdict| &verdict.findings);
    let silent = findings.filter(|finding| finding.about.operations.is_empty());
    silent.flat_map(content::accesses).collect()
}

/// Where the Spine of the run was, and how one with the same people is started.
fn whereabouts(record: &RunRecord, run: Found<'_>) -> Whereabouts {
    let (base, control) = match &record.target.spine {
        Spine::OwnMock => (None, None),
        Spine::Url { url } => (Some(url.as_str()), record.target.control.as_deref()),
    };
    let base = base.unwrap_or("http://127.0.0.1:8700");
    // A script makes a tenant of its own, beside the one of the run.
    let base = base.split("/t/").next().unwrap_or(base);
    Whereabouts {
        base: base.trim_end_matches('/').to_owned(),
        control: control
            .unwrap_or("http://127.0.0.1:8701")
            .trim_end_matches('/')
            .to_owned(),
        starts: starts(record, run),
    }
}

fn starts(record: &RunRecord, run: Found<'_>) -> Vec<String> {
    let people = &run.scenario.population;
    let mut start = format!(
        "mock-spine serve --population {} --seed {} --reference-date {}",
        people.patients, people.seed, people.reference_date
    );
    if people.range == NumberRange::Of9xx {
        start.push_str(" --range 9xx");
    }
    let known = [
        "anchor",
        "record_repeats",
        "both_activities",
        "new_authority",
    ];
    for setting in &record.reading {
        if known.contains(&setting.name.as_str()) {
            let option = setting.name.replace('_', "-");
            start.extend([" --", &option, " ", &quoted(&setting.value)]);
        }
    }
    let mut starts = vec![start];
    if !record.bugs.is_empty() {
        let on: Vec<String> = record
            .bugs
            .iter()
            .map(|bug| format!("\"{}\"", bug.id))
            .collect();
        starts.push(format!(
            "curl -X PUT http://127.0.0.1:8701/control/v1/bugs -d '{{\"on\": [{}]}}'",
            on.join(", ")
        ));
    }
    starts
}
