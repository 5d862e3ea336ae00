use super::{ControlError, StatusName, text::Noun};
use crate::query::pairs;
use cpis_vocabulary::{NhsNumber, PlanKind};

/// Which page of a list. Every list takes `limit` and `cursor`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageQuery {
    /// The most items: 100 unless given, 1 to 1,000.
    pub limit: usize,
    /// Where the last page said to go on.
    pub cursor: Option<String>,
}

impl Default for PageQuery {
    fn default() -> Self {
        Self {
            limit: 100,
            cursor: None,
        }
    }
}

/// `GET /patients?…`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PatientFilter {
    /// Only this one, whatever its status.
    pub nhs_number: Option<NhsNumber>,
    /// Only patients with a plan that is displayable as of the clock, or without.
    pub displayable: Option<bool>,
    /// Only patients with a plan of this kind; with `displayable`, the same plan must be both.
    pub kind: Option<PlanKind>,
    /// Only patients with a plan of this authority.
    pub authority: Option<String>,
    /// Only patients of this status; ordinary ones unless given.
    pub status: Option<StatusName>,
    /// Which page.
    pub page: PageQuery,
}

/// `GET /users?…`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UserFilter {
    /// Only users with a role that holds this activity.
    pub activity: Option<String>,
    /// Only users of this kind, by its name in scenarios.
    pub kind: Option<String>,
    /// Only users with a role at this organisation; with `activity`, the same role must be both.
    pub org_code: Option<String>,
    /// Which page.
    pub page: PageQuery,
}

/// `GET /accesses?…`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccessFilter {
    /// Only accesses to this child.
    pub nhs_number: Option<NhsNumber>,
    /// Which page.
    pub page: PageQuery,
}

/// `GET /notifications?…`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NotificationFilter {
    /// Only notifications about this child.
    pub nhs_number: Option<NhsNumber>,
    /// Only notifications to this authority.
    pub authority: Option<String>,
    /// Which page.
    pub page: PageQuery,
}

impl PageQuery {
    /// Reads the parameters of a list that takes no filter.
    ///
    /// # Errors
    /// Names the parameter that is unknown, repeated or misshapen, and says what would be accepted.
    pub fn parse(query: &str) -> Result<Self, ControlError> {
        let mut page = Self::default();
        each(query, &[], |_, _| Ok(()), &mut page)?;
        Ok(page)
    }
}

impl PatientFilter {
    /// Reads the parameters.
    ///
    /// # Errors
    /// As [`PageQuery::parse`].
    pub fn parse(query: &str) -> Result<Self, ControlError> {
        let mut filter = Self::default();
        let mut page = PageQuery::default();
        let known = ["nhs_number", "displayable", "kind", "authority", "status"];
        each(
            query,
            &known,
            |name, value| {
                match name {
                    "nhs_number" => filter.nhs_number = Some(NhsNumber::read(value)?),
                    "displayable" => {
                        filter.displayable =
                            Some(value.parse().map_err(|_| "true or false is required")?);
                    }
                    "kind" => filter.kind = Some(PlanKind::read(value)?),
                    "status" => filter.status = Some(StatusName::read(value)?),
                    _ => filter.authority = Some(value.to_owned()),
                }
                Ok(())
            },
            &mut page,
        )?;
        Ok(Self { page, ..filter })
    }
}

impl UserFilter {
    /// Reads the parameters.
    ///
    /// # Errors
    /// As [`PageQuery::parse`].
    pub fn parse(query: &str) -> Result<Self, ControlError> {
        let mut filter = Self::default();
        let mut page = PageQuery::default();
        each(
            query,
            &["activity", "kind", "org_code"],
            |name, value| {
                let place = match name {
                    "activity" => &mut filter.activity,
                    "kind" => &mut filter.kind,
                    _ => &mut filter.org_code,
                };
                *place = Some(value.to_owned());
                Ok(())
            },
            &mut page,
        )?;
        Ok(Self { page, ..filter })
    }
}

impl AccessFilter {
    /// Reads the parameters.
    ///
    /// # Errors
    /// As [`PageQuery::parse`].
    pub fn parse(query: &str) -> Result<Self, ControlError> {
        let mut filter = Self::default();
        let mut page = PageQuery::default();
        each(
            query,
            &["nhs_number"],
            |_, value| {
                filter.nhs_number = Some(NhsNumber::read(value)?);
                Ok(())
            },
            &mut page,
        )?;
        Ok(Self { page, ..filter })
    }
}

impl NotificationFilter {
    /// Reads the parameters.
    ///
    /// # Errors
    /// As [`PageQuery::parse`].
    pub fn parse(query: &str) -> Result<Self, ControlError> {
        let mut filter = Self::default();
        let mut page = PageQuery::default();
        each(
            query,
            &["nhs_number", "authority"],
            |name, value| {
                match name {
                    "nhs_number" => filter.nhs_number = Some(NhsNumber::read(value)?),
                    _ => filter.authority = Some(value.to_owned()),
                }
                Ok(())
            },
            &mut page,
        )?;
        Ok(Self { page, ..filter })
    }
}

/// Gives each parameter of `known` to `take`, and `limit` and `cursor` to the page.
pub(super) fn each(
    query: &str,
    known: &[&str],
    mut take: impl FnMut(&str, &str) -> Result<(), String>,
    page: &mut PageQuery,
) -> Result<(), ControlError> {
    let mut seen: Vec<String> = Vec::new();
    for pair in pairs(query) {
        let (name, value) = pair.map_err(|reason| ControlError::new(reason.to_string()))?;
        if seen.iter().any(|before| *before == name) {
            return Err(ControlError::field(
                name,
                "a parameter is given once, this one again",
            ));
        }
        match &*name {
            "limit" => page.limit = read_limit(&value)?,
            "cursor" => page.cursor = Some(value.into_owned()),
            other if known.contains(&other) => {
                take(other, &value).map_err(|error| ControlError::field(other, error))?;
            }
            other => {
                let error = format!(
                    "this list takes {}, nothing else",
                    [known, &["limit", "cursor"]].concat().join(", ")
                );
                return Err(ControlError::field(other, error));
            }
        }
        seen.push(name.into_owned());
    }
    Ok(())
}

fn read_limit(text: &str) -> Result<usize, ControlError> {
    text.parse()
        .ok()
        .filter(|limit| (1..=1_000).contains(limit))
        .ok_or_else(|| {
            ControlError::field(
                "limit",
                format!("a limit is 1 to 1000, this one is {text:?}"),
            )
        })
}
