//! Texts that would break a page, a table or a document if they were copied as they are.

use std::path::PathBuf;

use reports::compare::{Settings, Side, compare, page};
use reports::{RunRecord, csv, html, junit};
use roxmltree::Document;

use crate::example;

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "]]></failure><failure>",
    "</style></title></svg><!--",
    "&lt;b&gt; &amp;#60;",
    "null \0 bell \u{7} escape \u{1b}[31m delete \u{7f} next line \u{85} nothing \u{ffff}",
    "right to left \u{202e}gnp.exe",
];

#[test]
fn hostile_text_never_becomes_markup() {
    for text in HOSTILE {
        // As long, since a picture says what it has room for.
        let tame = tags(&html(&poisoned(&"t".repeat(text.chars().count()))));
        let found = tags(&html(&poisoned(text)));
        let differ = tame.iter().zip(&found).find(|(one, other)| one != other);
        assert_eq!(differ, None, "{text:?}");
        assert_eq!(tame.len(), found.len(), "{text:?}");
    }
}

#[test]
fn hostile_text_never_becomes_markup_of_a_comparison() {
    let page = |text: &str| {
        let side = |name: &str| {
            let run = (PathBuf::from(format!("{name}{text}")), poisoned(text));
            Side::of(vec![run]).unwrap()
        };
        page(&compare(&side("a"), &side("b"), Settings::default(), true))
    };
    for text in HOSTILE {
        let tame = tags(&page(&"t".repeat(text.chars().count())));
        let found = tags(&page(text));
        let differ = tame.iter().zip(&found).find(|(one, other)| one != other);
        assert_eq!(differ, None, "{text:?}");
        assert_eq!(tame.len(), found.len(), "{text:?}");
    }
}

#[test]
fn hostile_text_is_read_back_from_the_verdicts_as_it_was() {
    for text in HOSTILE {
        let xml = junit(&poisoned(text));
        let document =
            Document::parse(&xml).unwrap_or_else(|error| panic!("{text:?}: {error}\n{xml}"));
        let title = document.root_element().attribute("name").unwrap();
        let control = |c: char| c.is_control() || matches!(c, '\u{ffff}' | '\u{202e}');
        if text.contains(control) {
            assert_eq!(title.chars().count(), text.chars().count());
            assert!(!title.contains(control), "{title:?}");
        } else {
            assert_eq!(title, text);
        }
    }
}

#[test]
fn no_control_character_reaches_a_page() {
    for text in HOSTILE {
        let page = html(&poisoned(text));
        let control = page.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(control, None, "{text:?}");
    }
}

#[test]
fn names_with_quotes_commas_and_line_ends_stay_in_their_cell() {
    for text in ["a,b", "a\"b", "a\nb", "a\r\nb", "\0"] {
        assert_eq!(step_of(text), text);
    }
}

#[test]
fn a_name_that_a_spreadsheet_would_run_is_disarmed() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
        assert_eq!(step_of(text), format!("'{text}"));
    }
}

fn step_of(text: &str) -> String {
    let table = csv(&poisoned(text));
    let mut rows = ::csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let step = rows.iter().find(|row| &row[0] == "step");
    step.unwrap()[3].to_owned()
}

/// Every text of the record replaced.
fn poisoned(text: &str) -> RunRecord {
    let mut value = serde_json::to_value(example::broken()).unwrap();
    replace(&mut value, text);
    serde_json::from_value(value).unwrap()
}

/// Texts that name a variant are part of the format, not of the run.
const VARIANTS: [&str; 7] = [
    "outcome", "schema", "overall", "verdict", "kind", "spread", "state",
];

fn replace(value: &mut serde_json::Value, text: &str) {
    use serde_json::Value::{Array, Bool, Null, Number, Object, String};
    match value {
        String(old) => text.clone_into(old),
        Array(items) => items.iter_mut().for_each(|item| replace(item, text)),
        Object(fields) => fields
            .iter_mut()
            .filter(|(name, _)| !VARIANTS.contains(&name.as_str()))
            .for_each(|(_, field)| replace(field, text)),
        Null | Bool(_) | Number(_) => {}
    }
}

/// The tags of a page with the names of their attributes, in order.
fn tags(page: &str) -> Vec<String> {
    let tag = |part: &str| {
        let inside = part.split('>').next().unwrap();
        let names = inside.split('"').step_by(2);
        names.collect::<String>()
    };
    page.split('<').skip(1).map(tag).collect()
}
