//! TLS and HTTP/2, which hyper's engine speaks.

use crate::transport_peer::{Observed, PATIENT, observed, pause, run};
use bytes::Bytes;
use http::{Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use loadgen::executor::{Driving, Setup, Stopwatch, execute};
use loadgen::history::WhyUnknown;
use loadgen::recorder::Recorder;
use loadgen::scenario::Scenario;
use loadgen::transport::{
    AnyTransport, Engine, Request, Room, Settings, Target, TlsError, TlsFiles, Transport,
    TransportError,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio_rustls::TlsAcceptor;

/// An authority that signs certificates, with the files of one test.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    directory: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self {
            issuer: CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap(),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A certificate for `localhost`, and its key.
    fn sign(&self) -> (String, String) {
        self.sign_with("localhost", |_| {})
    }

    /// A certificate for a host that is otherwise not as usual, and its key.
    fn sign_with(&self, host: &str, change: fn(&mut CertificateParams)) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        (certificate, key.serialize_pem())
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        roots
    }

    /// Who trusts this authority, and shows a certificate of it where `is_known`.
    fn files(&self, is_known: bool) -> TlsFiles {
        let (certificate, key) = self.sign();
        TlsFiles {
            authorities: Some(self.write("ca.pem", &self.issuer.pem())),
            certificate: is_known.then(|| self.write("client.pem", &certificate)),
            key: is_known.then(|| self.write("client.key", &key)),
        }
    }

    /// A server that asks for a certificate of `clients`, where there are any to ask for.
    fn acceptor(&self, clients: Option<&Self>) -> TlsAcceptor {
        Self::acceptor_with(clients, self.sign())
    }

    /// The same, with another certificate and key.
    fn acceptor_with(clients: Option<&Self>, (certificate, key): (String, String)) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(clients) => {
                let roots = Arc::new(clients.roots());
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
        let mut config = builder.with_single_cert(chain, key).unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Starts a server that answers with its version of HTTP, the connection's number, and the path and host it was asked for.
async fn start(tls: Option<TlsAcceptor>, http2: bool) -> SocketAddr {
    start_together(tls, http2, 1).await
}

/// The same, but it answers only when so many have asked.
async fn start_together(tls: Option<TlsAcceptor>, http2: bool, count: usize) -> SocketAddr {
    let together = Arc::new(Barrier::new(count));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for connection in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let (tls, together) = (tls.clone(), Arc::clone(&together));
            tokio::spawn(async move {
                match tls {
                    None => serve(connection, stream, http2, together).await,
                    Some(tls) => {
                        let Ok(stream) = tls.accept(stream).await else {
                            return;
                        };
                        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                        serve(connection, stream, http2, together).await;
                    }
                }
            });
        }
    });
    address
}

async fn serve<S>(connection: u32, stream: S, http2: bool, together: Arc<Barrier>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let answer = service_fn(move |request: http::Request<Incoming>| {
        let together = Arc::clone(&together);
        async move {
            together.wait().await;
            let version = match request.version() {
                Version::HTTP_2 => 2,
                _ => 1,
            };
            let path = request.uri().path();
            let body = Bytes::from(format!("{version} {connection} {path}"));
            Ok::<_, Infallible>(Response::new(Full::new(body)))
        }
    });
    let stream = TokioIo::new(stream);
    if http2 {
        let builder = http2::Builder::new(TokioExecutor::new());
        drop(builder.serve_connection(stream, answer).await);
    } else {
        drop(http1::Builder::new().serve_connection(stream, answer).await);
    }
}

fn open(address: &str, settings: &Settings) -> Result<AnyTransport, TransportError> {
    let target = Target::parse(address).unwrap();
    AnyTransport::new(
        &target,
        settings,
        Room::of(500),
        PATIENT,
        Stopwatch::start(),
    )
}

async fn ask(transport: &AnyTransport) -> Observed {
    observed(&transport.send(&Request::get("/a")).await)
}

fn whole(text: &str) -> Observed {
    Observed::Whole(200, text.into())
}

const LOST: Observed = Observed::Unknown(WhyUnknown::ConnectionLost);

