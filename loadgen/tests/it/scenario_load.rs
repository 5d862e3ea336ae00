//! Mistakes in loads, phases, groups, faults and targets, and what they are told.

use loadgen::scenario::{Load, Override, Scenario, ThinkTime, Until, Users};

const SCRIPTS: &str = "[[script]]\nname = \"triage\"\nsteps = [\"open the alert\"]\n\
                       [[script]]\nname = \"transfer\"\nsteps = [\"overview\"]\n";
const CONSTANT: &str = "arrivals = { shape = \"constant\", rate = \"1 per second\" }";

fn check(load: &str, said: &[&str]) {
    let load = load.replace("CONSTANT", CONSTANT);
    let text = format!("title = \"T\"\nproves = []\n{load}\n{SCRIPTS}");
    let found = match Scenario::parse(&text, "x", &[]) {
        Ok(scenario) => panic!("accepted is\n{text}\nas {scenario:?}"),
        Err(mistakes) => mistakes.to_string(),
    };
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, said, "\n{text}");
}

#[test]
fn a_shape_is_told_what_it_takes() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str]); 13] = [
        ("[arrivals]\nshape = \"steps\"\nrates = []\neach = \"1 s\"", &["x:5: `arrivals.rates` has no rate above zero, one is needed"]),
        ("[arrivals]\nshape = \"steps\"\nrates = [\"5\"]\neach = \"1 s\"", &["x:5: `arrivals.rates` holds \"5\", a rate needs a unit, for example \"400 per second\""]),
        ("[arrivals]\nshape = \"steps\"\nrates = \"5\"", &["x:3: `arrivals.each` is missing, for example each = \"30 s\"", "x:5: `arrivals.rates` is \"5\", a list of rates is needed, for example [\"50 per second\"]"]),
        ("[arrivals]\nshape = \"burst\"\nsize = 0\nevery = \"1 s\"", &["x:5: `arrivals.size` is 0, a whole number from 1 to 1000000 is needed"]),
        ("[arrivals]\nshape = \"poisson\"\nsize = 3\nevery = \"1 s\"", &["x:3: `arrivals.rate` is missing, for example rate = \"50 per second\"", "x:5: `arrivals.size` does not belong to the shape poisson, which takes `rate`", "x:6: `arrivals.every` does not belong to the shape poisson, which takes `rate`"]),
        ("[arrivals]\nshape = \"replay\"\ncurve = [[\"1 s\", \"5/s\"]]", &["x:5: `arrivals.curve` begins at 1 s, its first point is at \"0 s\""]),
        ("[arrivals]\nshape = \"replay\"\ncurve = [[\"0 s\", \"5/s\"], [\"0 s\", \"6/s\"]]", &["x:5: `arrivals.curve` goes from 0 s to 0 s, each point is later than the one before"]),
        ("[arrivals]\nshape = \"replay\"\ncurve = [\"0 s\"]", &["x:5: `arrivals.curve` holds \"0 s\", a list of points is needed, each a time and a rate, for example [[\"0 s\", \"10 per second\"]]"]),
        ("[arrivals]\nshape = \"users\"\nusers = 0", &["x:5: `arrivals.users` is 0, at least one user is needed"]),
        ("[arrivals]\nshape = \"users\"\nusers = 3\nusers_to = 5", &["x:3: `arrivals.over` is missing, for example over = \"2 min\""]),
        ("[arrivals]\nshape = \"users\"\nusers = 3\nthink_time = \"3 s to 1 s\"", &["x:6: `arrivals.think_time` is \"3 s to 1 s\", the shorter think time comes first, for example \"1 s to 3 s\""]),
        ("[arrivals]\nshape = \"shared-iterations\"\nusers = 3", &["x:3: `arrivals.iterations` is missing, for example iterations = 1_000"]),
        ("[arrivals]\nshape = \"spike\"\nbase = \"1/s\"\npeak = \"0/s\"\nat = \"0 s\"\nfor = \"1 s\"", &["x:6: `arrivals.peak` is \"0/s\", a rate is above zero, for example \"400 per second\""]),
    ];
    for (load, said) in rows {
        check(load, said);
    }
}

#[test]
fn phases_and_groups_say_when_arrivals_come_and_nothing_else_does() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str]); 10] = [
        ("duration = \"3 s\"\n[[phase]]\nCONSTANT", &["x:3: `duration` does not stand beside phases, each [[phase]] has its own"]),
        ("CONSTANT\n[[phase]]\nCONSTANT", &["x:3: `arrivals` does not stand beside phases, each [[phase]] has its own"]),
        ("CONSTANT\n[[group]]\nCONSTANT", &["x:3: `arrivals` does not stand beside groups, each [[group]] has its own"]),
        ("[[phase]]\nwarm_up = true\nCONSTANT", &["x:3: every phase is warm-up, one that is measured is needed"]),
        ("[[phase]]\nCONSTANT\n[[phase]]\nwarm_up = true\nCONSTANT", &["x:6: `phase.warm_up` comes after a phase that is measured, warm-up comes first"]),
        ("[[phase]]\nwarm_up = 1", &["x:3: `[arrivals]` is missing, for example [arrivals] with shape = \"constant\"", "x:4: `phase.warm_up` is 1, true or false is needed, without quotes"]),
        ("[[group]]\nscripts = { triaje = 1, transfer = 0 }\nCONSTANT", &["x:4: `group.scripts.transfer` is 0, a weight is a whole number from 1 to 1000000", "x:4: `triaje` is not a script, did you mean \"triage\"?"]),
        ("[[group]]\nscripts = { triage = 1 }\nCONSTANT", &["x:6: \"transfer\" is a script that nobody runs, no `scripts` names it"]),
        ("[[group]]\nname = \"a\"\nCONSTANT\n[[group]]\nname = \"a\"\nCONSTANT", &["x:7: \"a\" is the name of an earlier group"]),
        ("[children]\nhot = 3\nzipf = 1.1\n[[group]]\nCONSTANT", &["x:5: `children.zipf` and `children.hot` each say who is looked at more, keep one"]),
    ];
    for (load, said) in rows {
        check(load, said);
    }
}

