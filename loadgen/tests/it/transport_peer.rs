//! A peer that answers byte for byte as it was told, whatever it is asked.

use loadgen::executor::Stopwatch;
use loadgen::history::WhyUnknown;
use loadgen::transport::{AnyTransport, Engine, Observation, Reply, Room, Settings, Target};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One thing that the peer does.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Say(Vec<u8>),
    /// Lets the client read what has been said.
    Pause,
    Wait(Duration),
    Close,
}

pub(crate) fn say(text: impl Into<Vec<u8>>) -> Act {
    Act::Say(text.into())
}

/// A request that the peer has read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Heard {
    /// The connection that it came by, from 0.
    pub(crate) connection: usize,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Peer {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Peer {
    /// Starts one that plays a script for each request, in their order over all connections; when there is none left, it closes.
    pub(crate) async fn start(scripts: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (scripts, log) = (Arc::new(scripts), Arc::clone(&heard));
        tokio::spawn(async move {
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                let (scripts, log) = (Arc::clone(&scripts), Arc::clone(&log));
                tokio::spawn(talk(connection, stream, scripts, log));
            }
        });
        Self { address, heard }
    }

    pub(crate) fn transport(&self, engine: Engine, slots: u32, patience: Duration) -> AnyTransport {
        let target = Target::parse(&format!("http://{}", self.address)).unwrap();
        let settings = Settings {
            engine: Some(engine),
            ..Settings::default()
        };
        AnyTransport::new(
            &target,
            &settings,
            Room::of(slots),
            patience,
            Stopwatch::start(),
        )
        .unwrap()
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The connection of each request.
    pub(crate) fn connections(&self) -> Vec<usize> {
        let heard = self.heard();
        heard.iter().map(|heard| heard.connection).collect()
    }
}

async fn talk(
    connection: usize,
    mut stream: TcpStream,
    scripts: Arc<Vec<Vec<Act>>>,
    log: Arc<Mutex<Vec<Heard>>>,
) {
    let mut unread = Vec::new();
    while let Some(text) = listen(&mut stream, &mut unread).await {
        let turn = {
            let mut log = log.lock().unwrap();
            log.push(Heard { connection, text });
            log.len() - 1
        };
        let Some(script) = scripts.get(turn) else {
            return;
        };
        for act in script {
            match act {
                Act::Say(bytes) => {
                    // A client that has given up does not listen to the end.
                    if stream.write_all(bytes).await.is_err() {
                        return;
                    }
                }
                Act::Pause => pause().await,
                Act::Wait(length) => tokio::time::sleep(*length).await,
                Act::Close => return,
            }
        }
    }
}

/// A whole request.
async fn listen(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<String> {
    loop {
        let text = String::from_utf8_lossy(unread).into_owned();
        if let Some(end) = text.find("\r\n\r\n") {
            let head = &text[..end];
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |digits| digits.parse().unwrap());
            if unread.len() >= end + 4 + length {
                unread.drain(..end + 4 + length);
                return Some(text[..end + 4 + length].to_owned());
            }
        }
        if stream.read_buf(unread).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

/// Gives everybody else the time to do what they can do: each turn looks at the sockets once.
pub(crate) async fn pause() {
    for _ in 0..6 {
        tokio::task::yield_now().await;
    }
}

/// What is observed of a request, without when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Observed {
    Whole(u16, Vec<u8>),
    Unknown(WhyUnknown),
    NotSent,
}

pub(crate) fn observed(observation: &Observation) -> Observed {
    match &observation.outcome {
        Reply::Whole(answer) => Observed::Whole(answer.status(), answer.body().to_vec()),
        Reply::Unknown(why) => Observed::Unknown(*why),
        Reply::NotSent => Observed::NotSent,
    }
}

/// Runs a test on a runtime of its own: everybody takes turns on one thread.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    runtime.block_on(test)
}

pub(crate) const ENGINES: [Engine; 2] = [Engine::Own, Engine::Hyper];

/// As long as nobody is meant to lose patience.
pub(crate) const PATIENT: Duration = Duration::from_secs(20);
