//! Options that may be given several times, and the variables of the environment that stand for them.

use clap::ArgMatches;
use clap::parser::ValueSource;

/// Takes the value of a variable apart: it holds one value a line, or several with semicolons between them. What was typed as an option
/// is one value, whatever stands in it.
pub(super) fn take_apart(values: &mut Vec<String>, option: &str, matches: &ArgMatches) {
    if matches.value_source(option) == Some(ValueSource::EnvVariable) {
        *values = values.iter().flat_map(|text| several(text)).collect();
    }
}

/// The values in a text; those between quotes are whole, commas are part of them, and an empty one is none.
fn several(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quote = None;
    for letter in text.chars() {
        // No value goes on in another line: a quote that is left open, as in a name, ends there too.
        if letter == '\n' || (letter == ';' && quote.is_none()) {
            values.push(String::new());
            quote = None;
            continue;
        }
        match quote {
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            Some(open) if open == letter => quote = None,
            None | Some(_) => {}
        }
        if let Some(value) = values.last_mut() {
            value.push(letter);
        }
    }
    let trimmed = values.iter().map(|value| value.trim().to_owned());
    trimmed.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::several;

    #[test]
    fn a_variable_holds_a_value_a_line_or_several_with_semicolons() {
        for (text, values) in [
            ("seed=7", &["seed=7"][..]),
            ("", &[]),
            (
                "p99 from due > 250 ms; errors > 1 %\n",
                &["p99 from due > 250 ms", "errors > 1 %"],
            ),
            (
                "proves=[\"ASN-3\", \"ASN-4\"]\nseed=7\r\n;;duration=30 s",
                &["proves=[\"ASN-3\", \"ASN-4\"]", "seed=7", "duration=30 s"],
            ),
            ("title=St Mary's\nseed=7", &["title=St Mary's", "seed=7"]),
            (
                "title=\"one; two\";stop.on='a;b'",
                &["title=\"one; two\"", "stop.on='a;b'"],
            ),
        ] {
            assert_eq!(several(text), values, "{text:?}");
        }
    }
}
