//! Instants between RFC 3339 texts and microseconds, in UTC.

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// An instant: microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant(i64);

/// To what an instant is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// `2 Mar 09:00`.
    Minutes,
    /// `09:00:00`.
    Seconds,
    /// `09:00:00.250`.
    Millis,
}

impl Instant {
    /// Reads `2026-03-02T09:00:00.000Z`, with up to six decimals; nothing where a text has another form.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let [year, month, day] = numbers(date, '-')?;
        let (time, decimals) = time.split_once('.').unwrap_or((time, "0"));
        let [hour, minute, second] = numbers(time, ':')?;
        let fits = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24;
        let micros = number(&format!("{decimals:0<6}")).filter(|_| decimals.len() <= 6)?;
        let seconds = (hour * 60 + minute) * 60 + second;
        (fits && minute < 60 && second <= 60)
            .then(|| Self(days(year, month, day) * DAY + seconds * SECOND + micros))
    }

    /// So many microseconds later.
    pub(crate) fn plus(self, us: i64) -> Self {
        Self(self.0.saturating_add(us))
    }

    /// As people read it beside others.
    pub(crate) fn shown(self, detail: Detail) -> String {
        let (day, us) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let seconds = us / SECOND;
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let (_, month, of_month) = date(day);
        let month = usize::try_from(month - 1).ok();
        let month = month.and_then(|i| MONTHS.get(i)).copied().unwrap_or("");
        match detail {
            Detail::Minutes => format!("{of_month} {month} {hour:02}:{minute:02}"),
            Detail::Seconds => format!("{hour:02}:{minute:02}:{second:02}"),
            Detail::Millis => {
                let millis = us % SECOND / 1_000;
                format!("{hour:02}:{minute:02}:{second:02}.{millis:03}")
            }
        }
    }

    /// As RFC 3339 with milliseconds.
    pub(crate) fn text(self) -> String {
        let (year, month, day) = date(self.0.div_euclid(DAY));
        let time = self.shown(Detail::Millis);
        format!("{year:04}-{month:02}-{day:02}T{time}Z")
    }
}

/// Three numbers of digits only.
fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let all: Vec<i64> = text.split(between).map(number).collect::<Option<_>>()?;
    all.try_into().ok()
}

fn number(text: &str) -> Option<i64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Days since 1970 of a date of the Gregorian calendar. The year begins in March here, so that the leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let since_march = (month + 9) % 12;
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * since_march + 2) / 5
        + day
        - 719_469
}

/// Year, month and day of so many days since 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let since = days + 719_468;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let since_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * since_march + 2) / 5 + 1;
    let month = (since_march + 2) % 12 + 1;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_shown_again() {
        let rows = [
            ("1970-01-01T00:00:00.000Z", 0, "1 Jan 00:00"),
            (
                "2026-03-02T09:00:00.250Z",
                1_772_442_000_250_000,
                "2 Mar 09:00",
            ),
            (
                "2024-02-29T23:59:59.999Z",
                1_709_251_199_999_000,
                "29 Feb 23:59",
            ),
            (
                "2000-03-01T00:00:00.000Z",
                951_868_800_000_000,
                "1 Mar 00:00",
            ),
            (
                "1899-12-31T12:00:00.000Z",
                -2_209_032_000_000_000,
                "31 Dec 12:00",
            ),
        ];
        for (text, us, shown) in rows {
            let instant = Instant::parse(text);
            assert_eq!(instant, Some(Instant(us)), "{text}");
            assert_eq!(instant.unwrap().text(), text);
            assert_eq!(instant.unwrap().shown(Detail::Minutes), shown);
        }
        assert_eq!(
            Instant::parse("2026-03-02T09:00:00Z"),
            Some(Instant(1_772_442_000_000_000))
        );
    }

    #[test]
    fn what_is_no_instant_is_not_read() {
        for text in [
            "",
            "2026-03-02",
            "2026-03-02T09:00:00+01:00",
            "2026-13-02T09:00:00Z",
            "2026-03-02T09:00Z",
            "x-y-zT1:2:3Z",
            "2026-03-02T09:00:00.1234567Z",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_itself_again() {
        for day in (-100_000..150_000).step_by(37) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }
}
