use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::SMARTCARD_GRANT;

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
