//! Whether a search has to be answered, by its parameters alone. SRC-6.

use chrono::NaiveDate;
use cpis_vocabulary::{Gender, Text};

/// What a search is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owed {
    /// An answer.
    Answer,
    /// A refusal with 400.
    Refusal {
        /// The interface's code; none where it is not laid down.
        code: Option<&'static str>,
        /// Why, as the end of a sentence.
        because: &'static str,
    },
    /// The interface does not say.
    Unclear,
}

/// What a search with these parameters is owed: of several faults, the one that is looked for first.
pub(super) fn owed(pairs: &[(Text, Text)]) -> Owed {
    if pairs.iter().all(|(name, _)| name.is_empty()) {
        return refusal(Some("UNSUPPORTED_SERVICE"), "it has no parameters");
    }
    let values = |name: &str| -> Vec<&str> {
        let named = pairs.iter().filter(|(known, _)| **known == *name);
        named.map(|(_, value)| &**value).collect()
    };
    let is_known = |name: &str| KNOWN.contains(&name);
    if !pairs.iter().all(|(name, _)| is_known(name)) {
        return refusal(
            Some("ADDITIONAL_PROPERTIES"),
            "it has a parameter that is not known",
        );
    }
    let malformed = pairs.iter().map(|(name, value)| of_value(name, value));
    let malformed: Vec<Owed> = malformed.filter(|owed| *owed != Owed::Answer).collect();
    if let Some(first) = malformed.first() {
        // Which of two faults is told is not laid down.
        return match first {
            Owed::Refusal { because, .. } if malformed.len() > 1 => refusal(None, because),
            Owed::Answer | Owed::Refusal { .. } | Owed::Unclear => *first,
        };
    }
    let once = KNOWN
        .iter()
        .filter(|name| !["given", "birthdate", "death-date"].contains(name));
    if once.into_iter().any(|name| values(name).len() > 1) || !is_range(&values("birthdate")) {
        return Owed::Unclear;
    }
    if values("birthdate").is_empty() {
        return refusal(Some("MISSING_VALUE"), "it has no date of birth");
    }
    let has = |name: &str| !values(name).is_empty();
    if has("address-postalcode") && has("address-postcode") {
        return refusal(
            Some("INVALID_SEARCH_DATA"),
            "it has the postcode under two names",
        );
    }
    of_the_least(&values)
}

/// What a search is owed whose parameters are well formed, by whether they are enough.
fn of_the_least<'a>(values: &impl Fn(&str) -> Vec<&'a str>) -> Owed {
    let has = |name: &str| !values(name).is_empty();
    let has_postcode = has("address-postalcode") || has("address-postcode");
    let is_fuzzy = values("_fuzzy-match") == ["true"];
    let is_enough = if is_fuzzy {
        let has_place = has("gender") && has_postcode;
        has("family") && has("given") || (has("family") || has("given")) && has_place
    } else {
        has("family")
    };
    if !is_enough {
        return refusal(
            Some("INVALID_SEARCH_DATA"),
            "it asks for less than the least that is searched for",
        );
    }
    let names = ["family", "given", "address-postalcode", "address-postcode"];
    if is_fuzzy
        && names
            .iter()
            .flat_map(|name| values(name))
            .any(|text| text.contains('*'))
    {
        return refusal(None, "a fuzzy search takes no wildcard");
    }
    Owed::Answer
}

/// Every parameter there is. The mock has a list of its own: a judge that reads it acquits whatever is wrong with it.
const KNOWN: [&str; 14] = [
    "family",
    "given",
    "gender",
    "birthdate",
    "death-date",
    "address-postalcode",
    "address-postcode",
    "general-practitioner",
    "email",
    "phone",
    "_fuzzy-match",
    "_exact-match",
    "_history",
    "_max-results",
];

/// The longest name.
const NAME_MAX: usize = 35;
/// No postcode and no code of a practice is longer; how long a text may be that is none is not laid down.
const CODE_MAX: usize = 8;

