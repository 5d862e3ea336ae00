//! What CI runs, in order.

use core::fmt::Write as _;

/// A step: one command that a developer can run too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// What it is for.
    pub heading: &'static str,
    /// Program and arguments with blanks between, run from the workspace's root; `*` in a file name stands for every such file.
    pub command: &'static str,
    /// The environment it needs.
    pub environment: &'static [(&'static str, &'static str)],
    /// Whether it runs.
    pub stage: Stage,
}

/// Whether a step runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Always.
    Ready,
    /// Where a program is installed that Rust does not bring along.
    IfInstalled {
        /// The program.
        program: &'static str,
        /// How to get it.
        install: &'static str,
    },
    /// Not now.
    Skipped {
        /// Why not.
        why: &'static str,
    },
}

/// The steps of `cargo xtask ci`. Cheap ones come first, so that what is wrong shows early.
pub const CI: [Step; 15] = [
    step("format", "cargo fmt --all --check"),
    step("house rules", "cargo xtask tidy"),
    step("requirement links", "cargo xtask trace"),
    step(
        "lints",
        "cargo clippy --workspace --all-targets -- -D warnings",
    ),
    // Cargo unites the features of what it builds together: only alone does a crate show what it needs.
    step("vocabulary alone", "cargo check -p cpis-vocabulary"),
    step("rules alone", "cargo check -p cpis-rules"),
    step("population alone", "cargo check -p cpis-population"),
    step("search alone", "cargo check -p cpis-search"),
    step("wire alone", "cargo check -p cpis-wire"),
    step("documentation", "cargo doc --workspace --no-deps")
        .with(&[("RUSTDOCFLAGS", "-D warnings")]),
    step("tests", "cargo test --workspace").with(&[("INSTA_UPDATE", "no")]),
    step(
        "dependencies: bans, licences, sources",
        "cargo deny check bans licenses sources",
    )
    .at(Stage::IfInstalled {
        program: "cargo-deny",
        install: "cargo install cargo-deny --locked",
    }),
    step("dependencies: advisories", "cargo deny check advisories").at(Stage::Skipped {
        why: "reads a database on the network; run it by hand",
    }),
    step(
        "scenarios are valid",
        "cargo run --release -p loadgen -- validate scenarios/*.toml",
    ),
    step(
        "smoke run",
        "cargo run --release -p loadgen -- run scenarios/smoke.toml",
    ),
];

/// The steps of `cargo xtask nightly`: what proves the judge and takes hours on two cores.
pub const NIGHTLY: [Step; 5] = [
    step(
        "ten million small histories against exhaustive search",
        "cargo test --release -p loadgen --test it fuzz -- --nocapture",
    )
    .with(&[("FUZZ_HISTORIES", "10000000")]),
    step(
        "a thousand seeds of every scenario with an honest Spine",
        "cargo test --release -p loadgen --test it simulation::no_scenario -- --nocapture",
    )
    .with(&[("SIMULATION_SEEDS", "1000")]),
    step(
        "every broken Spine, twenty seeds",
        "cargo xtask kill-matrix",
    ),
    step(
        "ten million operations, written",
        "cargo run --release -p benches --bin judge_ten_million -- write target/ten-million",
    ),
    step(
        "ten million operations, judged in bounded memory",
        "cargo run --release -p benches --bin judge_ten_million -- judge target/ten-million",
    ),
];

/// The steps of `cargo xtask schema`: the tests that compare the committed files write them instead.
pub const SCHEMA: [Step; 2] = [
    step(
        "scenario language",
        "cargo test -p loadgen --test it scenario",
    )
    .with(&[("UPDATE_SCHEMA", "1")]),
    step("schema of a run", "cargo test -p reports --test it schema")
        .with(&[("UPDATE_SCHEMA", "1")]),
];

const fn step(heading: &'static str, command: &'static str) -> Step {
    Step {
        heading,
        command,
        environment: &[],
        stage: Stage::Ready,
    }
}

impl Step {
    const fn with(self, environment: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            environment,
            ..self
        }
    }

    const fn at(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// The step as it is typed into a shell.
    pub fn typed(&self) -> String {
        let mut typed = String::new();
        for (name, value) in self.environment {
            let _ = write!(typed, "{name}='{value}' ");
        }
        typed + self.command
    }
}