/// Checks what is observed of two requests, one after the other.
fn check(
    name: &str,
    server: (Option<TlsAcceptor>, bool),
    settings: &Settings,
    expected: &Observed,
) {
    run(async {
        let is_secure = server.0.is_some();
        let port = start(server.0, server.1).await.port();
        let scheme = if is_secure { "https" } else { "http" };
        let transport = open(&format!("{scheme}://localhost:{port}/t"), settings).unwrap();
        for _ in 0..2 {
            assert_eq!(ask(&transport).await, *expected, "{name}");
            pause().await;
        }
    });
}

#[test]
fn a_certificate_is_believed_if_somebody_trusted_signed_it() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let settings = |tls| Settings {
        tls,
        ..Settings::default()
    };
    let server = || (authority.acceptor(None).into(), false);
    check(
        "trusted",
        server(),
        &settings(authority.files(false)),
        &whole("1 0 /t/a"),
    );
    check(
        "a stranger",
        server(),
        &settings(stranger.files(false)),
        &LOST,
    );
    check(
        "the system's",
        server(),
        &settings(TlsFiles::default()),
        &LOST,
    );
    let strict = || (authority.acceptor(Some(&stranger)).into(), false);
    let known = TlsFiles {
        authorities: authority.files(false).authorities,
        ..stranger.files(true)
    };
    check(
        "a known client",
        strict(),
        &settings(known),
        &whole("1 0 /t/a"),
    );
    check(
        "an unknown client",
        strict(),
        &settings(authority.files(true)),
        &LOST,
    );
    check(
        "a client without a name",
        strict(),
        &settings(authority.files(false)),
        &LOST,
    );
}

#[test]
fn http_2_goes_over_tls_and_without() {
    let authority = Authority::new();
    let settings = Settings {
        http2: true,
        tls: authority.files(false),
        ..Settings::default()
    };
    check(
        "over TLS",
        (authority.acceptor(None).into(), false),
        &settings,
        &whole("2 0 /t/a"),
    );
    check("plain", (None, true), &settings, &whole("2 0 /t/a"));
    check("to a server of HTTP/1.1", (None, false), &settings, &LOST);
}

#[test]
fn requests_share_connections_of_http_2() {
    run(async {
        let address = start_together(None, true, 150).await;
        let settings = Settings {
            http2: true,
            ..Settings::default()
        };
        let transport = Arc::new(open(&format!("http://{address}"), &settings).unwrap());
        for _ in 0..2 {
            let mut asked = tokio::task::JoinSet::new();
            for _ in 0..150 {
                let transport = Arc::clone(&transport);
                asked.spawn(async move { ask(&transport).await });
            }
            let mut by_connection = [0; 2];
            while let Some(seen) = asked.join_next().await {
                let seen = seen.unwrap();
                let connection = usize::from(seen == whole("2 1 /a"));
                assert!(connection == 1 || seen == whole("2 0 /a"), "{seen:?}");
                by_connection[connection] += 1;
            }
            assert_eq!(by_connection, [100, 50]);
        }
    });
}

#[test]
fn settings_that_cannot_be_kept_are_refused_at_once() {
    let authority = Authority::new();
    let files = authority.files(true);
    let own = Settings {
        engine: Some(Engine::Own),
        ..Settings::default()
    };
    let secure = |tls| {
        open(
            "https://localhost",
            &Settings {
                tls,
                ..Settings::default()
            },
        )
    };
    let http2 = Settings {
        http2: true,
        ..own.clone()
    };
    for (name, opened, said) in [
        (
            "own over TLS",
            open("https://localhost", &own),
            "https://localhost:443",
        ),
        ("own by HTTP/2", open("http://localhost", &http2), "HTTP/2"),
    ] {
        let expected = TransportError::OwnIsPlain(said.to_owned());
        assert_eq!(opened.unwrap_err(), expected, "{name}");
    }
    let half = TlsFiles {
        key: None,
        ..files.clone()
    };
    assert_eq!(
        secure(half).unwrap_err(),
        TransportError::Tls(TlsError::Half)
    );
    let path = authority.write("empty.pem", "");
    let empty = TlsFiles {
        authorities: Some(path.clone()),
        ..TlsFiles::default()
    };
    let said = secure(empty).unwrap_err().to_string();
    let expected = format!(
        "{} must hold certificates in PEM form: there is none",
        path.display()
    );
    assert_eq!(said, expected);
}

const SCENARIO: &str = r#"
title = "nobody answers"
proves = []
population = { patients = 1_000, users = 40 }
arrivals = { shape = "constant", rate = "1 per second" }
duration = "1 s"
[[script]]
steps = ["open the alert"]
"#;

