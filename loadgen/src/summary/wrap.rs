//! Lines that fit a terminal.

/// The most letters of a line.
const WIDTH: usize = 80;

/// A text behind `head`, broken between words where a line is full; what follows is indented by `indent` letters. A word that is
/// longer than a line, such as a path, stays whole.
pub(crate) fn wrapped(head: &str, head_width: usize, text: &str, indent: usize) -> String {
    let mut all = head.to_owned();
    let mut taken = head_width;
    let mut is_first = true;
    for word in text.split(' ') {
        let letters = word.chars().count();
        if is_first {
            is_first = false;
        } else if taken + 1 + letters > WIDTH {
            all.push('\n');
            all.push_str(&" ".repeat(indent));
            taken = indent;
        } else {
            all.push(' ');
            taken += 1;
        }
        all.push_str(word);
        taken += letters;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_line_is_broken_between_words_and_a_long_word_stays_whole() {
        let word = "ab";
        let twenty_six = vec![word; 26].join(" ");
        let path = "p".repeat(120);
        let rows = [
            ("x ", 2, twenty_six.clone(), 2, vec![79]),
            ("xy ", 3, twenty_six, 2, vec![80]),
            ("x ", 2, path.clone(), 4, vec![122]),
            ("x ", 2, format!("at {path}"), 4, vec![4, 124]),
        ];
        for (head, head_width, text, indent, lengths) in rows {
            let all = wrapped(head, head_width, &text, indent);
            let found: Vec<usize> = all.lines().map(|line| line.chars().count()).collect();
            assert_eq!(found, lengths, "{all}");
            assert_eq!(
                all.split_whitespace().collect::<Vec<_>>(),
                format!("{head}{text}")
                    .split_whitespace()
                    .collect::<Vec<_>>()
            );
        }
    }
}
