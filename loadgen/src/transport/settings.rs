use super::target::Target;

/// How requests travel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// Which engine sends them; without it, the one that suits the address: [`Settings::engine_for`].
    pub engine: Option<Engine>,
}

/// What sends requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// The project's own: plain HTTP/1.1.
    Own,
    /// hyper.
    Hyper,
}

impl Settings {
    /// The same for a control port: whatever engine the load takes, this is no load.
    #[must_use]
    pub fn for_control(&self) -> Self {
        Self { engine: None }
    }

    /// The engine that was asked for; else the own one for `http`, hyper for `https`.
    pub fn engine_for(&self, target: &Target) -> Engine {
        match self.engine {
            Some(engine) => engine,
            None if target.is_secure() => Engine::Hyper,
            None => Engine::Own,
        }
    }
}
