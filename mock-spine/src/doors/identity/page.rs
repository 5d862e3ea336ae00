use super::form::Form;
use super::{No, unstored};
use crate::edge;
use crate::server::AnswerBody;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use ring::digest::{SHA256, digest};
use std::fmt::Write as _;

/// What an application asked for, carried through the page; what is typed into it is not among them.
const CARRIED: [&str; 10] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "prompt",
];

// The text is dark on light at more than 7:1, the focus is visible, and the fields are 44 px high: WCAG 2.2.
const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:34rem;margin:0 auto;\
padding:1rem}.simulator{border:3px solid #8a4b00;background:#fff4e0;padding:.6rem 1rem;font-weight:600}label{display:block;\
margin-top:1rem;font-weight:600}.hint{font-weight:400;color:#444}input{font:inherit;width:100%;box-sizing:border-box;\
min-height:44px;padding:.4rem;border:2px solid #1b1b1b}button{font:inherit;font-weight:600;min-height:44px;margin-top:1.5rem;\
padding:.4rem 1.5rem;color:#fff;background:#1d4e2b;border:2px solid #1d4e2b}:focus-visible{outline:4px solid #b35c00;\
outline-offset:2px}.error{border:3px solid #a51d1d;padding:.6rem 1rem;margin-top:1rem}";

/// The log-on page; `fault` says what was wrong the last time. ENV-1.
pub(super) fn log_on(
    action: &str,
    form: &Form<'_>,
    user_id: &str,
    fault: Option<&str>,
) -> Response<AnswerBody> {
    let mut hidden = String::new();
    for name in CARRIED {
        if let Some(value) = form.get(name) {
            // Writing into a text does not fail.
            let _ = write!(
                hidden,
                r#"<input type="hidden" name="{name}" value="{}">"#,
                escaped(value)
            );
        }
    }
    let fault_box = fault.map_or_else(String::new, |fault| {
        format!(
            r#"<div class="error" role="alert" id="fault"><h2>You are not logged on</h2><p>{}</p></div>"#,
            escaped(fault)
        )
    });
    let described = if fault.is_some() {
        r#" aria-describedby="fault" aria-invalid="true""#
    } else {
        ""
    };
    let content = format!(
        r#"<h1>Log on</h1>{fault_box}<form method="post" action="{action}">{hidden}
<label for="user_id">User number <span class="hint">the number on the smartcard</span></label>
<input id="user_id" name="user_id" value="{user_id}" autocomplete="off" inputmode="numeric" required{described}>
<label for="passcode">Passcode</label>
<input id="passcode" name="passcode" type="password" autocomplete="off" required{described}>
<button type="submit">Log on</button></form>
<p>The control port lists users and their passcodes at <code>/control/v1/users</code>.</p>"#,
        action = escaped(action),
        user_id = escaped(user_id),
    );
    let status = if fault.is_some() { 403 } else { 200 };
    let title = if fault.is_some() {
        "Error: log on"
    } else {
        "Log on"
    };
    page(status, title, &content)
}

/// A refusal that cannot go to the application, since where it lives is not known.
pub(super) fn refusal(no: &No) -> Response<AnswerBody> {
    let content = format!(
        "<h1>This log-on cannot begin</h1><p>{}</p><p>The application that sent you here has to be corrected: <code>{}</code>.</p>",
        escaped(&no.description),
        escaped(no.error)
    );
    page(400, "This log-on cannot begin", &content)
}

fn page(status: u16, title: &str, content: &str) -> Response<AnswerBody> {
    let body = format!(
        r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - simulator</title><style>{STYLE}</style></head>
<body><header class="simulator">This is a simulator with synthetic data. It is not an NHS service.</header>
<main>{content}</main></body></html>
"#,
        title = escaped(title)
    );
    let mut response = unstored(edge::with(status, "text/html; charset=utf-8", body));
    let style = BASE64.encode(digest(&SHA256, STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

/// Text that stays text between tags and inside quotation marks.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
