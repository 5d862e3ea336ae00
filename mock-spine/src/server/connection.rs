use super::body::BrokenOnPurpose;
use super::{Port, Service};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

/// How long a client may take to send the head of a request; the wait between two requests counts too.
const HEAD_WITHIN: Duration = Duration::from_mins(1);
/// How long a client may take to send the body of a request.
const BODY_WITHIN: Duration = Duration::from_secs(30);
/// The longest head of a request, in bytes; a longer one is answered with 431.
const HEAD_MAX: usize = 128 * 1024;
/// The longest body of a request, in bytes; a longer one is answered with 413.
const BODY_MAX: usize = 1024 * 1024;
/// How much of a body that is too long is read on before it is answered, in bytes.
const DISCARD_MAX: usize = 16 * 1024 * 1024;
/// And for how long.
const DISCARD_WITHIN: Duration = Duration::from_secs(1);

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
    // A client may say that it has sent everything, and still waits for the answer. No `pipeline_flush`: with it, hyper never sends
    // the 400 for a head that it cannot read.
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_MAX)
        .half_close(true)
        .writev(false);
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
    if body.is_end_stream() {
        return service
            .respond(port, Request::from_parts(head, Bytes::new()))
            .await;
    }
    let mut body = body;
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > BODY_MAX {
        discard(&mut body).await;
        return Ok(service.unreadable(port, &head, Unreadable::TooLong(BODY_MAX)));
    }
    let read = Limited::new(&mut body, BODY_MAX).collect();
    match tokio::time::timeout(BODY_WITHIN, read).await {
        Ok(Ok(body)) => {
            service
                .respond(port, Request::from_parts(head, body.to_bytes()))
                .await
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            discard(&mut body).await;
            Ok(service.unreadable(port, &head, Unreadable::TooLong(BODY_MAX)))
        }
        Ok(Err(_)) => Err(BrokenOnPurpose),
        Err(_) => Ok(service.unreadable(port, &head, Unreadable::TooSlow(BODY_WITHIN))),
    }
}

/// Reads on for a while and keeps nothing: a client that is still sending when the connection closes never sees the answer.
async fn discard(body: &mut Incoming) {
    let all = async {
        let mut left = DISCARD_MAX;
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                return;
            }
        }
    };
    // Whether it was all or not, the answer is the same.
    let _ = tokio::time::timeout(DISCARD_WITHIN, all).await;
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

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::request::Parts;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
    use tokio::task::JoinHandle;
    use tokio::time::{sleep, timeout};

    /// Answers after five seconds.
    struct Slow;

    impl Service for Slow {
        async fn respond(
            &self,
            _port: Port,
            request: Request<Bytes>,
        ) -> Result<Response<crate::server::AnswerBody>, BrokenOnPurpose> {
            sleep(Duration::from_secs(5)).await;
            Ok(Response::new(crate::server::AnswerBody::whole(
                request.into_body(),
            )))
        }

        fn unreadable(
            &self,
            _port: Port,
            _head: &Parts,
            why: Unreadable,
        ) -> Response<crate::server::AnswerBody> {
            let mut response = Response::new(crate::server::AnswerBody::whole(why.to_string()));
            *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
            response
        }
    }

    /// A connection with the first bytes of a client.
    async fn connected(bytes: &str) -> (DuplexStream, watch::Sender<bool>, JoinHandle<()>) {
        let (mut client, other_end) = tokio::io::duplex(64 * 1024);
        let (stop, told) = watch::channel(false);
        let served = tokio::spawn(serve(other_end, Port::Data, Arc::new(Slow), told));
        client.write_all(bytes.as_bytes()).await.unwrap();
        (client, stop, served)
    }

    /// What comes until the connection ends, if it ends within so many seconds.
    async fn read(client: &mut DuplexStream, seconds: u64) -> Option<String> {
        let mut answer = String::new();
        let all = client.read_to_string(&mut answer);
        let in_time = timeout(Duration::from_secs(seconds), all).await.is_ok();
        in_time.then_some(answer)
    }

    #[tokio::test(start_paused = true)]
    async fn half_a_head_is_waited_for_a_minute() {
        for bytes in ["", "GET / HTTP/1.1\r\nHost: lo"] {
            let (mut client, _stop, _served) = connected(bytes).await;
            assert_eq!(read(&mut client, 59).await, None, "{bytes:?}");
            let answer = read(&mut client, 2).await;
            assert_eq!(answer.as_deref(), Some(""), "{bytes:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn half_a_body_is_waited_for_half_a_minute() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf";
        let (mut client, _stop, _served) = connected(head).await;
        assert_eq!(read(&mut client, 29).await, None);
        let answer = read(&mut client, 2).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.ends_with("arrives within 30 seconds"), "{answer}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_in_flight_is_answered_after_the_stop() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ndone";
        let (mut client, stop, served) = connected(head).await;
        sleep(Duration::from_secs(1)).await;
        stop.send(true).unwrap();
        let answer = read(&mut client, 5).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.ends_with("done"), "{answer}");
        served.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_ends_with_the_server() {
        let (mut client, stop, served) = connected("").await;
        sleep(Duration::from_secs(1)).await;
        stop.send(true).unwrap();
        assert_eq!(read(&mut client, 1).await.as_deref(), Some(""));
        served.await.unwrap();
    }
}
