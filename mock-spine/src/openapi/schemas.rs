use super::operation::{put, schema};
use serde_json::{Map, Value, json};

/// Every schema by name.
pub(super) fn all() -> Map<String, Value> {
    let mut schemas = Map::new();
    for part in [
        words(),
        clock(),
        people(),
        ledger(),
        searches(),
        settings(),
        form(),
        switches(),
        log_on(),
        fhir(),
    ] {
        if let Value::Object(part) = part {
            schemas.extend(part);
        }
    }
    for item in ["Patient", "User", "Access", "Notification", "Bug", "Tenant"] {
        schemas.insert(format!("{item}Page"), page(item));
    }
    schemas
}

fn page(item: &str) -> Value {
    object(&json!({
        "items": {"type": "array", "items": schema(item)},
        "next": {"type": "string", "nullable": true, "description": "the cursor of the next page"},
    }))
}

/// An object that has all of these and nothing else.
fn object(properties: &Value) -> Value {
    let names: Vec<_> = properties
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .collect();
    json!({"type": "object", "properties": properties, "required": names, "additionalProperties": false})
}

/// An object that has these and may have others of its properties, but nothing else.
fn partly(required: &[&str], properties: &Value) -> Value {
    let mut object =
        json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        put(&mut object, "required", json!(required));
    }
    object
}

fn text() -> Value {
    json!({"type": "string"})
}

fn maybe() -> Value {
    json!({"type": "string", "nullable": true})
}

fn maybe_day() -> Value {
    json!({"type": "string", "format": "date", "nullable": true})
}

fn maybe_instant() -> Value {
    json!({"type": "string", "format": "date-time", "nullable": true})
}

fn instant() -> Value {
    json!({"type": "string", "format": "date-time"})
}

fn words() -> Value {
    json!({
        "Text": text(),
        "Document": {"type": "object"},
        "ControlError": partly(&["error", "field"], &json!({
            "error": text(), "field": maybe(), "mistakes": {"type": "array", "items": schema("FormMistake")},
        })),
        "NhsNumber": {"type": "string", "pattern": "^[0-9]{10}$", "example": "9000000009"},
        "TenantName": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$"},
        "PlanKind": {"type": "string", "enum": ["CPP", "LAC", "UCPP"]},
        "PatientStatus": {"type": "string", "enum": ["ordinary", "restricted", "superseded", "invalidated"]},
        "Gender": {"type": "string", "enum": ["male", "female", "other", "unknown"]},
        "Duration": {"type": "string", "example": "PT23H59M59.999S"},
    })
}

