use crate::transport::{Engine, Settings, TlsFiles};
use clap::Args;
use clap::builder::BoolishValueParser;
use std::path::PathBuf;

/// How requests travel to a Spine that is already there.
#[derive(Clone, Debug, Default, Args)]
pub struct RouteArguments {
    /// What sends the requests; without it, `own`, and `hyper` where TLS or HTTP/2 is asked for.
    #[arg(
        long,
        value_name = "ENGINE",
        env = "LOADGEN_ENGINE",
        requires = "target"
    )]
    pub engine: Option<Engine>,
    /// Send them by HTTP/2; without TLS, from the first byte on.
    #[arg(
        long,
        env = "LOADGEN_HTTP2",
        value_parser = BoolishValueParser::new(),
        requires = "target"
    )]
    pub http2: bool,
    /// The authorities that the Spine's certificate must come from, PEM; without them, the system's.
    #[arg(long, value_name = "FILE", env = "LOADGEN_CA", requires = "target")]
    pub ca: Option<PathBuf>,
    /// The certificate to show to a Spine that asks for one, PEM.
    #[arg(
        long,
        value_name = "FILE",
        env = "LOADGEN_CERTIFICATE",
        requires = "key"
    )]
    pub certificate: Option<PathBuf>,
    /// Its key, PEM.
    #[arg(
        long,
        value_name = "FILE",
        env = "LOADGEN_KEY",
        requires = "certificate"
    )]
    pub key: Option<PathBuf>,
}

impl RouteArguments {
    /// The same as settings of the transport.
    pub fn settings(&self) -> Settings {
        Settings {
            engine: self.engine,
            http2: self.http2,
            tls: TlsFiles {
                authorities: self.ca.clone(),
                certificate: self.certificate.clone(),
                key: self.key.clone(),
            },
        }
    }
}
