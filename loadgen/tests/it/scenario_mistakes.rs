//! Mistakes people make, and what they are told: the messages are part of the language.

use loadgen::scenario::{Override, Scenario};

/// A good scenario, in which each row writes one thing differently.
const GOOD: &str = "title = \"T\"
proves = [\"ASN-3\"]
[arrivals]
shape = \"constant\"
rate = \"1 per second\"
[[script]]
steps = [\"open the alert\"]
";

struct Row {
    /// Part of the good scenario.
    line: &'static str,
    /// What stands there instead.
    written: &'static str,
    /// Every mistake, from its line number on.
    said: &'static [&'static str],
}

#[test]
fn every_mistake_is_told_with_its_line_and_what_would_be_accepted() {
    for Row {
        line,
        written,
        said,
    } in ROWS
    {
        assert!(
            GOOD.contains(line),
            "{line:?} is not part of the good scenario"
        );
        let text = GOOD.replace(line, written);
        let found = mistakes(&text, &[]);
        let said: Vec<String> = said.iter().map(|said| format!("x.toml:{said}")).collect();
        assert_eq!(found, said, "\n{text}");
    }
}

#[test]
fn a_mistake_in_an_option_names_the_option() {
    for (options, said) in OPTIONS {
        let options: Vec<Override> = options.iter().map(|option| Override::set(option)).collect();
        assert_eq!(mistakes(GOOD, &options), *said);
    }
}

#[test]
fn the_two_short_options_are_named_as_they_were_typed() {
    let options = [Override::seed("seven"), Override::duration("10")];
    assert_eq!(
        mistakes(GOOD, &options),
        [
            "--duration 10: `duration` is 10, a duration needs a unit, for example \"90 s\"",
            "--seed seven: `seed` is \"seven\", a seed is a whole number from 0 to 9223372036854775807",
        ],
    );
}

#[test]
fn the_good_scenario_is_good() {
    Scenario::parse(GOOD, "x.toml", &[]).unwrap();
}

fn mistakes(text: &str, options: &[Override]) -> Vec<String> {
    match Scenario::parse(text, "x.toml", options) {
        Ok(scenario) => panic!("accepted is\n{text}\nas {scenario:?}"),
        Err(mistakes) => mistakes.to_string().lines().map(str::to_owned).collect(),
    }
}

#[rustfmt::skip]
const OPTIONS: &[(&[&str], &[&str])] = &[
    (&["arrivals.rate=400"], &[r#"--set arrivals.rate=400: `arrivals.rate` is 400, a rate needs a unit, for example "400 per second""#]),
    (&["arrivals.rate"], &[r#"--set arrivals.rate: a key and a value are needed, for example --set arrivals.to="400 per second""#]),
    (&["=3"], &[r#"--set =3: a key and a value are needed, for example --set arrivals.to="400 per second""#]),
    (&["arrivals..rate=3"], &[r#"--set arrivals..rate=3: a key and a value are needed, for example --set arrivals.to="400 per second""#]),
    (&["script.2.weight=3"], &["--set script.2.weight=3: `script` is a list of 1, name one by its number from 1"]),
    (&["script.1.weight=0"], &["--set script.1.weight=0: `script.weight` is 0, a whole number from 1 to 1000000 is needed"]),
    (&["title.x=1"], &[r#"--set title.x=1: `title` is "T", it has no keys of its own"#]),
    (&["limits.in_fligth=3"], &["--set limits.in_fligth=3: `in_fligth` is not a limit, did you mean `in_flight`?"]),
    (&["limits.in_flight=lots"], &[r#"--set limits.in_flight=lots: `limits.in_flight` is "lots", a whole number is needed, without quotes"#]),
    (&["script.weight=3"], &["--set script.weight=3: `script` is a list of 1, name one by its number from 1"]),
    (&["population.range=9xy", "seed=x"], &[r#"--set population.range=9xy: `population.range` is "9xy", accepted are "999" and "9xx", did you mean "9xx"?"#, r#"--set seed=x: `seed` is "x", a seed is a whole number from 0 to 9223372036854775807"#]),
    (&["limits=3"], &["--set limits=3: `limits` is 3, a table is needed, written [limits]"]),
    (&["duration=5"], &[r#"--set duration=5: `duration` is 5, a duration needs a unit, for example "90 s""#]),
    (&["care_settings.moon base=1"], &[r#"--set care_settings.moon base=1: `moon base` is not a care setting, known are "emergency department", "walk-in centre", "minor injury unit", "GP out of hours", "111", "ambulance", "maternity", "paediatric ward", "primary care", "CAMHS", "sexual health", "0-19 services", "community paediatrics" and "dentistry""#]),
];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { line: r#""open the alert""#, written: r#""find by postcode", "find to many""#, said: &[
        r#"7: "find by postcode" is not a step, did you mean "find by name and postcode"?"#,
        r#"7: "find to many" is not a step, did you mean "find too many"?"#,
    ] },
    Row { line: "[[script]]", written: "[reading]\nanchor = \"last_acess\"\nrecord_repeat = \"notified_only\"\nwindow = 24\ntoken_life = \"1500 ms\"\n[[script]]", said: &[
        r#"7: `reading.anchor` is "last_acess", accepted are "notified" and "last_access", did you mean "last_access"?"#,
        "8: `record_repeat` is not a setting of the reading, did you mean `record_repeats`?",
        r#"9: `reading.window` is 24, a duration needs a unit, for example "90 s""#,
        r#"10: `reading.token_life` is "1500 ms", whole seconds are needed"#,
    ] },
    Row { line: "[[script]]", written: "[search]\nverified = \"10\"\n[[script]]", said: &[
        r#"7: `search.verified` is "10", a share needs a percent sign, for example "25 %""#,
    ] },
    Row { line: r#"title = "T""#, written: "", said: &[r#"1: `title` is missing, for example title = "Monday morning""#] },
    Row { line: r#"title = "T""#, written: r#"title = """#, said: &[r#"1: `title` is "", a text of 1 to 120 characters is needed"#] },
    Row { line: r#"title = "T""#, written: "title = 5", said: &["1: `title` is 5, a text of 1 to 120 characters is needed"] },
    Row { line: r#"title = "T""#, written: r#"titel = "T""#, said: &["1: `titel` is not a key of a scenario, did you mean `title`?"] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\ntitle = \"U\"", said: &["2: `title` is there for the second time, say it once"] },
    Row { line: r#"title = "T""#, written: r#"title = "T"#, said: &[r#"1: this is not TOML: invalid basic string, expected `"`"#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nspeed = 1", said: &["2: `speed` is not a key of a scenario, did you mean `seed`?"] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nseed = -1", said: &["2: `seed` is -1, a seed is a whole number from 0 to 9223372036854775807"] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nseed = \"x\"", said: &[r#"2: `seed` is "x", a seed is a whole number from 0 to 9223372036854775807"#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nseed = 99999999999999999999", said: &["2: `seed` is 99999999999999999999, a seed is a whole number from 0 to 9223372036854775807"] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nduration = 10", said: &[r#"2: `duration` is 10, a duration needs a unit, for example "90 s""#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nduration = \"10\"", said: &[r#"2: `duration` is "10", a duration needs a unit, for example "90 s""#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nduration = \"0 s\"", said: &[r#"2: `duration` is "0 s", a duration is above zero, for example "90 s""#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nduration = \"-5 s\"", said: &[r#"2: `duration` is "-5 s", a duration is above zero, for example "90 s""#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nduration = \"10 parsecs\"", said: &[r#"2: `duration` is "10 parsecs", the units of a duration are us, ms, s, min, h and d"#] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nduration = \"401 d\"", said: &[r#"2: `duration` is "401 d", a duration is at most 400 days, in whole nanoseconds"#] },
    Row { line: r#"["ASN-3"]"#, written: r#""ASN-3""#, said: &[r#"2: `proves` is "ASN-3", a list of texts is needed"#] },
    Row { line: r#"["ASN-3"]"#, written: r#"["ASN-3", "ASN-3"]"#, said: &[r#"2: "ASN-3" is there for the second time, say it once"#] },
    Row { line: r#"["ASN-3"]"#, written: r#"["ASN-10"]"#, said: &[r#"2: "ASN-10" is not a rule, ASN has ASN-1 to ASN-9"#] },
    Row { line: r#"["ASN-3"]"#, written: r#"["asn-3"]"#, said: &[r#"2: "asn-3" is not a rule, did you mean "ASN-3"?"#] },
    Row { line: r#"["ASN-3"]"#, written: r#"["FAST"]"#, said: &[r#"2: "FAST" is not a rule, a rule is named by its group and number, for example ASN-3"#] },
    Row { line: r#"["ASN-3"]"#, written: "[3]", said: &["2: `proves` holds 3, each item is a text"] },
    Row { line: r#"shape = "constant""#, written: "", said: &[r#"3: `arrivals.shape` is missing, for example shape = "ramp""#] },
    Row { line: r#"shape = "constant""#, written: r#"shape = "constnat""#, said: &[r#"4: `arrivals.shape` is "constnat", accepted are "constant", "ramp", "poisson", "steps", "burst", "spike", "replay", "users", "shared-iterations" and "iterations-per-user", did you mean "constant"?"#] },
    Row { line: r#"shape = "constant""#, written: r#"shape = "square""#, said: &[r#"4: `arrivals.shape` is "square", accepted are "constant", "ramp", "poisson", "steps", "burst", "spike", "replay", "users", "shared-iterations" and "iterations-per-user""#] },
    Row { line: r#"shape = "constant""#, written: "shape = 3", said: &[r#"4: `arrivals.shape` is 3, accepted are "constant", "ramp", "poisson", "steps", "burst", "spike", "replay", "users", "shared-iterations" and "iterations-per-user""#] },
    Row { line: r#"shape = "constant""#, written: r#"shape = "ramp""#, said: &[r#"3: `arrivals.from` is missing, for example from = "50 per second""#, r#"3: `arrivals.over` is missing, for example over = "2 min""#, r#"3: `arrivals.to` is missing, for example to = "400 per second""#, "5: `arrivals.rate` does not belong to the shape ramp, which takes `from`, `to` and `over`"] },
    Row { line: r#"shape = "constant""#, written: "shape = \"constant\"\nover = \"1 s\"", said: &["5: `arrivals.over` does not belong to the shape constant, which takes `rate`"] },
    Row { line: r#"rate = "1 per second""#, written: "", said: &[r#"3: `arrivals.rate` is missing, for example rate = "50 per second""#] },
    Row { line: r#""1 per second""#, written: "400", said: &[r#"5: `arrivals.rate` is 400, a rate needs a unit, for example "400 per second""#] },
    Row { line: r#""1 per second""#, written: r#""400""#, said: &[r#"5: `arrivals.rate` is "400", a rate needs a unit, for example "400 per second""#] },
    Row { line: r#""1 per second""#, written: r#""0 per second""#, said: &[r#"5: `arrivals.rate` is "0 per second", a rate is above zero, for example "400 per second""#] },
    Row { line: r#""1 per second""#, written: r#""-3 per second""#, said: &[r#"5: `arrivals.rate` is "-3 per second", a rate is above zero, for example "400 per second""#] },
    Row { line: r#""1 per second""#, written: r#""4 per fortnight""#, said: &[r#"5: `arrivals.rate` is "4 per fortnight", the units of a rate are per second, per minute and per hour"#] },
    Row { line: r#""1 per second""#, written: r#""2000000 per second""#, said: &[r#"5: `arrivals.rate` is "2000000 per second", a rate is at most 1000000 per second"#] },
    Row { line: r#""1 per second""#, written: r#""1.0000000001 per second""#, said: &[r#"5: `arrivals.rate` is "1.0000000001 per second", a rate needs a unit, for example "400 per second""#] },
    Row { line: "[arrivals]", written: "[arivals]", said: &["3: `arivals` is not a key of a scenario, did you mean `arrivals`?"] },
    Row { line: "[arrivals]\nshape = \"constant\"\nrate = \"1 per second\"", written: r#"arrivals = "fast""#, said: &[r#"3: `arrivals` is "fast", a table is needed, written [arrivals]"#] },
    Row { line: "[arrivals]\n", written: "[arrivals]\n[arrivals]\n", said: &["4: `arrivals` is there for the second time, say it once"] },
    Row { line: "[[script]]", written: "[script]", said: &["6: `script` is a table, tables are needed, each written [[script]]"] },
    Row { line: "[[script]]\nsteps = [\"open the alert\"]\n", written: "", said: &[r#"1: `[[script]]` is missing, for example [[script]] with steps = ["open the alert"]"#] },
    Row { line: r#"steps = ["open the alert"]"#, written: "", said: &[r#"6: `script.steps` is missing, for example steps = ["log on as any ambulance", "open the alert"]"#] },
    Row { line: r#"["open the alert"]"#, written: "[]", said: &["7: `script.steps` is empty, a script needs a step"] },
    Row { line: r#"["open the alert"]"#, written: r#""open the alert""#, said: &[r#"7: `script.steps` is "open the alert", a list of texts is needed"#] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alarm"]"#, said: &[r#"7: "open the alarm" is not a step, did you mean "open the alert"?"#] },
    Row { line: r#"["open the alert"]"#, written: r#"["make tea"]"#, said: &[r#"7: "make tea" is not a step, for example "open the alert" is one; scenarios/README.md lists them"#] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alert as AB"]"#, said: &[r#"7: "open the alert as AB" is not a step, did you mean "open the alert as A"?"#] },
    Row { line: r#"["open the alert"]"#, written: r#"["log on as any emergncy department", "open the alert"]"#, said: &[r#"7: "log on as any emergncy department" is not a step, did you mean "log on as any emergency department"?"#] },
    Row { line: r#"["open the alert"]"#, written: r#"["wait 90", "open the alert"]"#, said: &[r#"7: "wait 90" does not say how long, a duration needs a unit, for example "90 s""#] },
    Row { line: r#"["open the alert"]"#, written: r#"["wait 90 s"]"#, said: &["7: `script.steps` sends no request, a script needs one"] },
    Row { line: r#"["open the alert"]"#, written: r#"["repeat the alert"]"#, said: &[r#"7: "repeat the alert" needs an alert opened before by the same user, about the same child, for example by "open the alert""#] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alert as A", "retry the alert as B"]"#, said: &[r#"7: "retry the alert as B" needs an alert opened before by the same user, about the same child, for example by "open the alert""#] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alert", "another child", "repeat the alert"]"#, said: &[r#"7: "repeat the alert" needs an alert opened before by the same user, about the same child, for example by "open the alert""#] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alert as a second user"]"#, said: &[r#"7: "open the alert as a second user" needs a first user, no step before it has one"#] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alert", "advance the clock by 24 h"]"#, said: &[r#"7: "advance the clock by 24 h" moves the clock of the Spine, the scenario has it at the machine's; for example [clock] with mode = "frozen" and now = 2026-03-02T09:00:00Z"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\nweight = 0", said: &["8: `script.weight` is 0, a whole number from 1 to 1000000 is needed"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\nweight = 1.5", said: &["8: `script.weight` is 1.5, a whole number is needed"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\nwieght = 1", said: &["8: `wieght` is not a key of a script, did you mean `weight`?"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\nname = \"a\"\n[[script]]\nname = \"a\"\nsteps = [\"overview\"]", said: &[r#"10: "a" is the name of an earlier script"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\ncare_settings = { hospital = 1 }", said: &[r#"8: `hospital` is not a care setting, known are "emergency department", "walk-in centre", "minor injury unit", "GP out of hours", "111", "ambulance", "maternity", "paediatric ward", "primary care", "CAMHS", "sexual health", "0-19 services", "community paediatrics" and "dentistry""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[care_settings]\nmaternty = 1\nambulance = 0", said: &[r#"9: `maternty` is not a care setting, did you mean "maternity"?"#, "10: `care_settings.ambulance` is 0, a weight is a whole number from 1 to 1000000"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[care_settings]", said: &["8: `care_settings` is empty, name one with its weight, for example ambulance = 3"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[care_settings]\nmaternity = 1\n\"maternity unit\" = 1", said: &[r#"8: "maternity" is there under two names, say it once"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]", said: &[r#"8: `probes.share` is missing, for example share = "25 %""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = 25", said: &[r#"9: `probes.share` is 25, a share needs a percent sign, for example "25 %""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = \"101 %\"", said: &[r#"9: `probes.share` is "101 %", a share is at most 100 %"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = \"0 %\"", said: &[r#"9: `probes.share` is "0 %", probes need a share above zero; without [probes] there are none"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = \"1 %\"\nkinds = [\"window-egde\"]", said: &[r#"10: "window-egde" is not a kind of probe, did you mean "window-edge"?"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = \"1 %\"\nkinds = [\"window-edge\"]", said: &[r#"10: "window-edge" needs a clock that stands until it is moved, for example [clock] with mode = "frozen" and now = 2026-03-02T09:00:00Z"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = \"1 %\"\nkinds = [\"two-users\"]", said: &[r#"10: "two-users" aims at ASN-4, of which `proves` has none"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[probes]\nshare = \"1 %\"\nkinds = []", said: &["10: `probes.kinds` is empty, leave it out for every kind that fits"] },
    Row { line: r#"["ASN-3"]"#, written: "[\"ASN-33\", \"BLA-1\"]\nprobes = { share = \"1 per cent\", kinds = [\"two-userz\"] }\ntarget = [{ fail_if = \"p99 from due of probe two-userz > 1 s\" }]", said: &[r#"2: "ASN-33" is not a rule, ASN has ASN-1 to ASN-9"#, r#"2: "BLA-1" is not a rule, did you mean "LA-1"?"#, r#"3: "two-userz" is not a kind of probe, did you mean "two-users"?"#, r#"3: `probes.share` is "1 per cent", a share needs a percent sign, for example "25 %""#, r#"4: "probe two-userz" is not a step of this scenario, there are "log on" and "open the alert""#] },
    Row { line: r#"["ASN-3"]"#, written: "[\"ASN-33\"]\nprobes = { share = \"1 %\" }\ntarget = [{ fail_if = \"p99 from due of probe two-users > 1 s\" }]", said: &[r#"2: "ASN-33" is not a rule, ASN has ASN-1 to ASN-9"#] },
    Row { line: r#"["ASN-3"]"#, written: "[]\nprobes = { share = \"1 %\", kinds = [\"two-userz\"] }", said: &[r#"3: "two-userz" is not a kind of probe, did you mean "two-users"?"#, "3: [probes] needs rules to aim at, `proves` is empty"] },
    Row { line: r#"proves = ["ASN-3"]"#, written: "proves = []\nprobes = { share = \"1 %\" }", said: &["3: [probes] needs rules to aim at, `proves` is empty"] },
    Row { line: r#"proves = ["ASN-3"]"#, written: "proves = [\"DAT-1\"]\nprobes = { share = \"1 %\" }", said: &["3: no kind of probe aims at a rule of `proves` and fits the clock; leave [probes] out, or prove another rule, or freeze the clock"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\nin_fligth = 5", said: &["9: `in_fligth` is not a limit, did you mean `in_flight`?"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\nin_flight = 0", said: &["9: `limits.in_flight` is 0, a whole number from 1 to 100000 is needed"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\nin_flight = 100_001", said: &["9: `limits.in_flight` is 100001, a whole number from 1 to 100000 is needed"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\nanswer = \"2 s\"", said: &["9: `answer` is not a limit, did you mean `answer_within`?"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\nwith_alert = \"2 %\"", said: &["9: `with_alert` is not a limit, did you mean `children.with_alert`?"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\nseed = 3", said: &["9: `seed` is not a limit, it stands above the first table"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[limits]\non_full = \"wait\"", said: &[r#"9: `limits.on_full` is "wait", accepted are "drop", "queue" and "grow""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[targets]\np50_from_due = \"2 s\"\np99_from_due = \"1 s\"", said: &[r#"9: `targets.p50_from_due` is "2 s", it cannot exceed `p99_from_due`, which is "1 s""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[targets]\np99 = \"1 s\"", said: &["9: `p99` is not a target, did you mean `p99_from_due`?"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[population]\npatients = 1_000_000", said: &[r#"9: `population.patients` is 1000000, the range "999" holds 909091, range = "9xx" holds more"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[population]\npatients = 0\nrange = \"998\"", said: &["9: `population.patients` is 0, a whole number from 1 to 90909087 is needed", r#"10: `population.range` is "998", accepted are "999" and "9xx", did you mean "999"?"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[population]\nreference_date = 2026-03-02T09:00:00Z", said: &["9: `population.reference_date` is 2026-03-02T09:00:00Z, a day is needed, for example 2026-03-02"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[population]\nreference_date = \"2026-02-30\"", said: &[r#"9: `population.reference_date` is "2026-02-30", a day is needed, for example 2026-03-02"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[clock]\nmode = \"frozen\"", said: &["8: `clock.now` is missing, for example now = 2026-03-02T09:00:00Z"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[clock]\nmode = \"scaled\"\nnow = 2026-03-02T09:00:00Z\nrate = 60", said: &[r#"11: `clock.rate` is 60, a clock's rate needs a unit, for example "60 times""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[clock]\nnow = 2026-03-02T09:00:00Z", said: &[r#"9: `clock.now` means nothing while the mode is "system""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[clock]\nmode = \"frozen\"\nnow = \"Monday\"", said: &[r#"10: `clock.now` is "Monday", an instant reads like 2026-03-02T09:00:00Z, with its offset"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[clock]\nmode = \"frozen\"\nnow = 2026-03-02T09:00:00", said: &["10: `clock.now` is 2026-03-02T09:00:00, an instant reads like 2026-03-02T09:00:00Z, with its offset"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[children]\nhot_share = \"50 %\"", said: &["9: `children.hot_share` needs `hot`, the number of hot children, for example hot = 40"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[children]\nwith_alert = \"2\"", said: &[r#"9: `children.with_alert` is "2", a share needs a percent sign, for example "25 %""#] },
    Row { line: r#""1 per second""#, written: r#""1 per second"#, said: &[r#"5: this is not TOML: invalid basic string, expected `"`"#] },
    Row { line: r#"title = "T""#, written: "nonsense", said: &["1: this is not TOML: key with no value, expected `=`"] },
    Row { line: r#"title = "T""#, written: "sed = 1\nseed = 3\nseed = 4", said: &["1: `sed` is not a key of a scenario, did you mean `seed`?", r#"1: `title` is missing, for example title = "Monday morning""#, "3: `seed` is there for the second time, say it once"] },
    Row { line: r#""1 per second""#, written: "\"1 per second\n[limits]\nin_fligth = 3", said: &[r#"5: this is not TOML: invalid basic string, expected `"`"#, "7: `in_fligth` is not a limit, did you mean `in_flight`?"] },
    Row { line: r#"rate = "1 per second""#, written: "shape = \"ramp\"\nto = 3", said: &[r#"3: `arrivals.rate` is missing, for example rate = "50 per second""#, "5: `shape` is there for the second time, say it once", "6: `arrivals.to` does not belong to the shape constant, which takes `rate`"] },
    Row { line: r#"["open the alert"]"#, written: r#"["open the alert", 5]"#, said: &["7: `script.steps` holds 5, each item is a text"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[clock]\nmode = \"sytem\"\nrate = \"0 times\"", said: &[r#"9: `clock.mode` is "sytem", accepted are "system", "frozen", "shifted" and "scaled", did you mean "system"?"#, r#"10: `clock.rate` is "0 times", a clock runs 0.001 times to 100000 times as fast"#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[targets]\nerrors_at_most = \"-1 %\"\nnot_sent_at_most = \"0.00001 %\"", said: &[r#"9: `targets.errors_at_most` is "-1 %", a share is at least 0 %"#, r#"10: `targets.not_sent_at_most` is "0.00001 %", a share has at most four places, for example "0.0025 %""#] },
    Row { line: "[[script]]\n", written: "script = [1]\n", said: &[r#"1: `[[script]]` is missing, for example [[script]] with steps = ["open the alert"]"#, "6: `script` is not a key of the arrivals, it stands above the first table", "7: `steps` is not a key of the arrivals, did you mean `script.steps`?"] },
    Row { line: r#""1 per second""#, written: "{ from = 3 }", said: &[r#"5: `arrivals.rate` is a table, a rate needs a unit, for example "400 per second""#] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[script.steps]\na = 1", said: &["8: `script.steps` is a table, a list of texts is needed", "8: `steps` is there for the second time, say it once"] },
    Row { line: r#"title = "T""#, written: "title = \"T\"\nlimits.in_flight = 1.0", said: &["2: `limits.in_flight` is 1.0, a whole number is needed"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[population]\nchildren_with_plans = \"21 %\"\nusers = 3", said: &[r#"9: `population.children_with_plans` is "21 %", at most 20 % of children can have plans"#, "10: `population.users` is 3, a whole number from 40 to 50000 is needed"] },
    Row { line: r#"["open the alert"]"#, written: "[\"open the alert\"]\n[population]\nreference_date = 1999-12-31", said: &["9: `population.reference_date` is 1999-12-31, a day of the years 2000 to 2099 is needed"] },
];