#[test]
fn a_fault_is_told_what_it_takes() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str]); 11] = [
        ("what = \"stal\"", &["x:5: `fault.what` is \"stal\", accepted are \"stall\", \"drop the reply\", \"error\", \"truncate\", \"garble\", \"drip\", \"abort\", \"drop connections\", \"retry\", \"duplicate\" and \"clock jump\", did you mean \"stall\"?"]),
        ("what = \"stall\"", &["x:4: `fault.for` is missing, for example for = \"800 ms\""]),
        ("what = \"error\"\nstatus = 418", &["x:6: \"error\" cannot be so: an error, and nothing else, needs a status: 408, 429, 500 or 503"]),
        ("what = \"garble\"\nfor = \"1 s\"", &["x:6: `fault.for` does not belong to \"garble\", which takes `from`, `to`, `point`, `share`, `door`, `path` and `times`"]),
        ("what = \"garble\"\npoint = \"after reply before delivery\"", &["x:6: \"garble\" cannot be so: the reply has left at this point: stall or abort"]),
        ("what = \"drop connections\"", &["x:4: `fault.at` is missing, for example at = \"15 s\""]),
        ("what = \"clock jump\"\nat = \"1 s\"\nby = \"1 h\"", &["x:5: \"clock jump\" moves the clock of the Spine, the scenario has it at the machine's; for example [clock] with mode = \"shifted\" and now = 2026-03-02T09:00:00Z"]),
        ("what = \"retry\"\nfrom = \"2 s\"\nto = \"1 s\"", &["x:7: `fault.to` is \"1 s\", it ends after it begins"]),
        ("what = \"retry\"\nfrom = \"2 min\"", &["x:6: `fault.from` is \"2 min\", the run has ended by then: it lasts \"1 min\""]),
        ("what = \"retry\"\nfrom = \"0 s\"\nto = \"3 s\"\nevery = \"2 s\"", &["x:8: `fault.every` is \"2 s\", it is longer than from `from` to `to`"]),
        ("what = \"retry\"\nshare = \"0 %\"", &["x:6: `fault.share` is \"0 %\", a fault happens to a share above zero"]),
    ];
    for (fault, said) in rows {
        check(&format!("CONSTANT\n[[fault]]\n{fault}"), said);
    }
}

#[test]
fn other_mistakes_are_told_too() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str]); 9] = [
        ("[limits]\ngrow_to = 5", &["x:5: `limits.grow_to` means nothing unless `on_full` is \"grow\""]),
        ("[limits]\non_full = \"grow\"", &["x:4: `limits.grow_to` is missing, for example grow_to = 2_000"]),
        ("[limits]\non_full = \"grow\"\ngrow_to = 5", &["x:6: `limits.grow_to` is 5, at least `in_flight` is needed, which is 500"]),
        ("[stop]\non_broken_rule = \"yes\"", &["x:5: `stop.on_broken_rule` is \"yes\", true or false is needed, without quotes"]),
        ("shard = \"3/2\"", &["x:4: `shard` is \"3/2\", a shard is its number and how many there are, for example 2/4, of at most 1000"]),
        ("[[target]]\nmetric = \"p99 from due\"", &["x:4: `target.at_most` is missing, for example at_most = \"250 ms\""]),
        ("[[target]]\nmetric = \"p99 from due\"\nat_most = \"2 %\"", &["x:6: `target.at_most` is \"2 %\", the units of a duration are us, ms, s, min, h and d"]),
        ("[[target]]\nmetric = \"errors\"\nat_most = \"2 %\"\nwindow = \"70 s to 80 s\"", &["x:7: the window begins at 70 s, when the run has ended: it lasts 1 min"]),
        ("[[target]]\nfail_if = \"errors > 1 %\"\nof = \"overview\"", &["x:6: `target.of` does not stand beside `fail_if`, which says all"]),
    ];
    for (keys, said) in rows {
        check(&format!("CONSTANT\n{keys}"), said);
    }
}

#[test]
fn closed_shapes_read_as_they_are_written() {
    let text = format!("title = \"T\"\nproves = []\n{CONSTANT}\n{SCRIPTS}");
    let load = |arrivals: &str| {
        let option = Override::set(&format!("arrivals={{ {arrivals} }}"));
        let scenario = Scenario::parse(&text, "x", &[option]).unwrap();
        match &scenario.groups[0].phases[0].load {
            Load::Closed(closed) => (closed.users, closed.think_time, closed.until),
            Load::Open(arrivals) => panic!("{arrivals:?}"),
        }
    };
    let second = core::time::Duration::from_secs(1);
    assert_eq!(
        load(
            "shape = \"users\", users = 2, users_to = 9, over = \"3 s\", think_time = \"1 s on average\""
        ),
        (
            Users::Ramp {
                from: 2,
                to: 9,
                over: 3 * second
            },
            ThinkTime::Average(second),
            Until::PhaseEnds
        )
    );
    assert_eq!(
        load(
            "shape = \"shared-iterations\", users = 2, iterations = 30, think_time = \"1 s to 2 s\""
        ),
        (
            Users::Constant(2),
            ThinkTime::Between(second, 2 * second),
            Until::Shared(30)
        )
    );
    assert_eq!(
        load("shape = \"iterations-per-user\", users = 2, iterations = 30"),
        (Users::Constant(2), ThinkTime::None, Until::Each(30))
    );
}
