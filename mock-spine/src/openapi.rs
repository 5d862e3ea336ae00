//! The interface described for machines, from the route tables themselves.

use crate::edge::Route;
use serde_json::{Map, Value, json};

/// The data port's interface.
pub(crate) fn data<P>(table: &[Route<P>]) -> Value {
    let mut paths = Map::new();
    for route in table {
        let path = paths.entry(route.pattern).or_insert_with(|| json!({}));
        let verb = route.verb.as_str().to_lowercase();
        path[verb] =
            json!({"summary": route.summary, "responses": {"200": {"description": "done"}}});
    }
    json!({"openapi": "3.0.3", "info": {"title": "mock-spine", "version": env!("CARGO_PKG_VERSION")}, "paths": paths})
}
