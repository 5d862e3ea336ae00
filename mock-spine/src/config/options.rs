use super::{ClockTextError, Settings, file, parse_clock};
use crate::server::TlsFiles;
use cpis_population::{Range, RangeError};
use cpis_rules::{Anchor, BothActivities, NewAuthority, RecordRepeats};
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the command line, the environment or the config file can say; what none of them says keeps its default.
///
/// The command line beats the environment, the environment beats the file.
#[derive(Clone, Debug, Default, PartialEq, clap::Args, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// A config file in TOML, with the keys of these options
    #[arg(long, env = "MOCK_SPINE_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Where suppliers connect [default: 127.0.0.1:8700]
    #[arg(long, env = "MOCK_SPINE_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Where test controls connect [default: 127.0.0.1:8701]
    #[arg(long, env = "MOCK_SPINE_CONTROL", value_name = "ADDRESS:PORT")]
    pub control: Option<SocketAddr>,
    /// The token that the control port asks for; mandatory off loopback
    #[arg(
        long,
        env = "MOCK_SPINE_CONTROL_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub control_token: Option<String>,
    /// How many patients there are [default: 100000]
    #[arg(long, env = "MOCK_SPINE_POPULATION", value_name = "PATIENTS")]
    pub population: Option<u64>,
    /// The block of NHS numbers: 999, or 9xx for more than 909,091 patients [default: 999]
    #[arg(long, env = "MOCK_SPINE_RANGE", value_name = "RANGE")]
    pub range: Option<String>,
    /// The day that ages and plans count from [default: 2026-03-02]
    #[arg(long, env = "MOCK_SPINE_REFERENCE_DATE", value_name = "DATE")]
    pub reference_date: Option<chrono::NaiveDate>,
    /// The seed of every draw [default: 1]
    #[arg(long, env = "MOCK_SPINE_SEED", value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Where records are kept: memory [default: memory]
    #[arg(long, env = "MOCK_SPINE_STORE", value_name = "STORE")]
    pub store: Option<String>,
    /// How the clock starts: system, frozen@INSTANT, shifted@INSTANT or scaled:RATE@INSTANT [default: system]
    #[arg(long, env = "MOCK_SPINE_CLOCK", value_name = "CLOCK")]
    pub clock: Option<String>,
    /// Threads that answer the data port [default: one for each core]
    #[arg(long, env = "MOCK_SPINE_WORKERS", value_name = "THREADS")]
    pub workers: Option<usize>,
    /// The server's certificate chain, PEM: the data port speaks TLS
    #[arg(
        long,
        env = "MOCK_SPINE_TLS_CERTIFICATE",
        value_name = "FILE",
        requires = "tls_key"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// The private key of the certificate, PEM
    #[arg(
        long,
        env = "MOCK_SPINE_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    pub tls_key: Option<PathBuf>,
    /// The authorities that client certificates must come from, PEM: mutual TLS
    #[arg(
        long,
        env = "MOCK_SPINE_TLS_CLIENT_AUTHORITIES",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    pub tls_client_authorities: Option<PathBuf>,
    /// How many of the latest searches the ledger keeps [default: 20000]
    #[arg(long, env = "MOCK_SPINE_SEARCHES_KEPT", value_name = "SEARCHES")]
    pub searches_kept: Option<usize>,
    /// Which access holds the 24 hours open: `notified` or `last_access` [default: notified]
    #[arg(long, env = "MOCK_SPINE_ANCHOR", value_name = "ANCHOR")]
    pub anchor: Option<String>,
    /// Whether a repeated access is recorded: `every_access` or `notified_only` [default: `every_access`]
    #[arg(long, env = "MOCK_SPINE_RECORD_REPEATS", value_name = "WHICH")]
    pub record_repeats: Option<String>,
    /// What a role with both activities does: notify or silent [default: notify]
    #[arg(long, env = "MOCK_SPINE_BOTH_ACTIVITIES", value_name = "WHICH")]
    pub both_activities: Option<String>,
    /// Whether an authority new to an open window is told at once: wait or notify [default: wait]
    #[arg(long, env = "MOCK_SPINE_NEW_AUTHORITY", value_name = "WHICH")]
    pub new_authority: Option<String>,
    /// The activity that views and notifies [default: B0107]
    #[arg(long, env = "MOCK_SPINE_NOTIFYING_ACTIVITY", value_name = "CODE")]
    pub notifying_activity: Option<String>,
    /// The activity that views silently [default: B0170]
    #[arg(long, env = "MOCK_SPINE_SILENT_ACTIVITY", value_name = "CODE")]
    pub silent_activity: Option<String>,
    /// How many seconds an access token lives [default: 3600]
    #[arg(long, env = "MOCK_SPINE_TOKEN_LIFE", value_name = "SECONDS")]
    pub token_life: Option<u32>,
}

/// Why the options make no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A config file that cannot be read.
    #[error("{path}: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A line of it that is no TOML, or has a value of another kind.
    #[error("{path}:{line}: {reason}")]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A key of it that is no setting.
    #[error("{path}:{line}: `{key}` is not a setting, did you mean `{nearest}`?")]
    Key {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The setting whose name comes closest.
        nearest: String,
    },
    /// A clock that cannot be.
    #[error(transparent)]
    Clock(#[from] ClockTextError),
    /// A range that cannot be.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// A word that an option does not know.
    #[error("`{option}` is one of {known}, this one is {found:?}")]
    Word {
        /// Which option.
        option: &'static str,
        /// What it takes.
        known: String,
        /// What it was given.
        found: String,
    },
    /// A store that this version has not.
    #[error(
        "`store` is memory, this one is {0:?}; stores on disk and in PostgreSQL are not in this version"
    )]
    Store(String),
    /// An open control port.
    #[error("the control port at {0} is not on loopback: set `control_token`")]
    OpenControl(SocketAddr),
    /// Half of what TLS needs.
    #[error("TLS needs both `tls_certificate` and `tls_key`")]
    HalfTls,
}

