use cpis_vocabulary::RequirementId;

use super::lists;
use crate::scenario::keys::PROBES;
use crate::scenario::nearest::{listed, nearest};
use crate::scenario::parts::{Clock, Probes};
use crate::scenario::probe_kind::{ProbeKind, ProbeNeeds};
use crate::scenario::quantity::Share;
use crate::scenario::reader::Reader;

/// The probes, where the file has some; `proves` and `clock` are absent where they are mistakes of their own.
pub(super) fn probes(
    file: &Reader<'_>,
    proves: Option<&[RequirementId]>,
    clock: Option<Clock>,
) -> Option<Probes> {
    let section = file.section(&PROBES);
    if !section.is_there {
        return None;
    }
    let share = section.required::<Share>("share");
    if share == Some(Share::NONE) {
        section.wrong(
            "share",
            "probes need a share above zero; without [probes] there are none",
        );
    }
    let frozen = clock.map(|clock| matches!(clock, Clock::Frozen { .. }));
    if proves.is_some_and(<[_]>::is_empty) {
        let text = "[probes] needs rules to aim at, `proves` is empty".to_owned();
        section.note(&section.table.place, text);
    }
    let proves = proves.filter(|proves| !proves.is_empty());
    let kinds = match (proves, frozen) {
        _ if section.has("kinds") => named(&section, proves, frozen),
        (Some(proves), Some(frozen)) => fitting(&section, proves, frozen),
        // Which of them fit cannot be told, so none is held against a target that names it.
        (None, _) | (_, None) => ProbeKind::ALL.to_vec(),
    };
    // A share that is none is a mistake already: the file makes no scenario.
    let share = share.unwrap_or(Share::NONE);
    Some(Probes { share, kinds })
}

/// Every kind that aims at a rule of `proves` and that the clock allows.
fn fitting(section: &Reader<'_>, proves: &[RequirementId], frozen: bool) -> Vec<ProbeKind> {
    let kinds: Vec<ProbeKind> = ProbeKind::ALL
        .into_iter()
        .filter(|kind| aims_at_one_of(*kind, proves))
        .filter(|kind| frozen || kind.needs() != ProbeNeeds::FrozenClock)
        .collect();
    if kinds.is_empty() {
        let text = "no kind of probe aims at a rule of `proves` and fits the clock; \
                    leave [probes] out, or prove another rule, or freeze the clock"
            .to_owned();
        section.note(&section.table.place, text);
    }
    kinds
}

fn aims_at_one_of(kind: ProbeKind, proves: &[RequirementId]) -> bool {
    kind.aims_at().iter().any(|rule| proves.contains(rule))
}

/// The kinds the file names.
fn named(
    section: &Reader<'_>,
    proves: Option<&[RequirementId]>,
    frozen: Option<bool>,
) -> Vec<ProbeKind> {
    let texts = lists::texts(section, "kinds").unwrap_or_default();
    lists::note_twice(section, &texts);
    let mut kinds = Vec::new();
    for (place, text) in &texts {
        let Some(kind) = ProbeKind::named(text) else {
            section.note(place, not_a_kind(text));
            continue;
        };
        if proves.is_some_and(|proves| !aims_at_one_of(kind, proves)) {
            let rules: Vec<String> = kind.aims_at().iter().map(ToString::to_string).collect();
            let aims = rules.join(" and ");
            section.note(
                place,
                format!("\"{kind}\" aims at {aims}, of which `proves` has none"),
            );
        }
        if kind.needs() == ProbeNeeds::FrozenClock && frozen == Some(false) {
            let text = format!(
                "\"{kind}\" needs a clock that stands until it is moved, for example [clock] with \
                 mode = \"frozen\" and now = 2026-03-02T09:00:00Z"
            );
            section.note(place, text);
        }
        kinds.push(kind);
    }
    if texts.is_empty() {
        section.note_at(
            "kinds",
            "`probes.kinds` is empty, leave it out for every kind that fits".to_owned(),
        );
    }
    kinds
}

fn not_a_kind(text: &str) -> String {
    let known = ProbeKind::ALL.map(ProbeKind::name);
    let hint = nearest(text, known).map_or_else(
        || format!("known are {}", listed(&known, '"')),
        |near| format!("did you mean \"{near}\"?"),
    );
    format!("{text:?} is not a kind of probe, {hint}")
}
