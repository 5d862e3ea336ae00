//! Searches record nothing: SRC-9.

use super::{broken, is_search, judged, world};
use cpis_vocabulary::AccessId;
use loadgen::history::{Kind, ListEntry, Operation, Seen};

/// Picks the operations of one kind.
type IsKind = fn(&Operation) -> bool;

/// SRC-9.
#[test]
fn a_search_that_leaves_a_trace_convicts() {
    let world = world();
    let access = AccessId::new(1_234_567_890);
    let searched = |operations: &mut Vec<Operation>, kind: IsKind| {
        let one = operations.iter_mut().find(|one| kind(one)).unwrap();
        one.access = Some(access);
    };
    let kinds: [(&str, IsKind); 3] = [
        ("a search", is_search),
        ("an overview", |one| one.kind == Kind::Overview),
        ("a reading", |one| one.kind == Kind::ReadPatient),
    ];
    for (name, kind) in kinds {
        let mut operations = world.operations.clone();
        searched(&mut operations, kind);
        let found = broken(&judged(&operations, &world.ledger));
        assert!(found.contains("SRC-9"), "{name} names an access: {found:?}");
    }
    let mut operations = world.operations.clone();
    let overviews = world.operations.iter();
    let overviews = overviews.filter(|one| one.kind == Kind::Overview && one.caller.is_some());
    let mut pairs = overviews.filter_map(|overview| {
        let list = operations.iter().position(|one| {
            one.child == overview.child
                && one.sent > overview.sent
                && matches!(one.seen, Seen::List { .. })
        });
        Some((overview, list?))
    });
    let (overview, list) = pairs.next().expect("a list after an overview");
    let caller = overview.caller.as_deref().unwrap();
    if let Seen::List { entries, total } = &mut operations[list].seen {
        *total += 1;
        let entry = ListEntry {
            access,
            at: overview.v_inv,
            viewer: Some(caller.user_name.clone()),
            organisation: Some(caller.organisation.clone()),
            post: Some(caller.post()),
        };
        entries.insert(0, entry);
    }
    let found = broken(&judged(&operations, &world.ledger));
    assert!(
        found.contains("SRC-9"),
        "a list shows an overview: {found:?}"
    );
}
