use crate::{NhsNumber, Refusal, Timestamp, TraceId, Viewer};
use alloc::sync::Arc;
use core::fmt;

/// The identity of one access, unique within a tenant; sixteen hexadecimal digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccessId(u64);

/// A text that is no id of an access or a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an id has sixteen hexadecimal digits")]
pub struct AccessIdError;

impl AccessId {
    /// The access with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Its sixteen digits, in lower case.
    pub fn text(self) -> [u8; 16] {
        // By hand: the identity stands in every answer to an access, and the formatting machinery costs more than the digits.
        let mut digits = [0; 16];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            let [low, ..] = rest.to_le_bytes();
            *digit = match low & 0xf {
                value @ 0..=9 => b'0' + value,
                value => b'a' + value - 10,
            };
            rest >>= 4;
        }
        digits
    }
}

impl fmt::Display for AccessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl core::str::FromStr for AccessId {
    type Err = AccessIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            u64::from_str_radix(text, 16)
                .map(Self)
                .map_err(|_| AccessIdError)
        } else {
            Err(AccessIdError)
        }
    }
}

/// The interface through which somebody looked. VIEW-5.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Door {
    /// The web page.
    Web,
    /// CP-IS FHIR.
    Fhir,
    /// HL7 V3.
    Hl7v3,
    /// A Spine mini-service.
    Smsp,
}

impl Door {
    /// Its name in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Fhir => "fhir",
            Self::Hl7v3 => "hl7v3",
            Self::Smsp => "smsp",
        }
    }
}

/// Whether an access is meant to notify, once role and request have both been heard. ASN-6.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Intent {
    /// Record it and tell the authority.
    Notify,
    /// Show the plans; record nothing, tell nobody.
    Silent,
}

/// Somebody opens a child's alert.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Access {
    /// The id it gets if it is recorded.
    pub id: AccessId,
    /// The child's surviving number.
    pub child: NhsNumber,
    /// Who looks.
    pub viewer: Arc<Viewer>,
    /// Through which interface.
    pub door: Door,
    /// The caller's own identity for the request, where the interface has one: `X-Request-ID`.
    pub request: Option<TraceId>,
    /// The caller's own identity for it.
    pub trace: Option<TraceId>,
    /// Whether it is meant to notify.
    pub intent: Intent,
}

/// A recorded access, as later viewers see it. VIEW-1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The access.
    pub access: AccessId,
    /// When it took effect.
    pub at: Timestamp,
    /// Who looked.
    pub viewer: Arc<Viewer>,
    /// The caller's own identity for it.
    pub trace: Option<TraceId>,
}

/// What became of an attempt to open an alert.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DecisionKind {
    /// Recorded, and the authorities are told. ASN-1.
    Notified,
    /// Recorded; it repeats a notified access inside the window. ASN-3.
    Suppressed,
    /// Shown, neither recorded nor told. IDN-3.
    Silent,
    /// There was nothing to show. ALT-9.
    None,
    /// Refused. IDN-4.
    Refused,
}

impl DecisionKind {
    /// Its name in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notified => "notified",
            Self::Suppressed => "suppressed",
            Self::Silent => "silent",
            Self::None => "none",
            Self::Refused => "refused",
        }
    }

    /// Whether the access stands in the child's record. VIEW-1.
    pub const fn is_recorded(self) -> bool {
        matches!(self, Self::Notified | Self::Suppressed)
    }
}

/// An attempt to open an alert, as the ledger keeps it, whatever became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    /// Its id; for a recorded access, the access id.
    pub id: AccessId,
    /// When it was decided.
    pub at: Timestamp,
    /// The number asked for, if it could be read.
    pub child: Option<NhsNumber>,
    /// Who looked, if that could be told.
    pub viewer: Option<Arc<Viewer>>,
    /// Through which interface.
    pub door: Door,
    /// The caller's own identity for the request, where the interface has one and it could be read: `X-Request-ID`.
    pub request: Option<TraceId>,
    /// The caller's own identity for it.
    pub trace: Option<TraceId>,
    /// What became of it.
    pub decision: DecisionKind,
    /// For a suppressed access, the notified one that it repeats.
    pub repeats: Option<AccessId>,
    /// For a refused attempt, why.
    pub refusal: Option<Arc<Refusal>>,
}
