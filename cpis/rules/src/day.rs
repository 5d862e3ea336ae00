use crate::DayZone;
use chrono::{NaiveDate, TimeZone, Timelike};
use cpis_vocabulary::Timestamp;

/// The time zone of civil days, from the database bundled with this crate. CLK-3.
pub use chrono_tz::Europe::London;

/// The civil day on which an instant falls. ALT-5, CLK-3.
///
/// In summer London's midnight is 23:00 UTC of the day before. The clocks change at 01:00 UTC, so no midnight is skipped or
/// happens twice. The database ends with the year 2099: after it, London has no summer time.
///
/// ```
/// use cpis_rules::{DayZone, civil_day};
/// use cpis_vocabulary::Timestamp;
///
/// let at = Timestamp::parse("2026-06-30T23:30:00Z")?;
/// assert_eq!(civil_day(at, DayZone::London).to_string(), "2026-07-01");
/// assert_eq!(civil_day(at, DayZone::Utc).to_string(), "2026-06-30");
/// # Ok::<(), cpis_vocabulary::TimestampError>(())
/// ```
pub fn civil_day(at: Timestamp, zone: DayZone) -> NaiveDate {
    let utc = at.to_utc().naive_utc();
    match zone {
        // London has never been more than two hours ahead of UTC: most of the day there is nothing to look up.
        DayZone::London if utc.hour() < 22 => utc.date(),
        DayZone::London => London.from_utc_datetime(&utc).date_naive(),
        DayZone::Utc => utc.date(),
    }
}
