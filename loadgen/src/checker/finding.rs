//! A contradiction of a rule, in words and as a picture; no report format is known here.

use crate::history::{Moment, Operation, OperationNumber};
use cpis_vocabulary::{NhsNumber, OrganisationCode, RequirementId, Timestamp, UserId};

/// One contradiction of one rule, with everything needed to check it by hand.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: RequirementId,
    /// The child it happened to.
    pub child: Option<NhsNumber>,
    /// What is wrong, as a sentence.
    pub summary: String,
    /// The observations that contradict the rule, complete and in order.
    pub certificate: Vec<CertificateLine>,
    /// The operations among them.
    pub operations: Vec<OperationNumber>,
    /// Who did them or is named by them, each once.
    pub users: Vec<UserId>,
    /// The organisations of these users, each once.
    pub organisations: Vec<OrganisationCode>,
    /// The first and the last instant of all that, by the tenant's clock; none where nothing of it has one.
    pub span: Option<(Timestamp, Timestamp)>,
    /// What else helps.
    pub notes: Vec<Note>,
    /// The certificate as a picture, where one helps.
    pub time_line: Option<TimeLine>,
}

/// One observation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CertificateLine {
    /// When: an instant or an interval of the tenant's clock.
    pub time: String,
    /// Who: the user and organisation, or the authority.
    pub who: String,
    /// What was done or seen.
    pub what: String,
}

/// A remark with a name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Note {
    /// What it is about, for example `Required`.
    pub label: String,
    /// The remark.
    pub text: String,
}

/// Lanes under one time axis, in the tenant's time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TimeLine {
    /// Where the axis begins.
    pub origin: Timestamp,
    /// The lanes, from the top.
    pub lanes: Vec<Lane>,
}

/// One lane, for example one user at one organisation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lane {
    /// Whose lane it is.
    pub label: String,
    /// What lies in it; a mark whose ends are equal is a point.
    pub bars: Vec<Bar>,
}

/// Something that lasted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bar {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end, not before its beginning.
    pub to: Timestamp,
    /// What it is.
    pub label: String,
    /// What it stands for.
    pub mark: Mark,
}

/// What a bar stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// A period the rule speaks of.
    Window,
    /// An operation or observation that is as it should be.
    Operation,
    /// An operation without answer.
    Unknown,
    /// What contradicts the rule.
    Wrong,
}

impl Finding {
    /// A finding with nothing but its sentence.
    pub(super) fn new(
        rule: RequirementId,
        child: Option<NhsNumber>,
        summary: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            child,
            summary: summary.into(),
            certificate: Vec::new(),
            operations: Vec::new(),
            users: Vec::new(),
            organisations: Vec::new(),
            span: None,
            notes: Vec::new(),
            time_line: None,
        }
    }

    /// Adds an operation to the certificate.
    pub(super) fn operation(mut self, operation: &Operation, what: impl Into<String>) -> Self {
        if let Some(caller) = &operation.caller {
            self = self.names(&caller.user, &caller.organisation);
        }
        self = self.lasts((operation.v_inv, operation.v_ret));
        if !self.operations.contains(&operation.number) {
            self.operations.push(operation.number);
        }
        self.certificate.push(CertificateLine {
            time: interval(operation.v_inv, operation.v_ret),
            who: who(operation),
            what: format!(
                "operation {}: {} (sent at {}, {})",
                operation.number.0,
                what.into(),
                seconds(operation.sent),
                operation.answered.map_or_else(
                    || "never answered".to_owned(),
                    |at| format!("answered at {}", seconds(at))
                ),
            ),
        });
        self
    }

    /// Adds an observation that is no operation.
    pub(super) fn line(
        mut self,
        time: impl Into<String>,
        who: impl Into<String>,
        what: impl Into<String>,
    ) -> Self {
        self.certificate.push(CertificateLine {
            time: time.into(),
            who: who.into(),
            what: what.into(),
        });
        self
    }

    /// Adds whom an observation names that is no operation.
    pub(super) fn names(mut self, user: &UserId, organisation: &OrganisationCode) -> Self {
        if !self.users.contains(user) {
            self.users.push(user.clone());
        }
        if !self.organisations.contains(organisation) {
            self.organisations.push(organisation.clone());
        }
        self
    }

    /// Adds when such an observation was.
    pub(super) fn lasts(mut self, (from, to): (Timestamp, Timestamp)) -> Self {
        let (first, last) = self.span.unwrap_or((from, to));
        self.span = Some((first.min(from), last.max(to)));
        self
    }

    /// Adds a remark.
    pub(super) fn note(mut self, label: impl Into<String>, text: impl Into<String>) -> Self {
        self.notes.push(Note {
            label: label.into(),
            text: text.into(),
        });
        self
    }

    /// The same under another rule that it also contradicts.
    pub(super) fn also(&self, rule: RequirementId) -> Self {
        Self {
            rule,
            ..self.clone()
        }
    }
}

/// Who did an operation, as text.
pub(super) fn who(operation: &Operation) -> String {
    operation.caller.as_ref().map_or_else(
        || "the control port".to_owned(),
        |caller| {
            format!(
                "user {} at {}, role {}",
                caller.user, caller.organisation, caller.role
            )
        },
    )
}

/// An interval of the tenant's clock, as text.
pub(crate) fn interval(from: Timestamp, to: Timestamp) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("{from} to {to}")
    }
}

/// A moment of the run, as text.
fn seconds(moment: Moment) -> String {
    let micros = moment.nanos() / 1_000;
    format!("+{}.{:06} s", micros / 1_000_000, micros % 1_000_000)
}
