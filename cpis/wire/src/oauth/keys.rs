use serde::{Deserialize, Serialize};

/// The answer of `jwks`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// A public key; members that its kind has not are absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Jwk {
    /// The kind of key: `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Its id, as ID tokens name it.
    pub kid: String,
    /// What it is for: `sig`.
    #[serde(rename = "use")]
    pub used: String,
    /// The algorithm.
    pub alg: String,
    /// RSA: the modulus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// RSA: the exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// EC and OKP: the curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// EC and OKP: the point, or its first part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// EC: the point's second part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
}

/// The claims of an ID token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// Who issued it.
    pub iss: String,
    /// The user.
    pub sub: String,
    /// The application.
    pub aud: String,
    /// When it was issued, in seconds after 1970.
    pub iat: i64,
    /// When it ends, in seconds after 1970.
    pub exp: i64,
    /// What the application asked to see again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The role profile that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_roleid: Option<String>,
    /// How well the log-on was made.
    pub authentication_assurance_level: String,
    /// How well the person was identified.
    pub id_assurance_level: String,
}
