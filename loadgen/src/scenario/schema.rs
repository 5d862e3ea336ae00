//! The JSON schema of a scenario, generated from the table of keys.

use cpis_vocabulary::CareSetting;
use serde_json::{Map, Value, json};

use super::keys::{
    Key, LIST_MAX, NUMBERS_MAX, RATES_MAX, SCENARIO, Section, TITLE_MAX, Takes, Unless, WEIGHT_MAX,
};
use super::probe_kind::ProbeKind;
use super::rules;

const RATE: &str = r"^\s*[0-9][0-9_]*(\.[0-9_]+)?\s*(per\s+|/\s*)(second|minute|hour|s|min|h)\s*$";
const DURATION: &str =
    r"^\s*([0-9][0-9_]*(\.[0-9_]+)?\s*(us|µs|ms|s|seconds?|min|minutes?|h|hours?|d|days?)\s*)+$";

/// The schema that editors check a scenario against while it is written. The generator checks more: what must agree.
pub fn schema() -> Value {
    let mut schema = section(&SCENARIO);
    if let Some(object) = schema.as_object_mut() {
        object.insert(
            "$schema".into(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        object.insert("title".into(), json!("A scenario of the load generator"));
    }
    schema
}

fn section(section: &Section) -> Value {
    let properties: Map<String, Value> = section
        .keys
        .iter()
        .map(|entry| (entry.name.to_owned(), key(entry)))
        .collect();
    let required: Vec<&str> = section
        .keys
        .iter()
        .filter(|key| matches!(key.unless_said, Unless::Refused))
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "description": section.about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn key(key: &Key) -> Value {
    let mut value = takes(&key.takes);
    if let Some(object) = value.as_object_mut() {
        object.insert("description".into(), json!(key.means));
    }
    value
}

fn takes(takes: &Takes) -> Value {
    match takes {
        Takes::Text => json!({ "type": "string", "minLength": 1, "maxLength": TITLE_MAX }),
        Takes::Whole { least, most } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Takes::Seed => json!({ "type": "integer", "minimum": 0, "maximum": i64::MAX }),
        Takes::Rate => text_like(RATE),
        Takes::Duration | Takes::Offset => text_like(DURATION),
        Takes::Rates => json!({
            "type": "array", "minItems": 1, "maxItems": RATES_MAX, "items": text_like(RATE),
        }),
        Takes::Curve => json!({
            "type": "array", "minItems": 1, "maxItems": RATES_MAX,
            "items": {
                "type": "array", "prefixItems": [text_like(DURATION), text_like(RATE)],
                "minItems": 2, "maxItems": 2,
            },
        }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Zipf => json!({ "type": "number", "minimum": 0.001, "maximum": 10 }),
        Takes::Shard => text_like(r"^\s*[0-9]+\s*/\s*[0-9]+\s*$"),
        Takes::Tenant => text_like("^[a-z0-9][a-z0-9-]{0,39}$"),
        Takes::ThinkTime | Takes::Metric | Takes::Amount | Takes::Window | Takes::FailIf => {
            json!({ "type": "string", "minLength": 1 })
        }
        Takes::Mix => json!({
            "type": "object", "minProperties": 1,
            "additionalProperties": { "type": "integer", "minimum": 1, "maximum": WEIGHT_MAX },
        }),
        Takes::Share => text_like(r"^\s*[0-9][0-9_]*(\.[0-9_]+)?\s*%\s*$"),
        Takes::Times => text_like(r"^\s*[0-9][0-9_]*(\.[0-9_]+)?\s*times\s*$"),
        Takes::Day => json!({ "type": "string", "format": "date" }),
        Takes::Instant => json!({ "type": "string", "format": "date-time" }),
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Rules => {
            let known: Vec<String> = rules::all().map(|rule| rule.to_string()).collect();
            json!({ "type": "array", "uniqueItems": true, "items": { "enum": known } })
        }
        Takes::Numbers => json!({
            "type": "array", "minItems": 1, "maxItems": NUMBERS_MAX,
            "items": { "type": "integer", "minimum": 0, "maximum": i64::MAX },
        }),
        Takes::Steps => json!({
            "type": "array", "minItems": 1, "maxItems": LIST_MAX, "items": { "type": "string" },
        }),
        Takes::Probes => json!({
            "type": "array", "minItems": 1, "uniqueItems": true,
            "items": { "enum": ProbeKind::ALL.map(ProbeKind::name) },
        }),
        Takes::CareSettings => care_settings(),
        Takes::Section(inner) => section(inner),
        Takes::Sections(inner) => json!({
            "type": "array", "minItems": 1, "maxItems": LIST_MAX, "items": section(inner),
        }),
    }
}

fn text_like(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

/// Their own names are offered; others that people use are let through, and judged by the generator.
fn care_settings() -> Value {
    let weight = json!({ "type": "integer", "minimum": 1, "maximum": WEIGHT_MAX });
    let named: Map<String, Value> = CareSetting::ALL
        .iter()
        .map(|setting| (setting.as_str().to_owned(), weight.clone()))
        .collect();
    json!({
        "type": "object", "minProperties": 1, "properties": named, "additionalProperties": weight,
    })
}
