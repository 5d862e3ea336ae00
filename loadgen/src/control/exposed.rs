//! What a Spine tells of itself at `/metrics`, in the text form that Prometheus reads.

use std::collections::{BTreeMap, HashMap};

/// Every figure that was told at one time; of histograms and the like only that they are there.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Exposed {
    samples: Vec<Sample>,
    kinds: HashMap<String, Kind>,
}

/// One line: a name, labels and a value.
#[derive(Clone, PartialEq, Debug)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Counter,
    Gauge,
    Other,
}

/// A figure in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// What it is measured in; empty of a plain number.
    pub unit: &'static str,
    /// Whether it only grows.
    pub counts_up: bool,
    /// Whether it is a part of the figure before it.
    pub is_part: bool,
    /// How much it was.
    pub value: f64,
}

/// Figures of a Spine that is no mock of ours are told in its own words, so many at most.
const FOREIGN_MAX: usize = 12;
/// So many parts of a figure at most.
const PARTS_MAX: usize = 40;
const MEBIBYTE: f64 = 1_048_576.0;

impl Exposed {
    /// Reads the text. A line that is not understood is passed over: what a Spine tells of itself is no matter of right or wrong.
    pub fn read(text: &str) -> Self {
        let mut exposed = Self::default();
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace();
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("#"), Some("TYPE"), Some(name), Some(kind)) => {
                    let kind = match kind {
                        "counter" => Kind::Counter,
                        "gauge" => Kind::Gauge,
                        _ => Kind::Other,
                    };
                    exposed.kinds.insert(name.to_owned(), kind);
                }
                (Some("#"), ..) => {}
                _ => exposed.samples.extend(sample(line)),
            }
        }
        exposed
    }

    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The figures in words: requests, processor, memory, what became of looks, and what else a Spine counts in its own words.
    pub fn figures(&self) -> Vec<Figure> {
        let mut figures = self.requests();
        let process = |name, label: &str, (unit, scale), counts_up| {
            let sample = self.samples.iter().find(|sample| sample.name == name)?;
            Some(Figure {
                label: label.to_owned(),
                unit,
                counts_up,
                is_part: false,
                value: sample.value / scale,
            })
        };
        figures.extend(process(
            "process_cpu_seconds_total",
            "Processor",
            ("s", 1.0),
            true,
        ));
        let memory = ("MiB", MEBIBYTE);
        figures.extend(process(
            "process_resident_memory_bytes",
            "Memory",
            memory,
            false,
        ));
        figures.extend(self.looks());
        figures.extend(self.foreign());
        figures
    }

    /// Requests answered on the data port, and by route and class of status.
    fn requests(&self) -> Vec<Figure> {
        let mut parts: BTreeMap<String, f64> = BTreeMap::new();
        for sample in self.named("mock_spine_requests_total") {
            let label = |name| sample.labels.get(name).map_or("", String::as_str);
            let route = label("route");
            if !is_of_control(route) {
                *parts
                    .entry(format!("{route}, {}", label("status")))
                    .or_default() += sample.value;
            }
        }
        whole_and_parts("Requests answered", parts)
    }

    /// What became of attempts to open an alert.
    fn looks(&self) -> Vec<Figure> {
        let samples = self.named("mock_spine_accesses_total");
        let parts = samples.filter_map(|sample| {
            let decision = sample.labels.get("decision")?;
            Some((format!("decided: {decision}"), sample.value))
        });
        whole_and_parts("Alerts asked for", parts.collect())
    }

    /// Figures that this program does not know: counters added up over their labels, and what goes up and down where it has none.
    fn foreign(&self) -> Vec<Figure> {
        let mut figures: BTreeMap<&str, Figure> = BTreeMap::new();
        let known = |name: &str| name.starts_with("mock_spine_") || name.starts_with("process_");
        for sample in self.samples.iter().filter(|sample| !known(&sample.name)) {
            let counts_up = match self.kind(&sample.name) {
                Some(Kind::Counter) => true,
                Some(Kind::Gauge) if sample.labels.is_empty() => false,
                Some(Kind::Gauge | Kind::Other) | None => continue,
            };
            let figure = figures.entry(&sample.name).or_insert_with(|| Figure {
                label: sample.name.trim_end_matches("_total").replace('_', " "),
                unit: "",
                counts_up,
                is_part: false,
                value: 0.0,
            });
            figure.value += sample.value;
        }
        figures.into_values().take(FOREIGN_MAX).collect()
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Sample> {
        self.samples
            .iter()
            .filter(move |sample| sample.name == name)
    }

    /// `OpenMetrics` names a counter without the end of its samples, Prometheus with it.
    fn kind(&self, name: &str) -> Option<Kind> {
        let family = name
            .strip_suffix("_total")
            .and_then(|family| self.kinds.get(family));
        family.or_else(|| self.kinds.get(name)).copied()
    }
}

