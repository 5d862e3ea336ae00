//! A client that does as little as a client can: prebuilt bytes out, a status and a length in.

use crate::machine::server_nanos;
use crate::requests::Requests;
use crate::{Failure, core};
use memchr::memmem;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// What a run came to.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Requests answered with 200, a second.
    pub per_second: f64,
    /// Microseconds that the server was on its core for each.
    pub micros: f64,
    /// Bytes of an answer's body, on average.
    pub body: usize,
}

#[derive(Debug, Default)]
struct Tally {
    stop: AtomicBool,
    answers: AtomicU64,
    /// Bytes of bodies.
    bytes: AtomicU64,
    /// Answers that were not 200.
    others: AtomicU64,
}

/// The longest answer that is read, in bytes.
const ANSWER_MAX: usize = 256 * 1024;

/// Keeps one request in flight on each connection, from [`core::CLIENT`]: first without counting, then counting.
///
/// # Errors
/// When a connection breaks, or an answer is not 200: then the figure would be of something else.
pub fn run(
    address: SocketAddr,
    connections: Vec<Requests>,
    warm_up: Duration,
    counted: Duration,
) -> Result<Pace, Failure> {
    core::run_on(core::CLIENT, move || {
        core::runtime()?.block_on(load(address, connections, warm_up, counted))
    })?
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement reads the machine's clock"
)]
async fn load(
    address: SocketAddr,
    connections: Vec<Requests>,
    warm_up: Duration,
    counted: Duration,
) -> Result<Pace, Failure> {
    let tally = Arc::new(Tally::default());
    let mut talks = JoinSet::new();
    for requests in connections {
        talks.spawn(talk(address, requests, Arc::clone(&tally)));
    }
    tokio::time::sleep(warm_up).await;
    let (begun, before, busy) = (Instant::now(), tally.seen(), server_nanos());
    tokio::time::sleep(counted).await;
    let (took, after, busy) = (begun.elapsed(), tally.seen(), server_nanos() - busy);
    tally.stop.store(true, Ordering::Relaxed);
    while let Some(ended) = talks.join_next().await {
        ended??;
    }
    let others = tally.others.load(Ordering::Relaxed);
    if others > 0 {
        return Err(format!("every answer must be 200, {others} were not").into());
    }
    let (answers, bytes) = (after.0 - before.0, after.1 - before.1);
    let answered = f64::from(u32::try_from(answers)?);
    Ok(Pace {
        per_second: answered / took.as_secs_f64(),
        micros: Duration::from_nanos(busy).as_secs_f64() * 1e6 / answered.max(1.0),
        body: usize::try_from(bytes / answers.max(1))?,
    })
}

impl Tally {
    fn seen(&self) -> (u64, u64) {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (read(&self.answers), read(&self.bytes))
    }

    fn note(&self, answer: Answer) {
        let add = |counter: &AtomicU64, by| counter.fetch_add(by, Ordering::Relaxed);
        if answer.is_200 {
            add(&self.answers, 1);
            add(&self.bytes, u64::try_from(answer.body).unwrap_or(0));
        } else {
            add(&self.others, 1);
        }
    }
}

async fn talk(
    address: SocketAddr,
    mut requests: Requests,
    tally: Arc<Tally>,
) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; ANSWER_MAX];
    while !tally.stop.load(Ordering::Relaxed) {
        stream.write_all(requests.write_next()).await?;
        tally.note(answer(&mut stream, &mut buffer).await?);
    }
    Ok(())
}

/// What is kept of an answer.
#[derive(Clone, Copy, Debug)]
struct Answer {
    is_200: bool,
    /// Bytes of the head, with its empty line.
    head: usize,
    /// Bytes of the body.
    body: usize,
}

async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<Answer, Failure> {
    let mut filled = 0;
    let mut known: Option<Answer> = None;
    loop {
        let room = buffer.get_mut(filled..).unwrap_or_default();
        let count = stream.read(room).await?;
        if count == 0 {
            return Err("the server must answer, it closed the connection".into());
        }
        filled += count;
        known = known.or_else(|| read_head(buffer.get(..filled).unwrap_or_default()));
        if let Some(answer) = known
            && filled >= answer.head + answer.body
        {
            return Ok(answer);
        }
    }
}

/// The status and the length, once the whole head is there.
fn read_head(bytes: &[u8]) -> Option<Answer> {
    let end = memmem::find(bytes, b"\r\n\r\n")?;
    let head = bytes.get(..end)?;
    let name = b"content-length: ";
    let length = head.get(memmem::find(head, name)? + name.len()..)?;
    let digits = length.iter().take_while(|byte| byte.is_ascii_digit());
    Some(Answer {
        is_200: head.starts_with(b"HTTP/1.1 200"),
        head: end + 4,
        body: digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0')),
    })
}
