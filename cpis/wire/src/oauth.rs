//! The log-on's bodies: token, user, discovery and keys, as CIS2 shapes them. IDN-2, IDN-5.

use cpis_vocabulary::{ActivityCode, Role, User};
use serde::{Deserialize, Serialize};

/// The grant with which a test logs a user on in one call.
pub const SMARTCARD_GRANT: &str = "urn:mock-spine:smartcard";

/// The answer of the token endpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The bearer token.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// The token's life in seconds of the mock's clock.
    pub expires_in: u64,
    /// The ID token, in the authorization code flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The scopes that were granted, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl TokenResponse {
    /// A bearer token that lives so many seconds.
    pub fn bearer(access_token: impl Into<String>, expires_in: u64) -> Self {
        Self {
            access_token: access_token.into(),
            token_type: "Bearer".into(),
            expires_in,
            id_token: None,
            scope: None,
        }
    }
}

/// How the log-on says no (RFC 6749, section 5.2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OAuthError {
    /// The code, for example `invalid_grant`.
    pub error: String,
    /// What is required, then what was found.
    pub error_description: String,
}

impl OAuthError {
    /// An error with its code and sentence.
    pub fn new(error: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            error_description: description.into(),
        }
    }
}

/// The answer of `userinfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserInfo {
    /// The number on the smartcard.
    pub nhsid_useruid: String,
    /// The same.
    pub uid: String,
    /// The same, as `OpenID` Connect names it.
    pub sub: String,
    /// Given name and family name.
    pub name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The user's roles.
    pub nhsid_nrbac_roles: Vec<NrbacRole>,
    /// The organisations of the roles, each once.
    pub nhsid_user_orgs: Vec<UserOrganisation>,
    /// How well the person was identified.
    pub idassurancelevel: String,
}

/// A role in `userinfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NrbacRole {
    /// The user's membership of the organisation.
    pub person_orgid: String,
    /// The role profile's id, for `NHSD-Session-URID`.
    pub person_roleid: String,
    /// The organisation's ODS code.
    pub org_code: String,
    /// The job role's name.
    pub role_name: String,
    /// The job role's code with its classes before it, `S8000:G8000:R8001`; the last part is the role.
    pub role_code: String,
    /// The activities' names; this mock knows the codes only and repeats them.
    pub activities: Vec<String>,
    /// The activities' codes, those that were granted explicitly.
    pub activity_codes: Vec<String>,
    /// Work groups; none.
    #[serde(default)]
    pub workgroups: Vec<String>,
    /// Areas of work; none.
    #[serde(default)]
    pub aow: Vec<String>,
}

/// An organisation in `userinfo`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserOrganisation {
    /// Its name.
    pub org_name: String,
    /// Its ODS code.
    pub org_code: String,
}

impl UserInfo {
    /// What `userinfo` tells of a user.
    pub fn of(user: &User) -> Self {
        let id = user.id.as_str();
        let mut organisations: Vec<UserOrganisation> = Vec::new();
        for role in &user.roles {
            let code = role.organisation.code.as_str();
            if organisations.iter().all(|known| known.org_code != code) {
                organisations.push(UserOrganisation {
                    org_name: role.organisation.name.as_ref().to_owned(),
                    org_code: code.to_owned(),
                });
            }
        }
        Self {
            nhsid_useruid: id.to_owned(),
            uid: id.to_owned(),
            sub: id.to_owned(),
            name: user.name().as_ref().to_owned(),
            given_name: user.given_name.as_ref().to_owned(),
            family_name: user.family_name.as_ref().to_owned(),
            nhsid_nrbac_roles: user
                .roles
                .iter()
                .map(|role| NrbacRole::of(id, role))
                .collect(),
            nhsid_user_orgs: organisations,
            idassurancelevel: "3".into(),
        }
    }
}

impl NrbacRole {
    fn of(user_id: &str, role: &Role) -> Self {
        let codes: Vec<String> = role
            .activities
            .iter()
            .map(ActivityCode::as_str)
            .map(str::to_owned)
            .collect();
        Self {
            person_orgid: format!("{user_id}-{}", role.organisation.code),
            person_roleid: role.id.as_str().to_owned(),
            org_code: role.organisation.code.as_str().to_owned(),
            role_name: role.job_role.name.as_ref().to_owned(),
            role_code: format!("S8000:G8000:{}", role.job_role.code),
            activities: codes.clone(),
            activity_codes: codes,
            workgroups: Vec::new(),
            aow: Vec::new(),
        }
    }
}

/// The answer of `/.well-known/openid-configuration`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Discovery {
    /// Who issues the tokens.
    pub issuer: String,
    /// Where a user logs on.
    pub authorization_endpoint: String,
    /// Where tokens are given.
    pub token_endpoint: String,
    /// Where a token's user is told.
    pub userinfo_endpoint: String,
    /// Where tokens are revoked.
    pub revocation_endpoint: String,
    /// Where the keys of the ID tokens are.
    pub jwks_uri: String,
    /// The scopes.
    pub scopes_supported: Vec<String>,
    /// The response types.
    pub response_types_supported: Vec<String>,
    /// The grants.
    pub grant_types_supported: Vec<String>,
    /// The kinds of subject.
    pub subject_types_supported: Vec<String>,
    /// How ID tokens are signed.
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// How an application shows who it is.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// The claims.
    pub claims_supported: Vec<String>,
}

impl Discovery {
    /// The document of the log-on at `issuer`, for example `http://127.0.0.1:8700`, whose ID tokens are signed with `algorithm`.
    pub fn at(issuer: &str, algorithm: &str) -> Self {
        let issuer = issuer.trim_end_matches('/');
        let words = |text: &str| text.split(' ').map(str::to_owned).collect();
        Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: format!("{issuer}/oauth2/authorize"),
            token_endpoint: format!("{issuer}/oauth2/token"),
            userinfo_endpoint: format!("{issuer}/oauth2/userinfo"),
            revocation_endpoint: format!("{issuer}/oauth2/revoke"),
            jwks_uri: format!("{issuer}/oauth2/jwks"),
            scopes_supported: words(
                "openid profile email nhsperson associatedorgs nationalrbacaccess \
                 professionalmemberships organisationalmemberships selectedrole",
            ),
            response_types_supported: words("code"),
            grant_types_supported: words(
                "authorization_code client_credentials urn:mock-spine:smartcard",
            ),
            subject_types_supported: words("public"),
            id_token_signing_alg_values_supported: words(algorithm),
            token_endpoint_auth_methods_supported: words(
                "client_secret_post client_secret_basic private_key_jwt none",
            ),
            claims_supported: words(
                "sub name given_name family_name uid nhsid_useruid nhsid_nrbac_roles \
                 nhsid_user_orgs idassurancelevel selected_roleid \
                 authentication_assurance_level id_assurance_level",
            ),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discovery_lists_words_without_gaps() {
        let found = Discovery::at("http://127.0.0.1:8700/", "ES256");
        assert_eq!(found.token_endpoint, "http://127.0.0.1:8700/oauth2/token");
        assert_eq!(found.scopes_supported.len(), 9);
        assert_eq!(found.claims_supported.len(), 12);
        assert!(
            found
                .grant_types_supported
                .contains(&SMARTCARD_GRANT.to_owned())
        );
    }
}
