//! What is wrong where nothing answers over TLS. Asked once nothing did: requests themselves only know that they were lost.

use super::settings::Settings;
use super::target::Target;
use super::tls::{Tls, TlsError};
use crate::words::listed;
use core::time::Duration;
use cpis_vocabulary::Timestamp;
use rustls::{AlertDescription, CertificateError, Error};
use rustls_pki_types::UnixTime;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the other side may take to say what it does not like.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a Spine cannot be spoken to over TLS; nothing where TLS is not what is wrong.
pub(crate) async fn tls_trouble(target: &Target, settings: &Settings) -> Option<TlsError> {
    if !target.is_secure() {
        return None;
    }
    let protocol: &[u8] = if settings.http2 { b"h2" } else { b"http/1.1" };
    let tls = Tls::new(&settings.tls, target, protocol).ok()?;
    let error = timeout(PATIENCE, greet(target, &tls)).await.ok()?.err()?;
    let error = error.get_ref()?.downcast_ref::<Error>()?;
    Some(TlsError::Trouble {
        authority: target.authority(),
        what: what(error),
    })
}

/// A handshake, and a byte of what comes after it: a client's certificate that is missing is told only then.
async fn greet(target: &Target, tls: &Tls) -> io::Result<()> {
    let stream = TcpStream::connect(target.authority()).await?;
    let mut stream = tls.connector.connect(tls.name.clone(), stream).await?;
    let host = target.authority();
    let request = format!("HEAD / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    stream.read(&mut [0]).await.map(drop)
}

/// What is wrong, and what mends it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else there is, now or later, is told in the library's own words"
)]
fn what(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(why) => of_certificate(why),
        Error::InvalidMessage(_) => {
            "does not answer in TLS: is its address http://, and not https://?".to_owned()
        }
        Error::AlertReceived(AlertDescription::NoApplicationProtocol) => {
            "does not offer the version of HTTP that is asked for: leave --http2 out, or give it"
                .to_owned()
        }
        Error::AlertReceived(
            AlertDescription::CertificateRequired | AlertDescription::HandshakeFailure,
        ) => "asks for a client's certificate: give one with --certificate and --key".to_owned(),
        Error::AlertReceived(
            AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::DecryptError
            | AlertDescription::AccessDenied,
        ) => {
            "does not accept the client's certificate: give one that it trusts with --certificate and --key"
                .to_owned()
        }
        other => format!("does not agree on how to speak TLS: {other}"),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else there is, now or later, is told in the library's own words"
)]
fn of_certificate(why: &CertificateError) -> String {
    match why {
        // An authority of the same name with another key signs differently.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "shows a certificate of an authority that is not trusted: name a file with that authority's certificate with --ca"
                .to_owned()
        }
        CertificateError::ExpiredContext { not_after, .. } => format!(
            "shows a certificate that was valid until {}: it takes a new one, or this machine's clock is wrong",
            instant(*not_after)
        ),
        CertificateError::NotValidYetContext { not_before, .. } => format!(
            "shows a certificate that is valid from {} on: this machine's clock is wrong, or it takes another one",
            instant(*not_before)
        ),
        CertificateError::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
            format!(
                "shows a certificate for another name: use one of its names in the address instead; it is for {}",
                listed(&presented.iter().map(|name| named(name)).collect::<Vec<_>>())
            )
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "shows a certificate that names no host".to_owned()
        }
        other => format!("shows a certificate that cannot be trusted: {other}"),
    }
}

/// `DnsName("localhost")` as `localhost`.
fn named(presented: &str) -> String {
    let name = presented.split('"').nth(1);
    name.unwrap_or(presented).to_owned()
}

fn instant(at: UnixTime) -> Timestamp {
    let millis = at.as_secs().saturating_mul(1_000);
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
