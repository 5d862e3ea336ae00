use super::checker_honest::crowd_history;
use super::checker_mutants::BUGS;
use super::checker_online::{broken, online};
use super::checker_script::{base, people, tour};
use super::checker_spine::{Bug, Pace, run};
use super::pieces::Careless;
use cpis_vocabulary::{NhsNumber, RequirementId};
use loadgen::checker::{
    ChildTruth, Files, LedgerFrom, Reading, Room, Tallies, Truth, Verdict, judge, judge_files,
    judge_within,
};
use loadgen::history::{HISTORY_FILE, HistoryWriter, Ledger, Operation, PieceWriter, Pieces, Tail};
use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use tempfile::TempDir;

type Everybody = HashMap<NhsNumber, ChildTruth>;

/// A history and a ledger on disk, the operations in the order in which they ended.
struct Kept {
    directory: TempDir,
}

impl Kept {
    fn of(history: &[Operation], ledger: &Ledger, piece: u64) -> Self {
        let kept = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        let mut ended: Vec<&Operation> = history.iter().collect();
        ended.sort_by_key(|operation| (operation.ended(), operation.number));
        let mut to = PieceWriter::begin_on(Careless, kept.directory.path(), piece).unwrap();
        for operation in ended {
            to.write(std::slice::from_ref(operation));
        }
        let written = to.finish();
        assert!(written.broken.is_none());
        assert!(written.pieces > 1 || piece > 5_000, "{written:?}");
        let mut to = HistoryWriter::begin(File::create(kept.path("ledger")).unwrap()).unwrap();
        to.write_ledger(ledger).unwrap();
        to.finish().unwrap();
        kept
    }

