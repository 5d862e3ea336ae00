use super::{ControlError, PageQuery, filter::each, text, text::Noun};
use cpis_vocabulary::{NhsNumber, Timestamp};
use serde::{Deserialize, Serialize};

/// A search for patients, as the ledger lists it. SRC-6, SRC-9.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchItem {
    /// Its id, sixteen hexadecimal digits; later searches have higher ones.
    pub id: String,
    /// When it was answered.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// Through which interface: `pds`, or `web` for the page.
    pub door: String,
    /// The application, where the token was issued to one that said its name.
    pub client_id: Option<String>,
    /// Who searched; nobody where an application did on its own.
    pub user_id: Option<String>,
    /// In which role.
    pub role_id: Option<String>,
    /// At which organisation; of an application, the one it says it asks for.
    pub org_code: Option<String>,
    /// What was asked, in its order.
    pub criteria: Vec<Criterion>,
    /// Every patient whom the answer shows, in its order.
    #[serde(with = "numbers")]
    pub returned: Vec<NhsNumber>,
    /// What became of it.
    pub outcome: SearchOutcome,
}

/// One parameter of a search.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What became of a search.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchOutcome {
    /// Its matches were shown; there may be none.
    Shown,
    /// There were more than may be shown, and nobody was.
    TooManyMatches,
}

/// One page of the searches. The oldest are forgotten beyond the setting `searches_kept`; how many is said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchPage {
    /// The searches, oldest first.
    pub items: Vec<SearchItem>,
    /// What to give as `cursor` for the page after this one; none on the last.
    pub next: Option<String>,
    /// How many searches, of whomever, were forgotten since start or reset.
    pub dropped: u64,
}

/// `GET /searches?…`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SearchFilter {
    /// Only searches that showed this patient.
    pub nhs_number: Option<NhsNumber>,
    /// Only searches by this user.
    pub user: Option<String>,
    /// Which page.
    pub page: PageQuery,
}

impl SearchFilter {
    /// Reads the parameters.
    ///
    /// # Errors
    /// As [`PageQuery::parse`].
    pub fn parse(query: &str) -> Result<Self, ControlError> {
        let mut filter = Self::default();
        let mut page = PageQuery::default();
        each(
            query,
            &["nhs_number", "user"],
            |name, value| {
                match name {
                    "nhs_number" => filter.nhs_number = Some(NhsNumber::read(value)?),
                    _ => filter.user = Some(value.to_owned()),
                }
                Ok(())
            },
            &mut page,
        )?;
        Ok(Self { page, ..filter })
    }
}

/// NHS numbers as a list of texts.
mod numbers {
    use super::Noun;
    use cpis_vocabulary::NhsNumber;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(
        numbers: &[NhsNumber],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(numbers.iter().map(NhsNumber::write))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<NhsNumber>, D::Error> {
        let read = |text: String| NhsNumber::read(&text).map_err(D::Error::custom);
        Vec::deserialize(from)?.into_iter().map(read).collect()
    }
}
