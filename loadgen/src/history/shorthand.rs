use super::Operation;
use super::decode::{Depth, decode_over};
use super::encode::encode;
use super::names::{NamesGiven, NamesTaken};

/// Operations as bytes in memory, a tenth of what they take otherwise: what is said again and again is held once.
#[derive(Debug, Default)]
pub(crate) struct Shorthand {
    given: NamesGiven,
    taken: NamesTaken,
    bytes: Vec<u8>,
}

impl Shorthand {
    /// The bytes of an operation, and how many of them come before what the body of its answer said; none where it has no such form.
    pub(crate) fn put(&mut self, operation: &Operation) -> Option<(&[u8], usize)> {
        self.bytes.clear();
        let body = encode(operation, &mut self.given, &mut self.bytes).ok()?;
        for definition in self.given.fresh() {
            // What is defined once fits.
            let _ = self.taken.define(definition);
        }
        Some((&self.bytes, body))
    }

    /// Those bytes without what the body said.
    pub(crate) fn bare(bytes: &[u8], body: usize) -> Box<[u8]> {
        let before = bytes.get(..body).unwrap_or(bytes);
        before.iter().copied().chain([NOTHING]).collect()
    }

    /// Writes the operation of some bytes over another one, whose room it uses again; none where they are none.
    pub(crate) fn take_over(&self, bytes: &[u8], over: &mut Operation) -> Option<()> {
        decode_over(bytes, &self.taken, Depth::Whole, over)
    }
}

/// That the body said nothing, as a byte.
const NOTHING: u8 = 0;
