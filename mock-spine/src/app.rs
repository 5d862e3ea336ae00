//! Everything that the two ports share: the Spine, its tenants, its numbers.

use crate::config::Settings;
use crate::control;
use crate::doors::{self, Routes, SigningKey};
use crate::metrics::Metrics;
use crate::mock::StartError;
use crate::server::{AnswerBody, BrokenOnPurpose, Port, Service, Unreadable};
use crate::spine::Spine;
use crate::store::{AnyStore, MemoryStore};
use crate::tenant::{Tenant, TenantError, TenantId, Tenants};
use bytes::Bytes;
use http::{Request, Response, request};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A mock Spine without its sockets.
#[derive(Debug)]
pub struct App {
    /// The rules over the store.
    pub spine: Spine,
    /// Who is served.
    pub tenants: Tenants,
    /// What the operators see.
    pub metrics: Metrics,
    /// How it was set up.
    pub settings: Settings,
    pub(crate) signing_key: SigningKey,
    pub(crate) bases: doors::Bases,
    pub(crate) data_routes: Routes<doors::Path>,
    pub(crate) control_routes: Routes<control::Path>,
    /// Held while tenants are added or deleted.
    pub(crate) tenant_changes: tokio::sync::Mutex<()>,
    ready: AtomicBool,
}

impl App {
    /// A Spine with its default tenant, ready to answer.
    ///
    /// # Errors
    /// When the settings cannot be served.
    pub async fn new(settings: Settings) -> Result<Self, StartError> {
        let spine = Spine::new(AnyStore::Memory(MemoryStore::default()));
        let default = Tenant::new(TenantId::default_tenant(), &settings, None)?;
        let tenants = Tenants::new(Arc::new(default));
        let app = Self {
            spine,
            tenants,
            metrics: Metrics::default(),
            settings,
            signing_key: SigningKey::generate()?,
            bases: doors::Bases::default(),
            data_routes: doors::routes(),
            control_routes: control::routes(),
            tenant_changes: tokio::sync::Mutex::default(),
            ready: AtomicBool::new(false),
        };
        app.tenants.default_tenant().people.prepare_search();
        app.tenants
            .default_tenant()
            .open(&app.spine)
            .await
            .map_err(TenantError::from)?;
        Ok(app)
    }

    /// Says that everything is loaded: `/health/ready` answers 200 from now on.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::SeqCst);
    }

    /// Whether everything is loaded.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }
}

impl Service for App {
    async fn respond(
        &self,
        port: Port,
        request: Request<Bytes>,
    ) -> Result<Response<AnswerBody>, BrokenOnPurpose> {
        match port {
            Port::Data => doors::respond(self, request).await,
            Port::Control => Ok(control::respond(self, request).await),
        }
    }

    fn unreadable(
        &self,
        port: Port,
        head: &request::Parts,
        why: Unreadable,
    ) -> Response<AnswerBody> {
        match port {
            Port::Data => doors::unreadable(head, why),
            Port::Control => control::unreadable(why),
        }
    }
}
