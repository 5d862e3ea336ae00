/// `text` with every comment, string and character blanked out; line breaks stay where they are.
pub(crate) fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(len) = literal_len(rest) {
            let (literal, after) = rest.split_at(len);
            code.extend(literal.chars().map(|c| if c == '\n' { c } else { ' ' }));
            rest = after;
        } else {
            code.push(first);
            rest = rest.split_at(first.len_utf8()).1;
        }
    }
    code
}

/// The length of the comment or literal that `rest` begins with, if it begins with one.
fn literal_len(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment_len(rest));
    }
    match rest.chars().next()? {
        '"' => Some(string_len(rest)),
        'r' => raw_string_len(rest),
        '\'' => character_len(rest),
        _ => None,
    }
}

fn block_comment_len(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            match here.chars().next() {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    rest.len()
}

fn string_len(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Of `r"…"` and `r#"…"#`; a raw identifier such as `r#type` is none.
fn raw_string_len(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('r')?;
    let fence = inner.len() - inner.trim_start_matches('#').len();
    let body = inner.get(fence..)?.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(fence));
    let opened = 1 + fence + 1;
    Some(
        body.find(&close)
            .map_or(rest.len(), |at| opened + at + close.len()),
    )
}

/// Of `'x'` and `'\n'`; a lifetime is none.
fn character_len(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        // The escaped character may itself be a quote.
        chars.next()?;
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    match chars.next()? {
        (at, '\'') => Some(at + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::code_only;

    fn check(text: &str, code: &str) {
        assert_eq!(code_only(text), code, "of {text:?}");
    }

    #[test]
    fn comments_and_literals_are_blank_and_lines_stay() {
        check("a // async\nb", "a         \nb");
        check("a /* x /* y */ } */ b", "a                   b");
        check("say(\"{ \\\" }\"); }", "say(        ); }");
        check("r#\"a \" {\"#; x", "          ; x");
        check("'{'; '\\''; &'a str", "   ;     ; &'a str");
        check("r#type", "r#type");
        check("\"a\nb\" c", "  \n   c");
    }
}
