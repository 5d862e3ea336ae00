//! The bug modes of searching: each changes what its text says, and nothing else. SRC-6, SRC-7, SRC-8.

use crate::bench::{Bench, PATIENT};
use crate::client::Answer;
use crate::control::done;
use crate::pds::{numbers, search};
use cpis_population::{Case, UserKind};
use cpis_vocabulary::{Gender, NhsNumber, Patient, PatientStatus, PersonName};
use serde_json::{Value, json};

/// What is asked, by name.
type Probes = Vec<(&'static str, String)>;

struct World {
    bench: Bench,
    user: String,
    probes: Probes,
}

/// A patient of the population, as somebody asks for them.
fn asked(patient: &Patient, family: &str) -> String {
    let name = patient.name.as_ref().unwrap();
    let (given, born) = (&name.given[0], patient.birth_date.unwrap().to_string());
    search(&[("family", family), ("given", given), ("birthdate", &born)])
}

fn family(patient: &Patient) -> &str {
    &patient.name.as_ref().unwrap().family
}

fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn other_gender(patient: &Patient) -> &'static str {
    if patient.gender == Some(Gender::Female) {
        "male"
    } else {
        "female"
    }
}

fn with_family(patient: &Patient, family: &str) -> Patient {
    let given = patient.name.as_ref().unwrap().given.clone();
    Patient {
        name: Some(PersonName::new(given, family.into())),
        ..patient.clone()
    }
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            bench: Bench::new(),
            user: String::new(),
            probes: Vec::new(),
        };
        world.user = world.bench.log_on(UserKind::Notifying);
        world.spellings();
        world.lists();
        world.changes();
        world.statuses();
        world
    }

    fn case(&self, case: Case) -> Patient {
        let people = &self.bench.tenant().people;
        Patient::clone(&people.find(self.bench.case(case)).unwrap())
    }

    fn spellings(&mut self) {
        let hyphen = self.case(Case::Hyphen);
        let apostrophe = self.case(Case::Apostrophe);
        let beginning = |family: &str| format!("{}*", &family[..3]);
        let ordinary = self.case(Case::Open);
        let all = family(&ordinary).to_owned();
        let born = ordinary.birth_date.unwrap().to_string();
        let gender =
            |gender: &str| search(&[("family", &all), ("birthdate", &born), ("gender", gender)]);
        self.probes.extend([
            ("hyphen", asked(&hyphen, family(&hyphen))),
            (
                "hyphen in capitals",
                asked(&hyphen, &family(&hyphen).to_uppercase()),
            ),
            ("hyphen left out", asked(&hyphen, &plain(family(&hyphen)))),
            (
                "before the hyphen",
                asked(&hyphen, &beginning(family(&hyphen))),
            ),
            ("apostrophe", asked(&apostrophe, family(&apostrophe))),
            (
                "apostrophe left out",
                asked(&apostrophe, &plain(family(&apostrophe))),
            ),
            (
                "apostrophe left out before *",
                asked(&apostrophe, &beginning(&plain(family(&apostrophe)))),
            ),
            ("name in capitals", asked(&ordinary, &all.to_uppercase())),
            ("whole name and *", asked(&ordinary, &format!("{all}*"))),
            ("beginning and *", asked(&ordinary, &beginning(&all))),
            ("own gender", gender(ordinary.gender.unwrap().as_str())),
            ("other gender", gender(other_gender(&ordinary))),
        ]);
        let accent = self.case(Case::Diacritic);
        let born = accent.birth_date.unwrap().to_string();
        let name = accent.name.as_ref().unwrap();
        let spelt = |given: &str| {
            search(&[
                ("family", &name.family),
                ("given", given),
                ("birthdate", &born),
            ])
        };
        let folded = cpis_search::fold(&name.given[0]);
        self.probes.extend([
            ("accent", spelt(&name.given[0])),
            ("accent left out", spelt(&folded)),
        ]);
    }

    /// Families whose lists are as long as a list may be, or differ from that by one.
    fn lists(&mut self) {
        let mut stems = (930_000_000..).filter_map(NhsNumber::from_stem);
        for (family, count) in [("Fortynine", 49), ("Fifty", 50), ("Fiftyone", 51)] {
            for number in stems.by_ref().take(count) {
                let added = Patient {
                    name: Some(PersonName::new(vec!["Ada".into()], family.into())),
                    birth_date: "2015-03-02".parse().ok(),
                    ..Patient::bare(number)
                };
                self.bench.tenant().people.put(added);
            }
        }
        let list = |family, more: &[(&str, &str)]| {
            let fields = [("family", family), ("birthdate", "2015-03-02")];
            search(&[&fields, more].concat())
        };
        self.probes.extend([
            ("49 patients", list("Fortynine", &[])),
            ("50 patients", list("Fifty", &[])),
            ("51 patients", list("Fiftyone", &[])),
            (
                "51 patients, 50 wanted",
                list("Fiftyone", &[("_max-results", "50")]),
            ),
            (
                "51 patients, 20 wanted",
                list("Fiftyone", &[("_max-results", "20")]),
            ),
        ]);
    }

    fn changes(&mut self) {
        let before = self.case(Case::Twin);
        let now = with_family(&before, "Xylophone");
        self.probes.extend([
            ("name of the past", asked(&before, family(&before))),
            ("name as changed", asked(&now, "Xylophone")),
            ("changed by number", format!("{PATIENT}/{}", before.number)),
            (
                "sandbox",
                search(&[
                    ("family", "Smith"),
                    ("given", "Jane"),
                    ("birthdate", "2010-10-22"),
                ]),
            ),
        ]);
        self.bench.tenant().people.put(now);
    }

    fn statuses(&mut self) {
        let restricted = self.case(Case::RestrictedWithPlan);
        let read = |case| format!("{PATIENT}/{}", self.bench.case(case));
        let found = |case| {
            let patient = self.case(case);
            asked(&patient, family(&patient))
        };
        let postcode = &restricted.address.as_ref().unwrap().postcode;
        let mut probes = vec![
            ("restricted by number", read(Case::RestrictedWithPlan)),
            ("restricted by name", found(Case::RestrictedWithPlan)),
            ("ordinary by number", read(Case::Open)),
            ("ordinary by name", found(Case::Open)),
            ("superseded by number", read(Case::Superseded)),
            ("superseded by name", found(Case::Superseded)),
            ("invalidated by number", read(Case::Invalidated)),
            ("invalidated by name", found(Case::Invalidated)),
            ("nobody by number", format!("{PATIENT}/9999999999")),
        ];
        let by_postcode = asked(&restricted, family(&restricted));
        let field = form_urlencoded::byte_serialize(postcode.as_bytes()).collect::<String>();
        probes.push((
            "restricted by postcode",
            format!("{by_postcode}&address-postalcode={field}"),
        ));
        self.probes.append(&mut probes);
    }

    fn switch_on(&self, bugs: &[&str]) {
        done(
            &self.bench,
            "PUT",
            "/bugs",
            &json!({"on": bugs}).to_string(),
        );
    }

    fn ask(&self, probe: &str) -> Answer {
        let (_, target) = self.probes.iter().find(|(name, _)| *name == probe).unwrap();
        self.bench.ask(&self.user, target)
    }

    /// Every probe with its status and body.
    fn answers(&self) -> Vec<(&'static str, u16, Value)> {
        let answer = |(name, target): &(&'static str, String)| {
            let answer = self.bench.ask(&self.user, target);
            (*name, answer.status, answer.json())
        };
        self.probes.iter().map(answer).collect()
    }

    fn check(&self, bug: &str, right: &[(&str, u16, Value)], expected: &[&str]) {
        self.switch_on(&[bug]);
        let broken = self.answers();
        let changed: Vec<&str> = right
            .iter()
            .zip(&broken)
            .filter(|(right, broken)| right != broken)
            .map(|(right, _)| right.0)
            .collect();
        assert_eq!(changed, expected, "{bug}");
        let answer = self.ask("sandbox");
        assert_eq!(answer.header("x-spine-bug"), Some(bug));
        self.switch_on(&[]);
        assert_eq!(self.ask("sandbox").header("x-spine-bug"), None);
    }
}

