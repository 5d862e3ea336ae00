//! JSON as EDN, the notation of Clojure: names become keywords.

use serde_json::Value;
use std::fmt::{self, Write};

/// Writes a value.
pub(super) fn write(to: &mut impl Write, value: &Value) -> fmt::Result {
    match value {
        Value::Null => to.write_str("nil"),
        Value::Bool(flag) => write!(to, "{flag}"),
        Value::Number(number) => write!(to, "{number}"),
        Value::String(text) => quoted(to, text),
        Value::Array(items) => {
            to.write_char('[')?;
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    to.write_char(' ')?;
                }
                write(to, item)?;
            }
            to.write_char(']')
        }
        Value::Object(members) => {
            to.write_char('{')?;
            for (place, (name, member)) in members.iter().enumerate() {
                if place > 0 {
                    to.write_str(", ")?;
                }
                write!(to, ":{} ", name.replace('_', "-"))?;
                write(to, member)?;
            }
            to.write_char('}')
        }
    }
}

/// A text: EDN knows these escapes and no others.
fn quoted(to: &mut impl Write, text: &str) -> fmt::Result {
    to.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => to.write_str("\\\"")?,
            '\\' => to.write_str("\\\\")?,
            '\n' => to.write_str("\\n")?,
            '\r' => to.write_str("\\r")?,
            '\t' => to.write_str("\\t")?,
            c => to.write_char(c)?,
        }
    }
    to.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_written_as_clojure_reads_it() {
        let value = json!({"v_inv": "a \"b\"\\\n", "list": [1, null, true, -2], "none": {}});
        let mut text = String::new();
        write(&mut text, &value).unwrap();
        assert_eq!(
            text,
            r#"{:list [1 nil true -2], :none {}, :v-inv "a \"b\"\\\n"}"#
        );
    }
}
