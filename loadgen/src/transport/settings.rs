use super::target::Target;
use super::tls::TlsFiles;
use clap::ValueEnum;

/// How requests travel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// Which engine sends them; without it, the one that suits the rest: [`Settings::engine_for`].
    pub engine: Option<Engine>,
    /// Whether they go by HTTP/2, without TLS from the first byte on.
    pub http2: bool,
    /// What TLS needs.
    pub tls: TlsFiles,
}

/// What sends requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Engine {
    /// The project's own: plain HTTP/1.1.
    Own,
    /// hyper: HTTP/1.1 and HTTP/2, plain or over TLS.
    Hyper,
}

impl Settings {
    /// The same for a control port: whatever the load takes, this is no load.
    #[must_use]
    pub fn for_control(&self) -> Self {
        Self {
            engine: None,
            http2: false,
            tls: self.tls.clone(),
        }
    }

    /// The engine that was asked for; else the own one, unless TLS or HTTP/2 is.
    pub fn engine_for(&self, target: &Target) -> Engine {
        match self.engine {
            Some(engine) => engine,
            None if target.is_secure() || self.http2 => Engine::Hyper,
            None => Engine::Own,
        }
    }
}
