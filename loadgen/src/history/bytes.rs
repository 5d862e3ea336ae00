//! Numbers as few bytes: seven bits a byte, the least first; numbers with a sign folded, so that small ones stay short.

/// Writes to the end of a body.
pub(crate) trait Put {
    fn varint(&mut self, number: u64);
    fn signed(&mut self, number: i64);
    fn text(&mut self, text: &str);
}

impl Put for Vec<u8> {
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.push(low_bits(number) | 0x80);
            number >>= 7;
        }
        self.push(low_bits(number));
    }

    fn signed(&mut self, number: i64) {
        self.varint(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    fn text(&mut self, text: &str) {
        self.varint(u64::try_from(text.len()).unwrap_or(u64::MAX));
        self.extend_from_slice(text.as_bytes());
    }
}

fn low_bits(number: u64) -> u8 {
    u8::try_from(number & 0x7F).unwrap_or(0)
}

/// Something that may be absent: the outer one says whether the bytes are sound, the inner one whether there is something.
pub(super) type Maybe<T> = Option<Option<T>>;

/// Reads from the beginning of a body; nothing where it ends too early or holds something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Take<'a> {
    rest: &'a [u8],
}

impl<'a> Take<'a> {
    pub(crate) const fn of(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(crate) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    pub(crate) fn varint(&mut self) -> Option<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some(u64::from(first));
        }
        let mut number = u64::from(first & 0x7F);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let folded = self.varint()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }

    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.varint()?).ok()
    }

    /// A count of things that take at least a byte each.
    pub(crate) fn count(&mut self) -> Option<usize> {
        self.small().filter(|count| *count <= self.rest.len())
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.small()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Put, Take};

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let mut body = Vec::new();
        let plain = [0, 1, 127, 128, 16_383, 16_384, u64::MAX - 1, u64::MAX];
        let signed = [0, -1, 1, i64::MIN, i64::MAX, -300];
        for number in plain {
            body.varint(number);
        }
        for number in signed {
            body.signed(number);
        }
        body.text("Wren Heath");
        let mut take = Take::of(&body);
        for number in plain {
            assert_eq!(take.varint(), Some(number));
        }
        for number in signed {
            assert_eq!(take.signed(), Some(number));
        }
        assert_eq!(take.text(), Some("Wren Heath"));
        assert_eq!(take.byte(), None);
    }
}
