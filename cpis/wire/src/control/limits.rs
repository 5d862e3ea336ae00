use super::{IsoDuration, text};
use serde::{Deserialize, Serialize};

/// `PUT /limits`: what applications may ask of PDS. Without one, anything at any rate.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The limits; an application keeps to the first that names it, or else to the first that names none.
    pub limits: Vec<Limit>,
}

/// A limit of one application, or of each that no other limit names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The application, by the `client_id` that its tokens were issued to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// How many requests it may make in each stretch of `per`; as many as it likes unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<u32>,
    /// How long a stretch is, by the tenant's clock; it begins with the first request after the one before has ended.
    #[serde(default = "a_minute", with = "text")]
    pub per: IsoDuration,
    /// The methods that it has no permission for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<PdsMethod>,
}

/// A method of PDS.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PdsMethod {
    /// A patient by NHS number.
    Read,
    /// Patients by what is known of them.
    Search,
}

fn a_minute() -> IsoDuration {
    IsoDuration::new(chrono::TimeDelta::minutes(1))
}
