//! A server that looks like a CP-IS to a client that does not judge: canned answers, and a note of when each access arrived.

use crate::{Failure, core};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A server that runs until the process ends.
#[derive(Debug)]
pub struct Stub {
    /// Where it listens.
    pub address: SocketAddr,
    noted: Arc<Noted>,
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
    pub fn start() -> Result<Self, Failure> {
        let noted = Arc::new(Noted {
            start: Instant::now(),
            arrivals: Mutex::new(Vec::with_capacity(1 << 22)),
            freeze: Mutex::default(),
        });
        let (tell, told) = mpsc::channel();
        let shared = Arc::clone(&noted);
        core::on(core::SERVER, move || -> Result<(), Failure> {
            core::runtime()?.block_on(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
                tell.send(listener.local_addr()?)?;
                let canned = Arc::new(Canned::new()?);
                loop {
                    let (stream, _) = listener.accept().await?;
                    stream.set_nodelay(true)?;
                    let (canned, noted) = (Arc::clone(&canned), Arc::clone(&shared));
                    drop(tokio::spawn(serve(stream, canned, noted)));
                }
            })
        })?;
        let address = told.recv()?;
        Ok(Self { address, noted })
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

    /// When accesses arrived, from the start of the server.
    pub fn arrivals(&self) -> Vec<Duration> {
        self.noted.arrivals().clone()
    }
}

/// What is answered, heads and all.
struct Canned {
    metadata: Vec<u8>,
    token: Vec<u8>,
    care_team: Vec<u8>,
}

impl Canned {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            metadata: answer(METADATA)?,
            token: answer(TOKEN)?,
            care_team: answer(CARE_TEAM)?,
        })
    }
}

fn answer(body: &str) -> Result<Vec<u8>, Failure> {
    let body: serde_json::Value = serde_json::from_str(body)?;
    let body = body.to_string();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/fhir+json\r\ncontent-length: {length}\r\n\r\n"
    );
    Ok([head.as_bytes(), body.as_bytes()].concat())
}

impl Noted {
    fn arrivals(&self) -> std::sync::MutexGuard<'_, Vec<Duration>> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement reads the machine's clock, and its server freezes on purpose"
    )]
    fn note(&self) {
        let count = {
            let mut arrivals = self.arrivals();
            arrivals.push(self.start.elapsed());
            arrivals.len()
        };
        let mut freeze = self.freeze.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(once) = freeze.take_if(|freeze| count > freeze.after) {
            std::thread::sleep(once.length);
        }
    }
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
            noted.note();
            &canned.care_team
        };
        if stream.write_all(answer).await.is_err() {
            return;
        }
    }
}
