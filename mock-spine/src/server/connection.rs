use super::body::BrokenOnPurpose;
use super::{Port, Service};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

/// How long a client may take to send the head of a request.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// How long a client may take to send the body of a request.
const BODY_WITHIN: Duration = Duration::from_secs(30);
/// The longest head of a request, in bytes; a longer one is answered with 431.
const HEAD_MAX: usize = 128 * 1024;
/// The longest body of a request, in bytes; a longer one is answered with 413.
const BODY_MAX: usize = 1024 * 1024;

/// Serves one connection until the client closes it, or the server stops.
pub(super) async fn serve<S: Service>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    port: Port,
    service: Arc<S>,
    mut stop: watch::Receiver<bool>,
) {
    let respond = service_fn(move |request: Request<Incoming>| {
        let service = Arc::clone(&service);
        async move { answer(request, port, &*service).await }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_MAX)
        .pipeline_flush(true);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), respond));
    // A connection that breaks is the client's doing, or a fault that was asked for: neither is worth a log line.
    tokio::select! {
        biased;
        _ = connection.as_mut() => {}
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Waits until the server stops.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender is gone only when the server is: that is a stop too.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn answer<S: Service>(
    request: Request<Incoming>,
    port: Port,
    service: &S,
) -> Result<Response<super::AnswerBody>, BrokenOnPurpose> {
    let (head, body) = request.into_parts();
    if hyper::body::Body::is_end_stream(&body) {
        return service
            .respond(port, Request::from_parts(head, Bytes::new()))
            .await;
    }
    match tokio::time::timeout(BODY_WITHIN, Limited::new(body, BODY_MAX).collect()).await {
        Ok(Ok(body)) => {
            service
                .respond(port, Request::from_parts(head, body.to_bytes()))
                .await
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Ok(service.unreadable(port, &head, Unreadable::TooLong(BODY_MAX)))
        }
        Ok(Err(_)) => Err(BrokenOnPurpose),
        Err(_) => Ok(service.unreadable(port, &head, Unreadable::TooSlow(BODY_WITHIN))),
    }
}

/// Why a request's body could not be taken.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum Unreadable {
    /// More than so many bytes.
    #[error("a request's body has at most {0} bytes")]
    TooLong(usize),
    /// It took longer than this.
    #[error("a request's body arrives within {} seconds", .0.as_secs())]
    TooSlow(Duration),
}
