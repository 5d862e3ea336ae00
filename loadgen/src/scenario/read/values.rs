//! What single values are read as.

use core::time::Duration;

use chrono::NaiveDate;
use cpis_vocabulary::{Text, Timestamp};

use crate::scenario::keys::TITLE_MAX;
use crate::scenario::quantity::{
    Rate, Shard, ShardError, Share, ThinkTime, Times, Zipf, read_duration, read_offset,
};
use crate::scenario::reader::Quantity;
use crate::scenario::tree::Value;

/// A text with something in it, and not too much.
pub(super) struct Title(pub(super) String);

/// The name of a tenant.
pub(super) struct TenantName(pub(super) Text);

/// A whole number of zero or more.
pub(super) struct Seed(pub(super) u64);

/// A whole number, whose bounds its key knows.
pub(super) struct Whole(pub(super) i64);

/// Yes or no.
pub(super) struct Flag(pub(super) bool);

/// A time of the run, from its start.
pub(super) struct Offset(pub(super) Duration);

/// A rate, which may be none.
pub(super) struct RateOrNone(pub(super) Option<Rate>);

pub(super) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Whole(_)
        | Value::Number(_)
        | Value::Flag(_)
        | Value::Moment(_)
        | Value::List(_)
        | Value::Table(_) => None,
    }
}

/// A number without a unit is judged as the text it looks like, so that the answer is about the unit.
fn with_unit<Q>(value: &Value, read: impl Fn(&str) -> Result<Q, String>) -> Result<Q, String> {
    text(value).map_or_else(|| read(""), &read)
}

impl Quantity for Rate {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, Self::read)
    }
}

impl Quantity for Share {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, Self::read)
    }
}

impl Quantity for Times {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, Self::read)
    }
}

impl Quantity for Duration {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, read_duration)
    }
}

impl Quantity for ThinkTime {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, Self::read)
    }
}

impl Quantity for Offset {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, read_offset).map(Self)
    }
}

impl Quantity for RateOrNone {
    fn read(value: &Value) -> Result<Self, String> {
        with_unit(value, Rate::read_or_none).map(Self)
    }
}

impl Quantity for Shard {
    fn read(value: &Value) -> Result<Self, String> {
        text(value)
            .unwrap_or_default()
            .parse()
            .map_err(|error: ShardError| error.to_string())
    }
}

impl Quantity for Zipf {
    fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::Whole(number) => Self::read(&number.to_string()),
            Value::Number(number) => Self::read(number),
            Value::Text(_)
            | Value::Flag(_)
            | Value::Moment(_)
            | Value::List(_)
            | Value::Table(_) => Self::read(""),
        }
    }
}

impl Quantity for Flag {
    fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::Flag(flag) => Ok(Self(*flag)),
            Value::Text(_)
            | Value::Whole(_)
            | Value::Number(_)
            | Value::Moment(_)
            | Value::List(_)
            | Value::Table(_) => Err("true or false is needed, without quotes".to_owned()),
        }
    }
}

impl Quantity for Title {
    fn read(value: &Value) -> Result<Self, String> {
        text(value)
            .map(str::trim)
            .filter(|text| (1..=TITLE_MAX).contains(&text.chars().count()))
            .map(|text| Self(text.to_owned()))
            .ok_or_else(|| format!("a text of 1 to {TITLE_MAX} characters is needed"))
    }
}

impl Quantity for TenantName {
    fn read(value: &Value) -> Result<Self, String> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        text(value)
            .filter(|name| (1..=40).contains(&name.len()) && !name.starts_with('-'))
            .filter(|name| name.bytes().all(is_plain))
            .map(|name| Self(name.into()))
            .ok_or_else(|| {
                "a tenant's name is needed: 1 to 40 of the characters a to z, 0 to 9 and -, the first no hyphen".to_owned()
            })
    }
}

impl Quantity for Seed {
    fn read(value: &Value) -> Result<Self, String> {
        Whole::read(value)
            .ok()
            .and_then(|Whole(number)| u64::try_from(number).ok())
            .map(Self)
            .ok_or_else(|| format!("a seed is a whole number from 0 to {}", i64::MAX))
    }
}

impl Quantity for Whole {
    fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::Whole(number) => Ok(Self(*number)),
            Value::Text(_) => Err("a whole number is needed, without quotes".to_owned()),
            Value::Number(_)
            | Value::Flag(_)
            | Value::Moment(_)
            | Value::List(_)
            | Value::Table(_) => Err("a whole number is needed".to_owned()),
        }
    }
}

impl Quantity for Timestamp {
    fn read(value: &Value) -> Result<Self, String> {
        moment(value)
            .ok_or_else(|| "an instant is needed, for example 2026-03-02T09:00:00Z".to_owned())
            .and_then(|text| Self::parse(text).map_err(|error| error.to_string()))
    }
}

impl Quantity for NaiveDate {
    fn read(value: &Value) -> Result<Self, String> {
        moment(value)
            .and_then(|text| Self::parse_from_str(text, "%Y-%m-%d").ok())
            .ok_or_else(|| "a day is needed, for example 2026-03-02".to_owned())
    }
}

/// Dates may stand in quotes or not.
fn moment(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) | Value::Moment(text) => Some(text),
        Value::Whole(_) | Value::Number(_) | Value::Flag(_) | Value::List(_) | Value::Table(_) => {
            None
        }
    }
}
