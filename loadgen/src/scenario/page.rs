//! The generated tables of the page on the language, `scenarios/README.md`.

use super::find::Find;
use super::keys::{
    Key, LIST_MAX, NUMBERS_MAX, RATES_MAX, Section, TITLE_MAX, Takes, Unless, WEIGHT_MAX,
};
use super::nearest::listed;
use super::probe_kind::{ProbeKind, ProbeNeeds};
use super::sentence::{FORMS, Tail};
use super::step::Actor;

/// Every table of keys, one per section, as Markdown.
pub fn key_tables() -> String {
    Section::all().map(section).collect::<Vec<_>>().join("\n")
}

/// The steps, as a Markdown table.
pub fn step_table() -> String {
    let finds = || {
        let row = |find: Find| format!("| `{}` | {} |\n", find.sentence(), find.means());
        Find::ALL.into_iter().map(row).collect()
    };
    let rows = FORMS.iter().map(|form| {
        let verb = form.verb;
        let sentence = match &form.tail {
            Tail::Find => return finds(),
            Tail::Nothing(_) => format!("`{verb}`"),
            Tail::Actor(_) => format!("`{verb}` *who*"),
            Tail::LogOn => {
                format!("`{verb} as any` *care setting*, `{verb}` *who* `at any` *care setting*, `{verb}` *who*")
            }
            Tail::Duration { example, .. } => format!("`{verb} {example}`"),
        };
        format!("| {sentence} | {} |\n", form.means)
    });
    let actors: Vec<String> = Actor::PHRASED.into_iter().map(Actor::phrase).collect();
    format!(
        "| step | what it does |\n| --- | --- |\n{}\n*who* is nothing (who acted last), `as A` to `as Z`, {}.\n",
        rows.collect::<String>(),
        listed(&actors, '`'),
    )
}

/// The kinds of probe, as a Markdown table.
pub fn probe_table() -> String {
    let rows = ProbeKind::ALL.iter().map(|kind| {
        let rules: Vec<String> = kind.aims_at().iter().map(ToString::to_string).collect();
        let needs = match kind.needs() {
            ProbeNeeds::DataPort => "",
            ProbeNeeds::ControlPort => "a control port",
            ProbeNeeds::FrozenClock => "a control port, a frozen clock",
        };
        format!(
            "| `{kind}` | {} | {} | {needs} |\n",
            kind.does(),
            rules.join(" ")
        )
    });
    let rows: String = rows.collect();
    format!("| kind | what it does | aims at | needs |\n| --- | --- | --- | --- |\n{rows}")
}

fn section(section: &Section) -> String {
    let title = match section.name {
        "" => "### The file itself".to_owned(),
        name if section.is_list() => format!("### `[[{name}]]`"),
        name => format!("### `[{name}]`"),
    };
    let rows: String = section.keys.iter().map(row).collect();
    format!(
        "{title}\n\n{}\n\n| key | takes | without it | what it says |\n| --- | --- | --- | --- |\n{rows}",
        section.about
    )
}

fn row(key: &Key) -> String {
    let without = match key.unless_said {
        Unless::Refused => "refused".to_owned(),
        Unless::Default(value) => format!("`{value}`"),
        Unless::Otherwise(words) => words.to_owned(),
    };
    format!(
        "| `{}` | {} | {without} | {} |\n",
        key.name,
        takes(key),
        key.means
    )
}

fn takes(key: &Key) -> String {
    let example = key.example;
    match key.takes {
        Takes::Text => format!("a text of at most {TITLE_MAX} characters"),
        Takes::Whole { least, most } => format!("{least} to {most}"),
        Takes::Seed => "a whole number".to_owned(),
        Takes::Rate => format!("a rate: `{example}`"),
        Takes::Duration => format!("a duration: `{example}`"),
        Takes::Share => format!("a share: `{example}`"),
        Takes::Times => format!("a factor: `{example}`"),
        Takes::Day => format!("a day: `{example}`"),
        Takes::Instant => format!("an instant: `{example}`"),
        Takes::Word(words) => words
            .iter()
            .map(|word| format!("`\"{word}\"`"))
            .collect::<Vec<_>>()
            .join(", "),
        Takes::Numbers => format!("a list of 1 to {NUMBERS_MAX} whole numbers: `{example}`"),
        Takes::Rules => format!("a list of rules: `{example}`"),
        Takes::Steps => format!("a list of 1 to {LIST_MAX} steps"),
        Takes::Probes => format!("a list of kinds: `{example}`"),
        Takes::CareSettings => format!("names with weights from 1 to {WEIGHT_MAX}: `{example}`"),
        Takes::Flag => "`true`, `false`".to_owned(),
        Takes::Offset => format!("a time of the run: `{example}`"),
        Takes::Rates => format!("a list of 1 to {RATES_MAX} rates: `{example}`"),
        Takes::Curve => format!("a list of 1 to {RATES_MAX} points: `{example}`"),
        Takes::ThinkTime => format!("a think time: `{example}`"),
        Takes::Mix => format!("names of scripts with weights from 1 to {WEIGHT_MAX}: `{example}`"),
        Takes::Zipf => format!("0.001 to 10: `{example}`"),
        Takes::Metric => format!("a metric: `{example}`"),
        Takes::Amount => format!("a duration, a share or a rate: `{example}`"),
        Takes::Window => format!("two times of the run: `{example}`"),
        Takes::FailIf => format!("a sentence: `{example}`"),
        Takes::Shard => format!("a part: `{example}`"),
        Takes::Tenant => format!("a tenant's name: `{example}`"),
        Takes::Section(_) => "a table".to_owned(),
        Takes::Sections(_) => format!("1 to {LIST_MAX} tables"),
    }
}
