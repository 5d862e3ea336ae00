use super::history::Spans;
use super::{Part, RunDirError, changed};
use crate::history::{FinalList, JournalEntry, Ledger, Notice, Tail};
use crate::recorder::RecorderError;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::BufReader;

/// What the shards gathered after the last answer: each notification and line once, and of each child the list that was read last.
pub(super) fn unite(parts: &[Part], spans: &[Spans]) -> Result<Ledger, RunDirError> {
    let mut all = Ledger::default();
    let mut notices = HashSet::new();
    let mut lines = HashSet::new();
    let mut lists = BTreeMap::new();
    for (part, nth) in in_order_of_lists(parts, spans) {
        let ledger = read(part)?;
        if let Some(told) = ledger.notices {
            let is_new = |one: &Notice| notices.insert((one.tenant.clone(), one.id.clone()));
            let told = told.into_iter().filter(is_new);
            all.notices
                .get_or_insert_default()
                .extend(told.collect::<Vec<_>>());
        }
        let is_new = |one: &JournalEntry| lines.insert((one.tenant.clone(), one.access));
        all.journal
            .extend(ledger.journal.into_iter().filter(is_new));
        if is_final(nth, spans) {
            let of = |list: &FinalList| (list.tenant.clone(), list.epoch, list.child);
            lists.extend(ledger.final_lists.into_iter().map(|list| (of(&list), list)));
        }
    }
    all.final_lists = lists.into_values().collect();
    Ok(all)
}

/// The shards, those whose lists were read last at the end: they overwrite those of the others.
fn in_order_of_lists<'a>(parts: &'a [Part], spans: &[Spans]) -> Vec<(&'a Part, usize)> {
    let mut order: Vec<_> = parts.iter().zip(0..).collect();
    order.sort_by_key(|(_, nth)| spans.get(*nth).and_then(|span| span.lists_from));
    order
}

/// Whether the lists that a shard read at its end were final: the others were done before.
fn is_final(nth: usize, spans: &[Spans]) -> bool {
    let Some(from) = spans.get(nth).and_then(|span| span.lists_from) else {
        return false;
    };
    let mut others = spans.iter().zip(0..).filter(|(_, other)| *other != nth);
    others.all(|(other, _)| other.quiet_from < from)
}

fn read(part: &Part) -> Result<Ledger, RunDirError> {
    let path = part.kept.files.ledger.as_path();
    let damaged = |source| RecorderError::Damaged {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| RunDirError::Missing {
        path: path.to_owned(),
        source,
    })?;
    let (ledger, tail) = Ledger::read(BufReader::new(file)).map_err(damaged)?;
    match tail {
        Tail::Whole => Ok(ledger),
        Tail::Truncated { offset } => {
            let what = format!(
                "a whole ledger is required, this one is cut off inside the frame at byte {offset}"
            );
            Err(changed(path, what))
        }
    }
}
