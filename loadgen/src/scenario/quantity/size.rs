use super::decimal::Decimal;

const UNITS: [(&str, u64); 7] = [
    ("B", 1),
    ("kB", 1_000),
    ("KiB", 1 << 10),
    ("MB", 1_000_000),
    ("MiB", 1 << 20),
    ("GB", 1_000_000_000),
    ("GiB", 1 << 30),
];

/// Reads a number of bytes: `64 MiB`, `1.5 GB`, `4096 B`.
///
/// # Errors
/// Without a unit, with an unknown one, and at less than a byte.
pub fn read_size(text: &str) -> Result<u64, String> {
    let wrong = || {
        format!(
            "a size needs a number above zero and a unit, B, kB, KiB, MB, MiB, GB or GiB, for example \"64 MiB\", this is `{text}`"
        )
    };
    let (number, unit) = Decimal::split(text.trim()).ok_or_else(wrong)?;
    let mut units = UNITS.iter();
    let unit = units.find(|(name, _)| unit.trim().eq_ignore_ascii_case(name));
    let bytes = unit.and_then(|(_, bytes)| number.times(*bytes));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::read_size;

    #[test]
    fn a_size_has_a_number_and_a_unit() {
        for (text, bytes) in [
            ("256 MiB", Some(256 << 20)),
            ("64MiB", Some(64 << 20)),
            ("1.5 kb", Some(1_500)),
            ("2 GiB", Some(2 << 30)),
            ("100 B", Some(100)),
            ("100", None),
            ("0 B", None),
            ("-1 MiB", None),
            ("1 MiB 2 B", None),
            ("MiB", None),
            ("", None),
        ] {
            assert_eq!(read_size(text).ok(), bytes, "{text}");
        }
    }
}