fn clock() -> Value {
    let rate =
        json!({"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1_000_000});
    let mode = json!({"type": "string", "enum": ["system", "frozen", "shifted", "scaled"]});
    let clock = json!({"mode": mode, "now": instant(), "rate": rate});
    json!({
        "Clock": partly(&["mode", "now"], &clock),
        "SetClock": partly(&["mode"], &clock),
        "Advance": object(&json!({"by": schema("Duration")})),
    })
}

fn people() -> Value {
    let names = json!({"type": "array", "items": {"type": "string"}});
    let gender = json!({"type": "string", "nullable": true, "enum": ["male", "female", "other", "unknown", null]});
    let required = [
        "nhs_number",
        "family",
        "given",
        "birth_date",
        "gender",
        "postcode",
        "status",
        "plans",
    ];
    json!({
        "Patient": partly(&required, &json!({
            "nhs_number": schema("NhsNumber"), "family": maybe(), "given": names, "birth_date": maybe_day(),
            "gender": gender, "postcode": maybe(), "status": schema("PatientStatus"),
            "superseded_by": schema("NhsNumber"), "plans": {"type": "array", "items": schema("Plan")},
        })),
        "ChangedPatient": partly(&[], &json!({
            "nhs_number": schema("NhsNumber"), "family": maybe(), "given": names, "birth_date": maybe_day(),
            "gender": gender, "postcode": maybe(), "status": schema("PatientStatus"),
            "superseded_by": schema("NhsNumber"), "plans": {"type": "array", "items": schema("Plan")},
        })),
        "Plan": object(&json!({
            "id": text(), "kind": schema("PlanKind"), "start": {"type": "string", "format": "date"}, "end": maybe_day(),
            "authority": text(), "displayable": {"type": "boolean"},
        })),
        "NewPlan": partly(&["kind", "start", "authority"], &json!({
            "kind": schema("PlanKind"), "start": {"type": "string", "format": "date"}, "end": maybe_day(),
            "authority": text(), "local_id": text(),
        })),
        "CreatedPlan": object(&json!({"id": text()})),
        "User": object(&json!({
            "user_id": text(), "passcode": text(), "name": text(), "roles": {"type": "array", "items": schema("Role")},
        })),
        "Role": object(&json!({
            "role_id": text(), "org_code": text(), "org_name": text(), "role_code": text(), "role_name": text(),
            "activities": names,
        })),
    })
}

fn ledger() -> Value {
    let door = json!({"type": "string", "enum": ["web", "fhir", "hl7v3", "smsp"]});
    let decisions = ["notified", "suppressed", "silent", "none", "refused"];
    json!({
        "Access": object(&json!({
            "id": text(), "at": instant(), "nhs_number": maybe(), "user_id": maybe(), "org_code": maybe(),
            "role_id": maybe(), "request": maybe(), "trace": maybe(), "door": door, "decision": {"type": "string", "enum": decisions},
            "reason": maybe(),
        })),
        "Notification": object(&json!({
            "id": text(), "at": instant(), "nhs_number": schema("NhsNumber"), "authority": text(), "user_id": text(),
            "user_name": text(), "role_code": text(), "role_name": text(), "org_code": text(), "org_name": text(),
            "local_id": maybe(), "upload": text(), "access": text(), "delivered_at": maybe_instant(),
            "acknowledged_at": maybe_instant(),
        })),
    })
}

fn searches() -> Value {
    let criterion = object(&json!({"name": text(), "value": text()}));
    let limit = json!({
        "client_id": text(),
        "requests": {"type": "integer", "minimum": 0},
        "per": {"allOf": [schema("Duration")], "default": "PT60S"},
        "denied": {"type": "array", "items": {"type": "string", "enum": ["read", "search"]}},
    });
    let dropped = json!({
        "type": "integer", "minimum": 0, "description": "how many older searches were forgotten",
    });
    let mut page = page("Search");
    if let Some(properties) = page.get_mut("properties") {
        put(properties, "dropped", dropped);
    }
    put(&mut page, "required", json!(["items", "next", "dropped"]));
    json!({
        "Search": object(&json!({
            "id": text(), "at": instant(), "door": {"type": "string", "enum": ["pds", "web"]}, "client_id": maybe(),
            "user_id": maybe(), "role_id": maybe(), "org_code": maybe(),
            "criteria": {"type": "array", "items": criterion},
            "returned": {"type": "array", "items": schema("NhsNumber")},
            "outcome": {"type": "string", "enum": ["shown", "too_many_matches"]},
        })),
        "SearchPage": page,
        "Limits": object(&json!({"limits": {"type": "array", "items": schema("Limit")}})),
        "Limit": partly(&[], &limit),
    })
}

/// How the rules are read.
fn settings() -> Value {
    let one_of = |words: &[&str]| json!({"type": "string", "enum": words});
    let count = json!({"type": "integer", "minimum": 0, "maximum": u16::MAX});
    json!({"Settings": object(&json!({
        "anchor": one_of(&["notified", "last_access"]),
        "record_repeats": one_of(&["every_access", "notified_only"]),
        "both_activities": one_of(&["notify", "silent"]),
        "new_authority": one_of(&["wait", "notify"]),
        "notifying_activity": text(),
        "silent_activity": text(),
        "token_life": schema("Duration"),
        "window": schema("Duration"),
        "views_listed": count,
        "trace_life": schema("Duration"),
        "days_after_end": count,
        "days_after_due_date": count,
        "day_zone": one_of(&["london", "utc"]),
    }))})
}

/// The search form of the web page, and what it finds.
fn form() -> Value {
    let said = |text: &str| json!({"type": "string", "nullable": true, "description": text});
    let names = json!({"type": "array", "items": {"type": "string"}});
    let status = json!({"type": "string", "enum": ["ordinary", "restricted"]});
    let near = json!({
        "type": "array", "items": schema("NearMiss"),
        "description": "with X-Spine-Explain: 1, where nobody matches",
    });
    json!({
        "SearchForm": partly(&[], &json!({
            "nhs_number": said("ten digits, with or without spaces; no other field with it"),
            "gender": said("male, female, other or unknown"),
            "surname": said("whole, or three letters at least and one * before or after them"),
            "first_name": said("whole"),
            "birth_date": said("a day, a month, a year or a range: 17-08-2011, 08-2011, 2011, 2011 to 2014"),
            "birth_date_to": said("where the range ends, if birth_date says only where it begins"),
            "postcode": said("whole; a birth_date that is no single day needs it or first_name"),
            "widen": said("no, usual or extended"),
        })),
        "SearchAnswer": partly(&["outcome", "items"], &json!({
            "outcome": {"type": "string", "enum": ["shown", "too_many_matches"]},
            "items": {"type": "array", "items": schema("FoundPatient")},
            "near_misses": near,
        })),
        "FoundPatient": object(&json!({
            "nhs_number": schema("NhsNumber"), "family": maybe(), "given": names, "birth_date": maybe_day(),
            "gender": maybe(), "postcode": maybe(), "status": status,
            "score": {"type": "number", "minimum": 0, "maximum": 1},
        })),
        "NearMiss": object(&json!({
            "nhs_number": schema("NhsNumber"), "family": maybe(), "given": names, "failed": text(),
            "recorded": maybe(), "distance": {"type": "integer", "minimum": 0},
        })),
        "FormMistake": object(&json!({"field": text(), "accepts": text(), "found": text()})),
    })
}

fn switches() -> Value {
    let yes_or_no = json!({"type": "boolean"});
    let fault = json!({
        "at": {"type": "string", "enum": ["before_commit", "after_commit_before_reply"]},
        "action": {"type": "string", "enum": ["stall", "drop_reply", "error", "truncate", "garble", "drip"]},
        "share": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1, "default": 1},
        "for": schema("Duration"), "up_to": schema("Duration"),
        "status": {"type": "integer", "enum": [408, 429, 500, 503]},
        "door": {"type": "string", "enum": ["care-team", "audit-event", "pds", "flags", "identity"]},
        "path": text(), "times": {"type": "integer", "minimum": 0},
    });
    let faults = json!({
        "seed": {"type": "integer", "minimum": 0, "default": 0},
        "faults": {"type": "array", "items": schema("Fault")},
    });
    json!({
        "Fault": partly(&["at", "action"], &fault),
        "Faults": partly(&["faults"], &faults),
        "Bug": object(&json!({"id": text(), "rule": text(), "text": text(), "on": yes_or_no})),
        "BugsOn": object(&json!({"on": {"type": "array", "items": {"type": "string"}}})),
        "Tenant": object(&json!({"id": schema("TenantName"), "training_live": yes_or_no})),
        "NewTenant": partly(&["id"], &json!({
            "id": schema("TenantName"), "training_live": yes_or_no, "seed": {"type": "integer", "minimum": 0},
        })),
    })
}

fn log_on() -> Value {
    let fields = |required: &[&str], names: &[&str]| {
        let properties: Map<_, _> = names
            .iter()
            .map(|name| ((*name).to_owned(), text()))
            .collect();
        json!({"type": "object", "properties": properties, "required": required})
    };
    json!({
        "TokenRequest": fields(&["grant_type"], &[
            "grant_type", "user_id", "passcode", "client_id", "client_secret", "client_assertion_type",
            "client_assertion", "code", "redirect_uri", "code_verifier",
        ]),
        "RevokeRequest": fields(&["token"], &["token", "token_type_hint", "client_id"]),
        "LogOn": fields(&["client_id", "redirect_uri", "user_id", "passcode"], &[
            "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge",
            "code_challenge_method", "user_id", "passcode",
        ]),
        "Token": {
            "type": "object",
            "properties": {
                "access_token": text(), "token_type": text(), "expires_in": {"type": "integer"}, "id_token": text(),
                "scope": text(),
            },
            "required": ["access_token", "token_type", "expires_in"],
        },
        "UserInfo": {"type": "object"},
        "OAuthError": fields(&["error"], &["error", "error_description"]),
    })
}

fn fhir() -> Value {
    let resource = |name: &str| {
        json!({
            "type": "object",
            "properties": {"resourceType": {"type": "string", "enum": [name]}},
            "required": ["resourceType"],
        })
    };
    json!({
        "Bundle": resource("Bundle"),
        "CapabilityStatement": resource("CapabilityStatement"),
        "OperationOutcome": resource("OperationOutcome"),
        "FhirPatient": resource("Patient"),
    })
}
