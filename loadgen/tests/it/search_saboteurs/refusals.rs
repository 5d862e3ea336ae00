//! What has to be refused, and how; what has to be answered: SRC-1, SRC-6.

use super::{
    Spoil, answer, check, is_plain, is_search, of_case, ok, population, refused, reread, seen,
};
use cpis_population::Case;
use cpis_vocabulary::Text;
use loadgen::history::{Flaw, Kind, Operation, Outcome, Seen};

/// Makes of one plain search that was answered another one, by this query, with this outcome.
fn asked(
    all: &mut [Operation],
    query: &str,
    told: impl FnOnce(&Operation) -> (Outcome, Seen),
) -> usize {
    let is_answered = |one: &&mut Operation| is_plain(one) && one.outcome.happened();
    let search = all.iter_mut().find(is_answered).unwrap();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let asked: Vec<(Text, Text)> = pairs
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    search.kind = Kind::Search { asked };
    (search.outcome, search.seen) = told(search);
    1
}

/// Finds nobody, as if it had been searched.
fn nobody(_: &Operation) -> (Outcome, Seen) {
    ok(Vec::new())
}

fn invalid(_: &Operation) -> (Outcome, Seen) {
    refused(400, Some("INVALID_SEARCH_DATA"))
}

/// SRC-6.
#[test]
fn a_search_that_has_to_be_refused_and_is_answered_convicts() {
    check(&[
        ("no date of birth", &["SRC-6"], |all| {
            asked(all, "family=Smith&given=Ann", nobody)
        }),
        ("no family name", &["SRC-6"], |all| {
            asked(all, "birthdate=eq2015-03-02&gender=female", nobody)
        }),
        (
            "a fuzzy search by the family name alone",
            &["SRC-6"],
            |all| {
                let query = "family=Smith&birthdate=eq2015-03-02&_fuzzy-match=true";
                asked(all, query, nobody)
            },
        ),
        ("a fuzzy search with a wildcard", &["SRC-6"], |all| {
            let query = "family=Smi*&given=Ann&birthdate=eq2015-03-02&_fuzzy-match=true";
            asked(all, query, nobody)
        }),
        ("a wildcard at the beginning", &["SRC-6"], |all| {
            asked(all, "family=S*th&birthdate=eq2015-03-02", nobody)
        }),
        ("a parameter that nobody knows", &["SRC-6"], |all| {
            let query = "family=Smith&birthdate=eq2015-03-02&surname=Smith";
            asked(all, query, nobody)
        }),
        ("a date that is none", &["SRC-6"], |all| {
            asked(all, "family=Smith&birthdate=eq2015-02-30", nobody)
        }),
        ("more than 50 are allowed", &["SRC-6"], |all| {
            let query = "family=Smith&birthdate=eq2015-03-02&_max-results=51";
            asked(all, query, nobody)
        }),
    ]);
}

/// SRC-6.
#[test]
fn a_search_that_is_refused_in_the_wrong_way_convicts() {
    check(&[
        ("in the right way", &[], |all| {
            asked(all, "birthdate=eq2015-03-02", invalid)
        }),
        ("too busy to say", &[], |all| {
            asked(all, "birthdate=eq2015-03-02", |_| {
                refused(429, Some("TOO_MANY_REQUESTS"))
            })
        }),
        ("with a code of its own", &["SRC-6"], |all| {
            asked(all, "family=Smith", invalid)
        }),
        (
            "the least is looked for before the parameters",
            &["SRC-6"],
            |all| asked(all, "surname=Smith", invalid),
        ),
        ("as if it could not be processed", &["SRC-6"], |all| {
            asked(all, "birthdate=eq2015-03-02", |_| {
                refused(422, Some("INVALID_SEARCH_DATA"))
            })
        }),
    ]);
}

/// SRC-6: of what the interface leaves open nothing is said.
#[test]
fn what_is_not_laid_down_may_be_refused_or_answered() {
    check(&[
        ("an empty name, refused", &[], |all| {
            asked(all, "family=&birthdate=eq2015-03-02", invalid)
        }),
        ("a name twice, refused", &[], |all| {
            let query = "family=Smith&family=Jones&birthdate=eq2015-03-02";
            asked(all, query, invalid)
        }),
        ("an e-mail address, answered", &[], |all| {
            let query = "family=Smith&birthdate=eq2015-03-02&email=a@b.example";
            asked(all, query, nobody)
        }),
    ]);
}

/// SRC-6.
#[test]
fn a_search_that_has_to_be_answered_and_is_refused_convicts() {
    let refusals: [Spoil; 3] = [
        |all| answer(all, is_search, || refused(400, Some("INVALID_SEARCH_DATA"))),
        |all| answer(all, is_search, || refused(400, Some("MISSING_VALUE"))),
        |all| answer(all, is_search, || refused(404, None)),
    ];
    for refusal in refusals {
        check(&[("every search is refused", &["SRC-6"], refusal)]);
    }
}

/// Makes one reading of a number that fails its check, answered like this.
fn misread(all: &mut [Operation], told: (Outcome, Seen)) -> usize {
    let number = of_case(Case::Hyphen).number;
    let read = reread(all, number, || told);
    let is_it = |one: &&mut Operation| one.kind == Kind::ReadPatient && one.child == Some(number);
    let reading = all.iter_mut().find(is_it).unwrap();
    reading.child = None;
    reading.flaws = vec![Flaw::BadNumber];
    read
}

/// SRC-1.
#[test]
fn a_number_that_fails_its_check_and_is_not_told_apart_convicts() {
    check(&[
        ("told apart", &[], |all| {
            misread(all, refused(400, Some("INVALID_RESOURCE_ID")))
        }),
        ("taken for unknown", &["SRC-1"], |all| {
            misread(all, refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        ("refused like a bad search", &["SRC-1"], |all| {
            misread(all, refused(400, Some("INVALID_SEARCH_DATA")))
        }),
        ("answered", &["SRC-1"], |all| {
            misread(all, ok(vec![seen(&of_case(Case::Hyphen), None)]))
        }),
    ]);
}

/// SRC-1.
#[test]
fn a_number_that_is_unknown_or_known_and_not_answered_for_as_such_convicts() {
    check(&[
        ("nobody is unknown", &[], |all| {
            let nobody = population().number(population().len());
            reread(all, nobody, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        ("nobody is taken for a wrong number", &["SRC-1"], |all| {
            let nobody = population().number(population().len());
            reread(all, nobody, || refused(400, Some("INVALID_RESOURCE_ID")))
        }),
        ("nobody is somebody", &["SRC-1"], |all| {
            let nobody = population().number(population().len());
            reread(all, nobody, || ok(vec![seen(&of_case(Case::Hyphen), None)]))
        }),
        ("somebody is unknown", &["SRC-1"], |all| {
            let number = of_case(Case::Hyphen).number;
            reread(all, number, || refused(404, Some("RESOURCE_NOT_FOUND")))
        }),
        ("somebody is somebody else", &["SRC-1"], |all| {
            let number = of_case(Case::Hyphen).number;
            reread(all, number, || {
                ok(vec![seen(&of_case(Case::LeapDay), None)])
            })
        }),
    ]);
}