#[test]
fn each_bug_mode_of_searching_changes_what_it_says_and_nothing_else() {
    let world = World::new();
    let right = world.answers();
    let rows: [(&str, &[&str]); 7] = [
        (
            "search-drops-accents",
            &[
                "hyphen left out",
                "apostrophe left out",
                "apostrophe left out before *",
                "accent left out",
            ],
        ),
        (
            "search-capped-at-49",
            &["50 patients", "51 patients", "51 patients, 50 wanted"],
        ),
        (
            "search-forgets-changes",
            &[
                "49 patients",
                "50 patients",
                "51 patients",
                "51 patients, 50 wanted",
                "51 patients, 20 wanted",
                "name of the past",
                "name as changed",
            ],
        ),
        (
            "restricted-address-leaked",
            &["restricted by number", "restricted by name"],
        ),
        ("wildcard-off-by-one", &["whole name and *"]),
        ("search-ignores-gender", &["other gender"]),
        (
            "invalidated-shown",
            &["superseded by number", "invalidated by number"],
        ),
    ];
    for (bug, expected) in rows {
        world.check(bug, &right, expected);
    }
    assert_eq!(world.answers(), right, "with none on, nothing has changed");
}

#[test]
fn what_a_bug_mode_of_searching_answers_is_what_its_text_says() {
    let world = World::new();
    let number = |case| vec![world.bench.case(case).to_string()];
    let right = [
        ("accent left out", Case::Diacritic),
        ("hyphen left out", Case::Hyphen),
        ("apostrophe left out before *", Case::Apostrophe),
        ("whole name and *", Case::Open),
        ("name as changed", Case::Twin),
    ];
    for (probe, case) in right {
        assert_eq!(numbers(&world.ask(probe)), number(case), "{probe}");
    }
    world.switch_on(&["search-drops-accents", "wildcard-off-by-one"]);
    for (probe, _) in &right[..4] {
        assert_eq!(numbers(&world.ask(probe)), [""; 0], "{probe}");
    }
    world.switch_on(&["search-forgets-changes"]);
    assert_eq!(numbers(&world.ask("name as changed")), [""; 0]);
    assert_eq!(numbers(&world.ask("name of the past")), number(Case::Twin));
    world.switch_on(&["search-ignores-gender"]);
    let all = numbers(&world.ask("own gender"));
    assert_eq!(numbers(&world.ask("other gender")), all);
    assert!(all.contains(&number(Case::Open)[0]), "{all:?}");
}

