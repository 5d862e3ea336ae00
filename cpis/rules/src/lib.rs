//! The verbs of CP-IS: who may look, what is shown, what is recorded, who is told.
//!
//! Every function here is pure: the instant is an argument, a child's record is handed in alone, nothing waits and nothing can do
//! I/O (`no_std`). Deduplication is a plain `if`, because whoever calls has the record to itself.
#![no_std]

extern crate alloc;

mod alert;
mod clock;
mod day;
mod identify;
mod notify;
mod policy;
mod record;
mod serve;
mod token;
mod views;
mod window;

pub use alert::{
    Shown, displayable, eighteenth_birthday, last_day_shown, plan_refusal, shown_plan,
};
pub use clock::{ClockError, Mode, VirtualClock};
pub use day::{London, civil_day};
pub use identify::{Activity, Claim, activity, choose_role, identify, intent};
pub use notify::{Notify, notify};
pub use policy::{
    Anchor, BothActivities, DayZone, IdTokenClock, NewAuthority, Policy, PolicyError,
    RecordRepeats, Widen,
};
pub use record::{ChildRecord, Entry};
pub use serve::{Decision, Outcome, serve_access};
pub use token::{TokenState, is_token_good};
pub use views::{Reader, previous_views};
pub use window::{Window, WindowKey};
