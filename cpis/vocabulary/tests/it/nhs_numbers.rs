//! SRC-1, DAT-1, ENV-4: NHS numbers.

use cpis_vocabulary::{NhsNumber, NhsNumberError};
use proptest::prelude::*;
use std::collections::HashSet;

fn check(row: &str, text: &str, expected: &Result<u64, NhsNumberError>) {
    let found = NhsNumber::parse(text).map(NhsNumber::value);
    assert_eq!(&found, expected, "{row}: {text:?}");
    assert_eq!(
        text.parse::<NhsNumber>().map(NhsNumber::value),
        found,
        "{row}: `parse` and `from_str` agree on {text:?}"
    );
}

fn wrong_digit(found: u32, expected: u32) -> Result<u64, NhsNumberError> {
    Err(NhsNumberError::CheckDigit { found, expected })
}

/// SRC-1: modulus 11 over nine digits with weights 10 to 2. Values worked out by hand or published.
#[test]
fn the_tenth_digit_follows_from_the_first_nine() {
    for (row, text, expected) in [
        ("published sandbox patient", "9000000009", Ok(9_000_000_009)),
        ("published sandbox patient", "9000000025", Ok(9_000_000_025)),
        ("published sandbox patient", "9000000033", Ok(9_000_000_033)),
        ("published as invalid", "9000000000", wrong_digit(0, 9)),
        (
            "number of the CP-IS sample",
            "9449310394",
            Ok(9_449_310_394),
        ),
        ("repeated digits pass", "1111111111", Ok(1_111_111_111)),
        ("repeated digits pass", "8888888888", Ok(8_888_888_888)),
        (
            "a trigger of older tools fails",
            "1234567895",
            Err(NhsNumberError::NoSuchNumber),
        ),
        ("remainder 0 gives check digit 0", "0000000000", Ok(0)),
        ("leading zeros are kept", "0000000019", Ok(19)),
        (
            "11 - 1 = 10: there is no such number",
            "9000000050",
            Err(NhsNumberError::NoSuchNumber),
        ),
        (
            "no last digit helps such a stem",
            "9000000059",
            Err(NhsNumberError::NoSuchNumber),
        ),
    ] {
        check(row, text, &expected);
    }
}

/// SRC-1: a number that is none is told what it lacks.
#[test]
fn a_text_of_another_shape_is_told_what_is_wrong_with_it() {
    use NhsNumberError::{Length, NotADigit};
    for (row, text, expected) in [
        ("empty", "", Err(Length(0))),
        ("one short", "900000000", Err(Length(9))),
        ("one long", "90000000090", Err(Length(11))),
        ("very long", "9".repeat(5_000).as_str(), Err(Length(5_000))),
        ("a letter", "900000000X", Err(NotADigit('X'))),
        (
            "a letter comes before the length",
            "9X",
            Err(NotADigit('X')),
        ),
        (
            "too much comes before a letter",
            "90000000090X",
            Err(Length(12)),
        ),
        ("a sign", "+900000000", Err(NotADigit('+'))),
        ("a minus", "-900000009", Err(NotADigit('-'))),
        ("a point", "900000000.", Err(NotADigit('.'))),
        (
            "a line feed at the end",
            "9000000009\n",
            Err(NotADigit('\n')),
        ),
        (
            "spaces belong to the other reading",
            "900 000 0009",
            Err(NotADigit(' ')),
        ),
        ("Arabic-Indic digits", "٩٠٠٠٠٠٠٠٠٩", Err(NotADigit('٩'))),
        ("full-width digits", "９0000000０9", Err(NotADigit('９'))),
        ("a superscript digit", "900000000⁹", Err(NotADigit('⁹'))),
        ("a NUL", "900000000\0", Err(NotADigit('\0'))),
    ] {
        check(row, text, &expected);
    }
}

/// SRC-1: the web page also takes the number with spaces.
#[test]
fn spaces_are_ignored_where_people_type() {
    fn check(row: &str, text: &str, expected: &Result<u64, NhsNumberError>) {
        let found = NhsNumber::parse_with_spaces(text).map(NhsNumber::value);
        assert_eq!(&found, expected, "{row}: {text:?}");
    }
    for (row, text, expected) in [
        ("none", "9000000009", Ok(9_000_000_009)),
        ("as printed", "900 000 0009", Ok(9_000_000_009)),
        ("everywhere", " 9 0 0 0 0 0 0 0 0 9 ", Ok(9_000_000_009)),
        (
            "too few digits are counted without them",
            "900 000 009",
            Err(NhsNumberError::Length(9)),
        ),
        ("nothing else", "   ", Err(NhsNumberError::Length(0))),
        (
            "a tab is no space",
            "900\t0000009",
            Err(NhsNumberError::NotADigit('\t')),
        ),
        (
            "nor is a no-break space",
            "900\u{a0}0000009",
            Err(NhsNumberError::NotADigit('\u{a0}')),
        ),
        (
            "nor is a hyphen",
            "900-000-0009",
            Err(NhsNumberError::NotADigit('-')),
        ),
        (
            "the check digit still counts",
            "900 000 0000",
            wrong_digit(0, 9),
        ),
    ] {
        check(row, text, &expected);
    }
}

