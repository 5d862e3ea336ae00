//! How the rules were read, as `judge.json` writes it.

use crate::checker::{Anchor, Beginning, BothActivities, NewAuthority, Reading, Record, count};
use chrono::Days;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReadingFile {
    window_ms: i64,
    anchor: AnchorFile,
    new_authority: NewAuthorityFile,
    record: RecordFile,
    list_length: usize,
    both: BothFile,
    days_after_end: u64,
    days_after_due: u64,
    merge_ms: i64,
    token_life_s: u32,
    tolerance_ms: i64,
    beginning: BeginningFile,
}

/// A word of the file for each variant of a choice.
macro_rules! written {
    ($($file:ident for $read:ident: $($variant:ident)*;)*) => {$(
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum $file {
            $($variant,)*
        }

        impl From<$read> for $file {
            fn from(choice: $read) -> Self {
                match choice {
                    $($read::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$file> for $read {
            fn from(word: $file) -> Self {
                match word {
                    $($file::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

written! {
    AnchorFile for Anchor: Notified LastAccess;
    NewAuthorityFile for NewAuthority: Wait Notify;
    RecordFile for Record: EveryAccess NotifiedOnly;
    BothFile for BothActivities: Notify Silent;
    BeginningFile for Beginning: Fresh Used;
}

impl ReadingFile {
    pub(super) fn of(reading: &Reading) -> Self {
        Self {
            window_ms: reading.window_ms,
            anchor: reading.anchor.into(),
            new_authority: reading.new_authority.into(),
            record: reading.record.into(),
            list_length: reading.list_length,
            both: reading.both.into(),
            days_after_end: count(reading.days_after_end),
            days_after_due: count(reading.days_after_due),
            merge_ms: reading.merge_ms,
            token_life_s: reading.token_life_s,
            tolerance_ms: reading.tolerance_ms,
            beginning: reading.beginning.into(),
        }
    }

    pub(super) fn read(&self) -> Reading {
        Reading {
            window_ms: self.window_ms,
            anchor: self.anchor.into(),
            new_authority: self.new_authority.into(),
            record: self.record.into(),
            list_length: self.list_length,
            both: self.both.into(),
            days_after_end: Days::new(self.days_after_end),
            days_after_due: Days::new(self.days_after_due),
            merge_ms: self.merge_ms,
            token_life_s: self.token_life_s,
            tolerance_ms: self.tolerance_ms,
            beginning: self.beginning.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_read_back_as_it_was_written() {
        let odd = Reading {
            window_ms: 5,
            anchor: Anchor::LastAccess,
            new_authority: NewAuthority::Notify,
            record: Record::NotifiedOnly,
            list_length: 7,
            both: BothActivities::Silent,
            days_after_end: Days::new(3),
            days_after_due: Days::new(0),
            merge_ms: 1,
            token_life_s: 2,
            tolerance_ms: 9,
            beginning: Beginning::Used,
        };
        for reading in [Reading::default(), odd] {
            let text = serde_json::to_string(&ReadingFile::of(&reading)).unwrap();
            let back: ReadingFile = serde_json::from_str(&text).unwrap();
            assert_eq!(back.read(), reading);
        }
    }
}
