use cpis_vocabulary::NhsNumber;

/// A sandbox patient as published. DAT-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublishedPatient {
    /// The body of a read.
    pub read: &'static str,
    /// The same record as a search result carries it.
    pub found: &'static str,
}

const JANE_SMITH: PublishedPatient = PublishedPatient {
    read: include_str!("../../golden/sandbox/9000000009.read.json"),
    found: include_str!("../../golden/sandbox/9000000009.found.json"),
};

const JANET_SMYTHE: PublishedPatient = PublishedPatient {
    read: include_str!("../../golden/sandbox/9000000025.read.json"),
    found: include_str!("../../golden/sandbox/9000000025.found.json"),
};

const MINIMAL: PublishedPatient = PublishedPatient {
    read: include_str!("../../golden/sandbox/9000000033.read.json"),
    found: include_str!("../../golden/sandbox/9000000033.found.json"),
};

/// The published patient with this number, if it is one of the three.
pub fn published_patient(number: NhsNumber) -> Option<PublishedPatient> {
    match number.value() {
        9_000_000_009 => Some(JANE_SMITH),
        9_000_000_025 => Some(JANET_SMYTHE),
        9_000_000_033 => Some(MINIMAL),
        _ => None,
    }
}
