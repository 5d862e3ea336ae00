//! What both ports need of HTTP: a route table, answers, and headers read with care.

mod answer;
pub(crate) mod headers;
mod routes;
mod stamp;

pub(crate) use answer::{allow, json, no_content, outcome, set, text, with};
pub(crate) use headers::{Asked, BadHeader, Sent, single};
pub(crate) use routes::{Found, Route, Routes, Verb, no_such_method, route_table};
pub(crate) use stamp::{Stamp, stamp};
