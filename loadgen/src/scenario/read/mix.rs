//! Which scripts are run, and how often each among them.

use super::people::weight;
use crate::scenario::nearest::{listed, nearest};
use crate::scenario::parts::{Script, Weighted};
use crate::scenario::reader::Reader;
use crate::scenario::tree::Value;

/// Every script, by its own weight.
pub(super) fn mix_of_all(scripts: &[Script]) -> Vec<Weighted<usize>> {
    let all = scripts.iter().enumerate();
    all.map(|(item, script)| Weighted {
        item,
        weight: script.weight,
    })
    .collect()
}

/// The scripts that a section names, with their weights.
pub(super) fn mix(section: &Reader<'_>, scripts: &[Script]) -> Option<Vec<Weighted<usize>>> {
    let entry = section.entry("scripts")?;
    let Value::Table(table) = &entry.node.value else {
        section.wrong(
            "scripts",
            "names of scripts and weights are needed, for example { triage = 3 }",
        );
        return None;
    };
    let names: Vec<&str> = scripts.iter().map(|script| script.name.as_str()).collect();
    if table.entries.is_empty() {
        let wanted = "name one script with its weight, for example { triage = 3 }";
        section.wrong("scripts", wanted);
        return None;
    }
    let mut all = Vec::new();
    for (name, entry) in &table.entries {
        let item = names.iter().position(|known| known == name);
        match (item, weight(&entry.node.value)) {
            (Some(item), Ok(weight)) => all.push(Weighted { item, weight }),
            (Some(_), Err(wanted)) => section.note(
                &entry.node.place,
                format!(
                    "`{}.{name}` is {}, {wanted}",
                    section.path("scripts"),
                    entry.node.value
                ),
            ),
            (None, _) => section.note(&entry.place, not_a_script(name, &names)),
        }
    }
    // With a mistake in it, a mix says nothing about which scripts are run.
    (all.len() == table.entries.len()).then(|| {
        all.sort_by_key(|weighted| weighted.item);
        all
    })
}

fn not_a_script(name: &str, names: &[&str]) -> String {
    match nearest(name, names) {
        Some(near) => format!("`{name}` is not a script, did you mean \"{near}\"?"),
        None => format!("`{name}` is not a script, known are {}", listed(names, '"')),
    }
}
