//! Requests that cost the client nothing to make.

use std::sync::Arc;

/// What one connection asks: one target after the other, round and round, always with the same headers.
#[derive(Clone, Debug)]
pub struct Requests {
    targets: Arc<[Box<str>]>,
    /// The place of the next target.
    next: usize,
    headers: String,
    /// The number in the next `TraceID`, where requests carry one.
    trace: Option<u64>,
    written: Vec<u8>,
}

/// A UUID for `X-Request-ID`, which nobody compares.
const REQUEST_ID: &str = "60e0b220-8136-4ca5-ae46-1d97ef59d068";

impl Requests {
    /// What connection `place` asks: its share of the targets comes first, with this bearer token.
    pub fn new(targets: &Arc<[Box<str>]>, place: usize, token: &str) -> Self {
        let headers = format!(
            " HTTP/1.1\r\nhost: 127.0.0.1:8700\r\nauthorization: Bearer {token}\r\nx-request-id: {REQUEST_ID}\r\n"
        );
        Self {
            targets: Arc::clone(targets),
            next: place * 1_009,
            headers,
            trace: None,
            written: Vec::new(),
        }
    }

    /// The same, with a `TraceID` in each request that no other request of the run carries.
    #[must_use]
    pub fn with_traces(mut self, place: u64) -> Self {
        self.trace = Some(place << 36);
        self
    }

    /// The next request.
    pub fn write_next(&mut self) -> &[u8] {
        let place = self.next % self.targets.len().max(1);
        self.next = place + 1;
        self.written.clear();
        self.written.extend_from_slice(b"GET ");
        if let Some(target) = self.targets.get(place) {
            self.written.extend_from_slice(target.as_bytes());
        }
        self.written.extend_from_slice(self.headers.as_bytes());
        if let Some(trace) = &mut self.trace {
            *trace += 1;
            self.written
                .extend_from_slice(b"traceid: 60e0b220-8136-4ca5-ae46-");
            let digits = (0..12).rev().map(|place| *trace >> (place * 4) & 0xf);
            let digits = digits.filter_map(|digit| u32::try_from(digit).ok());
            let digits = digits.filter_map(|digit| char::from_digit(digit, 16));
            self.written
                .extend(digits.filter_map(|digit| u8::try_from(digit).ok()));
            self.written.extend_from_slice(b"\r\n");
        }
        self.written.extend_from_slice(b"\r\n");
        &self.written
    }
}
