use super::latest::Latest;
use super::text::OPEN_METRICS;
use bytes::Bytes;
use core::convert::Infallible;
use core::time::Duration;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval};

/// How often the run is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// How long somebody may take to say what they want.
const PATIENCE: Duration = Duration::from_secs(5);

/// An address that is kept for the figures before the run begins, so that nothing is run where it is not to be had.
#[derive(Debug)]
pub struct Address {
    listener: TcpListener,
    address: SocketAddr,
}

/// An address that cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error(
    "--metrics takes an address of this machine that nobody else listens on, {address} is none"
)]
pub struct AddressError {
    /// What was asked for.
    address: SocketAddr,
    /// What the system says.
    source: io::Error,
}

/// Tells the figures until it is dropped.
#[derive(Debug)]
pub struct Serving {
    latest: Arc<Latest>,
    /// Hung up to end it.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Address {
    /// Begins to listen; nobody is answered yet.
    ///
    /// # Errors
    /// When somebody else does, or the address is none of this machine's.
    pub fn keep(address: SocketAddr) -> Result<Self, AddressError> {
        let wrong = |source| AddressError { address, source };
        let listener = TcpListener::bind(address).map_err(wrong)?;
        listener.set_nonblocking(true).map_err(wrong)?;
        let address = listener.local_addr().map_err(wrong)?;
        Ok(Self { listener, address })
    }

    /// The address where the figures are; its port was chosen by the system where port 0 was asked for.
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Looks at a run once a second, and answers whoever asks, on a thread of its own.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn serve(self, latest: Latest) -> io::Result<Serving> {
        let latest = Arc::new(latest);
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(self.listener)?
        };
        let thread = Builder::new().name("metrics".into()).spawn({
            let latest = Arc::clone(&latest);
            move || {
                runtime.block_on(async {
                    tokio::select! {
                        // Whoever ends it hangs up.
                        _ = stopped => {}
                        () = look_on(&latest) => {}
                        () = answer_all(&listener, &latest) => {}
                    }
                });
            }
        })?;
        Ok(Serving {
            latest,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Serving {
    /// Looks for the last time: the load is over, and only the judge is at work.
    pub fn load_is_over(&self) {
        self.latest.load_is_over();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended the program already.
            let _ = thread.join();
        }
    }
}

async fn look_on(latest: &Latest) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        latest.look();
    }
}

async fn answer_all(listener: &tokio::net::TcpListener, latest: &Arc<Latest>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(latest)))),
            // Out of file descriptors, for example: the load may free some.
            Err(_) => tokio::time::sleep(EVERY).await,
        }
    }
}

/// Answers one who asks, for as long as they have questions.
async fn converse(stream: TcpStream, latest: Arc<Latest>) {
    let answer = service_fn(|request: Request<Incoming>| {
        let answer = answer(request.method(), request.uri().path(), &latest);
        async move { Ok::<_, Infallible>(answer) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), answer);
    // Whoever hangs up has seen enough.
    let _ = serving.await;
}

/// Where the figures are.
const PATH: &str = "/metrics";

fn answer(method: &Method, path: &str, latest: &Latest) -> Response<Full<Bytes>> {
    const PLAIN: &str = "text/plain; charset=utf-8";
    let (status, kind, text) = match (path, method) {
        (PATH, &Method::GET | &Method::HEAD) => (StatusCode::OK, OPEN_METRICS, latest.text()),
        (PATH, _) => {
            let text = format!("the figures are read with GET, this is {method}\n");
            (StatusCode::METHOD_NOT_ALLOWED, PLAIN, text)
        }
        (_, _) => {
            let text = format!("the figures are at {PATH}\n");
            (StatusCode::NOT_FOUND, PLAIN, text)
        }
    };
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    answer
}
