//! Slips of the pen: the word that was meant.

/// The most characters of a word that are looked at: it is compared in time that grows with their square.
const WORD_MAX: usize = 60;

/// The known word that comes closest to what was written.
pub(crate) fn nearest<'w>(written: &str, known: impl Iterator<Item = &'w str>) -> &'w str {
    let written: String = written.chars().take(WORD_MAX).collect();
    known
        .min_by_key(|word| strsim::damerau_levenshtein(&written, word))
        .unwrap_or_default()
}

/// `, did you mean "x"?` where a known word is a slip away, nothing where none is.
pub(crate) fn hint<'w>(written: &str, known: impl Iterator<Item = &'w str>) -> String {
    let nearest = nearest(written, known);
    let written: String = written.chars().take(WORD_MAX).collect();
    let slips = strsim::damerau_levenshtein(&written, nearest);
    // A third of a word may be wrong, and two letters of a short one.
    if slips <= (nearest.chars().count() / 3).max(2) {
        format!(", did you mean {nearest:?}?")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn a_word_is_proposed_for_a_slip_and_for_nothing_else() {
        let known = ["window-23h", "double-notify", "ZZ001"];
        for (written, proposed) in [
            ("windw-23h", ", did you mean \"window-23h\"?"),
            ("ZZ0O1", ", did you mean \"ZZ001\"?"),
            ("everything", ""),
            ("Leeds City Council", ""),
            ("", ""),
        ] {
            assert_eq!(hint(written, known.into_iter()), proposed, "{written}");
        }
    }
}