/// Whether a route is one of the control port's: what the generator asks there is none of the load.
fn is_of_control(route: &str) -> bool {
    ["/control/", "/metrics", "/health/", "/openapi.json"]
        .iter()
        .any(|start| route.starts_with(start))
}

/// Their sum, and the parts that are more than nothing, the largest first.
fn whole_and_parts(label: &str, parts: BTreeMap<String, f64>) -> Vec<Figure> {
    let figure = |label, is_part, value| Figure {
        label,
        unit: "",
        counts_up: true,
        is_part,
        value,
    };
    if parts.is_empty() {
        return Vec::new();
    }
    let whole = figure(label.to_owned(), false, parts.values().sum());
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let parts = parts.into_iter().take(PARTS_MAX);
    let parts = parts.map(|(label, value)| figure(label, true, value));
    std::iter::once(whole).chain(parts).collect()
}

/// A line `name{label="value",…} value`, with or without labels; none where it is another.
fn sample(line: &str) -> Option<Sample> {
    let end = line.find(['{', ' '])?;
    let (name, rest) = line.split_at_checked(end)?;
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (BTreeMap::new(), rest),
    };
    let value: f64 = rest.split_ascii_whitespace().next()?.parse().ok()?;
    (!name.is_empty() && value.is_finite()).then(|| Sample {
        name: name.to_owned(),
        labels,
        value,
    })
}

/// The labels up to the closing brace, and what comes after it.
fn labels(text: &str) -> Option<(BTreeMap<String, String>, &str)> {
    let mut labels = BTreeMap::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(after) = rest.strip_prefix('}') {
            return Some((labels, after));
        }
        let (name, value) = rest.split_once("=\"")?;
        let mut read = String::new();
        let mut letters = value.char_indices();
        rest = loop {
            match letters.next()? {
                (at, '"') => break value.get(at + 1..)?,
                (_, '\\') => read.push(match letters.next()?.1 {
                    'n' => '\n',
                    other => other,
                }),
                (_, letter) => read.push(letter),
            }
        };
        labels.insert(name.to_owned(), read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOCK: &str = r#"# HELP mock_spine_requests Requests answered, by route and class of status.
# TYPE mock_spine_requests counter
mock_spine_requests_total{route="/cpis/FHIR/R4/CareTeam",status="2xx"} 300
mock_spine_requests_total{route="/cpis/FHIR/R4/CareTeam",status="4xx"} 7
mock_spine_requests_total{route="/oauth2/token",status="2xx"} 20
mock_spine_requests_total{route="/control/v1/clock",status="2xx"} 9
mock_spine_requests_total{route="/metrics",status="2xx"} 60
# TYPE mock_spine_accesses counter
mock_spine_accesses_total{decision="notified"} 40
# TYPE process_cpu_seconds counter
# UNIT process_cpu_seconds seconds
process_cpu_seconds_total 12.25
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 52428800
# EOF
"#;

    fn told(text: &str) -> Vec<(String, f64, bool, bool)> {
        let figures = Exposed::read(text).figures().into_iter();
        figures
            .map(|one| (one.label, one.value, one.counts_up, one.is_part))
            .collect()
    }

    #[test]
    fn a_mock_tells_its_requests_without_those_of_its_control_port() {
        let row =
            |label: &str, value, counts_up, is_part| (label.to_owned(), value, counts_up, is_part);
        let expected = [
            row("Requests answered", 327.0, true, false),
            row("/cpis/FHIR/R4/CareTeam, 2xx", 300.0, true, true),
            row("/oauth2/token, 2xx", 20.0, true, true),
            row("/cpis/FHIR/R4/CareTeam, 4xx", 7.0, true, true),
            row("Processor", 12.25, true, false),
            row("Memory", 50.0, false, false),
            row("Alerts asked for", 40.0, true, false),
            row("decided: notified", 40.0, true, true),
        ];
        assert_eq!(told(MOCK), expected);
    }

    #[test]
    fn another_spine_tells_its_counters_and_gauges_and_nothing_else() {
        let text = "# TYPE http_requests_total counter\nhttp_requests_total{code=\"200\",path=\"/a \\\"b\\\"}\"} 5 1700000000\n\
                    http_requests_total{code=\"500\"} 2\n# TYPE open_connections gauge\nopen_connections 3\n\
                    # TYPE depth gauge\ndepth{queue=\"a\"} 4\n# TYPE took histogram\ntook_bucket{le=\"1\"} 9\ntook_sum 2\n";
        let expected = [
            ("http requests".to_owned(), 7.0, true, false),
            ("open connections".to_owned(), 3.0, false, false),
        ];
        assert_eq!(told(text), expected);
    }

    #[test]
    fn what_is_no_metric_tells_nothing() {
        for text in [
            "",
            "<html>",
            "{}",
            "a",
            "a{",
            "a{b=\"",
            "a{b=\"c\"} x",
            "a NaN",
            "# TYPE",
            "a{b} 1",
        ] {
            assert!(Exposed::read(text).is_empty(), "{text}");
            assert_eq!(told(text), [], "{text}");
        }
    }
}
