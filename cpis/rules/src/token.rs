use crate::Policy;
use cpis_vocabulary::Timestamp;

/// What is known of an access token. IDN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TokenState {
    /// When it was issued, by the mock's clock.
    pub issued_at: Timestamp,
    /// Whether it has been revoked.
    pub revoked: bool,
}

/// Whether a token is good at an instant: not revoked, and issued less than its life ago. IDN-5.
///
/// Half open: a token that has lived exactly its life is expired.
pub fn is_token_good(token: TokenState, now: Timestamp, policy: &Policy) -> bool {
    !token.revoked && now.since(token.issued_at) < policy.token_life
}
