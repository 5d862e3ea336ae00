//! What each peer says about response times, read from what it leaves behind.

use super::Told;
use crate::figures::{sorted, thousandth};
use serde_json::Value;

/// Milliseconds by thousandths of the requests, as in [`THOUSANDTHS`]; nothing where a peer does not say.
pub type Percentiles = [Option<f64>; 4];

/// The percentiles that are asked for, in thousandths.
pub const THOUSANDTHS: [usize; 4] = [500, 900, 990, 999];

/// From seconds, as JSON.
pub(super) fn oha(told: &Told<'_>) -> Option<Percentiles> {
    let said: Value = serde_json::from_str(told.said).ok()?;
    let all = said.get("latencyPercentiles")?;
    Some(["p50", "p90", "p99", "p99.9"].map(|name| Some(all.get(name)?.as_f64()? * 1_000.0)))
}

/// From the lines that our own program for goose prints: `p99.9 12.345`.
pub(super) fn goose(told: &Told<'_>) -> Option<Percentiles> {
    let find = |name: &str| {
        let mut lines = told.said.lines();
        let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found?.parse().ok()
    };
    let found = ["p50", "p90", "p99", "p99.9"].map(find);
    found.iter().all(Option::is_some).then_some(found)
}

/// From the summary that it exports, in milliseconds.
pub(super) fn k6(told: &Told<'_>) -> Option<Percentiles> {
    let text = std::fs::read_to_string(told.scratch.path().join("summary.json")).ok()?;
    let summary: Value = serde_json::from_str(&text).ok()?;
    let times = summary.get("metrics")?.get("http_req_duration")?;
    let names = ["p(50)", "p(90)", "p(99)", "p(99.9)"];
    Some(names.map(|name| times.get(name)?.as_f64()))
}

/// From its counts by time: `"response_times": {"12": 345}`, in milliseconds that it has rounded.
pub(super) fn locust(told: &Told<'_>) -> Option<Percentiles> {
    let from = told.said.find('[')?;
    let said: Value = serde_json::from_str(told.said.get(from..)?).ok()?;
    let mut all = Vec::new();
    for entry in said.as_array()? {
        for (time, count) in entry.get("response_times")?.as_object()? {
            let time: f64 = time.parse().ok()?;
            let count = usize::try_from(count.as_u64()?).ok()?;
            all.extend(std::iter::repeat_n(time, count));
        }
    }
    of_all(all)
}

/// From its log, request by request: when it began, its status, its microseconds.
pub(super) fn h2load(told: &Told<'_>) -> Option<Percentiles> {
    let log = std::fs::read_to_string(told.scratch.path().join("requests.log")).ok()?;
    let micros = log.lines().filter_map(|line| line.split('\t').nth(2));
    let times = micros.filter_map(|micros| micros.parse::<f64>().ok());
    of_all(times.map(|micros| micros / 1_000.0))
}

/// From microseconds; it does not say p99.9.
pub(super) fn bombardier(told: &Told<'_>) -> Option<Percentiles> {
    let said: Value = serde_json::from_str(told.said).ok()?;
    let all = said.get("result")?.get("latency")?.get("percentiles")?;
    Some(["50", "90", "99", "99.9"].map(|name| Some(all.get(name)?.as_f64()? / 1_000.0)))
}

/// From whole milliseconds.
pub(super) fn autocannon(told: &Told<'_>) -> Option<Percentiles> {
    let said: Value = serde_json::from_str(told.said.trim()).ok()?;
    let all = said.get("latency")?;
    Some(["p50", "p90", "p99", "p99_9"].map(|name| all.get(name)?.as_f64()))
}

/// From its table, request by request, whose first column is the response time in seconds.
pub(super) fn hey(told: &Told<'_>) -> Option<Percentiles> {
    let rows = told.said.lines().skip(1);
    let times = rows.filter_map(|row| row.split(',').next()?.parse::<f64>().ok());
    of_all(times.map(|seconds| seconds * 1_000.0))
}

/// Of milliseconds; nothing of none.
fn of_all(times: impl IntoIterator<Item = f64>) -> Option<Percentiles> {
    let times = sorted(times);
    let found = THOUSANDTHS.map(|thousandths| Some(thousandth(&times, thousandths)));
    (!times.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn what_peers_say_is_read_in_milliseconds() {
        type Read = fn(&Told<'_>) -> Option<Percentiles>;
        let all = [Some(1.0), Some(2.0), Some(3.5), Some(900.0)];
        let rows: [(&str, Read, &str, Percentiles); 6] = [
            (
                "oha",
                oha,
                r#"{"latencyPercentiles":{"p50":0.001,"p90":0.002,"p99":0.0035,"p99.9":0.9}}"#,
                all,
            ),
            (
                "goose",
                goose,
                "a report\np50 1.000\np90 2.000\np99 3.500\np99.9 900.000\n",
                all,
            ),
            (
                "locust",
                locust,
                r#"[{"response_times":{"1":700,"2":200,"3.5":99,"900":1}}]"#,
                [Some(1.0), Some(2.0), Some(3.5), Some(3.5)],
            ),
            (
                "bombardier",
                bombardier,
                r#"{"result":{"latency":{"percentiles":{"50":1000,"90":2000,"99":3500}}}}"#,
                [Some(1.0), Some(2.0), Some(3.5), None],
            ),
            (
                "autocannon",
                autocannon,
                r#"{"latency":{"p50":1,"p90":2,"p99":3.5,"p99_9":900}}"#,
                all,
            ),
            (
                "hey",
                hey,
                "response-time,DNS+dialup\n0.001,0\n0.001,0\n",
                [Some(1.0); 4],
            ),
        ];
        let scratch = Scratch::new().unwrap();
        for (name, read, said, expected) in rows {
            let told = Told {
                said,
                scratch: &scratch,
            };
            let shown = format!("{:?}", read(&told));
            assert_eq!(shown, format!("{:?}", Some(expected)), "{name}");
            let nothing = Told {
                said: "",
                scratch: &scratch,
            };
            let none = read(&nothing).is_none_or(|all| all == [None; 4]);
            assert!(none, "{name} has said nothing");
        }
    }

    #[test]
    fn what_peers_leave_in_files_is_read_too() {
        let scratch = Scratch::new().unwrap();
        let told = Told {
            said: "",
            scratch: &scratch,
        };
        std::fs::write(
            scratch.path().join("requests.log"),
            "1700000000000000\t200\t1000\n1700000000000200\t200\t1000\n",
        )
        .unwrap();
        std::fs::write(
            scratch.path().join("summary.json"),
            r#"{"metrics":{"http_req_duration":{"p(50)":1,"p(90)":1,"p(99)":1,"p(99.9)":1}}}"#,
        )
        .unwrap();
        assert_eq!(h2load(&told), Some([Some(1.0); 4]));
        assert_eq!(k6(&told), Some([Some(1.0); 4]));
    }
}
