use crate::transport::{Engine, Settings, TlsFiles};
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
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
    /// The same as they are typed.
    pub fn words(&self) -> Vec<String> {
        let engine = self.engine.and_then(|engine| engine.to_possible_value());
        let engine = engine.map(|engine| vec!["--engine".to_owned(), engine.get_name().to_owned()]);
        let http2 = self.http2.then(|| vec!["--http2".to_owned()]);
        let files = [
            ("--ca", &self.ca),
            ("--certificate", &self.certificate),
            ("--key", &self.key),
        ];
        let files = files.into_iter().filter_map(|(option, file)| {
            let file = file.as_ref()?.display().to_string();
            Some(vec![option.to_owned(), file])
        });
        engine
            .into_iter()
            .chain(http2)
            .chain(files)
            .flatten()
            .collect()
    }

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
