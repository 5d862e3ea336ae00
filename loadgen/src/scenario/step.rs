//! What a script does, as data. The sentences they are read from are in `sentence`.

use core::fmt;
use core::time::Duration;

use cpis_vocabulary::CareSetting;

use super::find::Find;

/// One step of a script.
///
/// All steps of one script run are about the same child, until [`Step::AnotherChild`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Logs somebody on; who logs on is who acts next.
    LogOn {
        /// Who.
        actor: Actor,
        /// Where they work; drawn from the care settings where absent.
        at: Option<CareSetting>,
    },
    /// Looks for the child, or for somebody else. SRC-1, SRC-6, SRC-9.
    Find(Find),
    /// Reads the flag that the overview shows: whether there is an alert. No access. ALT-1, ALT-2, SRC-9.
    Overview(Actor),
    /// Opens the alert: the access. ALT-2.
    OpenAlert(Actor),
    /// Opens the alert with `IsUnscheduledAccessEvent: false`. ASN-6.
    LookWithoutNotifying(Actor),
    /// Opens the alert of the same child again, as a new access. ASN-3, VIEW-3.
    RepeatAlert(Actor),
    /// Sends the actor's last access again, under its `TraceID`. VIEW-7.
    RetryAlert(Actor),
    /// Reads the previous views. No access. VIEW-2.
    ReadList(Actor),
    /// The steps that follow are about another child.
    AnotherChild,
    /// Waits on the machine's clock, from the end of the step before.
    Wait(Duration),
    /// Moves the Spine's clock, for everybody: an operation of the history.
    AdvanceClock(Duration),
}

/// Who takes a step. Logs on first where that has not happened in this script run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Actor {
    /// Who acted last in this script run; where nobody has, somebody who works in one of the care settings.
    Same,
    /// The user this script run calls by the letter; different letters are different users, at organisations of their own.
    Letter(Letter),
    /// A second user of the organisation of who acted first. ASN-4.
    SecondUser,
    /// Who acted first, in a role at another organisation. ASN-4.
    OtherOrganisation,
    /// A user whose role holds B0170 and not B0107. IDN-3.
    SilentViewer,
    /// A user whose role holds neither activity. IDN-3.
    Unauthorised,
}

/// A name inside one script run, `A` to `Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Letter(u8);

impl Letter {
    /// The letter, in either case.
    pub fn new(letter: char) -> Option<Self> {
        let upper = letter.to_ascii_uppercase();
        upper
            .is_ascii_uppercase()
            .then(|| u8::try_from(upper).ok().map(Self))
            .flatten()
    }

    /// 0 for `A` to 25 for `Z`.
    pub const fn index(self) -> u8 {
        self.0 - b'A'
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(self.0))
    }
}

impl Actor {
    /// Those that have a phrase of their own.
    pub const PHRASED: [Self; 4] = [
        Self::SecondUser,
        Self::OtherOrganisation,
        Self::SilentViewer,
        Self::Unauthorised,
    ];

    /// How a sentence names the actor, after the step; nothing for who acted last.
    pub fn phrase(self) -> String {
        match self {
            Self::Same => String::new(),
            Self::Letter(letter) => format!("as {letter}"),
            Self::SecondUser => "as a second user".to_owned(),
            Self::OtherOrganisation => "at another organisation".to_owned(),
            Self::SilentViewer => "as a silent viewer".to_owned(),
            Self::Unauthorised => "as an unauthorised user".to_owned(),
        }
    }
}

impl Step {
    /// What reports call the step, whoever takes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LogOn { .. } => "log on",
            Self::Find(how) => how.sentence(),
            Self::Overview(_) => "overview",
            Self::OpenAlert(_) => "open the alert",
            Self::LookWithoutNotifying(_) => "look without notifying",
            Self::RepeatAlert(_) => "repeat the alert",
            Self::RetryAlert(_) => "retry the alert",
            Self::ReadList(_) => "read the list",
            Self::AnotherChild => "another child",
            Self::Wait(_) => "wait",
            Self::AdvanceClock(_) => "advance the clock",
        }
    }

    /// Who takes the step, where somebody does and the sentence can say who.
    pub const fn actor(&self) -> Option<Actor> {
        match self {
            Self::LogOn { actor, .. }
            | Self::Overview(actor)
            | Self::OpenAlert(actor)
            | Self::LookWithoutNotifying(actor)
            | Self::RepeatAlert(actor)
            | Self::RetryAlert(actor)
            | Self::ReadList(actor) => Some(*actor),
            Self::Find(_) | Self::AnotherChild | Self::Wait(_) | Self::AdvanceClock(_) => None,
        }
    }
}
