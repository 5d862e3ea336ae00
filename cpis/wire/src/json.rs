//! A writer of JSON: bytes onto a buffer, with no tree between.

use cpis_vocabulary::{NhsNumber, Timestamp};
use std::fmt::{self, Display, Write as _};

use crate::digits;

/// Writes one JSON text onto a buffer, member by member.
///
/// It keeps the commas and the escaping right; that every key is given once and every value belongs to a key is the caller's care.
#[derive(Debug)]
pub struct Json<'a> {
    out: &'a mut Vec<u8>,
    /// Whether the next member or item follows another.
    comma: bool,
}

impl<'a> Json<'a> {
    /// A writer that appends to `out`.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, comma: false }
    }

    /// Writes `{…}` as the next value.
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.enclosed(b'{', fill, b'}');
    }

    /// Writes `[…]` as the next value.
    pub fn array(&mut self, fill: impl FnOnce(&mut Self)) {
        self.enclosed(b'[', fill, b']');
    }

    fn enclosed(&mut self, open: u8, fill: impl FnOnce(&mut Self), close: u8) {
        self.separate();
        self.out.push(open);
        self.comma = false;
        fill(self);
        self.out.push(close);
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = true;
    }

    /// Writes a member's name; the next value belongs to it.
    pub fn key(&mut self, name: &'static str) -> &mut Self {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.comma = false;
        self
    }

    /// Writes a text, escaped.
    pub fn text(&mut self, text: &str) {
        self.quoted(|out| escape(out, text));
    }

    /// Writes several texts as one, escaped: `["SFD1", " - ", "SHEFFIELD"]` is one string.
    pub fn texts(&mut self, parts: &[&str]) {
        self.quoted(|out| {
            for part in parts {
                escape(out, part);
            }
        });
    }

    /// Writes how `value` displays itself, as an escaped text.
    pub fn display(&mut self, value: impl Display) {
        self.quoted(|out| {
            // Writing to memory does not fail, and a `Display` that does leaves its text short.
            let _ = write!(Escaping(out), "{value}");
        });
    }

    /// Writes a text that the closure puts straight onto the buffer; it must need no escaping.
    pub(crate) fn quoted(&mut self, fill: impl FnOnce(&mut Vec<u8>)) {
        self.separate();
        self.out.push(b'"');
        fill(self.out);
        self.out.push(b'"');
    }

    /// Writes a value that the closure puts straight onto the buffer; it must be JSON.
    ///
    /// Long stretches that never change cost one copy this way, where member by member they cost one for each.
    pub(crate) fn by_hand(&mut self, fill: impl FnOnce(&mut Vec<u8>)) {
        self.separate();
        fill(self.out);
    }

    /// Writes a whole number.
    pub fn number(&mut self, number: u64) {
        self.separate();
        digits::decimal(self.out, number);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.separate();
        let text: &[u8] = if value { b"true" } else { b"false" };
        self.out.extend_from_slice(text);
    }

    /// Writes an instant, with milliseconds and `Z`.
    pub fn instant(&mut self, at: Timestamp) {
        self.quoted(|out| digits::instant(out, at));
    }

    /// Writes a civil day.
    pub fn day(&mut self, day: chrono::NaiveDate) {
        self.quoted(|out| digits::day(out, day));
    }

    /// Writes an NHS number, ten digits.
    pub fn nhs_number(&mut self, number: NhsNumber) {
        self.quoted(|out| digits::padded(out, number.value(), 10));
    }

    /// Writes sixteen hexadecimal digits.
    pub fn hexadecimal(&mut self, number: u64) {
        self.quoted(|out| digits::hexadecimal(out, number));
    }

    /// Writes members, items or a value that are JSON already, as they stand.
    pub fn verbatim(&mut self, json: &str) {
        self.separate();
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Writes a member with a text.
    pub fn member(&mut self, name: &'static str, text: &str) {
        self.key(name).text(text);
    }
}

/// Appends `text` with everything escaped that may not stand in a JSON string.
pub fn escape(out: &mut Vec<u8>, text: &str) {
    let mut plain = text.as_bytes();
    // One pass without a branch for each byte: nearly every text is plain.
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    if !plain.iter().fold(false, |any, byte| any | is_special(byte)) {
        out.extend_from_slice(plain);
        return;
    }
    while let Some(at) = plain.iter().position(is_special) {
        let (before, rest) = plain.split_at(at);
        out.extend_from_slice(before);
        let Some((special, after)) = rest.split_first() else {
            return;
        };
        escape_byte(out, *special);
        plain = after;
    }
    out.extend_from_slice(plain);
}

fn escape_byte(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        control => {
            out.extend_from_slice(b"\\u00");
            digits::hexadecimal_byte(out, control);
        }
    }
}

struct Escaping<'a>(&'a mut Vec<u8>);

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(self.0, text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(fill: impl FnOnce(&mut Json<'_>)) -> String {
        let mut out = Vec::new();
        fill(&mut Json::new(&mut out));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn commas_stand_between_members_and_items_only() {
        let text = written(|json| {
            json.object(|json| {
                json.member("a", "1");
                json.key("b").array(|json| {
                    json.number(2);
                    json.object(|_| {});
                    json.boolean(false);
                });
                json.verbatim(r#""c":null,"d":0"#);
                json.key("e").array(|_| {});
            });
        });
        assert_eq!(text, r#"{"a":"1","b":[2,{},false],"c":null,"d":0,"e":[]}"#);
    }

    #[test]
    fn a_hostile_name_stays_a_string() {
        let name = "Robert\"}],\\ \n\t\r\u{0}\u{1f}\u{7f}</script>\u{2028}Ó'Brien";
        let text = written(|json| json.text(name));
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), name);
        assert!(text.bytes().all(|byte| byte >= 0x20));
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in any::<String>(), more in ".*") {
            let json = written(|json| json.texts(&[&text, &more]));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), format!("{text}{more}"));
            let json = written(|json| json.display(&text));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
