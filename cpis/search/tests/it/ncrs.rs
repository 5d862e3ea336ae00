//! The web page's forms. SRC-1 to SRC-5.

use cpis_search::ncrs::{AdvancedForm, BasicForm, Field, Mistake, advanced, basic, by_number};
use cpis_search::{Days, Query, Widen};
use cpis_vocabulary::Gender;

fn fields(result: Result<Query, Vec<Mistake>>) -> Vec<Field> {
    let mistakes = result.err().unwrap_or_default();
    mistakes.iter().map(|mistake| mistake.field).collect()
}

fn form() -> AdvancedForm<'static> {
    AdvancedForm {
        gender: "female",
        surname: "Smi*",
        born: "17-08-2011",
        ..AdvancedForm::default()
    }
}

#[test]
fn a_number_is_taken_with_spaces_and_its_check_digit_is_checked() {
    for (text, expected) in [
        ("9000000009", Ok("9000000009")),
        ("900 000 0009", Ok("9000000009")),
        (
            "900 000 0008",
            Err(
                "NHS number takes ten digits, with or without spaces, of which the last checks the others; the check digit is 8, the first nine digits call for 9",
            ),
        ),
        (
            "",
            Err(
                "NHS number takes ten digits, with or without spaces, of which the last checks the others; it is empty",
            ),
        ),
    ] {
        let read = by_number(text).map(|number| number.to_string());
        let read = read.map_err(|mistake| mistake.to_string());
        assert_eq!(read.as_deref().map_err(String::as_str), expected, "{text}");
    }
}

#[test]
fn the_basic_form_needs_all_three() {
    let full = BasicForm {
        gender: "Female",
        surname: "Smith",
        born: "17-08-2011",
    };
    let day = Days::day("2011-08-17".parse().unwrap());
    let query = Query::default().with_gender(Gender::Female);
    assert_eq!(basic(&full), Ok(query.with_family("Smith").with_born(day)));
    let rows = [
        (BasicForm { gender: "", ..full }, vec![Field::Gender]),
        (
            BasicForm {
                gender: "girl",
                ..full
            },
            vec![Field::Gender],
        ),
        (
            BasicForm {
                surname: " ",
                ..full
            },
            vec![Field::WholeSurname],
        ),
        (
            BasicForm {
                surname: "Smi*",
                ..full
            },
            vec![Field::WholeSurname],
        ),
        (
            BasicForm {
                born: "08-2011",
                ..full
            },
            vec![Field::BirthDay],
        ),
        (
            BasicForm::default(),
            vec![Field::Gender, Field::WholeSurname, Field::BirthDay],
        ),
    ];
    for (form, expected) in rows {
        assert_eq!(fields(basic(&form)), expected, "{form:?}");
    }
}

#[test]
fn the_advanced_form_names_everything_that_is_missing_or_wrong() {
    let rows = [
        (form(), vec![]),
        (
            AdvancedForm {
                surname: "Sm*",
                ..form()
            },
            vec![Field::Surname],
        ),
        (
            AdvancedForm {
                widen: Widen::Usual,
                ..form()
            },
            vec![Field::WholeSurname],
        ),
        (
            AdvancedForm {
                born: "08-2011",
                ..form()
            },
            vec![Field::FirstNameOrPostcode],
        ),
        (
            AdvancedForm {
                born: "08-2011",
                first_name: "Ann",
                ..form()
            },
            vec![],
        ),
        (
            AdvancedForm {
                born: "2011 to 2014",
                postcode: "VA1 1AA",
                ..form()
            },
            vec![],
        ),
        (
            AdvancedForm {
                born: "2011",
                born_to: "2010",
                first_name: "Ann",
                ..form()
            },
            vec![Field::BornTo],
        ),
        (
            AdvancedForm {
                first_name: "An*",
                ..form()
            },
            vec![Field::FirstName],
        ),
        (
            AdvancedForm {
                postcode: "VA1*",
                ..form()
            },
            vec![Field::Postcode],
        ),
        (
            AdvancedForm {
                gender: "x",
                surname: "",
                born: "",
                ..form()
            },
            vec![Field::Gender, Field::Surname, Field::Born],
        ),
    ];
    for (form, expected) in rows {
        assert_eq!(fields(advanced(&form)), expected, "{form:?}");
    }
}

#[test]
fn the_advanced_form_asks_for_what_it_says() {
    let month = Days::month(2011, 8).unwrap();
    let asked = Query::default()
        .with_gender(Gender::Female)
        .with_family("Smith")
        .with_born(month)
        .with_given("Ann")
        .with_postcode("va1 1aa")
        .widened(Widen::Usual);
    let form = AdvancedForm {
        surname: " Smith",
        born: "08-2011",
        first_name: "Ann ",
        postcode: "va1 1aa",
        widen: Widen::Usual,
        ..form()
    };
    assert_eq!(advanced(&form), Ok(asked));
}

#[test]
fn a_mistake_says_what_would_be_accepted() {
    let form = AdvancedForm {
        surname: "S*",
        born: "2011",
        ..form()
    };
    let said: Vec<String> = advanced(&form)
        .unwrap_err()
        .iter()
        .map(Mistake::to_string)
        .collect();
    assert_eq!(
        said,
        [
            "surname takes the whole surname, or at least three letters of it and one * before or after them, for example Smi* or *ith; it is \"S*\"",
            "first name or postcode takes one of the two, unless the date of birth is a single day; the date of birth is not a single day, and both are empty",
        ]
    );
}
