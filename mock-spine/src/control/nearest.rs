/// The known word that comes closest to what was written.
pub(super) fn nearest<'w>(written: &str, known: impl Iterator<Item = &'w str>) -> &'w str {
    // A word is compared in time that grows with its square.
    let written: String = written.chars().take(60).collect();
    known
        .min_by_key(|word| strsim::damerau_levenshtein(&written, word))
        .unwrap_or_default()
}
