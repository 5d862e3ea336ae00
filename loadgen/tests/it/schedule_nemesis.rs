//! Faults as a list of deeds in the order of time.

use loadgen::scenario::Scenario;
use loadgen::schedule::{Deed, Nemesis};

/// Each deed as `seconds what`.
fn strikes(faults: &str) -> Vec<String> {
    let text = format!(
        "title = \"T\"\nproves = []\nduration = \"30 s\"\n[clock]\nmode = \"shifted\"\nnow = 2026-03-02T09:00:00Z\n\
         [arrivals]\nshape = \"constant\"\nrate = \"1 per second\"\n[[script]]\nsteps = [\"open the alert\"]\n{faults}"
    );
    let scenario = Scenario::parse(&text, "x.toml", &[]).unwrap_or_else(|m| panic!("\n{m}"));
    let nemesis = Nemesis::of(&scenario);
    let shown = nemesis.strikes().iter().map(|strike| {
        let deed = match &strike.deed {
            Deed::Spine(faults) => {
                let named: Vec<String> = faults
                    .iter()
                    .map(|fault| format!("{:?}", fault.action))
                    .collect();
                format!("Spine {}", named.join("+"))
            }
            Deed::Retry(share) => format!("retry {share}"),
            Deed::Duplicate(share) => format!("duplicate {share}"),
            Deed::DropConnections => "drop".to_owned(),
            Deed::AdvanceClock(by) => format!("clock {}", by.as_secs()),
        };
        format!("{} {deed}", strike.at.as_secs())
    });
    shown.collect()
}

#[test]
fn what_lasts_begins_and_ends_and_what_does_not_happens() {
    let rows: [(&str, &[&str]); 6] = [
        ("", &[]),
        (
            "[[fault]]\nwhat = \"stall\"\nfor = \"1 s\"\nfrom = \"5 s\"\nto = \"10 s\"",
            &["5 Spine Stall", "10 Spine "],
        ),
        (
            "[[fault]]\nwhat = \"garble\"\n[[fault]]\nwhat = \"error\"\nstatus = 503\nfrom = \"8 s\"\nto = \"9 s\"",
            &[
                "0 Spine Garble",
                "8 Spine Garble+Error",
                "9 Spine Garble",
                "30 Spine ",
            ],
        ),
        (
            "[[fault]]\nwhat = \"drop connections\"\nat = \"4 s\"\nevery = \"12 s\"",
            &["4 drop", "16 drop", "28 drop"],
        ),
        (
            "[[fault]]\nwhat = \"retry\"\nshare = \"5 %\"\nfrom = \"1 s\"\nto = \"2 s\"\nevery = \"14 s\"",
            &[
                "1 retry 5 %",
                "2 retry 0 %",
                "15 retry 5 %",
                "16 retry 0 %",
                "29 retry 5 %",
                "30 retry 0 %",
            ],
        ),
        (
            "[[fault]]\nwhat = \"clock jump\"\nat = \"3 s\"\nby = \"1 h\"\n[[fault]]\nwhat = \"duplicate\"\nto = \"3 s\"",
            &["0 duplicate 100 %", "3 duplicate 0 %", "3 clock 3600"],
        ),
    ];
    for (faults, wanted) in rows {
        assert_eq!(strikes(faults), wanted, "{faults}");
    }
}
