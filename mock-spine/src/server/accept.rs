use super::connection::{serve, stopped};
use super::tls::{TlsError, TlsFiles, acceptor};
use super::{Port, Service};
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener, TcpStream as StdStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// Sockets that are bound and wait to be served.
#[derive(Debug)]
pub(crate) struct Listeners {
    data: StdListener,
    control: StdListener,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// An address that cannot be had.
    #[error(
        "cannot listen on {address}: {reason}; choose another address, or port 0 for a free one"
    )]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// Threads, runtimes or sockets that the system does not give.
    #[error("the system does not give what a server needs: {0}")]
    System(#[from] io::Error),
    /// TLS that cannot be served.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A server that runs until it is told to stop.
#[derive(Debug)]
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
}

/// How long answers in flight may take once the server stops.
const GRACE: Duration = Duration::from_secs(10);

impl Listeners {
    /// Takes both ports. A port that is taken is an error, never a silent share.
    pub(crate) fn bind(data: SocketAddr, control: SocketAddr) -> Result<Self, ServerError> {
        let bind = |address: SocketAddr| -> Result<StdListener, ServerError> {
            let listener = StdListener::bind(address)
                .map_err(|reason| ServerError::Bind { address, reason })?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        };
        Ok(Self {
            data: bind(data)?,
            control: bind(control)?,
        })
    }

    /// The addresses that were taken: data, then control.
    pub(crate) fn addresses(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.data.local_addr()?, self.control.local_addr()?))
    }
}

impl Running {
    /// Tells the server to stop, and waits until what is in flight has been answered.
    pub(crate) fn stop(&mut self) {
        // Nobody listening means that every thread has ended already.
        let _ = self.stop.send(true);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Serves both ports: one thread accepts and answers the control port, `workers` threads answer the data port.
///
/// Connections are dealt to the workers in turn, each with a runtime of its own: nothing is stolen and no port is shared.
pub(crate) fn run<S: Service>(
    listeners: Listeners,
    workers: usize,
    tls: Option<&TlsFiles>,
    service: &Arc<S>,
) -> Result<Running, ServerError> {
    let tls = tls.map(acceptor).transpose()?;
    let (stop, told) = watch::channel(false);
    let mut running = Running {
        stop,
        threads: Vec::new(),
    };
    let mut queues = Vec::new();
    for worker in 0..workers.max(1) {
        let (deal, dealt) = mpsc::unbounded_channel();
        let (service, told, tls) = (Arc::clone(service), told.clone(), tls.clone());
        let work = move |runtime: &Runtime| runtime.block_on(work(dealt, service, tls, told));
        running
            .threads
            .push(thread(format!("spine-{worker}"), work)?);
        queues.push(deal);
    }
    let service = Arc::clone(service);
    let accept =
        move |runtime: &Runtime| runtime.block_on(accept(listeners, queues, service, told));
    running
        .threads
        .push(thread("spine-accept".to_owned(), accept)?);
    Ok(running)
}

fn thread(
    name: String,
    body: impl FnOnce(&Runtime) + Send + 'static,
) -> Result<JoinHandle<()>, ServerError> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(std::thread::Builder::new()
        .name(name)
        .spawn(move || body(&runtime))?)
}

async fn accept<S: Service>(
    listeners: Listeners,
    queues: Vec<mpsc::UnboundedSender<StdStream>>,
    service: Arc<S>,
    mut stop: watch::Receiver<bool>,
) {
    let (Ok(data), Ok(control)) = (
        TcpListener::from_std(listeners.data),
        TcpListener::from_std(listeners.control),
    ) else {
        return;
    };
    let told = stop.clone();
    let mut controls = JoinSet::new();
    let mut turn = queues.iter().cycle();
    loop {
        tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            accepted = control.accept() => if let Some(stream) = settled(accepted).await {
                controls.spawn(serve(stream, Port::Control, Arc::clone(&service), told.clone()));
            },
            accepted = data.accept() => {
                let stream = settled(accepted).await.map(TcpStream::into_std);
                if let (Some(Ok(stream)), Some(queue)) = (stream, turn.next()) {
                    // A worker that has ended was told to stop.
                    let _ = queue.send(stream);
                }
            },
            Some(_) = controls.join_next() => {}
        }
    }
    drop(queues);
    finish(controls).await;
}

/// A connection ready for use. Out of file descriptors, accepting fails at once and again: wait a little, do not spin.
async fn settled(accepted: io::Result<(TcpStream, SocketAddr)>) -> Option<TcpStream> {
    match accepted {
        Ok((stream, _)) => {
            let _ = stream.set_nodelay(true);
            Some(stream)
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(20)).await;
            None
        }
    }
}

async fn work<S: Service>(
    mut dealt: mpsc::UnboundedReceiver<StdStream>,
    service: Arc<S>,
    tls: Option<TlsAcceptor>,
    stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            stream = dealt.recv() => match stream {
                None => break,
                Some(stream) => if let Ok(stream) = TcpStream::from_std(stream) {
                    connections.spawn(greet(stream, Arc::clone(&service), tls.clone(), stop.clone()));
                },
            },
            Some(_) = connections.join_next() => {}
        }
    }
    finish(connections).await;
}

async fn greet<S: Service>(
    stream: TcpStream,
    service: Arc<S>,
    tls: Option<TlsAcceptor>,
    stop: watch::Receiver<bool>,
) {
    match tls {
        None => serve(stream, Port::Data, service, stop).await,
        Some(tls) => match tokio::time::timeout(GRACE, tls.accept(stream)).await {
            Ok(Ok(stream)) => serve(stream, Port::Data, service, stop).await,
            Ok(Err(error)) => tracing::info!(%error, "a TLS handshake failed"),
            Err(_) => tracing::info!("a TLS handshake took too long"),
        },
    }
}

async fn finish(mut connections: JoinSet<()>) {
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("some connections did not finish in time");
    }
}
