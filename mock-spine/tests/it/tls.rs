//! TLS on the data port, by certificate and key files; mutual TLS where authorities are named.

use crate::bench::{Bench, block_on};
use crate::client::{Answer, connect, exchange_and_end, read_all, request};
use cpis_population::UserKind;
use mock_spine::MockSpine;
use mock_spine::server::TlsFiles;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A certificate and its key, PEM.
struct Pair {
    certificate: String,
    key: String,
}

/// An authority that signs certificates for one test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn sign(&self, name: &str) -> Pair {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        Pair {
            certificate: params.signed_by(&key, &self.0).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

/// The files of one mock.
struct Files {
    directory: TempDir,
    tls: TlsFiles,
}

fn write(directory: &Path, name: &str, text: &str) -> PathBuf {
    let path = directory.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

impl Files {
    fn new(authority: &Authority, clients: Option<&Authority>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let pair = authority.sign("localhost");
        let at = directory.path();
        let tls = TlsFiles {
            certificate: write(at, "server.pem", &pair.certificate),
            key: write(at, "server.key", &pair.key),
            client_authorities: clients.map(|clients| write(at, "clients.pem", &clients.0.pem())),
        };
        Self { directory, tls }
    }

    fn start(&self) -> Bench {
        Bench::with(|builder| builder.tls(self.tls.clone()))
    }
}

/// A request over TLS by a client that trusts an authority, and shows a certificate where it has one.
fn ask(
    address: SocketAddr,
    trusted: &Authority,
    own: Option<&Pair>,
    bytes: &[u8],
) -> Option<Answer> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.0.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match own {
        None => builder.with_no_client_auth(),
        Some(pair) => {
            let chain = vec![CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
    };
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, connect(address));
    stream.write_all(bytes).ok()?;
    Answer::parse(&read_all(&mut stream))
}

fn health() -> Vec<u8> {
    request("GET", "/health/ready", &[], "")
}

#[test]
fn the_data_port_speaks_tls_and_says_so() {
    let authority = Authority::new();
    let bench = Files::new(&authority, None).start();
    let url = bench.mock.data_url();
    assert!(url.starts_with("https://"), "{url}");
    assert_eq!(
        ask(bench.address, &authority, None, &health())
            .unwrap()
            .status,
        200
    );
    let discovery = request("GET", "/.well-known/openid-configuration", &[], "");
    let found = ask(bench.address, &authority, None, &discovery)
        .unwrap()
        .json();
    assert_eq!(found["issuer"], "https://localhost");
    let user = bench.user(UserKind::Notifying);
    let form = format!(
        "grant_type=urn%3Amock-spine%3Asmartcard&user_id={}&passcode={}",
        user.id, user.passcode
    );
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let log_on = request("POST", "/oauth2/token", &headers, &form);
    assert_eq!(
        ask(bench.address, &authority, None, &log_on)
            .unwrap()
            .status,
        200
    );
}

#[test]
fn whoever_speaks_otherwise_is_hung_up_on_and_the_mock_stays_up() {
    let authority = Authority::new();
    let bench = Files::new(&authority, None).start();
    for bytes in [&*health(), b"", b"\x16\x03\x01", &[0; 10_000]] {
        let answer = exchange_and_end(bench.address, bytes);
        assert!(
            Answer::parse(&answer).is_none(),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    let stranger = Authority::new();
    assert!(ask(bench.address, &stranger, None, &health()).is_none());
    assert_eq!(
        ask(bench.address, &authority, None, &health())
            .unwrap()
            .status,
        200
    );
}

#[test]
fn with_mutual_tls_a_client_shows_a_certificate_of_the_named_authority() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let bench = Files::new(&authority, Some(&clients)).start();
    let rows = [
        ("none", None, false),
        (
            "of the named authority",
            Some(clients.sign("epr.example")),
            true,
        ),
        (
            "of the server's authority",
            Some(authority.sign("epr.example")),
            false,
        ),
        (
            "of a stranger",
            Some(Authority::new().sign("epr.example")),
            false,
        ),
    ];
    for (name, own, accepted) in rows {
        let answer = ask(bench.address, &authority, own.as_ref(), &health());
        assert_eq!(
            answer.is_some_and(|answer| answer.status == 200),
            accepted,
            "{name}"
        );
    }
}

#[test]
fn files_that_cannot_be_used_are_named_with_what_they_should_hold() {
    let authority = Authority::new();
    let good = Files::new(&authority, Some(&authority));
    let at = good.directory.path();
    let TlsFiles {
        certificate, key, ..
    } = good.tls.clone();
    let empty = write(at, "empty.pem", "");
    let garbage = write(
        at,
        "garbage.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let other_key = write(at, "other.key", &authority.sign("localhost").key);
    let missing = at.join("missing.pem");
    let files = |certificate: &PathBuf, key: &PathBuf, clients: Option<&PathBuf>| TlsFiles {
        certificate: certificate.clone(),
        key: key.clone(),
        client_authorities: clients.cloned(),
    };
    let rows = [
        (
            files(&missing, &key, None),
            "missing.pem must hold certificates in PEM form",
        ),
        (
            files(&empty, &key, None),
            "empty.pem must hold certificates in PEM form: there is none",
        ),
        (
            files(&key, &key, None),
            "server.key must hold certificates in PEM form: there is none",
        ),
        (
            files(&garbage, &key, None),
            "certificate and key cannot be used",
        ),
        (
            files(&certificate, &missing, None),
            "missing.pem must hold a private key in PEM form",
        ),
        (
            files(&certificate, &empty, None),
            "empty.pem must hold a private key in PEM form",
        ),
        (
            files(&certificate, &certificate, None),
            "server.pem must hold a private key in PEM form",
        ),
        (
            files(&certificate, &other_key, None),
            "certificate and key cannot be used",
        ),
        (
            files(&certificate, &key, Some(&missing)),
            "missing.pem must hold certificates in PEM form",
        ),
        (
            files(&certificate, &key, Some(&key)),
            "server.key must hold certificates in PEM form: there is none",
        ),
        (files(&certificate, &key, Some(&garbage)), "certificate"),
    ];
    for (tls, expected) in rows {
        let error = block_on(MockSpine::builder().patients(100).tls(tls).start()).unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
}
