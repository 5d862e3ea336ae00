//! The interfaces described for machines, from the route tables themselves: OpenAPI 3.0.3.

mod control;
mod data;
mod operation;
mod schemas;

use crate::control::{Path as ControlPath, Scope};
use crate::doors::Path as DataPath;
use crate::edge::Route;
use operation::{Operation, put};
use serde_json::{Map, Value, json};

/// What stands before the paths of a tenant's own control calls, and what it becomes with the tenant in it.
const CONTROL: (&str, &str) = ("/control/v1/", "/control/v1/t/{tenant}/");

/// The data port's interface.
pub(crate) fn data(table: &[Route<DataPath>]) -> Value {
    let mut paths = Map::new();
    for route in table {
        let name = format!("{:?}", route.path);
        let operation = data::operation(route);
        add(
            &mut paths,
            route.verb.as_str(),
            route.pattern,
            route.summary,
            &name,
            operation,
        );
    }
    let title = "Mock NHS Spine: data port";
    let text = "What suppliers integrate with. All people are synthetic. Each path also answers under /t/{tenant}.";
    let mut document = document(title, text, &paths);
    let servers = json!([
        {"url": "/", "description": "the default tenant"},
        {
            "url": "/t/{tenant}",
            "description": "another tenant",
            "variables": {"tenant": {"default": "default", "description": "the tenant's name"}},
        },
    ]);
    put(&mut document, "servers", servers);
    document
}

/// The control port's interface.
pub(crate) fn control(table: &[Route<ControlPath>]) -> Value {
    let mut paths = Map::new();
    for route in table {
        let name = format!("{:?}", route.path);
        let (verb, summary) = (route.verb.as_str(), route.summary);
        let operation = control::operation(route.path);
        if route.path.scope() == Scope::Tenant {
            let pattern = route.pattern.replacen(CONTROL.0, CONTROL.1, 1);
            let name = format!("{name}OfTenant");
            let refuses = operation.clone().refuses(&[404]);
            add(&mut paths, verb, &pattern, summary, &name, refuses);
        }
        add(&mut paths, verb, route.pattern, summary, &name, operation);
    }
    let title = "Mock NHS Spine: control port";
    let text = "Test controls, on a port of their own. The token is asked for where one is set, and always off loopback.";
    document(title, text, &paths)
}

fn document(title: &str, text: &str, paths: &Map<String, Value>) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "description": text,
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
            },
            "schemas": schemas::all(),
        },
    })
}

fn add(
    paths: &mut Map<String, Value>,
    verb: &str,
    pattern: &str,
    summary: &str,
    name: &str,
    operation: Operation,
) {
    let path = paths.entry(pattern).or_insert_with(|| json!({}));
    if let Some(path) = path.as_object_mut() {
        let described = operation.described(pattern, summary, name);
        path.insert(verb.to_lowercase(), described);
    }
}
