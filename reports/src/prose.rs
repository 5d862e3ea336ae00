//! Texts of the rulebook: `code` between backticks, *emphasis* between stars, everything else as it is.

/// A stretch of a text, and how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span<'a> {
    /// As it is.
    Plain(&'a str),
    /// Between backticks.
    Code(&'a str),
    /// Between stars.
    Emphasis(&'a str),
    /// An instant, which is not broken at its hyphens.
    Instant(&'a str),
}

/// The stretches of a text, in order. A mark without its partner is a character like any other.
pub(crate) fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let after_word = text
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_some_and(char::is_alphanumeric);
        let found = if after_word { None } else { marked(rest) };
        let Some((span, length)) = found else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        spans.extend(
            text.get(plain..at)
                .filter(|s| !s.is_empty())
                .map(Span::Plain),
        );
        spans.push(span);
        at += length;
        plain = at;
    }
    spans.extend(text.get(plain..).filter(|s| !s.is_empty()).map(Span::Plain));
    spans
}

/// What a text begins with, if that is marked, and how many bytes it takes with its marks.
fn marked(text: &str) -> Option<(Span<'_>, usize)> {
    let between = |mark: char| {
        let inside = text.strip_prefix(mark)?;
        let (inside, after) = inside.split_once(mark)?;
        let ends = !after.starts_with(char::is_alphanumeric);
        (ends && !inside.is_empty() && inside.trim() == inside).then_some(inside)
    };
    between('`')
        .map(|code| (Span::Code(code), code.len() + 2))
        .or_else(|| between('*').map(|strong| (Span::Emphasis(strong), strong.len() + 2)))
        .or_else(|| instant(text).map(|instant| (Span::Instant(instant), instant.len())))
}

/// The RFC 3339 instant that a text begins with.
fn instant(text: &str) -> Option<&str> {
    const DAY: &str = "0000-00-00T00:00:00";
    let fits = |(c, form): (char, char)| match form {
        '0' => c.is_ascii_digit(),
        other => c == other,
    };
    if text.len() < DAY.len() || !text.chars().zip(DAY.chars()).all(fits) {
        return None;
    }
    let end = text.find('Z').filter(|end| {
        let fraction = text.get(DAY.len()..*end).unwrap_or("-");
        fraction.chars().all(|c| c == '.' || c.is_ascii_digit())
    })?;
    text.get(..=end)
}

#[cfg(test)]
mod tests {
    use super::Span::{Code, Emphasis, Instant, Plain};
    use super::*;

    #[test]
    fn marks_in_pairs_are_set_and_all_others_stay() {
        let rows: [(&str, &[Span<'_>]); 10] = [
            ("", &[]),
            ("plain, 2 * 3 * 4", &[Plain("plain, 2 * 3 * 4")]),
            (
                "the last *notified* access",
                &[Plain("the last "), Emphasis("notified"), Plain(" access")],
            ),
            (
                "setting `a = *b* | c`.",
                &[Plain("setting "), Code("a = *b* | c"), Plain(".")],
            ),
            ("one ` alone", &[Plain("one ` alone")]),
            ("a*b*c", &[Plain("a*b*c")]),
            ("``", &[Plain("``")]),
            ("*é*", &[Emphasis("é")]),
            (
                "at 2026-03-02T09:00:00.000Z: told",
                &[
                    Plain("at "),
                    Instant("2026-03-02T09:00:00.000Z"),
                    Plain(": told"),
                ],
            ),
            ("2026-03-02 Z", &[Plain("2026-03-02 Z")]),
        ];
        for (text, expected) in rows {
            assert_eq!(spans(text), expected, "{text}");
        }
    }
}
