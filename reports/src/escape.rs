//! Text made safe for HTML, SVG and XML.

use std::fmt::{self, Write};

use askama::filters::Escaper;

/// Escapes the five characters of markup, by number, since XML knows no `&#x2019;`-like names; shows control characters, which
/// XML forbids even as references, by their pictures (`␀` for NUL), and what is no character at all as `�`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Markup;

impl Escaper for Markup {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        string
            .chars()
            .try_for_each(|c| self.write_escaped_char(&mut dest, c))
    }

    fn write_escaped_char<W: Write>(&self, mut dest: W, c: char) -> fmt::Result {
        match c {
            '&' => dest.write_str("&#38;"),
            '<' => dest.write_str("&#60;"),
            '>' => dest.write_str("&#62;"),
            '"' => dest.write_str("&#34;"),
            '\'' => dest.write_str("&#39;"),
            c => dest.write_char(visible(c)),
        }
    }
}

/// A character that may stand in XML and does not change the direction of the text around it.
pub(crate) fn visible(c: char) -> char {
    match c {
        '\t' | '\n' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fffe}'..='\u{ffff}' => '\u{fffd}',
        c => c,
    }
}
