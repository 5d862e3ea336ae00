use crate::golden;
use cpis_wire::read::read_patient;

/// DAT-5: the example as published.
#[test]
fn the_first_published_patient_is_read() {
    let body = golden::bytes("sandbox/9000000009.read.json");
    insta::assert_debug_snapshot!(read_patient(&body).unwrap());
}

/// DAT-5, SRC-7.
#[test]
fn the_published_patients_are_read_as_restricted_or_not() {
    for (number, restricted, family) in [
        ("9000000009", false, Some("Smith")),
        ("9000000025", true, Some("Smythe")),
        ("9000000033", false, None),
    ] {
        let body = golden::bytes(&format!("sandbox/{number}.read.json"));
        let patient = read_patient(&body).unwrap();
        assert_eq!(patient.number.to_string(), number);
        assert_eq!(patient.version.as_deref(), Some("2"));
        assert_eq!(patient.restricted, restricted, "{number}");
        assert_eq!(patient.family.as_deref(), family, "{number}");
        let is_open = number == "9000000009";
        assert_eq!(patient.telecom.is_empty(), !is_open, "{number}");
        assert_eq!(patient.practice.is_some(), is_open, "{number}");
    }
}