/// The sentences are an interface: people act on them.
#[test]
fn every_refusal_says_what_is_required_and_what_was_found() {
    fn check(text: &str, sentence: &str) {
        let refusal = NhsNumber::parse(text).expect_err(text);
        assert_eq!(refusal.to_string(), sentence, "{text:?}");
    }
    check("900000009", "an NHS number has 10 digits, this text has 9");
    check(
        "900000000x",
        "an NHS number has digits only, this text has 'x'",
    );
    check(
        "9000000000",
        "the check digit is 0, the first nine digits call for 9",
    );
    check(
        "9000000050",
        "no NHS number begins with these nine digits, their check digit would be 10",
    );
}

/// ENV-4: numbers never enter logs, and `Debug` is how they would.
#[test]
fn debug_hides_six_digits_wherever_the_number_hides() {
    fn check(text: &str, debug: &str) {
        let number = NhsNumber::parse(text).expect(text);
        assert_eq!(format!("{number:?}"), debug);
        assert_eq!(
            format!("{:?}", Some(vec![number])),
            format!("Some([{debug}])")
        );
        assert_eq!(number.to_string(), text, "`Display` shows all ten");
    }
    check("9000000009", "900******9");
    check("9449310394", "944******4");
    check("0000000000", "000******0");
}

/// DAT-1: the test range 999 000 0000 – 999 999 9999 holds 909,091 numbers.
#[test]
fn one_stem_in_eleven_has_no_number() {
    let numbers: HashSet<u64> = (999_000_000..=999_999_999)
        .filter_map(NhsNumber::from_stem)
        .map(NhsNumber::value)
        .collect();
    assert_eq!(numbers.len(), 909_091);
}

/// DAT-1: 900–999 is never issued to anybody.
#[test]
fn synthetic_numbers_begin_with_nine() {
    fn check(text: &str, synthetic: bool) {
        let number = NhsNumber::parse(text).expect(text);
        assert_eq!(number.is_synthetic(), synthetic, "{text}");
    }
    check("9000000009", true);
    check("9999999999", true);
    check("8888888888", false);
    check("0000000000", false);
}

#[test]
fn a_stem_has_nine_digits() {
    fn check(stem: u32, value: Option<u64>) {
        let found = NhsNumber::from_stem(stem).map(NhsNumber::value);
        assert_eq!(found, value, "stem {stem}");
    }
    check(0, Some(0));
    check(999_999_999, Some(9_999_999_999));
    check(1_000_000_000, None);
    check(u32::MAX, None);
}

/// Modulus 11 as the data dictionary words it, on digits.
fn tenth_digit(nine: &str) -> Option<u32> {
    let sum: u32 = nine
        .chars()
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit.to_digit(10).expect("a digit") * weight)
        .sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

proptest! {
    /// SRC-1: of the ten texts that begin with a stem, exactly the one with its check digit is a number, and it is written as it was read.
    #[test]
    fn what_is_read_is_what_was_written(stem in 0_u32..1_000_000_000) {
        let nine = format!("{stem:09}");
        for digit in 0..10 {
            let text = format!("{nine}{digit}");
            let expected = tenth_digit(&nine) == Some(digit);
            let read = NhsNumber::parse(&text);
            prop_assert_eq!(read.is_ok(), expected, "{}", text);
            if let Ok(number) = read {
                prop_assert_eq!(number.to_string(), text);
                prop_assert_eq!(number.stem(), stem);
                prop_assert_eq!(NhsNumber::from_stem(stem), Some(number));
            }
        }
        prop_assert_eq!(NhsNumber::from_stem(stem).is_some(), tenth_digit(&nine).is_some());
    }

    #[test]
    fn numbers_are_ordered_as_their_digits(a in 0_u32..1_000_000_000, b in 0_u32..1_000_000_000) {
        if let (Some(a), Some(b)) = (NhsNumber::from_stem(a), NhsNumber::from_stem(b)) {
            prop_assert_eq!(a.cmp(&b), a.value().cmp(&b.value()));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }
    }

    /// Mistyping one digit never gives another number: what modulus 11 is for.
    #[test]
    fn one_wrong_digit_is_always_noticed(stem in 0_u32..1_000_000_000, place in 0_usize..10, digit in 0_u8..10) {
        if let Some(number) = NhsNumber::from_stem(stem) {
            let mut text = number.to_string().into_bytes();
            let typed = b'0' + digit;
            prop_assume!(text[place] != typed);
            text[place] = typed;
            let text = String::from_utf8(text).expect("digits");
            prop_assert!(NhsNumber::parse(&text).is_err(), "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let plain = NhsNumber::parse(&text);
        let spaced = NhsNumber::parse_with_spaces(&text);
        prop_assert!(plain.is_err() || plain == spaced);
    }
}