    fn history(&self) -> Pieces {
        Pieces::find(self.directory.path(), 1).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

/// All in one piece, in some, and in many.
const PIECES: [u64; 3] = [PieceWriter::BYTES_MAX, 20_000, 5_000];

/// Much memory, little and hardly any: nothing is put into temporary files, the piles are, everything is.
const ROOMS: [Room; 3] = [
    Room {
        piles: 1,
        pile_bytes: usize::MAX,
        rows: usize::MAX,
        records: usize::MAX,
    },
    Room {
        piles: 2,
        pile_bytes: 1_000,
        rows: usize::MAX,
        records: usize::MAX,
    },
    Room {
        piles: 7,
        pile_bytes: 0,
        rows: 5,
        records: usize::MAX,
    },
];

/// Judges a history in memory and from files, with much memory and with little, and compares every verdict and certificate; and while
/// it goes on, when no rule may be found broken that is not at the end.
fn check(what: &str, people: &Everybody, mut history: Vec<Operation>, ledger: &Ledger) {
    let truth = Truth {
        reading: Reading::default(),
        people,
    };
    history.sort_by_key(|operation| (operation.sent, operation.number));
    let in_memory = judge(truth, &history, ledger);
    let (early, late) = (broken(&online(people, &history)), broken(&in_memory));
    assert!(early.is_subset(&late), "{what}: {early:?}, then {late:?}");
    for (piece, room) in PIECES.into_iter().zip(ROOMS) {
        let kept = Kept::of(&history, ledger, piece);
        let (pieces, ledger_path) = (kept.history(), kept.path("ledger"));
        let files = Files {
            history: &pieces,
            ledger: LedgerFrom::File(&ledger_path),
        };
        let judged = judge_within(truth, files, room, &mut ()).unwrap();
        assert_eq!(
            judged.operations,
            u64::try_from(history.len()).unwrap(),
            "{what}"
        );
        for rule in in_memory.rules().chain(judged.tallies.rules()) {
            assert_eq!(
                judged.tallies.verdict(rule),
                in_memory.verdict(rule),
                "{what} in {room:?}, {rule}"
            );
        }
        assert!(
            judged.tallies == in_memory,
            "{what} in {room:?}: something that no verdict shows differs"
        );
    }
}

#[test]
fn every_saboteur_gets_the_same_verdicts_and_certificates_from_files() {
    let people = people();
    let pace = Pace {
        base: base(),
        rate: 0,
    };
    for bug in BUGS.iter().map(|(bug, _)| *bug).chain([Bug::None]) {
        let (history, ledger) = run(&people, &tour(), pace, bug);
        check(&format!("{bug:?}"), &people, history, &ledger);
    }
}

#[test]
fn an_honest_crowd_gets_the_same_verdicts_from_files() {
    let people = people();
    for seed in 0..12 {
        let (history, ledger) = crowd_history(&people, seed);
        check(&format!("seed {seed}"), &people, history.clone(), &ledger);
        let unasked = Ledger {
            notices: None,
            ..ledger
        };
        check(&format!("seed {seed}, unasked"), &people, history, &unasked);
    }
}

/// What is said of every rule, but for the findings themselves: whether it holds, how much was examined, how many findings there are.
fn said(tallies: &Tallies) -> Vec<(RequirementId, &'static str, u64, u64)> {
    let of = |rule| match tallies.verdict(rule) {
        Verdict::Upheld { examined } => (rule, "upheld", examined, 0),
        Verdict::Broken {
            examined, total, ..
        } => (rule, "broken", examined, total),
        Verdict::Inconclusive { examined, .. } => (rule, "inconclusive", examined, 0),
        Verdict::NotExercised { .. } => (rule, "not exercised", 0, 0),
    };
    tallies.rules().map(of).collect()
}

/// Judges a history from files as if every child had too many operations to be held together.
fn check_long(what: &str, people: &Everybody, history: &[Operation], ledger: &Ledger) {
    let truth = Truth {
        reading: Reading::default(),
        people,
    };
    let in_memory = judge(truth, history, ledger);
    let kept = Kept::of(history, ledger, 5_000);
    let (pieces, ledger_path) = (kept.history(), kept.path("ledger"));
    let files = Files {
        history: &pieces,
        ledger: LedgerFrom::File(&ledger_path),
    };
    for records in [0, 5] {
        let room = Room {
            piles: 2,
            pile_bytes: 0,
            rows: 5,
            records,
        };
        let judged = judge_within(truth, files, room, &mut ()).unwrap();
        let (early, late) = (said(&judged.tallies), said(&in_memory));
        assert_eq!(early, late, "{what}, {records} records held");
        assert_eq!(judged.tallies.accesses(), in_memory.accesses(), "{what}");
    }
}

#[test]
fn a_child_with_too_many_operations_to_be_held_gets_the_same_verdicts() {
    let people = people();
    let pace = Pace {
        base: base(),
        rate: 0,
    };
    for (bug, _) in BUGS {
        let (mut history, ledger) = run(&people, &tour(), pace, *bug);
        history.sort_by_key(|operation| (operation.sent, operation.number));
        check_long(&format!("{bug:?}"), &people, &history, &ledger);
    }
    for seed in 0..40 {
        let (mut history, ledger) = crowd_history(&people, seed);
        history.sort_by_key(|operation| (operation.sent, operation.number));
        check_long(&format!("seed {seed}"), &people, &history, &ledger);
    }
}

#[test]
fn a_ledger_is_read_as_it_was_written() {
    let people = people();
    let (history, ledger) = crowd_history(&people, 3);
    let kept = Kept::of(&history, &ledger, PieceWriter::BYTES_MAX);
    let (again, tail) = Ledger::read(File::open(kept.path("ledger")).unwrap()).unwrap();
    assert_eq!(again, ledger);
    assert_eq!(tail, Tail::Whole);
}

#[test]
fn a_damaged_history_is_refused_with_its_name() {
    let people = people();
    let (history, ledger) = crowd_history(&people, 1);
    let kept = Kept::of(&history, &ledger, PieceWriter::BYTES_MAX);
    let path = kept.path(HISTORY_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let truth = Truth {
        reading: Reading::default(),
        people: &people,
    };
    let ledger = kept.path("ledger");
    let history = kept.history();
    let files = Files {
        history: &history,
        ledger: LedgerFrom::File(&ledger),
    };
    let error = judge_files(truth, files, &mut ()).unwrap_err().to_string();
    assert!(
        error.ends_with("history.log: a whole history is required"),
        "{error}"
    );
}

#[test]
fn of_many_findings_the_same_are_kept_however_the_children_are_judged() {
    let people = people();
    let pace = Pace {
        base: base(),
        rate: 0,
    };
    let (history, ledger) = run(&people, &tour(), pace, Bug::StampOutside);
    let truth = Truth {
        reading: Reading::default(),
        people: &people,
    };
    let tallies = judge(truth, &history, &ledger);
    let rule = "CLK-2".parse().unwrap();
    let Verdict::Broken { total, .. } = tallies.verdict(rule) else {
        unreachable!("every stamp is outside")
    };
    assert!(total > 20, "{total}: fewer than are kept show nothing");
    check("many findings", &people, history, &ledger);
}
