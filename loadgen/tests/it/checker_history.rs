use cpis_vocabulary::{AccessId, CareSetting, NhsNumber, Timestamp, TraceId};
use loadgen::history::{
    Activity, Caller, Credential, HistoryError, HistoryReader, HistoryWriter, Kind, ListEntry,
    Moment, Operation, OperationNumber, Outcome, Probe, Seen, Tail, TokenNumber, Unscheduled,
    export_json_lines,
};
use std::sync::Arc;

fn operation(number: u64) -> Operation {
    let at = Timestamp::parse("2026-03-02T09:00:00.125Z").unwrap();
    Operation {
        number: OperationNumber(number),
        worker: 3,
        tenant: "default".into(),
        epoch: 0,
        kind: Kind::ReadList,
        child: NhsNumber::from_stem(999_000_000),
        caller: Some(Arc::new(Caller {
            user: "555000001".into(),
            user_name: "Wren Heath".into(),
            role: "555000001-1".into(),
            job_role: "R8001".into(),
            job_role_name: "Nurse".into(),
            organisation: "XED01".into(),
            organisation_name: "Ravensmoor Hospital".into(),
            activity: Activity::Notifying,
        })),
        credential: Credential::User(TokenNumber(1)),
        flaws: vec![],
        unscheduled: Unscheduled::True,
        trace: Some(TraceId::from_bits(7)),
        step: "look".into(),
        probe: Some(Probe {
            kind: "twice".into(),
            instance: 2,
        }),
        setting: Some(CareSetting::Nhs111),
        due: Moment::from_nanos(10),
        sent: Moment::from_nanos(20),
        answered: Some(Moment::from_nanos(30)),
        v_inv: at,
        v_ret: at,
        outcome: Outcome::Answered { status: 200 },
        stamp: Some(at),
        access: Some(AccessId::new(17)),
        seen: Seen::List {
            entries: vec![ListEntry {
                access: AccessId::new(16),
                at,
                viewer: Some("Wren Heath".into()),
                organisation: None,
                post: Some("Nurse (R8001), Ravensmoor Hospital".into()),
            }],
            total: 1,
        },
    }
}

fn written(count: u64) -> Vec<u8> {
    let mut writer = HistoryWriter::begin(Vec::new()).unwrap();
    for number in 0..count {
        writer.write(&operation(number)).unwrap();
    }
    writer.finish().unwrap()
}

/// Where each frame ends, the header first.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends = vec![12];
    while let Some(head) = bytes
        .get(*ends.last().unwrap()..)
        .filter(|rest| !rest.is_empty())
    {
        let length = u32::from_le_bytes(head[..4].try_into().unwrap());
        ends.push(ends.last().unwrap() + 12 + usize::try_from(length).unwrap());
    }
    ends
}

/// Names and callers that the first operation defines.
const DEFINITIONS: usize = 6;

fn read(bytes: &[u8]) -> (Vec<Operation>, Option<HistoryError>, Option<Tail>) {
    let mut reader = HistoryReader::open(bytes).unwrap();
    let mut operations = Vec::new();
    let mut error = None;
    for item in reader.by_ref() {
        match item {
            Ok(operation) => operations.push(operation),
            Err(found) => error = Some(found),
        }
    }
    (operations, error, reader.tail())
}

#[test]
fn what_is_written_is_read_again() {
    let (operations, error, tail) = read(&written(50));
    assert_eq!(operations, (0..50).map(operation).collect::<Vec<_>>());
    assert!(error.is_none());
    assert_eq!(tail, Some(Tail::Whole));
}

#[test]
fn a_history_cut_anywhere_keeps_its_whole_frames_and_says_where_it_ends() {
    let bytes = written(3);
    let ends = ends(&bytes);
    assert_eq!(ends.len(), 1 + DEFINITIONS + 3);
    for cut in 12..bytes.len() {
        let (operations, error, tail) = read(&bytes[..cut]);
        let whole = ends.iter().filter(|end| **end <= cut).count() - 1;
        let expected = whole.saturating_sub(DEFINITIONS);
        assert_eq!(operations.len(), expected, "cut at {cut}");
        assert!(error.is_none(), "cut at {cut}");
        let expected = if ends[whole] == cut {
            Tail::Whole
        } else {
            Tail::Truncated {
                offset: u64::try_from(ends[whole]).unwrap(),
            }
        };
        assert_eq!(tail, Some(expected), "cut at {cut}");
    }
}

#[test]
fn any_changed_bit_is_told_with_its_frame() {
    let bytes = written(2);
    let ends = ends(&bytes);
    let last = ends[ends.len() - 2];
    for place in last..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 0x10;
        let (operations, error, _) = read(&changed);
        assert_eq!(operations.len(), 1, "byte {place}");
        let Some(HistoryError::Corrupt { offset, .. }) = error else {
            unreachable!("byte {place}: {error:?}")
        };
        assert_eq!(offset, u64::try_from(last).unwrap());
    }
}

#[test]
fn another_file_and_another_version_are_refused() {
    assert!(matches!(
        HistoryReader::open(&b"PK"[..]),
        Err(HistoryError::NotAHistory)
    ));
    let mut bytes = written(0);
    bytes[8] = 99;
    let error = HistoryReader::open(bytes.as_slice()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a history of version 4 is required, this file has version 99"
    );
}

#[test]
fn json_lines_say_the_same_in_words() {
    let bytes = written(2);
    let mut lines = Vec::new();
    let tail = export_json_lines(
        &mut HistoryReader::open(bytes.as_slice()).unwrap(),
        &mut lines,
    )
    .unwrap();
    assert_eq!(tail, Tail::Whole);
    let lines = String::from_utf8(lines).unwrap();
    let first: Operation = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first, operation(0));
    assert!(
        lines.contains("\"v_inv\":\"2026-03-02T09:00:00.125Z\""),
        "{lines}"
    );
    assert!(lines.contains("\"access\":\"0000000000000011\""), "{lines}");
}
