use super::caller::{Caller, may_look};
use crate::app::App;
use crate::edge::Asked;
use crate::spine::{Opening, Spelling};
use crate::tenant::Tenant;
use bytes::Bytes;
use cpis_vocabulary::{Door, NhsNumber};
use cpis_wire::fhir::Base;
use http::{HeaderMap, Request};
use std::sync::Arc;

/// One request of the data port, with all that a door needs to answer it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) app: &'a App,
    pub(crate) tenant: &'a Arc<Tenant>,
    pub(crate) request: &'a Request<Bytes>,
    pub(crate) asked: &'a Asked<'a>,
    pub(crate) params: &'a matchit::Params<'a, 'a>,
}

impl Call<'_> {
    /// The headers.
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// What stands behind the question mark; nothing reads as nothing.
    pub(crate) fn query(&self) -> &str {
        self.request.uri().query().unwrap_or("")
    }

    /// The address under which the caller reaches this mock, with the tenant, without a slash at its end.
    pub(crate) fn origin(&self) -> String {
        self.address("").concat()
    }

    /// The address of a path of this tenant, in parts.
    fn address<'p>(&'p self, path: &'p str) -> [&'p str; 5] {
        let host = self.asked.host.first().and_then(|host| host.to_str().ok());
        let host = host.filter(|host| host.len() <= 255).unwrap_or("localhost");
        let scheme = if self.app.settings.tls.is_some() {
            "https://"
        } else {
            "http://"
        };
        if self.request.uri().path().starts_with("/t/") {
            [scheme, host, "/t/", self.tenant.id.as_str(), path]
        } else {
            [scheme, host, "", "", path]
        }
    }

    /// A patient was found or looked up without opening the alert: nothing comes of it (SRC-9), unless a rule is broken on purpose.
    pub(crate) async fn seen_in_search(&self, caller: &Caller, number: NhsNumber) {
        let Some(person) = caller
            .person
            .as_ref()
            .filter(|_| self.tenant.notifies_on_search())
        else {
            return;
        };
        if let Ok(activity) = may_look(self, person) {
            let opening = Opening {
                child: self.tenant.people.surviving(number),
                number,
                spelling: Spelling::Plain,
                viewer: Arc::clone(&person.viewer),
                activity,
                door: Door::Fhir,
                ids: caller.ids,
                is_unscheduled: caller.is_unscheduled,
            };
            // The search answers whether or not the broken rule could do its harm.
            let _ = self.app.spine.open_alert(self.tenant, opening).await;
        }
    }

    /// The base of a FHIR door at `path`.
    pub(crate) fn base(&self, path: &str) -> Arc<Base> {
        self.app.bases.base(&self.address(path))
    }
}
