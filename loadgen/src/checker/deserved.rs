use super::rules::{ASN_6, IDN_2, IDN_3, IDN_4, IDN_5};
use super::tokens::{Liveness, Tokens};
use super::{BothActivities, Reading};
use crate::history::{Activity, Credential, Flaw, Kind, Operation, Unscheduled};
use cpis_vocabulary::RequirementId;

/// What a request deserves by who sent it and how, before any child is looked at. IDN-3, IDN-4, IDN-5, ASN-6.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deserved {
    /// To be served; if it opens an alert, as a notifying access.
    Notify,
    /// To be served; if it opens an alert, as a silent access.
    Silent,
    /// To be refused.
    Refusal(Required),
    /// Its token may have been good or not; were it good, this.
    Unclear(Otherwise),
}

/// What a request deserves if its token was good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Otherwise {
    /// To be served as a notifying access.
    Notify,
    /// To be served silently.
    Silent,
    /// To be refused.
    Refusal(Required),
}

/// A refusal that is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Required {
    /// The rule that asks for it.
    pub(crate) rule: RequirementId,
    /// The HTTP status; none where any 4xx will do.
    pub(crate) status: Option<u16>,
    /// The interface's code; none where it is not laid down.
    pub(crate) code: Option<&'static str>,
    /// Why, as the end of a sentence.
    pub(crate) because: &'static str,
}

impl Deserved {
    /// Whether it may be recorded and told.
    pub(super) const fn may_notify(self) -> bool {
        matches!(self, Self::Notify | Self::Unclear(Otherwise::Notify))
    }

    /// Whether it may be served at all.
    pub(super) const fn may_be_served(self) -> bool {
        match self {
            Self::Notify | Self::Silent => true,
            Self::Refusal(_) => false,
            Self::Unclear(otherwise) => !matches!(otherwise, Otherwise::Refusal(_)),
        }
    }
}

/// What this request deserves.
pub(super) fn deserved(operation: &Operation, tokens: &Tokens, reading: &Reading) -> Deserved {
    let otherwise = with_a_good_token(operation, reading);
    match tokens.liveness(operation, reading.tolerance_ms) {
        Liveness::Dead => Deserved::Refusal(Required {
            rule: if operation.credential == Credential::Missing {
                IDN_4
            } else {
                IDN_5
            },
            status: Some(401),
            code: None,
            because: match operation.credential {
                Credential::Missing => "it carries no token",
                Credential::Invented => "its token was never issued",
                Credential::NotNeeded
                | Credential::User(_)
                | Credential::Application(_)
                | Credential::Standing => "its token is revoked or expired",
            },
        }),
        Liveness::Either => Deserved::Unclear(otherwise),
        Liveness::Live => match otherwise {
            Otherwise::Notify => Deserved::Notify,
            Otherwise::Silent => Deserved::Silent,
            Otherwise::Refusal(required) => Deserved::Refusal(required),
        },
    }
}

/// What this request deserves if its token is good.
pub(crate) fn with_a_good_token(operation: &Operation, reading: &Reading) -> Otherwise {
    let at_the_cpis_door = matches!(operation.kind, Kind::OpenAlert | Kind::ReadList);
    if at_the_cpis_door {
        if matches!(operation.credential, Credential::Application(_)) {
            return Otherwise::Refusal(Required {
                rule: IDN_4,
                status: None,
                code: None,
                because: "its token names no user",
            });
        }
        if let Some(required) = operation.flaws.iter().copied().find_map(of_flaw) {
            return Otherwise::Refusal(required);
        }
    }
    let activity = operation.caller.as_ref().map(|caller| caller.activity);
    if at_the_cpis_door && activity == Some(Activity::Neither) {
        return Otherwise::Refusal(Required {
            rule: IDN_3,
            status: Some(403),
            code: Some("ACCESS_DENIED"),
            because: "its role holds neither activity",
        });
    }
    if at_the_cpis_door && operation.flaws.contains(&Flaw::BadNumber) {
        return Otherwise::Refusal(Required {
            rule: IDN_4,
            status: Some(400),
            code: Some("INVALID_SEARCH_DATA"),
            because: "its number is no NHS number",
        });
    }
    let notifies = match activity {
        Some(Activity::Notifying) => true,
        Some(Activity::Both) => reading.both == BothActivities::Notify,
        Some(Activity::Silent | Activity::Neither) | None => false,
    };
    if notifies && operation.unscheduled != Unscheduled::False {
        Otherwise::Notify
    } else {
        Otherwise::Silent
    }
}

/// What a wrong header or role owes; a bad number comes last, after the activity.
fn of_flaw(flaw: Flaw) -> Option<Required> {
    let (rule, because) = match flaw {
        Flaw::NoRequestId => (IDN_4, "it has no X-Request-ID"),
        Flaw::BadTrace => (IDN_4, "one of its ids is no UUID"),
        Flaw::BadUnscheduled => (ASN_6, "IsUnscheduledAccessEvent is neither true nor false"),
        Flaw::NoRoleChosen => (IDN_2, "its user has several roles and chose none"),
        Flaw::NotYourRole => (IDN_2, "its role is not the user's"),
        Flaw::BadNumber => return None,
    };
    Some(Required {
        rule,
        status: Some(400),
        code: Some("PRECONDITION_FAILED"),
        because,
    })
}
