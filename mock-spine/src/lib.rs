//! A mock NHS Spine with CP-IS search, alert display and access to service notifications.

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
mod openapi;
pub mod server;
pub mod spine;
pub mod store;
pub mod tenant;

pub use doors::SigningKeyError;
pub use mock::{Builder, MockSpine, StartError};
