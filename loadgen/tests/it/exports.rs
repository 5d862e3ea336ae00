//! A history for other programs: JSON Lines, Jepsen's EDN, Porcupine's events.

use crate::made::{MS, late, look, lost, unauthorised, unsent};
use loadgen::command::{ExportArguments, ExportForm, Output, export};
use loadgen::history::{HistoryWriter, ListEntry, Moment, Operation, Outcome, Seen, WhyUnknown};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Four looks, of which two overlap, one is refused, one failed at the Spine; one never answered, and one never sent.
fn operations() -> Vec<Operation> {
    let mut first = look(0);
    first.answered = Some(Moment::from_nanos(25 * MS));
    first.seen = Seen::List {
        entries: vec![ListEntry {
            access: cpis_vocabulary::AccessId::new(9),
            at: first.v_inv,
            viewer: Some("Wren \"the\" Heath".into()),
            organisation: None,
            post: None,
        }],
        total: 1,
    };
    let failed = Operation {
        outcome: Outcome::Unknown {
            why: WhyUnknown::ServerFailed { status: 500 },
        },
        ..look(5)
    };
    let denied = Operation {
        outcome: Outcome::Refused {
            status: 403,
            code: Some("ACCESS_DENIED".into()),
        },
        seen: Seen::Nothing,
        ..unauthorised(3)
    };
    // As they were recorded: by when they ended.
    vec![
        look(1),
        lost(2),
        first,
        denied,
        unsent(4),
        failed,
        late(look(6), 1),
    ]
}

fn kept(directory: &Path, operations: &[Operation]) -> Vec<u8> {
    let mut writer = HistoryWriter::begin(Vec::new()).unwrap();
    for operation in operations {
        writer.write(operation).unwrap();
    }
    let bytes = writer.finish().unwrap();
    std::fs::write(directory.join("history.log"), &bytes).unwrap();
    bytes
}

/// What is exported, and the failure where there was one.
fn exported(directory: &Path, form: ExportForm) -> (String, Option<String>) {
    let mut to = Vec::new();
    let arguments = ExportArguments {
        directory: directory.to_owned(),
        form,
        out: None,
    };
    let mut output = Output {
        to: &mut to,
        colour: false,
    };
    let failure = export(&arguments, &mut output).err();
    if let Some(failure) = &failure {
        assert_eq!(failure.code(), 2, "{failure}");
    }
    let text = String::from_utf8(to).unwrap();
    (text, failure.map(|failure| failure.to_string()))
}

const FORMS: [ExportForm; 3] = [
    ExportForm::JsonLines,
    ExportForm::Jepsen,
    ExportForm::Porcupine,
];

#[test]
fn json_lines_are_the_operations_as_they_were_recorded() {
    let directory = tempfile::tempdir().unwrap();
    kept(directory.path(), &operations());
    let (text, failure) = exported(directory.path(), ExportForm::JsonLines);
    let read: Vec<Operation> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((read, failure), (operations(), None));
}

#[test]
fn jepsen_reads_invocations_and_completions_in_the_order_of_time() {
    let directory = tempfile::tempdir().unwrap();
    kept(directory.path(), &operations());
    let (text, failure) = exported(directory.path(), ExportForm::Jepsen);
    assert_eq!(failure, None);
    let events: Vec<Edn> = text.lines().map(Edn::read).collect();
    let told: Vec<(String, String, String)> = events
        .iter()
        .map(|event| {
            let op = event.get("value").get("op");
            (
                event.get("type").plain(),
                event.get("process").plain(),
                op.plain(),
            )
        })
        .collect();
    let wanted = [
        (":invoke", "0", "0"),
        (":invoke", "1", "1"),
        (":ok", "1", "1"),
        (":invoke", "1", "2"),
        (":ok", "0", "0"),
        (":invoke", "0", "3"),
        (":fail", "0", "3"),
        (":invoke", "0", "5"),
        (":info", "0", "5"),
        // Its process is not known to be free any more.
        (":invoke", "2", "6"),
        (":ok", "2", "6"),
        (":info", "1", "2"),
    ];
    let wanted: Vec<_> = wanted
        .into_iter()
        .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        .collect();
    assert_eq!(told, wanted);
    let mut last = 0;
    for (index, event) in events.iter().enumerate() {
        assert_eq!(event.get("index").plain(), index.to_string());
        assert_eq!(event.get("f").plain(), ":open-alert");
        let time: u64 = event.get("time").plain().parse().unwrap();
        assert!(time >= last, "{time} after {last}");
        last = time;
    }
    let ok = events[4].get("value");
    assert_eq!(
        ok.get("list"),
        &Edn::Vector(vec![Edn::Text("0000000000000009".to_owned())])
    );
    assert_eq!(ok.get("outcome"), &Edn::Text("ok".to_owned()));
}

