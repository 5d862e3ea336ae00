use super::keys::SigningKeyError;
use crate::doors::Call;
use crate::tenant::Grant;
use cpis_rules::IdTokenClock;
use cpis_wire::oauth::IdTokenClaims;

/// How well people are identified and log on here: the highest level, as with a smartcard.
const ASSURANCE: &str = "3";

/// The signed ID token of a log-on. IDN-5: its times are the machine's, unless the policy says the mock's.
pub(super) fn id_token(call: &Call<'_>, grant: &Grant) -> Result<String, SigningKeyError> {
    let policy = &call.tenant.policy;
    let now = match policy.id_token_clock {
        IdTokenClock::Machine => call.tenant.clock.machine_now(),
        IdTokenClock::Mock => call.tenant.clock.now(),
    };
    let iat = now.millis().div_euclid(1_000);
    let user = &grant.account.user;
    let role = match user.roles.as_slice() {
        [only] => Some(only.id.as_str().to_owned()),
        [] | [_, _, ..] => None,
    };
    call.app.signing_key.sign(&IdTokenClaims {
        iss: call.origin(),
        sub: user.id.as_str().to_owned(),
        aud: grant.client_id.as_ref().to_owned(),
        iat,
        exp: iat.saturating_add(policy.token_life.num_seconds()),
        nonce: grant.nonce.as_deref().map(str::to_owned),
        selected_roleid: role,
        authentication_assurance_level: ASSURANCE.into(),
        id_assurance_level: ASSURANCE.into(),
    })
}
