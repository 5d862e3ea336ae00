/// A function as it stands in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// How many lines it has, from `fn` to the closing brace.
    pub(crate) lines: usize,
}

/// The line, from 1, of the byte at `at`.
pub(crate) fn line_of(code: &str, at: usize) -> usize {
    1 + code
        .get(..at)
        .map_or(0, |before| before.matches('\n').count())
}

/// Every word of `code` that begins like an identifier, with its place.
pub(crate) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    core::iter::from_fn(move || {
        let start = at + code.get(at..)?.find(is_word)?;
        let here = code.get(start..)?;
        let len = here.find(|c| !is_word(c)).unwrap_or(here.len());
        at = start + len;
        Some((start, here.get(..len)?))
    })
    .filter(|(_, word)| !word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether `word` stands in `code` as a word of its own.
pub(crate) fn has_word(code: &str, word: &str) -> bool {
    words(code).any(|(_, found)| found == word)
}

/// The place of the brace that closes the one at `open`.
pub(crate) fn matching(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in code.get(open..)?.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => continue,
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

/// Where an item's body opens, or where the item ends without one: the first `{` or `;` outside parentheses and brackets.
fn body(code: &str, from: usize) -> Option<(usize, char)> {
    let mut depth = 0_i32;
    for (at, c) in code.get(from..)?.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' | ';' if depth == 0 => return Some((from + at, c)),
            _ => {}
        }
    }
    None
}

/// The functions of a file, nested ones too; a declaration without a body is none.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    let mut before = "";
    for (at, word) in words(code) {
        if before == "fn"
            && let Some((open, '{')) = body(code, at)
            && let Some(close) = matching(code, open)
        {
            let line = line_of(code, at);
            found.push(Function {
                name: word.to_owned(),
                line,
                lines: line_of(code, close) + 1 - line,
            });
        }
        before = word;
    }
    found
}

const ONLY_IN_TESTS: &str = "#[cfg(test)]";

/// First and last line of every item that is compiled for tests only.
pub(crate) fn test_regions(code: &str) -> Vec<(usize, usize)> {
    code.match_indices(ONLY_IN_TESTS)
        .filter_map(|(at, mark)| {
            let end = match body(code, at + mark.len())? {
                (open, '{') => matching(code, open)?,
                (end, _) => end,
            };
            Some((line_of(code, at), line_of(code, end)))
        })
        .collect()
}

/// The files that hold the modules which `code`, the file at `path`, declares for tests only.
pub(crate) fn module_files(path: &str, code: &str) -> Vec<String> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let inside = match file {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    };
    code.match_indices(ONLY_IN_TESTS)
        .filter_map(|(at, mark)| {
            let from = at + mark.len();
            let (end, ';') = body(code, from)? else {
                return None;
            };
            let item = code.get(from..end)?;
            let (_, name) = item.rsplit_once("mod ")?;
            Some(format!("{inside}/{}", name.trim()))
        })
        .flat_map(|module| [format!("{module}.rs"), format!("{module}/")])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{functions, module_files, test_regions};

    #[test]
    fn a_function_ends_at_its_closing_brace() {
        let code =
            "fn a(x: [u8; 4]) {\n  if x {\n  }\n}\ntrait T { fn b(); }\nlet f: fn(u8) = a;\n";
        let found: Vec<_> = functions(code)
            .into_iter()
            .map(|f| (f.name, f.line, f.lines))
            .collect();
        assert_eq!(found, [("a".to_owned(), 1, 4)]);
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_a_test() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\nfn c() {}\n";
        assert_eq!(test_regions(code), [(2, 5)]);
        let code = "#[cfg(test)]\nmod laws;\nfn a() {}\n";
        assert_eq!(test_regions(code), [(1, 2)]);
        assert_eq!(
            module_files("x/src/lib.rs", code),
            ["x/src/laws.rs", "x/src/laws/"]
        );
        assert_eq!(
            module_files("x/src/a.rs", code),
            ["x/src/a/laws.rs", "x/src/a/laws/"]
        );
    }
}