#[test]
fn porcupine_reads_calls_and_returns_in_pairs() {
    let directory = tempfile::tempdir().unwrap();
    kept(directory.path(), &operations());
    let (text, failure) = exported(directory.path(), ExportForm::Porcupine);
    assert_eq!(failure, None);
    let mut open: BTreeMap<u64, u64> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for line in text.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let id = event["Id"].as_u64().unwrap();
        let client = event["ClientId"].as_u64().unwrap();
        if event["Kind"].as_bool().unwrap() {
            assert_eq!(open.remove(&id), Some(client), "{line}");
            assert!(event["Value"]["outcome"].is_string(), "{line}");
        } else {
            assert!(!open.values().any(|busy| *busy == client), "{line}");
            assert!(ids.insert(id), "{line}");
            open.insert(id, client);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(ids, (0..6).collect());
}

#[test]
fn calls_and_returns_name_nobody() {
    let directory = tempfile::tempdir().unwrap();
    kept(directory.path(), &operations());
    for form in [ExportForm::Jepsen, ExportForm::Porcupine] {
        let (text, _) = exported(directory.path(), form);
        assert!(!text.contains("Wren") && !text.contains("Heath"), "{text}");
    }
}

#[test]
fn of_a_history_that_is_cut_off_or_damaged_what_was_whole_is_exported() {
    let directory = tempfile::tempdir().unwrap();
    let bytes = kept(directory.path(), &operations());
    let path = directory.path().join("history.log");
    let shown = path.display().to_string();
    for form in FORMS {
        std::fs::write(&path, &bytes).unwrap();
        let whole = exported(directory.path(), form).0;
        std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        let (text, failure) = exported(directory.path(), form);
        let failure = failure.unwrap();
        assert!(
            failure.starts_with(&format!(
                "{shown}: what was whole was exported, then the history ends in the middle of a frame, at byte "
            )),
            "{failure}"
        );
        assert!(!text.is_empty() && text.len() < whole.len(), "{form:?}");
        let mut damaged = bytes.clone();
        let place = damaged.len() - 3;
        damaged[place] ^= 1;
        std::fs::write(&path, &damaged).unwrap();
        let (again, failure) = exported(directory.path(), form);
        let failure = failure.unwrap();
        assert!(
            failure.starts_with(&format!(
                "{shown}: what was whole was exported, then the history cannot be read: the frame at byte "
            )),
            "{failure}"
        );
        assert_eq!(again, text, "{form:?}");
    }
}

#[test]
fn a_directory_without_a_history_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (text, failure) = exported(directory.path(), ExportForm::Jepsen);
    assert_eq!(text, "");
    let failure = failure.unwrap();
    assert!(
        failure.starts_with("a run's directory with its history is required, "),
        "{failure}"
    );
}

#[test]
fn an_export_can_go_into_a_file() {
    let directory = tempfile::tempdir().unwrap();
    kept(directory.path(), &operations());
    let out = directory.path().join("history.edn");
    let arguments = ExportArguments {
        directory: directory.path().to_owned(),
        form: ExportForm::Jepsen,
        out: Some(out.clone()),
    };
    let mut to = Vec::new();
    let mut output = Output {
        to: &mut to,
        colour: false,
    };
    assert_eq!(export(&arguments, &mut output).unwrap(), 0);
    assert!(to.is_empty());
    let text = std::fs::read_to_string(out).unwrap();
    assert_eq!(text, exported(directory.path(), ExportForm::Jepsen).0);
}

/// EDN, as far as a history has it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Edn {
    Map(Vec<(String, Edn)>),
    Vector(Vec<Edn>),
    Text(String),
    /// A keyword, a number, a boolean or nil, as it is written.
    Plain(String),
}

impl Edn {
    /// Reads one whole value.
    fn read(text: &str) -> Self {
        let mut rest = text;
        let value = Self::next(&mut rest);
        assert_eq!(rest.trim(), "", "{text}");
        value
    }

    fn next(rest: &mut &str) -> Self {
        skip(rest);
        match rest.chars().next().unwrap() {
            '{' => {
                let mut members = Vec::new();
                for pair in Self::until(rest, '}').chunks(2) {
                    let [Self::Plain(key), value] = pair else {
                        panic!("a keyword and a value are required: {pair:?}")
                    };
                    let key = key.strip_prefix(':').unwrap();
                    assert!(
                        !members.iter().any(|(known, _)| known == key),
                        "{key} twice"
                    );
                    members.push((key.to_owned(), value.clone()));
                }
                Self::Map(members)
            }
            '[' => Self::Vector(Self::until(rest, ']')),
            '"' => {
                let mut text = String::new();
                let mut chars = rest[1..].char_indices();
                loop {
                    match chars.next().unwrap() {
                        (place, '"') => {
                            *rest = &rest[place + 2..];
                            return Self::Text(text);
                        }
                        (_, '\\') => text.push(match chars.next().unwrap().1 {
                            'n' => '\n',
                            'r' => '\r',
                            't' => '\t',
                            c @ ('"' | '\\') => c,
                            c => panic!("{c} is no escape"),
                        }),
                        (_, c) => text.push(c),
                    }
                }
            }
            _ => {
                let end = rest
                    .find(|c: char| " ,{}[]\"".contains(c))
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let is_plain = |c: char| c.is_ascii_alphanumeric() || ":-".contains(c);
                assert!(
                    !word.is_empty() && word.chars().all(is_plain),
                    "{word:?} in {rest}"
                );
                *rest = after;
                Self::Plain(word.to_owned())
            }
        }
    }

    fn until(rest: &mut &str, end: char) -> Vec<Self> {
        *rest = &rest[1..];
        let mut items = Vec::new();
        loop {
            skip(rest);
            if let Some(after) = rest.strip_prefix(end) {
                *rest = after;
                return items;
            }
            items.push(Self::next(rest));
        }
    }

    fn get(&self, key: &str) -> &Self {
        let Self::Map(members) = self else {
            panic!("{self:?} is no map")
        };
        let found = members.iter().find(|(known, _)| known == key);
        &found.unwrap_or_else(|| panic!("{key} in {self:?}")).1
    }

    fn plain(&self) -> String {
        let Self::Plain(word) = self else {
            panic!("{self:?} is no word")
        };
        word.clone()
    }
}

fn skip(rest: &mut &str) {
    *rest = rest.trim_start_matches([' ', ',']);
}