impl Options {
    /// The settings that these options, and the config file that they name, amount to.
    ///
    /// # Errors
    /// When the file cannot be read, or an option has a value that it does not take.
    pub fn settings(self) -> Result<Settings, ConfigError> {
        let options = match self.config.clone() {
            None => self,
            Some(path) => self.over(file::read(&path)?),
        };
        let mut settings = Settings::default();
        options.fill_server(&mut settings)?;
        options.fill_people(&mut settings)?;
        options.fill_policy(&mut settings)?;
        Ok(settings)
    }

    fn fill_server(&self, settings: &mut Settings) -> Result<(), ConfigError> {
        set(&mut settings.listen, self.listen);
        set(&mut settings.control, self.control);
        set(&mut settings.workers, self.workers);
        set(&mut settings.searches_kept, self.searches_kept);
        settings.control_token.clone_from(&self.control_token);
        settings.check()?;
        if let Some(store) = self.store.as_deref().filter(|store| *store != "memory") {
            return Err(ConfigError::Store(store.to_owned()));
        }
        settings.tls = match (&self.tls_certificate, &self.tls_key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(TlsFiles {
                certificate: certificate.clone(),
                key: key.clone(),
                client_authorities: self.tls_client_authorities.clone(),
            }),
            (None, Some(_)) | (Some(_), None) => return Err(ConfigError::HalfTls),
        };
        Ok(())
    }

    fn fill_people(&self, settings: &mut Settings) -> Result<(), ConfigError> {
        set(&mut settings.population.patients, self.population);
        set(&mut settings.population.seed, self.seed);
        set(&mut settings.population.reference_date, self.reference_date);
        if let Some(range) = &self.range {
            settings.population.range = range.parse::<Range>()?;
        }
        if let Some(clock) = &self.clock {
            settings.clock = parse_clock(clock)?;
        }
        Ok(())
    }

    fn fill_policy(&self, settings: &mut Settings) -> Result<(), ConfigError> {
        let policy = &mut settings.policy;
        if let Some(code) = self.notifying_activity.as_deref() {
            policy.notifying_activity = code.into();
        }
        if let Some(code) = self.silent_activity.as_deref() {
            policy.silent_activity = code.into();
        }
        if let Some(seconds) = self.token_life {
            policy.token_life = chrono::TimeDelta::seconds(i64::from(seconds));
        }
        let anchors = [
            ("notified", Anchor::Notified),
            ("last_access", Anchor::LastAccess),
        ];
        choose(
            &mut policy.anchor,
            "anchor",
            self.anchor.as_deref(),
            &anchors,
        )?;
        let repeats = [
            ("every_access", RecordRepeats::EveryAccess),
            ("notified_only", RecordRepeats::NotifiedOnly),
        ];
        choose(
            &mut policy.record_repeats,
            "record_repeats",
            self.record_repeats.as_deref(),
            &repeats,
        )?;
        let both = [
            ("notify", BothActivities::Notify),
            ("silent", BothActivities::Silent),
        ];
        choose(
            &mut policy.both_activities,
            "both_activities",
            self.both_activities.as_deref(),
            &both,
        )?;
        let new = [
            ("wait", NewAuthority::Wait),
            ("notify", NewAuthority::Notify),
        ];
        choose(
            &mut policy.new_authority,
            "new_authority",
            self.new_authority.as_deref(),
            &new,
        )
    }

    /// These options, with those of the file where these say nothing.
    fn over(self, file: Self) -> Self {
        Self {
            config: self.config,
            listen: self.listen.or(file.listen),
            control: self.control.or(file.control),
            control_token: self.control_token.or(file.control_token),
            population: self.population.or(file.population),
            range: self.range.or(file.range),
            reference_date: self.reference_date.or(file.reference_date),
            seed: self.seed.or(file.seed),
            store: self.store.or(file.store),
            clock: self.clock.or(file.clock),
            workers: self.workers.or(file.workers),
            searches_kept: self.searches_kept.or(file.searches_kept),
            tls_certificate: self.tls_certificate.or(file.tls_certificate),
            tls_key: self.tls_key.or(file.tls_key),
            tls_client_authorities: self.tls_client_authorities.or(file.tls_client_authorities),
            anchor: self.anchor.or(file.anchor),
            record_repeats: self.record_repeats.or(file.record_repeats),
            both_activities: self.both_activities.or(file.both_activities),
            new_authority: self.new_authority.or(file.new_authority),
            notifying_activity: self.notifying_activity.or(file.notifying_activity),
            silent_activity: self.silent_activity.or(file.silent_activity),
            token_life: self.token_life.or(file.token_life),
        }
    }
}

fn set<T: Copy>(setting: &mut T, option: Option<T>) {
    if let Some(value) = option {
        *setting = value;
    }
}

fn choose<T: Copy>(
    setting: &mut T,
    option: &'static str,
    word: Option<&str>,
    words: &[(&str, T)],
) -> Result<(), ConfigError> {
    let Some(word) = word else { return Ok(()) };
    match words.iter().find(|(known, _)| *known == word) {
        Some((_, value)) => {
            *setting = *value;
            Ok(())
        }
        None => Err(ConfigError::Word {
            option,
            known: words
                .iter()
                .map(|(known, _)| *known)
                .collect::<Vec<_>>()
                .join(", "),
            found: word.to_owned(),
        }),
    }
}
