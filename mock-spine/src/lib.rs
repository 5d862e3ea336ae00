//! A mock NHS Spine with CP-IS search, alert display and access to service notifications.
//!
//! It is a program, `mock-spine serve`, and a library: a supplier's own tests start a [`MockSpine`] each, on ports of its own, and
//! it is gone when it is dropped. All people in it are synthetic.
//!
//! # In a test
//!
//! Log on, open a child's alert, and see what the local authority was told. The client here is a bare socket, so that the example
//! needs no other crate; yours is the one that your product has.
//!
//! ```
//! use mock_spine::MockSpine;
//! use std::io::{Read, Write};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = MockSpine::builder().patients(1_000).start().await?;
//!
//! /// Sends one request to a port of the mock, and reads the answer's body as JSON.
//! fn ask(url: &str, request: &str) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
//!     let mut stream = std::net::TcpStream::connect(url.trim_start_matches("http://"))?;
//!     stream.write_all(request.as_bytes())?;
//!     let mut answer = String::new();
//!     stream.read_to_string(&mut answer)?;
//!     let (_, body) = answer.split_once("\r\n\r\n").ok_or("an answer has a head and a body")?;
//!     Ok(serde_json::from_str(body)?)
//! }
//!
//! fn get(path: &str, headers: &str) -> String {
//!     format!("GET {path} HTTP/1.1\r\nHost: spine\r\nConnection: close\r\n{headers}\r\n")
//! }
//!
//! // The control port knows whom to log on as, and who has an alert.
//! let control = mock.control_url();
//! let user = ask(&control, &get("/control/v1/users?activity=B0107&limit=1", ""))?["items"][0].clone();
//! let child = ask(&control, &get("/control/v1/patients?displayable=true&limit=1", ""))?["items"][0].clone();
//! let (user_id, passcode) = (user["user_id"].as_str().unwrap(), user["passcode"].as_str().unwrap());
//!
//! // Log on with the smartcard, in one call.
//! let form = format!("grant_type=urn:mock-spine:smartcard&user_id={user_id}&passcode={passcode}");
//! let length = form.len();
//! let issued = ask(&mock.data_url(), &format!(
//!     "POST /oauth2/token HTTP/1.1\r\nHost: spine\r\nConnection: close\r\nContent-Length: {length}\r\n\
//!      Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}"
//! ))?;
//!
//! // Open the alert: this is the access.
//! let number = child["nhs_number"].as_str().unwrap();
//! let headers = format!(
//!     "Authorization: Bearer {}\r\nNHSD-Session-URID: {}\r\nX-Request-ID: 60e0b220-8136-4ca5-ae46-1d97ef59d068\r\n",
//!     issued["access_token"].as_str().unwrap(),
//!     user["roles"][0]["role_id"].as_str().unwrap(),
//! );
//! let path = format!("/cpis/FHIR/R4/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C{number}");
//! let plans = ask(&mock.data_url(), &get(&path, &headers))?;
//! assert!(plans["total"].as_u64() >= Some(1));
//!
//! // The authority has been told: over the control port, or without a socket.
//! let told = ask(&control, &get(&format!("/control/v1/notifications?nhs_number={number}"), ""))?;
//! assert_eq!(told["items"][0]["user_id"], user_id);
//! assert_eq!(mock.notifications().await?.len(), told["items"].as_array().unwrap().len());
//! # Ok(())
//! # }
//! ```
//!
//! # What it answers
//!
//! The data port is what suppliers meet: log-on as CIS2 does it, PDS, CP-IS and Patient Flags. The control port is for tests and
//! teachers: time, people, plans, the ledger, faults, and rules broken on purpose. `/openapi.json` on either port describes it.
//!
//! The log-on is a mock: any `client_id` is taken (a request for an application's token without one is taken for an application of
//! no name), and secrets and signed assertions are taken without being verified. Besides the log-on page there is a way without a screen: `/oauth2/authorize` with a
//! `login_hint` that is a user's id logs that user on at once, unless `prompt=login` asks for the page.
//!
//! A request that cannot be read at all (a head that is no HTTP, or is over the limits) is answered with a bare 400, 414 or 431 and
//! the connection is closed. A head has a minute and 128 KiB, a body 30 seconds and 1 MiB.
//!
//! # How long it can run
//!
//! What is kept of searches, bodies and addresses has a limit, tokens are forgotten once they have expired, and an application's
//! name, a scope and a nonce have 1,000 bytes each. The ledger is whole until a reset: about 112 bytes an access and 110 a
//! notification, so that a night at 200 accesses a second takes about a gigabyte. Under a clock that stands still nothing expires.

pub mod app;
pub mod bugs;
pub mod clock;
pub mod config;
mod control;
mod doors;
mod edge;
pub mod faults;
mod metrics;
mod mock;
mod nearest;
mod openapi;
mod process;
pub mod server;
pub mod spine;
pub mod store;
pub mod tenant;

pub use doors::SigningKeyError;
pub use mock::{Builder, MockSpine, StartError};
