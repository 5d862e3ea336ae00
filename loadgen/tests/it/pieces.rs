//! A history in pieces: whole each by itself, the same together, and never in part without a word.

use crate::made::{asked, executed, look, lost, machine, scenario_text, unauthorised};
use loadgen::command::{ExportArguments, ExportForm, Output, check, export};
use loadgen::executed::InDoubt;
use loadgen::history::{
    Disk, HISTORY_FILE, HistoryReader, HistoryWriter, Operation, Piece, PieceWriter, Pieces, Tail,
    Written, piece_name,
};
use loadgen::recorder::{Keep, Recorded, Recorder};
use loadgen::run_dir::{Keeper, RunDir};
use proptest::prelude::*;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use tempfile::TempDir;

/// A disk that nobody waits for.
#[derive(Debug)]
pub(crate) struct Careless;

#[derive(Debug)]
struct CarelessPiece(File);

impl Disk for Careless {
    fn create(&mut self, path: &Path) -> io::Result<Box<dyn Piece>> {
        Ok(Box::new(CarelessPiece(File::create(path)?)))
    }
}

impl Piece for CarelessPiece {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Write for CarelessPiece {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A disk with room for so many bytes.
#[derive(Debug)]
struct Small(usize);

#[derive(Debug)]
struct SmallPiece(CarelessPiece, usize);

impl Disk for Small {
    fn create(&mut self, path: &Path) -> io::Result<Box<dyn Piece>> {
        Ok(Box::new(SmallPiece(
            CarelessPiece(File::create(path)?),
            self.0,
        )))
    }
}

impl Piece for SmallPiece {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.cut(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Write for SmallPiece {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let there = bytes.len().min(self.1);
        if there == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.1 -= there;
        self.0.write(&bytes[..there])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Some of each kind, of several callers.
fn operation(number: u64) -> Operation {
    let mut operation = match number % 4 {
        0 => unauthorised(number),
        1 => lost(number),
        _ => look(number),
    };
    operation.step = format!("step {}", number / 3).into();
    operation
}

fn operations(count: u64) -> Vec<Operation> {
    (0..count).map(operation).collect()
}

fn written(operations: &[Operation], bytes_max: u64) -> (TempDir, Written) {
    let directory = tempfile::tempdir().unwrap();
    let mut writer = PieceWriter::begin_on(Careless, directory.path(), bytes_max).unwrap();
    writer.write(operations);
    (directory, writer.finish())
}

fn read(file: impl io::Read) -> Vec<Operation> {
    let mut reader = HistoryReader::open(file).unwrap();
    let all = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!(reader.tail(), Some(Tail::Whole));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn pieces_of_any_size_have_the_same_operations_in_the_same_order(
        bytes_max in 1_u64..6_000,
        count in 0_u64..60,
    ) {
        let all = operations(count);
        let (directory, written) = written(&all, bytes_max);
        prop_assert_eq!(written.operations, count);
        prop_assert!(written.broken.is_none() && written.lost == 0);
        let pieces = Pieces::find(directory.path(), written.pieces).unwrap();
        prop_assert_eq!(pieces.count(), written.pieces);
        let together: Vec<_> = pieces.read().unwrap().map(Result::unwrap).collect();
        prop_assert_eq!(&together, &all);
        // Each is whole by itself, and all but the last are as long as was asked for.
        let alone = pieces.paths().flat_map(|path| read(File::open(path).unwrap()));
        prop_assert_eq!(alone.collect::<Vec<_>>(), all);
        for path in pieces.paths().take(written.pieces - 1) {
            prop_assert!(path.metadata().unwrap().len() >= bytes_max);
        }
    }

    #[test]
    fn of_a_disk_that_is_full_what_is_there_is_whole_and_what_is_not_is_counted(
        room in 12_usize..40_000,
        bytes_max in prop_oneof![Just(u64::MAX), 2_000_u64..9_000],
    ) {
        let all: Vec<_> = (0..600).map(|number| operation(number * 50)).collect();
        let directory = tempfile::tempdir().unwrap();
        let mut writer = PieceWriter::begin_on(Small(room), directory.path(), bytes_max).unwrap();
        for some in all.chunks(64) {
            writer.write(some);
        }
        let written = writer.finish();
        let there = usize::try_from(written.operations).unwrap();
        let pieces = Pieces::find(directory.path(), written.pieces).unwrap();
        prop_assert_eq!(pieces.count(), written.pieces);
        let mut reader = pieces.read().unwrap();
        let read: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
        prop_assert_eq!(reader.tail(), Some(Tail::Whole));
        prop_assert_eq!(&read[..], &all[..there]);
        prop_assert_eq!(written.operations + written.lost, 600);
        prop_assert_eq!(written.lost > 0, written.broken.is_some());
        if let Some(said) = written.trouble() {
            let name = piece_name(written.pieces);
            prop_assert!(said.contains(&format!("{name} cannot be written: ")), "{}", said);
            let end = format!("; {there} operations were written, {} were lost", 600 - there);
            prop_assert!(said.ends_with(&end), "{}", said);
        }
    }
}

#[test]
fn a_short_history_is_one_file_as_it_always_was() {
    let all = operations(20);
    let (directory, _) = written(&all, PieceWriter::BYTES_MAX);
    let mut writer = HistoryWriter::begin(Vec::new()).unwrap();
    for one in &all {
        writer.write(one).unwrap();
    }
    let files = fs::read_dir(directory.path()).unwrap();
    assert_eq!(files.count(), 1);
    let bytes = fs::read(directory.path().join(HISTORY_FILE)).unwrap();
    assert_eq!(bytes, writer.finish().unwrap());
}

#[test]
fn several_threads_record_in_pieces_and_nothing_is_lost_between_them() {
    let directory = tempfile::tempdir().unwrap();
    let writer = PieceWriter::begin_on(Careless, directory.path(), 3_000).unwrap();
    let recorder = Recorder::writing(writer, directory.path());
    std::thread::scope(|threads| {
        for worker in 0..2_u32 {
            let recorder = &recorder;
            threads.spawn(move || {
                for index in 0..500 {
                    let number = index * 2 + u64::from(worker);
                    recorder.record(Operation {
                        worker,
                        ..operation(number)
                    });
                }
            });
        }
    });
    let closed = recorder.close();
    assert_eq!((closed.operations, closed.trouble), (1_000, None));
    assert!(closed.pieces > 5, "{}", closed.pieces);
    let pieces = Pieces::find(directory.path(), closed.pieces).unwrap();
    let numbers: Vec<_> = pieces
        .read()
        .unwrap()
        .map(|one| one.unwrap())
        .map(|one| (one.worker, one.number.0))
        .collect();
    for worker in 0..2 {
        let of_one = numbers.iter().filter(|(by, _)| *by == worker);
        let expected = (0..500).map(|index| (worker, index * 2 + u64::from(worker)));
        assert!(of_one.copied().eq(expected), "the order of worker {worker}");
    }
    let all = Recorded::read(&pieces).unwrap().operations;
    assert!(all.iter().map(|one| one.number.0).eq(0..1_000));
}

/// The directory of a run made by hand, with a history in pieces.
fn kept(bytes_max: u64) -> TempDir {
    let all: Vec<_> = (0..50).map(look).collect();
    let (directory, written) = written(&all, bytes_max);
    let text = scenario_text(&["IDN-5"], "");
    let (asked, machine, executed) = (asked(&text), machine(), executed());
    RunDir::open(directory.path())
        .keep(&text, &asked, &machine, &executed, written.operations)
        .unwrap();
    directory
}

/// What `check` says, with its exit code.
fn checked(directory: &Path) -> Result<(u8, String), String> {
    let mut to = Vec::new();
    let mut output = Output {
        to: &mut to,
        colour: false,
    };
    let code = check(directory, &mut output).map_err(|failure| {
        assert_eq!(failure.code(), 2);
        failure.to_string()
    })?;
    let said = String::from_utf8(to).unwrap();
    Ok((code, said.replace(&directory.display().to_string(), "DIR")))
}

fn exported(directory: &Path) -> (Result<u8, String>, usize) {
    let mut to = Vec::new();
    let mut output = Output {
        to: &mut to,
        colour: false,
    };
    let arguments = ExportArguments {
        directory: directory.to_owned(),
        form: ExportForm::JsonLines,
        out: None,
    };
    let code = export(&arguments, &mut output).map_err(|failure| failure.to_string());
    (code, String::from_utf8(to).unwrap().lines().count())
}

#[test]
fn a_run_in_pieces_gets_the_same_verdict_and_figures() {
    let whole = kept(PieceWriter::BYTES_MAX);
    let pieces = kept(1_000);
    assert!(pieces.path().join(piece_name(3)).exists());
    assert_eq!(checked(pieces.path()), checked(whole.path()));
    assert_eq!(exported(pieces.path()), (Ok(0), 50));
}

#[test]
fn a_piece_that_is_damaged_or_missing_is_named() {
    type Row = (fn(&Path, usize), fn(usize) -> usize, &'static str);
    let cut = |path: &Path, number: usize| {
        let file = path.join(piece_name(number));
        let length = file.metadata().unwrap().len();
        File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_len(length - 3)
            .unwrap();
    };
    let remove =
        |path: &Path, number: usize| fs::remove_file(path.join(piece_name(number))).unwrap();
    let of_another = |path: &Path, number: usize| {
        let mut writer = HistoryWriter::begin(Vec::new()).unwrap();
        writer.write(&operation(7)).unwrap();
        fs::write(path.join(piece_name(number)), writer.finish().unwrap()).unwrap();
    };
    let rows: [Row; 7] = [
        (
            remove,
            |_| 1,
            "all pieces of a history are required, this one of ",
        ),
        (
            remove,
            |_| 2,
            "all pieces of a history are required, this one of ",
        ),
        (
            remove,
            |last| last,
            "all pieces of a history are required, this one of ",
        ),
        (cut, |_| 1, "this one is cut off inside the frame at byte"),
        (cut, |_| 2, "this one is cut off inside the frame at byte"),
        (
            cut,
            |last| last,
            "this one is cut off inside the frame at byte",
        ),
        (of_another, |_| 2, "of this one is of another"),
    ];
    for (spoil, which, expected) in rows {
        let directory = kept(1_000);
        let last = Pieces::find(directory.path(), 1).unwrap().count();
        let number = which(last);
        spoil(directory.path(), number);
        let said = checked(directory.path()).unwrap_err();
        let path = directory.path().join(piece_name(number));
        let path = path.display().to_string();
        assert!(said.starts_with(&path), "{said}");
        assert!(said.contains(expected), "{said}");
        let (code, lines) = exported(directory.path());
        if number == last && expected.starts_with("all pieces") {
            // Nobody knows that there were more.
            assert_eq!(code, Ok(0));
        } else {
            assert!(code.as_ref().unwrap_err().starts_with(&path), "{code:?}");
        }
        assert!(lines < 50, "{lines}");
    }
}

/// What a run leaves that began and never ended.
fn begun(bytes_max: u64) -> (TempDir, Keeper) {
    let all: Vec<_> = (0..50).map(look).collect();
    let (directory, _) = written(&all, bytes_max);
    let text = scenario_text(&["IDN-5"], "");
    let run = RunDir::open(directory.path());
    let keeper = Keeper::new(&run, &text, &asked(&text), &machine());
    keeper.begun(&executed()).unwrap();
    (directory, keeper)
}

#[test]
fn of_a_run_that_did_not_end_a_last_operation_that_is_cut_off_is_left_out_with_a_word() {
    for bytes_max in [PieceWriter::BYTES_MAX, 1_000] {
        let (directory, _) = begun(bytes_max);
        let (code, said) = checked(directory.path()).unwrap();
        assert_eq!(code, 13, "{said}");
        let there = "the run did not end: its history has 50 operations\n";
        assert!(said.ends_with(there), "{said}");
        let last = Pieces::find(directory.path(), 1).unwrap().count();
        let file = directory.path().join(piece_name(last));
        let length = file.metadata().unwrap().len();
        let file = File::options().write(true).open(file).unwrap();
        file.set_len(length - 3).unwrap();
        let (code, said) = checked(directory.path()).unwrap();
        assert_eq!(code, 13, "{said}");
        let there = "has 49 operations, and the beginning of one more, which is left out\n";
        assert!(said.ends_with(there), "{said}");
    }
}

#[test]
fn what_is_learnt_to_the_doubt_of_a_run_is_known_although_it_did_not_end() {
    let (directory, keeper) = begun(PieceWriter::BYTES_MAX);
    let why = "the Spine was started anew";
    let doubt = InDoubt::SpineLost(why.to_owned());
    keeper.doubted(doubt.clone());
    let kept = RunDir::open(directory.path()).read().unwrap();
    assert!(!kept.has_ended);
    assert_eq!(kept.executed.doubt, Some(doubt));
    let (code, said) = checked(directory.path()).unwrap();
    assert_eq!(code, 13, "{said}");
    assert!(said.contains(why), "{said}");
}
