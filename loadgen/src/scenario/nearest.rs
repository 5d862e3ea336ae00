/// Below this likeness a guess confuses more than it helps.
const LIKE_ENOUGH: f64 = 0.55;

/// The candidate most like `word`, if any is like it; the first of equals.
pub(crate) fn nearest<S: AsRef<str>>(
    word: &str,
    candidates: impl IntoIterator<Item = S>,
) -> Option<S> {
    let word = word.to_lowercase();
    let mut best: Option<(f64, S)> = None;
    for candidate in candidates {
        let score = likeness(&word, &candidate.as_ref().to_lowercase());
        if score >= LIKE_ENOUGH && best.as_ref().is_none_or(|(found, _)| score > *found) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Between 0 and 1. Half a word, as in `answer` for `answer_within`, counts as a slip.
fn likeness(word: &str, candidate: &str) -> f64 {
    let begins = word.len() >= 3 && candidate.starts_with(word);
    let spelt = strsim::normalized_damerau_levenshtein(word, candidate);
    if begins { spelt.max(0.75) } else { spelt }
}

/// `"a", "b" and "c"`, each between `quote`s.
pub(super) fn listed<S: AsRef<str>>(words: &[S], quote: char) -> String {
    let quoted: Vec<String> = words
        .iter()
        .map(|word| format!("{quote}{}{quote}", word.as_ref()))
        .collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
