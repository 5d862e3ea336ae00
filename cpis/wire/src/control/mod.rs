//! The control port's bodies, for the server that writes them and the client that reads them.
//!
//! Every input denies unknown fields: a slip in a test's set-up must not read as success.

mod accesses;
mod clock;
mod duration;
mod error;
mod faults;
mod filter;
mod limits;
mod notifications;
mod page;
mod patients;
mod plans;
mod search;
mod searches;
mod settings;
mod tenants;
mod text;
mod users;

pub use accesses::AccessItem;
pub use clock::{Advance, ClockItem, ClockMode, ClockSetting, SetClock};
pub use duration::{IsoDuration, IsoDurationError};
pub use error::{ControlError, read};
pub use faults::{BugItem, BugsOn, Fault, FaultAction, FaultDoor, FaultPoint, Faults};
pub use filter::{AccessFilter, NotificationFilter, PageQuery, PatientFilter, UserFilter};
pub use limits::{Limit, Limits, PdsMethod};
pub use notifications::NotificationItem;
pub use page::Page;
pub use patients::{Change, ChangedPatient, PatientItem, StatusName};
pub use plans::{CreatedPlan, NewPlan, PlanItem};
pub use search::{FormMistake, FoundItem, NearMissItem, SearchAnswer, SearchForm};
pub use searches::{Criterion, SearchFilter, SearchItem, SearchOutcome, SearchPage};
pub use settings::{
    AnchorName, BothName, DayZoneName, NewAuthorityName, RepeatsName, SettingsItem,
};
pub use tenants::{NewTenant, SnapshotItem, TenantItem};
pub use users::{RoleItem, UserItem};
