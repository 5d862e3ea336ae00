use crate::app::App;
use crate::clock::{Machine, StartClock};
use crate::config::{ConfigError, Settings};
use crate::doors::SigningKeyError;
use crate::server::{Listeners, Running, ServerError, TlsFiles, run};
use crate::store::{LedgerFilter, PageAsked, Store as _, StoreError};
use crate::tenant::TenantError;
use cpis_population::Range;
use cpis_rules::Policy;
use cpis_vocabulary::{Attempt, Notification};
use std::net::SocketAddr;
use std::sync::Arc;

/// A mock Spine that runs: on free ports, until it is dropped.
#[derive(Debug)]
pub struct MockSpine {
    data: SocketAddr,
    control: SocketAddr,
    app: Arc<App>,
    running: Running,
}

/// How a mock Spine is to be.
#[derive(Clone, Debug)]
pub struct Builder {
    settings: Settings,
}

/// Why a mock Spine does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Settings that cannot be served.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// People, clock or policy that cannot be.
    #[error(transparent)]
    Tenant(#[from] TenantError),
    /// Sockets, threads or TLS that cannot be had.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// A key for ID tokens that cannot be drawn.
    #[error(transparent)]
    Key(#[from] SigningKeyError),
}

const EVERYTHING: PageAsked = PageAsked {
    from: 0,
    limit: usize::MAX,
};

impl MockSpine {
    /// A mock with 10,000 patients of seed 1 on free ports, one worker, the machine's clock.
    pub fn builder() -> Builder {
        let mut settings = Settings::default();
        settings.listen.set_port(0);
        settings.control.set_port(0);
        settings.population.patients = 10_000;
        settings.workers = 1;
        Builder { settings }
    }

    /// Starts a mock by these settings.
    ///
    /// # Errors
    /// When a port is taken, or the settings cannot be served.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        settings.check()?;
        let listeners = Listeners::bind(settings.listen, settings.control)?;
        let (data, control) = listeners.addresses().map_err(ServerError::from)?;
        if settings.population.range == Range::Range9xx {
            // DAT-1.
            tracing::warn!(
                "the NHS numbers of this population lie beyond 999, the usual test range"
            );
        }
        let workers = settings.workers;
        let tls = settings.tls.clone();
        let app = Arc::new(App::new(settings).await?);
        let running = run(listeners, workers, tls.as_ref(), &app)?;
        app.set_ready();
        Ok(Self {
            data,
            control,
            app,
            running,
        })
    }

    /// Where suppliers connect, for example `http://127.0.0.1:8700`.
    pub fn data_url(&self) -> String {
        let scheme = if self.app.settings.tls.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.data)
    }

    /// Where test controls connect.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }

    /// The mock behind the sockets.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Every notification of the default tenant, from the moment it is decided, in the order of decisions. ASN-1.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn notifications(&self) -> Result<Vec<Notification>, StoreError> {
        let tenant = &self.app.tenants.default_tenant().id;
        let store = self.app.spine.store();
        let all = LedgerFilter::default();
        let page = store.notifications(tenant, &all, EVERYTHING).await?;
        Ok(page.items)
    }

    /// Every attempt to open an alert in the default tenant, whatever became of it, in the order of decisions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn accesses(&self) -> Result<Vec<Attempt>, StoreError> {
        let tenant = &self.app.tenants.default_tenant().id;
        let store = self.app.spine.store();
        let all = LedgerFilter::default();
        let page = store.attempts(tenant, &all, EVERYTHING).await?;
        Ok(page.items)
    }

    /// Stops, after what is in flight has been answered.
    pub fn stop(mut self) {
        self.running.stop();
    }
}

impl Drop for MockSpine {
    fn drop(&mut self) {
        self.running.stop();
    }
}

impl Builder {
    /// So many patients.
    #[must_use]
    pub fn patients(mut self, patients: u64) -> Self {
        self.settings.population.patients = patients;
        self
    }

    /// Another seed: other people.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.population.seed = seed;
        self
    }

    /// A clock that starts like this.
    #[must_use]
    pub fn clock(mut self, clock: StartClock) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Another clock underneath than the machine's.
    #[must_use]
    pub fn machine(mut self, machine: Arc<dyn Machine>) -> Self {
        self.settings.machine = machine;
        self
    }

    /// Another reading of the rules.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.settings.policy = policy;
        self
    }

    /// TLS on the data port.
    #[must_use]
    pub fn tls(mut self, files: TlsFiles) -> Self {
        self.settings.tls = Some(files);
        self
    }

    /// Everything else.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Starts the mock; it answers when the future is ready.
    ///
    /// # Errors
    /// When a port is taken, or the settings cannot be served.
    pub async fn start(self) -> Result<MockSpine, StartError> {
        MockSpine::start(self.settings).await
    }
}