/// Hardly any address or number is longer; how long a text may be that is none is not laid down.
const REACH_USUAL: usize = 60;

const fn refusal(code: Option<&'static str>, because: &'static str) -> Owed {
    Owed::Refusal { code, because }
}

/// What a value by itself is owed.
fn of_value(name: &str, value: &str) -> Owed {
    if value.trim().is_empty() {
        return Owed::Unclear;
    }
    match name {
        "family" | "given" if value.chars().count() > NAME_MAX => {
            refusal(Some("INVALID_VALUE"), "a name is longer than 35 characters")
        }
        "address-postalcode" | "address-postcode" if value.chars().count() > CODE_MAX => {
            Owed::Unclear
        }
        "family" | "given" | "address-postalcode" | "address-postcode" => of_wildcard(value),
        "gender" if value.parse::<Gender>().is_err() => refusal(None, "there is no such gender"),
        "birthdate" | "death-date" => of_day(value),
        "_fuzzy-match" | "_exact-match" | "_history" if !["true", "false"].contains(&value) => {
            refusal(None, "a yes or no is neither true nor false")
        }
        "_max-results" => of_most(value),
        "general-practitioner" if is_code(value) => Owed::Answer,
        "email" if is_reach(value) && value.contains('@') => Owed::Answer,
        "phone" if is_reach(value) => Owed::Answer,
        // Of how else they are written nothing is laid down.
        "general-practitioner" | "email" | "phone" => Owed::Unclear,
        _ => Owed::Answer,
    }
}

fn is_code(text: &str) -> bool {
    text.len() <= CODE_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether this is one of the plain ways to write how somebody is reached.
fn is_reach(text: &str) -> bool {
    text.len() <= REACH_USUAL
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'*')
}

/// A `*` may not be one of the first two characters; whether spaces count is not laid down.
fn of_wildcard(text: &str) -> Owed {
    let is_early = |mut text: std::str::Chars<'_>| text.by_ref().take(2).any(|one| one == '*');
    let closed: String = text.chars().filter(|one| *one != ' ').collect();
    match (is_early(text.chars()), is_early(closed.chars())) {
        (true, true) => refusal(None, "a wildcard is one of the first two characters"),
        (false, false) => Owed::Answer,
        (true, false) | (false, true) => Owed::Unclear,
    }
}

fn of_day(value: &str) -> Owed {
    let forms = ["eq", "ge", "le"];
    let day = forms.iter().find_map(|form| value.strip_prefix(form));
    let day = day.unwrap_or(value);
    let is_written = day.len() == 10 && day.parse::<NaiveDate>().is_ok();
    if is_written {
        Owed::Answer
    } else {
        refusal(Some("INVALID_VALUE"), "a date is none")
    }
}

fn of_most(value: &str) -> Owed {
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse::<u32>() {
        Ok(1..=50) if is_number => Owed::Answer,
        Ok(_) | Err(_) => refusal(None, "it allows fewer than 1 or more than 50 patients"),
    }
}

