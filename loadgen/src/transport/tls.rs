use super::target::Target;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// The files that TLS needs, all in PEM form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TlsFiles {
    /// The authorities that the Spine's certificate must come from; without them, the system's.
    pub authorities: Option<PathBuf>,
    /// The client's certificate chain, its own first, where the Spine asks for one.
    pub certificate: Option<PathBuf>,
    /// The key of the client's certificate.
    pub key: Option<PathBuf>,
}

/// Why TLS cannot be spoken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TlsError {
    /// A file that cannot be read as what it should hold.
    #[error("{path} must hold {what} in PEM form: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// What the reader says.
        reason: String,
    },
    /// A system whose authorities are nowhere to be found.
    #[error(
        "nobody to trust: none of the system's usual files of authorities is there, name one with --ca"
    )]
    NoAuthorities,
    /// A certificate without a key, or a key without a certificate.
    #[error(
        "a client's certificate needs its key and a key its certificate: give both --certificate and --key, or neither"
    )]
    Half,
    /// Certificate and key that do not go together, or are of no use.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(String),
    /// A peer with which TLS cannot be spoken.
    #[error("{authority} {what}")]
    Trouble {
        /// Its host and port.
        authority: String,
        /// What it does, and what mends it.
        what: String,
    },
    /// A host that no certificate can name.
    #[error("a certificate names a host or an address, {0:?} is neither")]
    NoName(String),
}

/// Makes TLS connections to one host.
#[derive(Clone)]
pub(super) struct Tls {
    pub(super) connector: TlsConnector,
    pub(super) name: ServerName<'static>,
}

/// Where systems keep the authorities that they trust.
const SYSTEMS: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/ca-certificates/cert.pem",
];

impl Tls {
    /// What connections to this host need; `protocol` is the one that is asked for (ALPN).
    pub(super) fn new(
        files: &TlsFiles,
        target: &Target,
        protocol: &[u8],
    ) -> Result<Self, TlsError> {
        let unusable = |error: rustls::Error| TlsError::Unusable(error.to_string());
        let host = target.host();
        let name =
            ServerName::try_from(host.to_owned()).map_err(|_| TlsError::NoName(host.to_owned()))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_root_certificates(authorities(files.authorities.as_deref())?);
        let mut config = match (&files.certificate, &files.key) {
            (None, None) => builder.with_no_client_auth(),
            (Some(certificate), Some(path)) => {
                let key = PrivateKeyDer::from_pem_file(path)
                    .map_err(|error| file_error(path, "a private key", &error))?;
                builder
                    .with_client_auth_cert(certificates(certificate)?, key)
                    .map_err(unusable)?
            }
            (Some(_), None) | (None, Some(_)) => return Err(TlsError::Half),
        };
        config.alpn_protocols = vec![protocol.to_vec()];
        let connector = TlsConnector::from(Arc::new(config));
        Ok(Self { connector, name })
    }
}

fn authorities(file: Option<&Path>) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = file {
        for certificate in certificates(path)? {
            roots
                .add(certificate)
                .map_err(|error| file_error(path, "authorities", &error))?;
        }
        return Ok(roots);
    }
    let system = SYSTEMS.iter().map(Path::new).find(|path| path.exists());
    // Among a system's hundreds of authorities some may be of a kind that this code does not know.
    roots.add_parsable_certificates(certificates(system.ok_or(TlsError::NoAuthorities)?)?);
    Ok(roots)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let what = "certificates";
    let chain: Vec<_> = CertificateDer::pem_file_iter(path)
        .map_err(|error| file_error(path, what, &error))?
        .collect::<Result<_, _>>()
        .map_err(|error| file_error(path, what, &error))?;
    if chain.is_empty() {
        return Err(file_error(path, what, &"there is none"));
    }
    Ok(chain)
}

fn file_error(path: &Path, what: &'static str, reason: &dyn std::fmt::Display) -> TlsError {
    TlsError::File {
        path: path.to_owned(),
        what,
        reason: reason.to_string(),
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
