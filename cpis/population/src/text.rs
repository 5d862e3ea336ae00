//! Numbers in texts.
//!
//! The formatting machinery costs more than everything else about an address; a patient computed alone in under a microsecond
//! cannot afford it.

/// Appends a number, with zeros in front up to `width` digits.
pub(crate) fn push_number(text: &mut String, number: u64, width: u32) {
    let mut place = 1;
    let mut digits = 1;
    while digits < width || number / place >= 10 {
        place *= 10;
        digits += 1;
    }
    while place > 0 {
        let digit = u8::try_from(number / place % 10).unwrap_or(0);
        text.push(char::from(b'0' + digit));
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_formatting_machinery_does() {
        for number in [0, 7, 10, 99, 100, 153, 1_000, 909_091] {
            for width in [1, 2, 3, 7] {
                let mut text = String::from("n");
                push_number(&mut text, number, width);
                let width = usize::try_from(width).unwrap();
                assert_eq!(text, format!("n{number:0width$}"));
            }
        }
    }
}
