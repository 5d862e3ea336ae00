use serde_json::{Map, Value, json};

/// What a route takes and gives, as far as its pattern does not say so.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    parameters: Vec<Value>,
    body: Option<Value>,
    responses: Map<String, Value>,
    security: Value,
    /// The schema and media type of what it refuses with.
    error: (&'static str, &'static str),
    /// The headers that its answers carry.
    headers: Map<String, Value>,
}

impl Operation {
    /// An operation of the control port.
    pub(super) fn control() -> Self {
        let security = json!([{}, {"bearer": []}]);
        Self::new(security, ("ControlError", "application/json")).refuses(&[401])
    }

    /// An operation of a FHIR door.
    pub(super) fn fhir() -> Self {
        let error = ("OperationOutcome", "application/fhir+json");
        Self::new(json!([{"bearer": []}]), error)
    }

    /// An operation of the log-on.
    pub(super) fn log_on() -> Self {
        Self::new(json!([]), ("OAuthError", "application/json"))
    }

    /// An operation for anybody.
    pub(super) fn open(self) -> Self {
        Self {
            security: json!([]),
            ..self
        }
    }

    /// An operation for whoever carries an access token.
    pub(super) fn with_token(self) -> Self {
        Self {
            security: json!([{"bearer": []}]),
            ..self
        }
    }

    fn new(security: Value, error: (&'static str, &'static str)) -> Self {
        Self {
            parameters: Vec::new(),
            body: None,
            responses: Map::new(),
            security,
            error,
            headers: Map::new(),
        }
    }

    /// A parameter behind the question mark.
    pub(super) fn query(self, name: &str, schema: &Value, text: &str) -> Self {
        self.parameter("query", name, false, schema, text)
    }

    /// A parameter behind the question mark that must be there.
    pub(super) fn must_query(self, name: &str, schema: &Value, text: &str) -> Self {
        self.parameter("query", name, true, schema, text)
    }

    /// A header.
    pub(super) fn header(self, name: &str, schema: &Value, text: &str) -> Self {
        self.parameter("header", name, false, schema, text)
    }

    /// A header that must be there.
    pub(super) fn must_header(self, name: &str, schema: &Value, text: &str) -> Self {
        self.parameter("header", name, true, schema, text)
    }

    fn parameter(
        mut self,
        place: &str,
        name: &str,
        must: bool,
        schema: &Value,
        text: &str,
    ) -> Self {
        self.parameters.push(json!({
            "name": name, "in": place, "required": must, "schema": schema, "description": text,
        }));
        self
    }

    /// A body in JSON.
    pub(super) fn takes(self, schema: &str) -> Self {
        self.body("application/json", schema)
    }

    /// A body of a browser's form.
    pub(super) fn takes_form(self, schema: &str) -> Self {
        self.body("application/x-www-form-urlencoded", schema)
    }

    fn body(mut self, media: &str, schema: &str) -> Self {
        let content = content(media, schema);
        self.body = Some(json!({"required": true, "content": content}));
        self
    }

    /// A header of every answer from here on.
    pub(super) fn answers_with(mut self, name: &str, text: &str) -> Self {
        let header = json!({"description": text, "schema": {"type": "string"}});
        self.headers.insert(name.to_owned(), header);
        self
    }

    /// An answer with a body in JSON.
    pub(super) fn gives(self, status: u16, text: &str, schema: &str) -> Self {
        self.gives_as(status, text, "application/json", schema)
    }

    /// An answer with a body of this media type.
    pub(super) fn gives_as(self, status: u16, text: &str, media: &str, schema: &str) -> Self {
        let response = json!({"description": text, "content": content(media, schema)});
        self.respond(status, response)
    }

    /// An answer without a body.
    pub(super) fn gives_nothing(self, status: u16, text: &str) -> Self {
        self.respond(status, json!({"description": text}))
    }

    /// Answers that say no.
    pub(super) fn refuses(self, statuses: &[u16]) -> Self {
        let (schema, media) = self.error;
        statuses.iter().fold(self, |operation, status| {
            operation.gives_as(*status, reason(*status), media, schema)
        })
    }

    fn respond(mut self, status: u16, mut response: Value) -> Self {
        if !self.headers.is_empty() {
            put(
                &mut response,
                "headers",
                Value::Object(self.headers.clone()),
            );
        }
        self.responses.insert(status.to_string(), response);
        self
    }

    /// The operation as it stands in the document; what stands in braces in the pattern becomes a parameter.
    pub(super) fn described(mut self, pattern: &str, summary: &str, name: &str) -> Value {
        for part in pattern.split('/') {
            let Some(part) = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
            else {
                continue;
            };
            let (schema, text) = match part {
                "number" => (schema("NhsNumber"), "an NHS number"),
                "tenant" => (schema("TenantName"), "the tenant's name"),
                _ => (json!({"type": "string"}), "the id"),
            };
            self = self.parameter("path", part, true, &schema, text);
        }
        let mut described = json!({
            "operationId": name,
            "summary": summary,
            "parameters": self.parameters,
            "responses": self.responses,
            "security": self.security,
        });
        if let Some(body) = self.body {
            put(&mut described, "requestBody", body);
        }
        described
    }
}

/// Adds a member to an object.
pub(super) fn put(object: &mut Value, name: &str, member: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), member);
    }
}

/// A reference to a schema.
pub(super) fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn content(media: &str, name: &str) -> Value {
    json!({media: {"schema": schema(name)}})
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "the request cannot be taken as it is",
        401 => "the token is missing or not a good one",
        403 => "known, but not allowed",
        404 => "there is no such thing",
        409 => "it cannot be done as things stand",
        413 => "the body is over 1 MiB",
        429 => "the application has used up its share",
        503 => "the mock cannot answer now",
        _ => "refused",
    }
}
