use crate::{
    digits,
    json::{Json, escape},
};
use cpis_vocabulary::{NhsNumber, Timestamp};

/// The address under which a FHIR service is reached, for example `http://127.0.0.1:8700/cpis/FHIR/R4`.
///
/// It comes from the caller's `Host` header, so it is escaped once, here, and written as it stands ever after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Base(Box<str>);

impl Base {
    /// Takes an address, with or without a slash at its end.
    pub fn new(address: &str) -> Self {
        let mut escaped = Vec::with_capacity(address.len());
        escape(&mut escaped, address.trim_end_matches('/'));
        Self(String::from_utf8_lossy(&escaped).into())
    }

    /// The address as it stands inside a JSON string.
    pub(crate) fn escaped(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// How a resource came into a bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// It was searched for; `total` counts it.
    Match,
    /// A match refers to it.
    Include,
}

const HEAD: &[u8] = br#"{"resourceType":"Bundle","type":"searchset","timestamp":""#;

/// Puts another instant into a bundle that one of this crate's functions wrote; any other body stays as it is.
///
/// A server that keeps bodies ready changes 24 bytes and serialises nothing.
pub fn restamp(bundle: &mut [u8], stamp: &[u8; 24]) {
    if !bundle.starts_with(HEAD) {
        return;
    }
    let place = HEAD.len()..HEAD.len() + stamp.len();
    if let Some(place) = bundle.get_mut(place) {
        place.copy_from_slice(stamp);
    }
}

/// Writes a searchset bundle: `total`, the search it answers, and the entries, if there are any.
///
/// `search` is what stands after the base in the self link; it must need no escaping.
pub(crate) fn searchset(
    out: &mut Vec<u8>,
    base: &Base,
    at: Timestamp,
    total: usize,
    search: impl FnOnce(&mut Vec<u8>),
    entries: impl FnOnce(&mut Json<'_>),
) {
    out.extend_from_slice(HEAD);
    digits::instant(out, at);
    out.extend_from_slice(br#"","total":"#);
    digits::decimal(out, u64::try_from(total).unwrap_or(u64::MAX));
    out.extend_from_slice(br#","link":[{"relation":"self","url":""#);
    out.extend_from_slice(base.escaped());
    out.push(b'/');
    search(out);
    out.extend_from_slice(br#""}]"#);
    if total > 0 {
        out.extend_from_slice(br#","entry":"#);
        Json::new(out).array(entries);
    }
    out.push(b'}');
}

/// Writes an entry: the resource's address, the resource, how it came here.
pub(crate) fn entry(
    json: &mut Json<'_>,
    base: &Base,
    kind: &'static str,
    id: impl FnOnce(&mut Vec<u8>),
    mode: Mode,
    resource: impl FnOnce(&mut Json<'_>),
) {
    json.object(|json| {
        json.key("fullUrl").quoted(|out| {
            out.extend_from_slice(base.escaped());
            out.push(b'/');
            out.extend_from_slice(kind.as_bytes());
            out.push(b'/');
            id(out);
        });
        json.key("resource").object(resource);
        json.verbatim(match mode {
            Mode::Match => r#""search":{"mode":"match"}"#,
            Mode::Include => r#""search":{"mode":"include"}"#,
        });
    });
}

/// Appends the search parameter that names a child: `patient:identifier=https://fhir.nhs.uk/Id/nhs-number|n`.
pub(crate) fn by_identifier(out: &mut Vec<u8>, child: NhsNumber) {
    out.extend_from_slice(b"patient:identifier=");
    out.extend_from_slice(crate::system::NHS_NUMBER.as_bytes());
    out.extend_from_slice(b"%7C");
    digits::padded(out, child.value(), 10);
}
