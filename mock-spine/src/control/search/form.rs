use cpis_search::ncrs::{AdvancedForm, BasicForm, Field, Mistake, advanced, basic, by_number};
use cpis_search::{Query, Widen};
use cpis_vocabulary::NhsNumber;
use cpis_wire::control::{FormMistake, SearchForm};

/// What a form asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wanted {
    /// The patient with this number.
    Number(NhsNumber),
    /// Whoever matches.
    Matches(Query, Profile),
}

/// Which of the page's forms would have done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Profile {
    /// The basic one. SRC-2.
    Basic,
    /// The advanced one. SRC-3, SRC-4.
    Advanced,
    /// The advanced one, with "widen search". SRC-5.
    Widened,
}

/// The most characters in a field.
const TEXT_MAX: usize = 100;
const NUMBER: &str = "nhs_number";
const WIDEN: &str = "widen";
/// What a date of birth that is no single day asks for. SRC-4.
const EITHER: &str =
    "a first name here or a postcode in postcode, unless the date of birth is a single day";

/// Reads a form.
///
/// # Errors
/// Every mistake, in the order of the fields.
pub(super) fn read(form: &SearchForm) -> Result<Wanted, Vec<FormMistake>> {
    let fields = fields(form);
    let too_long: Vec<_> = fields
        .iter()
        .filter(|(_, text)| text.chars().count() > TEXT_MAX)
        .map(|(name, text)| too_long(name, text))
        .collect();
    let read = if typed(form.nhs_number.as_deref()).is_empty() {
        matches(form)
    } else {
        number(form, &fields)
    };
    match read {
        Ok(wanted) if too_long.is_empty() => Ok(wanted),
        Ok(_) => Err(too_long),
        Err(mistakes) => {
            // A text that is too long is not repeated in what is said of it.
            let is_long = |field: &str| too_long.iter().any(|long| long.field == field);
            let others = mistakes.into_iter().filter(|one| !is_long(&one.field));
            let mut all: Vec<_> = others.chain(too_long.iter().cloned()).collect();
            let place = |field: &str| fields.iter().position(|(name, _)| *name == field);
            all.sort_by_key(|one| place(&one.field).unwrap_or(fields.len()));
            Err(all)
        }
    }
}

/// The fields in their order, with what is typed into them.
fn fields(form: &SearchForm) -> [(&'static str, &str); 8] {
    let SearchForm {
        nhs_number,
        gender,
        surname,
        first_name,
        birth_date,
        birth_date_to,
        postcode,
        widen,
    } = form;
    [
        (NUMBER, nhs_number),
        ("gender", gender),
        ("surname", surname),
        ("first_name", first_name),
        ("birth_date", birth_date),
        ("birth_date_to", birth_date_to),
        ("postcode", postcode),
        (WIDEN, widen),
    ]
    .map(|(name, text)| (name, typed(text.as_deref())))
}

fn typed(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}

fn number(form: &SearchForm, fields: &[(&'static str, &str)]) -> Result<Wanted, Vec<FormMistake>> {
    let mut mistakes = Vec::new();
    let number = by_number(typed(form.nhs_number.as_deref()));
    if let Err(mistake) = &number {
        mistakes.push(told(mistake));
    }
    let others: Vec<&str> = fields
        .iter()
        .filter(|(name, text)| *name != NUMBER && !text.is_empty())
        .map(|(name, _)| *name)
        .collect();
    if !others.is_empty() {
        mistakes.push(FormMistake {
            field: NUMBER.to_owned(),
            accepts: "a number when every other field is empty".to_owned(),
            found: format!("filled in as well: {}", others.join(", ")),
        });
    }
    match number {
        Ok(number) if mistakes.is_empty() => Ok(Wanted::Number(number)),
        Ok(_) | Err(_) => Err(mistakes),
    }
}

fn matches(form: &SearchForm) -> Result<Wanted, Vec<FormMistake>> {
    let widen = widen(typed(form.widen.as_deref()));
    let advanced_form = AdvancedForm {
        gender: typed(form.gender.as_deref()),
        surname: typed(form.surname.as_deref()),
        born: typed(form.birth_date.as_deref()),
        born_to: typed(form.birth_date_to.as_deref()),
        first_name: typed(form.first_name.as_deref()),
        postcode: typed(form.postcode.as_deref()),
        widen: widen.as_ref().copied().unwrap_or_default(),
    };
    match (advanced(&advanced_form), widen) {
        (Ok(query), Ok(_)) => Ok(Wanted::Matches(query, profile(&advanced_form))),
        (read, widen) => {
            let mistakes = read.err().unwrap_or_default();
            Err(mistakes.iter().map(told).chain(widen.err()).collect())
        }
    }
}

fn profile(form: &AdvancedForm<'_>) -> Profile {
    let basic_form = BasicForm {
        gender: form.gender,
        surname: form.surname,
        born: form.born,
    };
    let more = [form.born_to, form.first_name, form.postcode];
    if form.widen != Widen::No {
        Profile::Widened
    } else if more.iter().all(|text| text.is_empty()) && basic(&basic_form).is_ok() {
        Profile::Basic
    } else {
        Profile::Advanced
    }
}

fn widen(text: &str) -> Result<Widen, FormMistake> {
    match text.to_lowercase().as_str() {
        "" | "no" => Ok(Widen::No),
        "usual" => Ok(Widen::Usual),
        "extended" => Ok(Widen::Extended),
        _ => Err(FormMistake {
            field: WIDEN.to_owned(),
            accepts: "no, usual or extended".to_owned(),
            found: format!("it is {text:?}"),
        }),
    }
}

fn told(mistake: &Mistake) -> FormMistake {
    let accepts = mistake.field.accepts();
    let (field, accepts) = match mistake.field {
        Field::NhsNumber => (NUMBER, accepts),
        Field::Gender => ("gender", accepts),
        Field::Surname | Field::WholeSurname => ("surname", accepts),
        Field::FirstName => ("first_name", accepts),
        Field::BirthDay | Field::Born => ("birth_date", accepts),
        Field::BornTo => ("birth_date_to", accepts),
        Field::Postcode => ("postcode", accepts),
        Field::FirstNameOrPostcode => ("first_name", EITHER),
    };
    FormMistake {
        field: field.to_owned(),
        accepts: accepts.to_owned(),
        found: mistake.found.clone(),
    }
}

fn too_long(field: &str, text: &str) -> FormMistake {
    FormMistake {
        field: field.to_owned(),
        accepts: format!("at most {TEXT_MAX} characters"),
        found: format!("it has {}", text.chars().count()),
    }
}
