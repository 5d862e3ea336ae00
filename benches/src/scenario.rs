//! The scenarios that the load generator runs here: one step, and nothing else.

use std::fmt::Write as _;

/// What the load generator is to do.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How long arrivals come, in seconds.
    pub seconds: u32,
    /// How they come.
    pub shape: Shape,
    /// Whether the judge is asked about the rules that one step touches.
    pub is_judged: bool,
}

/// How arrivals come.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Closed: so many users, without time to think.
    Users(u32),
    /// Open.
    Rate {
        /// Arrivals a second, evenly spaced.
        rate: u32,
        /// Requests under way at one time, at most.
        slots: u32,
        /// What becomes of one more.
        full: Full,
    },
}

/// What becomes of a request that is due when all slots are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Full {
    /// It waits its turn.
    Queue,
    /// It is not sent, and counted.
    Drop,
    /// Slots are added, up to so many.
    Grow(u32),
}

/// Rules that an answer to the one step says something about. Canned answers break them: the judge has more to do, not less.
const RULES: &str = r#""ALT-1", "ALT-4""#;

impl Full {
    /// As the scenario says it.
    pub fn keys(self) -> String {
        match self {
            Self::Queue => r#"on_full = "queue""#.to_owned(),
            Self::Drop => r#"on_full = "drop""#.to_owned(),
            Self::Grow(most) => format!(r#"on_full = "grow", grow_to = {most}"#),
        }
    }
}

impl Load {
    /// The scenario's text.
    pub fn text(self) -> String {
        let Self { seconds, .. } = self;
        let rules = if self.is_judged { RULES } else { "" };
        let mut text = format!(
            "title = \"One step\"\nproves = [{rules}]\nduration = \"{seconds} s\"\n\
             population = {{ patients = 10_000, users = 64 }}\n"
        );
        // Writing to a String does not go wrong.
        let _ = match self.shape {
            Shape::Users(users) => {
                writeln!(text, r#"arrivals = {{ shape = "users", users = {users} }}"#)
            }
            Shape::Rate { rate, slots, full } => writeln!(
                text,
                "arrivals = {{ shape = \"constant\", rate = \"{rate} per second\" }}\n\
                 limits = {{ in_flight = {slots}, answer_within = \"5 s\", {} }}",
                full.keys(),
            ),
        };
        text + "[[script]]\nsteps = [\"open the alert\"]\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadgen::scenario::Scenario;

    #[test]
    fn every_load_is_a_scenario() {
        let slots = 64;
        let open = |full| Shape::Rate {
            rate: 5_000,
            slots,
            full,
        };
        for shape in [
            Shape::Users(64),
            open(Full::Queue),
            open(Full::Drop),
            open(Full::Grow(10_000)),
        ] {
            for is_judged in [false, true] {
                let load = Load {
                    seconds: 10,
                    shape,
                    is_judged,
                };
                let read = Scenario::parse(&load.text(), "load.toml", &[]);
                assert!(read.is_ok(), "{load:?}: {read:?}");
            }
        }
    }
}
