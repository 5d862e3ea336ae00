//! Names from all over the world go in, come back and are found. SRC-8.

use crate::bench::{Bench, PATIENT};
use crate::control::done;
use crate::pds::numbers;
use cpis_population::{Draws, UserKind};
use cpis_vocabulary::NhsNumber;
use fake::Fake;
use fake::faker::name::raw::{FirstName, LastName};
use fake::locales::{AR_SA, CY_GB, DE_DE, EN, FA_IR, FR_FR, JA_JP, PT_BR, TR_TR, ZH_CN};
use serde_json::{Value, json};

const SEED: u64 = 20_260_302;
/// How many people of each language.
const PEOPLE: u64 = 8;

/// The language, and the given and the family name of somebody who speaks it.
fn names() -> Vec<(&'static str, String, String)> {
    let mut names = Vec::new();
    macro_rules! of {
        ($($locale:ident)*) => {
            $(for index in 0..PEOPLE {
                let mut draws = Draws::new(SEED, index, 0);
                let given = FirstName($locale).fake_with_rng(&mut draws);
                names.push((stringify!($locale), given, LastName($locale).fake_with_rng(&mut draws)));
            })*
        };
    }
    of!(AR_SA CY_GB DE_DE EN FA_IR FR_FR JA_JP PT_BR TR_TR ZH_CN);
    names
}

#[test]
fn a_name_of_any_language_comes_back_as_it_was_given_and_is_found() {
    println!("seed {SEED}");
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let stems = (930_000_000..).filter_map(NhsNumber::from_stem);
    for (number, (language, given, family)) in stems.zip(names()) {
        let row = format!("{language}: {given} {family}");
        let asked = json!({"given": [given], "family": family, "birth_date": "2015-03-02", "gender": "female"});
        let made = done(
            &bench,
            "PUT",
            &format!("/patients/{number}"),
            &asked.to_string(),
        );
        assert_eq!(
            (&made["given"][0], &made["family"]),
            (&Value::from(&*given), &Value::from(&*family)),
            "{row}"
        );
        let read = bench.ask(&token, &format!("{PATIENT}/{number}")).json();
        assert_eq!(read["name"][0]["family"], Value::from(&*family), "{row}");
        for spelling in [&family, &family.to_uppercase(), &family.to_lowercase()] {
            let mut fields = form_urlencoded::Serializer::new(String::new());
            fields.append_pair("family", spelling);
            fields.append_pair("given", &given);
            fields.append_pair("birthdate", "eq2015-03-02");
            let found = bench.ask(&token, &format!("{PATIENT}?{}", fields.finish()));
            let found = numbers(&found);
            assert!(
                found.contains(&number.to_string()),
                "{row} as {spelling}: {found:?}"
            );
        }
    }
}