#[test]
fn a_cut_list_is_the_beginning_of_the_whole_one() {
    let world = World::new();
    let whole = numbers(&world.ask("50 patients"));
    assert_eq!(world.ask("51 patients").code(), "TOO_MANY_MATCHES");
    world.switch_on(&["search-capped-at-49"]);
    assert_eq!(numbers(&world.ask("50 patients")), whole[..49]);
    for probe in ["51 patients", "51 patients, 50 wanted"] {
        assert_eq!(numbers(&world.ask(probe)).len(), 49, "{probe}");
    }
    let few = world.ask("51 patients, 20 wanted");
    assert_eq!(few.code(), "TOO_MANY_MATCHES");
}

#[test]
fn a_leaked_record_has_the_places_and_is_still_marked_as_restricted() {
    let world = World::new();
    let patient = world.case(Case::RestrictedWithPlan);
    world.switch_on(&["restricted-address-leaked"]);
    let read = world.ask("restricted by number").json();
    let found = world.ask("restricted by name").json()["entry"][0]["resource"].clone();
    for shown in [read, found] {
        assert_eq!(shown["meta"]["security"][0]["code"], "R");
        let postcode = shown["address"][0]["postalCode"].as_str();
        let home = patient.address.as_ref().unwrap();
        assert_eq!(postcode, Some(&*home.postcode), "{shown}");
        let practice = patient.practice.as_ref().unwrap();
        assert_eq!(
            shown["generalPractitioner"][0]["identifier"]["value"],
            practice.organisation.as_str()
        );
        assert_eq!(shown["telecom"].is_array(), !patient.telecom.is_empty());
    }
}

#[test]
fn a_withdrawn_record_is_read_under_its_own_number() {
    let world = World::new();
    world.switch_on(&["invalidated-shown"]);
    for (probe, case) in [
        ("invalidated by number", Case::Invalidated),
        ("superseded by number", Case::Superseded),
    ] {
        let patient = world.case(case);
        assert_ne!(patient.status, PatientStatus::Ordinary);
        let answer = world.ask(probe);
        assert_eq!(answer.status, 200, "{probe}");
        assert_eq!(answer.json()["id"], patient.number.to_string(), "{probe}");
    }
}