/// Whether these are one day, or a beginning, an end or both; what else they may be is not laid down.
fn is_range(days: &[&str]) -> bool {
    let count = |form: &str| days.iter().filter(|day| day.starts_with(form)).count();
    let (from, to) = (count("ge"), count("le"));
    match days.len() {
        0 | 1 => true,
        2 => from == 1 && to == 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Owed, owed};

    /// The code of the refusal that is owed, `any` where none is laid down, `-` for an answer and `?` where nothing is said.
    fn check(rows: &[(&str, &str)]) {
        for (query, expected) in rows {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let pairs: Vec<_> = pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
            let found = match owed(&pairs) {
                Owed::Answer => "-",
                Owed::Refusal { code, .. } => code.unwrap_or("any"),
                Owed::Unclear => "?",
            };
            assert_eq!(found, *expected, "{query}");
        }
    }

    #[test]
    fn a_search_needs_a_family_name_and_a_date_of_birth() {
        check(&[
            ("family=Smith&birthdate=eq2015-03-02", "-"),
            ("family=Smith&birthdate=2015-03-02&gender=female", "-"),
            (
                "family=Smith&birthdate=ge2015-03-02&birthdate=le2015-04-02",
                "-",
            ),
            ("", "UNSUPPORTED_SERVICE"),
            ("family=Smith&birthdate=eq2015-03-02&email=a@b.example", "-"),
            ("family=Smith&birthdate=eq2015-03-02&phone=01632960001", "-"),
            ("email=a@b.example&phone=01632960001", "MISSING_VALUE"),
            ("family=Smith&given=Ann", "MISSING_VALUE"),
            ("gender=female", "MISSING_VALUE"),
            ("birthdate=eq2015-03-02", "INVALID_SEARCH_DATA"),
            ("given=Ann&birthdate=eq2015-03-02", "INVALID_SEARCH_DATA"),
            (
                "family=Smith&birthdate=eq2015-03-02&address-postalcode=ZZ991AA&address-postcode=ZZ991AA",
                "INVALID_SEARCH_DATA",
            ),
        ]);
    }

    #[test]
    fn a_fuzzy_search_needs_one_of_three_combinations_and_takes_no_wildcard() {
        let fuzzy = "_fuzzy-match=true&birthdate=eq2015-03-02";
        for (more, expected) in [
            ("family=Smith&given=Ann", "-"),
            ("family=Smith&gender=female&address-postalcode=ZZ991AA", "-"),
            ("given=Ann&gender=female&address-postcode=ZZ991AA", "-"),
            ("family=Smith", "INVALID_SEARCH_DATA"),
            ("family=Smith&gender=female", "INVALID_SEARCH_DATA"),
            (
                "given=Ann&address-postalcode=ZZ991AA",
                "INVALID_SEARCH_DATA",
            ),
            ("family=Smi*&given=Ann", "any"),
        ] {
            check(&[(&format!("{fuzzy}&{more}"), expected)]);
        }
    }

    #[test]
    fn unknown_parameters_and_malformed_values_are_refused_before_anything_else() {
        let long = "a".repeat(36);
        check(&[
            ("surname=Smith", "ADDITIONAL_PROPERTIES"),
            ("surname=Smith&birthdate=soon", "ADDITIONAL_PROPERTIES"),
            ("family=Smith&birthdate=soon", "INVALID_VALUE"),
            ("family=Smith&birthdate=2015", "INVALID_VALUE"),
            ("birthdate=eq2015-02-30", "INVALID_VALUE"),
            (&format!("family={long}"), "INVALID_VALUE"),
            ("family=*th&birthdate=eq2015-03-02", "any"),
            ("family=S*h&birthdate=eq2015-03-02", "any"),
            ("family=Sm*&birthdate=eq2015-03-02", "-"),
            ("family=S *&birthdate=eq2015-03-02", "?"),
            ("family=Smith&birthdate=eq2015-03-02&_max-results=0", "any"),
            ("family=Smith&birthdate=eq2015-03-02&_max-results=51", "any"),
            ("family=Smith&birthdate=eq2015-03-02&_max-results=50", "-"),
            ("family=Smith&birthdate=eq2015-03-02&_history=maybe", "any"),
            ("family=Smith&birthdate=eq2015-03-02&gender=soon", "any"),
            ("family=Smith&birthdate=soon&gender=soon", "any"),
        ]);
    }

    #[test]
    fn of_what_is_not_laid_down_nothing_is_said() {
        check(&[
            ("family=&birthdate=eq2015-03-02", "?"),
            ("family=Smith&family=Jones&birthdate=eq2015-03-02", "?"),
            ("family=Smith&birthdate=eq2015-03-02&email=nobody", "?"),
            (
                "family=Smith&birthdate=eq2015-03-02&phone=01632 960001",
                "?",
            ),
            (
                "family=Smith&birthdate=ge2015-03-02&birthdate=ge2015-03-02",
                "?",
            ),
        ]);
    }
}
