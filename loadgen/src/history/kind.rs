use super::{TokenNumber, codec};
use chrono::NaiveDate;
use cpis_vocabulary::{AuthorityCode, PlanId, PlanKind, Text};
use serde::{Deserialize, Serialize};

/// What the client did.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Logged on; the operation's number names the token.
    LogOn {
        /// The token's life in seconds, where the answer told it.
        expires_in: Option<u32>,
    },
    /// Revoked a token.
    Revoke {
        /// The token.
        token: TokenNumber,
    },
    /// Read a patient's demographics by number.
    ReadPatient,
    /// Searched for patients.
    Search {
        /// The parameters, in the order in which they were sent; empty where nobody compares the answer.
        asked: Vec<(Text, Text)>,
    },
    /// Asked whether there is an alert (Patient Flags): no access. ALT-2.
    Overview,
    /// Opened the alert (`/CareTeam`): the access. ALT-2.
    OpenAlert,
    /// Read the previous views (`/AuditEvent`): no access. ALT-2.
    ReadList,
    /// Set the tenant's clock or moved it forward.
    AdvanceClock {
        /// By how many milliseconds, counted from `v_inv`.
        by_ms: i64,
    },
    /// Gave a patient another family name.
    ChangePatient {
        /// The new one.
        family: Text,
    },
    /// Put a plan on a child.
    AddPlan {
        /// The plan; its id is the one in the answer.
        plan: PlanFacts,
    },
    /// Took a plan away.
    DeletePlan {
        /// Which one.
        #[serde(with = "codec")]
        plan: PlanId,
    },
}

impl Kind {
    /// Whether somebody looks: at a patient or for one, at an alert or at a list.
    pub const fn is_look(&self) -> bool {
        match self {
            Self::ReadPatient
            | Self::Search { .. }
            | Self::Overview
            | Self::OpenAlert
            | Self::ReadList => true,
            Self::LogOn { .. }
            | Self::Revoke { .. }
            | Self::AdvanceClock { .. }
            | Self::ChangePatient { .. }
            | Self::AddPlan { .. }
            | Self::DeletePlan { .. } => false,
        }
    }

    /// Whether it is part of the load: everything but what the control port is asked.
    pub const fn is_load(&self) -> bool {
        self.is_look() || matches!(self, Self::LogOn { .. } | Self::Revoke { .. })
    }

    /// What a search asked for whose answer was kept; none for anything else.
    pub fn kept_search(&self) -> Option<&[(Text, Text)]> {
        let Self::Search { asked } = self else {
            return None;
        };
        (!asked.is_empty()).then_some(asked)
    }
}

/// A plan as the truth knows it. ALT-3, ALT-4.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PlanFacts {
    /// Its id, where it is known.
    #[serde(with = "codec")]
    pub id: Option<PlanId>,
    /// Its kind.
    #[serde(with = "codec")]
    pub kind: PlanKind,
    /// The first day.
    #[serde(with = "codec")]
    pub start: NaiveDate,
    /// The last day, as uploaded.
    #[serde(with = "codec")]
    pub end: Option<NaiveDate>,
    /// The responsible authority.
    #[serde(with = "codec")]
    pub authority: AuthorityCode,
    /// The authority's emergency duty telephone, where it is known.
    pub emergency_phone: Option<Text>,
    /// The authority's office telephone, where it has one and it is known.
    pub office_phone: Option<Text>,
    /// The authority's own id for the child, where it has one and it is known. ASN-2.
    #[serde(default)]
    pub local_id: Option<Text>,
    /// The upload that last changed it, where that is known; where it is, so is whether there is a local id. ASN-2.
    #[serde(default)]
    pub upload: Option<Text>,
}
