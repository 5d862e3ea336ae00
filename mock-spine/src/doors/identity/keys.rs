use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use cpis_wire::oauth::{Jwk, Jwks};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde::Serialize;

/// How ID tokens are signed: ECDSA on P-256 with SHA-256.
pub(super) const ALGORITHM: &str = "ES256";

/// The key that signs ID tokens: a new one for every mock that starts, in memory only.
#[derive(Debug)]
pub(crate) struct SigningKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    jwk: Jwk,
}

/// A system that gives no random numbers, or a key that does not sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the system gives no random numbers, which the key of the ID tokens needs")]
pub struct SigningKeyError;

impl SigningKey {
    /// Draws a key.
    ///
    /// # Errors
    /// When the system has no random numbers to give.
    pub(crate) fn generate() -> Result<Self, SigningKeyError> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document =
            EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| SigningKeyError)?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random)
            .map_err(|_| SigningKeyError)?;
        let jwk = public(pair.public_key().as_ref()).ok_or(SigningKeyError)?;
        Ok(Self { pair, random, jwk })
    }

    /// The public half, for whoever checks a signature.
    pub(super) fn jwks(&self) -> Jwks {
        Jwks {
            keys: vec![self.jwk.clone()],
        }
    }

    /// Signs claims as a JSON Web Token.
    ///
    /// # Errors
    /// When the system has no random numbers to give.
    pub(super) fn sign(&self, claims: &impl Serialize) -> Result<String, SigningKeyError> {
        let header = serde_json::json!({"alg": ALGORITHM, "kid": self.jwk.kid, "typ": "JWT"});
        let part = |value: Vec<u8>| BASE64.encode(value);
        let head = part(serde_json::to_vec(&header).map_err(|_| SigningKeyError)?);
        let body = part(serde_json::to_vec(claims).map_err(|_| SigningKeyError)?);
        let signed = format!("{head}.{body}");
        let signature = self
            .pair
            .sign(&self.random, signed.as_bytes())
            .map_err(|_| SigningKeyError)?;
        Ok(format!("{signed}.{}", BASE64.encode(signature)))
    }
}

/// The public key as a JSON Web Key: an uncompressed point is a 4, then 32 bytes for x and 32 for y.
fn public(point: &[u8]) -> Option<Jwk> {
    let (4, coordinates) = point.split_first().map(|(first, rest)| (*first, rest))? else {
        return None;
    };
    let (x, y) = coordinates.split_at_checked(32)?;
    let kid = digest(&SHA256, point);
    Some(Jwk {
        kty: "EC".into(),
        kid: BASE64.encode(kid.as_ref().get(..12)?),
        used: "sig".into(),
        alg: ALGORITHM.into(),
        crv: Some("P-256".into()),
        x: Some(BASE64.encode(x)),
        y: Some(BASE64.encode(y)),
        ..Jwk::default()
    })
}
