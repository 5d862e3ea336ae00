//! Search parameters: what stands after the question mark.

mod cpis;
mod pds;
mod percent;

pub use cpis::{AuditEventQuery, FlagQuery, audit_event, care_team, flag};
pub use pds::{DateRange, PdsQuery, Reach};
pub use percent::{Undecodable, pairs};
