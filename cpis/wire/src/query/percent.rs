use std::borrow::Cow;

/// A parameter's name or value that is no text once its percent signs are resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a percent sign is followed by two hexadecimal digits, and the bytes make UTF-8 text")]
pub struct Undecodable;

/// The parameters of a query string in their order, decoded; `+` is a space.
///
/// A parameter without `=` has an empty value; nothing between two `&` is no parameter.
pub fn pairs(
    query: &str,
) -> impl Iterator<Item = Result<(Cow<'_, str>, Cow<'_, str>), Undecodable>> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
}

fn decode(text: &str) -> Result<Cow<'_, str>, Undecodable> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Ok(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = hexadecimal(bytes.next())?;
                let low = hexadecimal(bytes.next())?;
                high << 4 | low
            }
            plain => plain,
        });
    }
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|_| Undecodable)
}

fn hexadecimal(byte: Option<u8>) -> Result<u8, Undecodable> {
    match byte {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(digit @ b'a'..=b'f') => Ok(digit - b'a' + 10),
        Some(digit @ b'A'..=b'F') => Ok(digit - b'A' + 10),
        Some(_) | None => Err(Undecodable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: Result<Vec<(&str, &str)>, Undecodable>) {
        let found: Result<Vec<_>, _> = pairs(query).collect();
        let expected = expected.map(|pairs| {
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect()
        });
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn parameters_are_split_before_they_are_decoded() {
        check("", Ok(vec![]));
        check("&&", Ok(vec![]));
        check(
            "a=1&b=&c&=d",
            Ok(vec![("a", "1"), ("b", ""), ("c", ""), ("", "d")]),
        );
        check("a=b%26c%3Dd&e=f=g", Ok(vec![("a", "b&c=d"), ("e", "f=g")]));
        check(
            "n=O%27Reilly+Koci%C5%84ski",
            Ok(vec![("n", "O'Reilly Kociński")]),
        );
    }

    #[test]
    fn half_a_percent_sign_is_no_text() {
        for query in ["a=%", "a=%4", "a=%zz", "a=%ff", "%2=b", "a=%c5"] {
            check(query, Err(Undecodable));
        }
    }
}
