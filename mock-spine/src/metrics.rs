//! What the operators see: counts and times, never a number or a name (ENV-4).

use crate::process::Process;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::OnceLock;

/// Counters, by what was asked and how it was answered.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    decisions: Family<DecisionLabel, Counter>,
    /// Counters that have been looked up once, by route and class of status: a look-up costs more than the count.
    known: Vec<[OnceLock<Counter>; 6]>,
    known_decisions: [OnceLock<Counter>; 5],
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Labels {
    route: &'static str,
    status: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct DecisionLabel {
    decision: &'static str,
}

/// How many routes can be told apart.
const ROUTES: usize = 128;
const CLASSES: [&str; 6] = ["unknown", "1xx", "2xx", "3xx", "4xx", "5xx"];

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Process));
        let own = registry.sub_registry_with_prefix("mock_spine");
        let requests = Family::default();
        let decisions = Family::default();
        own.register(
            "requests",
            "Requests answered, by route and class of status",
            requests.clone(),
        );
        own.register(
            "accesses",
            "Attempts to open an alert, by what became of them",
            decisions.clone(),
        );
        Self {
            registry,
            requests,
            decisions,
            known: (0..ROUTES).map(|_| Default::default()).collect(),
            known_decisions: Default::default(),
        }
    }
}

impl Metrics {
    /// Counts an answer. `place` is the route's place in its table, and its name is the pattern.
    pub fn count(&self, place: usize, route: &'static str, status: u16) {
        let class = usize::from(status / 100);
        let label = CLASSES.get(class).copied().unwrap_or("unknown");
        let make = || {
            self.requests.get_or_create_owned(&Labels {
                route,
                status: label,
            })
        };
        match self.known.get(place).and_then(|classes| classes.get(class)) {
            Some(known) => known.get_or_init(make).inc(),
            None => make().inc(),
        };
    }

    /// Counts what became of an attempt to open an alert.
    pub fn decide(&self, decision: cpis_vocabulary::DecisionKind) {
        use cpis_vocabulary::DecisionKind as Kind;
        let place = match decision {
            Kind::Notified => 0,
            Kind::Suppressed => 1,
            Kind::Silent => 2,
            Kind::None => 3,
            Kind::Refused => 4,
        };
        let make = || {
            self.decisions.get_or_create_owned(&DecisionLabel {
                decision: decision.as_str(),
            })
        };
        match self.known_decisions.get(place) {
            Some(known) => known.get_or_init(make).inc(),
            None => make().inc(),
        };
    }

    /// Everything counted so far, in the text form that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
