use cpis_vocabulary::Timestamp;
use http::HeaderValue;
use std::cell::RefCell;

/// An instant as answers carry it, in the body and as a header's value.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// RFC 3339, with milliseconds.
    pub(crate) text: [u8; 24],
    /// The same; none only if it could not stand in a header.
    pub(crate) value: Option<HeaderValue>,
}

thread_local! {
    /// The last one made: under load, dozens of answers share a millisecond.
    static LAST: RefCell<Option<(Timestamp, Stamp)>> = const { RefCell::new(None) };
}

/// An instant, ready to be sent.
pub(crate) fn stamp(at: Timestamp) -> Stamp {
    LAST.with_borrow_mut(|last| match last {
        Some((known, stamp)) if *known == at => stamp.clone(),
        _ => {
            let text = at.text();
            let value = HeaderValue::from_bytes(&text).ok();
            let stamp = Stamp { text, value };
            *last = Some((at, stamp.clone()));
            stamp
        }
    })
}
