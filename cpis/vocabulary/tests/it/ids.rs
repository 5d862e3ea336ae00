//! VIEW-7, ASN-8: identities, as they are read and written.

use cpis_vocabulary::{
    AccessId, AuthorityCode, NotificationId, PlanId, RequirementGroup, RequirementId, TraceId,
};
use proptest::prelude::*;

/// VIEW-7, IDN-4: a TraceID is a UUID.
#[test]
fn a_trace_is_a_hyphenated_uuid_in_either_case() {
    fn check(row: &str, text: &str, written: Option<&str>) {
        let found = TraceId::parse(text).ok().map(|trace| trace.to_string());
        assert_eq!(found.as_deref(), written, "{row}: {text:?}");
    }
    let plain = "60e0b220-8136-4ca5-ae46-1d97ef59d068";
    check("as in the specification", plain, Some(plain));
    check(
        "upper case",
        "60E0B220-8136-4CA5-AE46-1D97EF59D068",
        Some(plain),
    );
    check(
        "all zeros",
        "00000000-0000-0000-0000-000000000000",
        Some("00000000-0000-0000-0000-000000000000"),
    );
    check(
        "all ones",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        Some("ffffffff-ffff-ffff-ffff-ffffffffffff"),
    );
    for (row, text) in [
        ("empty", ""),
        ("no hyphens", "60e0b22081364ca5ae461d97ef59d068"),
        ("one short", "60e0b220-8136-4ca5-ae46-1d97ef59d06"),
        ("one long", "60e0b220-8136-4ca5-ae46-1d97ef59d0680"),
        ("braces", "{60e0b220-8136-4ca5-ae46-1d97ef59d06}"),
        ("a hyphen astray", "60e0b2208-136-4ca5-ae46-1d97ef59d068"),
        (
            "a hyphen for a digit",
            "60e0b220-8136-4ca5-ae46-1d97ef59d06-",
        ),
        (
            "a digit for a hyphen",
            "60e0b220081364ca5-ae46-1d97ef59d0680",
        ),
        ("a letter past f", "60e0b220-8136-4ca5-ae46-1d97ef59d06g"),
        ("a space", "60e0b220-8136-4ca5-ae46-1d97ef59d06 "),
        (
            "36 bytes, 35 characters",
            "60e0b220-8136-4ca5-ae46-1d97ef59d0é",
        ),
        ("a sign", "+0e0b220-8136-4ca5-ae46-1d97ef59d068"),
    ] {
        check(row, text, None);
    }
}

/// ASN-8: the ids of accesses and plans have one form.
#[test]
fn an_access_or_plan_id_has_sixteen_hexadecimal_digits() {
    fn check(row: &str, text: &str, number: Option<u64>) {
        let access = text.parse::<AccessId>().ok().map(AccessId::number);
        assert_eq!(access, number, "access, {row}: {text:?}");
        let plan = text.parse::<PlanId>().ok().map(PlanId::number);
        assert_eq!(plan, number, "plan, {row}: {text:?}");
    }
    check("zero", "0000000000000000", Some(0));
    check("all ones", "ffffffffffffffff", Some(u64::MAX));
    check("upper case", "00000000000000FF", Some(255));
    for (row, text) in [
        ("empty", ""),
        ("one short", "000000000000000"),
        ("one long", "00000000000000000"),
        ("a sign", "+000000000000000"),
        ("a letter past f", "000000000000000g"),
        ("a prefix", "0x00000000000000"),
        ("no ASCII", "00000000000000é"),
    ] {
        check(row, text, None);
    }
    let refusal = "7".parse::<PlanId>().expect_err("too short").to_string();
    assert_eq!(refusal, "an id has sixteen hexadecimal digits");
}

/// ASN-8: a notification's identity is the same however often it is delivered.
#[test]
fn a_notification_is_named_by_its_access_and_authority() {
    let id = NotificationId {
        access: AccessId::new(0xbeef),
        authority: AuthorityCode::from("X01"),
    };
    assert_eq!(id.to_string(), "000000000000beef-X01");
    assert_eq!(id, id.clone());
}

#[test]
fn a_rule_is_named_by_group_and_number() {
    fn check(row: &str, text: &str, found: Option<(RequirementGroup, u8)>) {
        let id = text.parse::<RequirementId>().ok();
        assert_eq!(id.map(|id| (id.group, id.number)), found, "{row}: {text:?}");
        if let Some(id) = id {
            assert_eq!(id.to_string(), text, "{row}: written as it was read");
        }
    }
    check("", "ASN-3", Some((RequirementGroup::Asn, 3)));
    check("two digits", "ALT-10", Some((RequirementGroup::Alt, 10)));
    check("short group", "LA-1", Some((RequirementGroup::La, 1)));
    check(
        "the last number",
        "ENV-255",
        Some((RequirementGroup::Env, 255)),
    );
    for (row, text) in [
        ("empty", ""),
        ("no number", "ASN"),
        ("nothing after the hyphen", "ASN-"),
        ("numbers begin at 1", "ASN-0"),
        ("too large a number", "ASN-256"),
        ("below zero", "ASN--3"),
        ("a sign", "ASN-+3"),
        ("a leading zero", "ASN-03"),
        ("no such group", "XYZ-1"),
        ("lower case", "asn-3"),
        ("a space", "ASN- 3"),
        ("another hyphen", "ASN-3-1"),
        ("other digits", "ASN-٣"),
    ] {
        check(row, text, None);
    }
}

proptest! {
    #[test]
    fn a_trace_survives_writing_and_reading(bits in any::<u128>()) {
        let trace = TraceId::from_bits(bits);
        let text = trace.to_string();
        prop_assert_eq!(TraceId::parse(&text), Ok(trace));
        prop_assert_eq!(TraceId::parse(&text.to_uppercase()), Ok(trace));
        prop_assert_eq!(trace.bits(), bits);
        prop_assert_eq!(text.len(), 36);
    }

    #[test]
    fn ids_survive_writing_and_reading(number in any::<u64>()) {
        prop_assert_eq!(AccessId::new(number).to_string().parse(), Ok(AccessId::new(number)));
        prop_assert_eq!(PlanId::new(number).to_string().parse(), Ok(PlanId::new(number)));
    }

    #[test]
    fn a_rule_survives_writing_and_reading(group in 0_usize..9, number in 1_u8..) {
        let id = RequirementId::new(RequirementGroup::ALL[group], number);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn any_text_is_an_id_or_refused(text in any::<String>()) {
        if let Ok(trace) = TraceId::parse(&text) {
            prop_assert_eq!(trace.to_string(), text.to_lowercase());
        }
        if let Ok(access) = text.parse::<AccessId>() {
            prop_assert_eq!(access.to_string(), text.to_lowercase());
        }
        if let Ok(rule) = text.parse::<RequirementId>() {
            prop_assert_eq!(rule.to_string(), text);
        }
    }
}
