//! A server that looks like a CP-IS to a client that does not judge: canned answers, and a note of when each access arrived.

use crate::{Failure, core};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// A server that runs until the process ends.
#[derive(Debug)]
pub struct Stub {
    /// Where it listens.
    pub address: SocketAddr,
    noted: Arc<Noted>,
}

/// How the server reads and writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answering {
    /// By hyper as it comes: what clients are compared against.
    Hyper,
    /// By bare sockets: what leaves most of the time to the client.
    Sockets,
    /// By bare sockets and without ever sleeping: its stamps are of when requests arrived, not of when it had woken up.
    Awake,
}

#[derive(Debug)]
struct Noted {
    start: Instant,
    arrivals: Mutex<Vec<Duration>>,
    freeze: Mutex<Option<Freeze>>,
}

/// Once, the server answers nobody for a while.
#[derive(Clone, Copy, Debug)]
pub struct Freeze {
    /// How many arrivals come first.
    pub after: usize,
    /// For how long.
    pub length: Duration,
}

/// Where accesses are asked for.
pub const PATH: &str = "/cpis/FHIR/R4/CareTeam";

const METADATA: &str = include_str!("../../cpis/wire/golden/metadata.json");
const CARE_TEAM: &str = include_str!("../../cpis/wire/golden/care-team/three-plans.json");
const TOKEN: &str = r#"{"access_token": "stub", "token_type": "Bearer", "expires_in": 3600}"#;

impl Stub {
    /// Starts it on [`core::SERVER`].
    ///
    /// # Errors
    /// When no port or thread is to be had.
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement reads the machine's clock"
    )]
    pub fn start(answering: Answering) -> Result<Self, Failure> {
        let noted = Arc::new(Noted {
            start: Instant::now(),
            arrivals: Mutex::new(Vec::with_capacity(NOTED_MAX)),
            freeze: Mutex::default(),
        });
        let (tell, told) = mpsc::channel();
        let shared = Arc::clone(&noted);
        core::on(core::SERVER, move || -> Result<(), Failure> {
            core::runtime()?.block_on(async move {
                let listener = listen()?;
                tell.send(listener.local_addr()?)?;
                let canned = Arc::new(Canned::new()?);
                if answering == Answering::Awake {
                    drop(tokio::spawn(stay_awake()));
                }
                loop {
                    let (stream, _) = listener.accept().await?;
                    stream.set_nodelay(true)?;
                    let (canned, noted) = (Arc::clone(&canned), Arc::clone(&shared));
                    match answering {
                        Answering::Hyper => drop(tokio::spawn(serve_hyper(stream, canned, noted))),
                        Answering::Sockets | Answering::Awake => {
                            drop(tokio::spawn(serve(stream, canned, noted)));
                        }
                    }
                }
            })
        })?;
        let address = told.recv()?;
        Ok(Self { address, noted })
    }

    /// Where accesses are asked for.
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// The time by its clock: since it was started.
    pub fn now(&self) -> Duration {
        self.noted.now()
    }

    /// Forgets the arrivals so far; the next ones may meet a server that freezes.
    pub fn reset(&self, freeze: Option<Freeze>) {
        self.noted.arrivals().clear();
        *self
            .noted
            .freeze
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = freeze;
    }

    /// When accesses arrived, by its clock: the first four million since they were forgotten.
    pub fn arrivals(&self) -> Vec<Duration> {
        self.noted.arrivals().clone()
    }
}

/// More arrivals are not noted: a longer list would have to be moved, and everybody would wait.
const NOTED_MAX: usize = 1 << 22;

/// Room for whoever connects while the server stands still.
fn listen() -> Result<TcpListener, Failure> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    Ok(socket.listen(16_384)?)
}

/// What is answered: the bodies, and the same with their heads.
struct Canned {
    metadata: (Bytes, Vec<u8>),
    token: (Bytes, Vec<u8>),
    care_team: (Bytes, Vec<u8>),
}

impl Canned {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            metadata: answer(&serde_json::from_str(METADATA)?),
            token: answer(&serde_json::from_str(TOKEN)?),
            care_team: answer(&care_team()?),
        })
    }

    fn care_team_for(&self, noted: &Noted) -> &(Bytes, Vec<u8>) {
        noted.note();
        &self.care_team
    }
}

/// A child's plans: two of the three, so that the body has about the size of the answers of a Spine.
fn care_team() -> Result<serde_json::Value, Failure> {
    let mut bundle: serde_json::Value = serde_json::from_str(CARE_TEAM)?;
    let entries = bundle
        .get_mut("entry")
        .and_then(|entry| entry.as_array_mut());
    entries
        .ok_or("a bundle with entries is required")?
        .truncate(2);
    if let Some(total) = bundle.get_mut("total") {
        *total = 2.into();
    }
    Ok(bundle)
}

/// How many bytes the body of an answer to an access has.
///
/// # Errors
/// When the canned answer is none.
pub fn body_length() -> Result<usize, Failure> {
    Ok(care_team()?.to_string().len())
}

fn answer(body: &serde_json::Value) -> (Bytes, Vec<u8>) {
    let body = body.to_string();
    let length = body.len();
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: {JSON}\r\ncontent-length: {length}\r\n\r\n");
    let whole = [head.as_bytes(), body.as_bytes()].concat();
    (body.into(), whole)
}

const JSON: &str = "application/fhir+json";

impl Noted {
    fn arrivals(&self) -> std::sync::MutexGuard<'_, Vec<Duration>> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement reads the machine's clock"
    )]
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a server that freezes on purpose"
    )]
    fn note(&self) {
        let count = {
            let mut arrivals = self.arrivals();
            if arrivals.len() < NOTED_MAX {
                arrivals.push(self.now());
            }
            arrivals.len()
        };
        let mut freeze = self.freeze.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(once) = freeze.take_if(|freeze| count > freeze.after) {
            std::thread::sleep(once.length);
        }
    }
}

/// Between two looks at its connections there is always something to do.
async fn stay_awake() {
    loop {
        tokio::task::yield_now().await;
    }
}

async fn serve_hyper(stream: TcpStream, canned: Arc<Canned>, noted: Arc<Noted>) {
    let respond = service_fn(move |request: Request<Incoming>| {
        let body = if request.method() == Method::POST {
            &canned.token
        } else if request.uri().path().ends_with("/metadata") {
            &canned.metadata
        } else {
            canned.care_team_for(&noted)
        };
        let body = Full::new(body.0.clone());
        let answer = Response::builder().header("content-type", JSON).body(body);
        async move { Ok::<_, Infallible>(answer.unwrap_or_default()) }
    });
    // A connection ends when the client has asked enough.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), respond)
        .await;
}

async fn serve(mut stream: TcpStream, canned: Arc<Canned>, noted: Arc<Noted>) {
    let mut buffer = vec![0; 16 * 1024];
    // One request at a time fits one read: the client waits for each answer.
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        let request = buffer.get(..count).unwrap_or_default();
        let answer = if request.starts_with(b"POST ") {
            &canned.token
        } else if request.starts_with(b"GET /cpis/FHIR/R4/metadata") {
            &canned.metadata
        } else {
            canned.care_team_for(&noted)
        };
        if stream.write_all(&answer.1).await.is_err() {
            return;
        }
    }
}
