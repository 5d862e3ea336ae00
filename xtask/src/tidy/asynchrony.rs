use crate::source::has_word;
use crate::{File, Finding, Tree};

/// Where waiting may happen, and why. The rest is testable without a runtime.
const WAITING: [(&str, &str); 22] = [
    ("benches/", "measures what waits"),
    ("loadgen/src/control", "asks the control port"),
    ("loadgen/src/embedded.rs", "starts and stops a mock"),
    ("loadgen/src/executor", "waits until a request is due"),
    ("loadgen/src/interrupt.rs", "waits for a signal to end"),
    ("loadgen/src/main.rs", "starts the runtime"),
    (
        "loadgen/src/metrics/serve.rs",
        "shows the figures to whoever asks",
    ),
    (
        "loadgen/src/recorder/interruption.rs",
        "the executor waits there for whoever ends it",
    ),
    (
        "loadgen/src/simulation.rs",
        "starts a runtime whose time is simulated",
    ),
    ("loadgen/src/transport", "waits for answers"),
    ("mock-spine/src/app.rs", "brings doors and server together"),
    ("mock-spine/src/control", "the second port, a door"),
    ("mock-spine/src/doors", "doors read and write sockets"),
    (
        "mock-spine/src/edge/routes.rs",
        "writes the two ports' tables, and the doors in them wait",
    ),
    ("mock-spine/src/faults", "a fault may be a delay"),
    ("mock-spine/src/main.rs", "starts the runtime"),
    (
        "mock-spine/src/mock.rs",
        "starts a mock inside another program",
    ),
    ("mock-spine/src/outbox", "delivers later, on its own"),
    ("mock-spine/src/server", "accepts connections"),
    ("mock-spine/src/spine", "passes on what the store waits for"),
    (
        "mock-spine/src/tenant",
        "opening one's part of the store waits for it",
    ),
    (
        "mock-spine/src/store",
        "a commit may wait for a disk or a database",
    ),
];

/// The folders whose code is read.
const READ: [&str; 4] = ["cpis/", "loadgen/", "mock-spine/", "reports/"];

/// `async` and `await` outside tests stand only where waiting may happen.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|file| file.is_below(&READ) && !file.is_test())
        .filter(|file| {
            !WAITING
                .iter()
                .any(|(place, _)| file.path.starts_with(place))
        })
        .flat_map(waits)
        .collect()
}

fn waits(file: &File) -> Vec<Finding> {
    file.lines()
        .filter(|line| !line.is_test)
        .filter(|line| has_word(line.code, "async") || has_word(line.code, "await"))
        .map(|line| {
            let remedy = "return a value and let a door, the store or the executor wait, \
                or name the place with its reason in xtask/src/tidy/asynchrony.rs";
            Finding::new(&file.path, line.number, "waiting happens here", remedy)
        })
        .collect()
}
