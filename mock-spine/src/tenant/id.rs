use cpis_vocabulary::Text;
use std::fmt;

/// A tenant's name: the class, the test suite. ENV-2.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TenantId(Text);

/// A text that names no tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a tenant's name has 1 to 40 of the characters a to z, 0 to 9 and -, and begins with a letter or digit"
)]
pub struct TenantIdError;

impl TenantId {
    /// Reads a name.
    ///
    /// # Errors
    /// When it is too long, empty, or has another character.
    pub fn parse(text: &str) -> Result<Self, TenantIdError> {
        let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if text.is_empty()
            || text.len() > 40
            || text.starts_with('-')
            || !text.bytes().all(is_allowed)
        {
            return Err(TenantIdError);
        }
        Ok(Self(text.into()))
    }

    /// The tenant of requests that name none.
    pub fn default_tenant() -> Self {
        Self("default".into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