/// Why a scenario cannot be run against a Spine at such an address.
async fn refused(url: &str, control: Option<&str>, route: &Settings) -> String {
    let scenario = Scenario::parse(SCENARIO, "nobody.toml", &[]).unwrap();
    let setup = Setup::Target {
        url: url.to_owned(),
        control: control.map(str::to_owned),
        control_token: None,
        route: route.clone(),
    };
    let recorder = Arc::new(Recorder::in_memory());
    let error = execute(&scenario, &setup, Driving::default(), &recorder).await;
    let error = error.unwrap_err();
    assert_eq!(error.exit_code(), 2, "{error}");
    error.to_string()
}

#[test]
fn what_is_wrong_with_a_certificate_is_told_and_what_mends_it() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let trusting = |tls| Settings {
        tls,
        ..Settings::default()
    };
    let ours = trusting(authority.files(false));
    let of = |signed| Some(Authority::acceptor_with(None, signed));
    let usual = || Some(authority.acceptor(None));
    let strict = || Some(authority.acceptor(Some(&stranger)));
    let expired = authority.sign_with("localhost", |params| {
        params.not_after = date_time_ymd(2020, 2, 29);
    });
    let early = authority.sign_with("localhost", |params| {
        params.not_before = date_time_ymd(2090, 1, 1);
    });
    let other = authority.sign_with("spine.example", |_| {});
    let http2 = Settings {
        http2: true,
        ..ours.clone()
    };
    let rows = [
        (
            "an authority that nobody knows",
            usual(),
            trusting(stranger.files(false)),
            "shows a certificate of an authority that is not trusted: name a file with that authority's certificate with --ca",
        ),
        (
            "none of the system's",
            usual(),
            Settings::default(),
            "shows a certificate of an authority that is not trusted: name a file with that authority's certificate with --ca",
        ),
        (
            "expired",
            of(expired),
            ours.clone(),
            "shows a certificate that was valid until 2020-02-29T00:00:00.000Z: it takes a new one, or this machine's clock is \
             wrong",
        ),
        (
            "not yet valid",
            of(early),
            ours.clone(),
            "shows a certificate that is valid from 2090-01-01T00:00:00.000Z on: this machine's clock is wrong, or it takes another \
             one",
        ),
        (
            "another name",
            of(other),
            ours.clone(),
            "shows a certificate for another name: use one of its names in the address instead; it is for spine.example",
        ),
        (
            "a client without a certificate",
            strict(),
            ours.clone(),
            "asks for a client's certificate: give one with --certificate and --key",
        ),
        (
            "a client that nobody knows",
            strict(),
            trusting(authority.files(true)),
            "does not accept the client's certificate: give one that it trusts with --certificate and --key",
        ),
        (
            "no TLS",
            None,
            ours.clone(),
            "does not answer in TLS: is its address http://, and not https://?",
        ),
        (
            "no HTTP/2",
            Some(of_http1(&authority)),
            http2,
            "does not offer the version of HTTP that is asked for: leave --http2 out, or give it",
        ),
    ];
    for (name, tls, route, said) in rows {
        run(async {
            let port = start(tls, false).await.port();
            let url = format!("https://localhost:{port}");
            let expected = format!("localhost:{port} {said}");
            assert_eq!(refused(&url, None, &route).await, expected, "{name}");
            if !route.http2 {
                let data = "http://localhost:1";
                assert_eq!(
                    refused(data, Some(&url), &route).await,
                    expected,
                    "{name}, control"
                );
            }
        });
    }
}

/// A server that speaks HTTP/1.1 only.
fn of_http1(authority: &Authority) -> TlsAcceptor {
    let acceptor = authority.acceptor(None);
    let mut config = ServerConfig::clone(acceptor.config());
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

#[test]
fn a_spine_that_is_not_there_is_told_apart_from_one_that_is_not_trusted() {
    run(async {
        let authority = Authority::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let url = format!("https://localhost:{port}");
        let route = Settings {
            tls: authority.files(false),
            ..Settings::default()
        };
        let said = refused(&url, None, &route).await;
        let expected =
            format!("nothing answers at {url}: is the Spine there, and does it speak HTTP?");
        assert_eq!(said, expected);
    });
}
