//! What a body says, as far as it is judged.

mod before;
mod patients;

pub(super) use before::Before;

use crate::history::{Kind, ListEntry, PlanSeen, Seen, post};
use cpis_wire::read::{
    ReadAccess, ReadError, ReadPlan, read_audit_events, read_care_teams, read_flags, read_patient,
    read_patient_search,
};

/// Reads the body of an answer to this kind of request.
pub(super) fn read(kind: &Kind, is_verified: bool, body: &[u8]) -> Result<Seen, ReadError> {
    match kind {
        Kind::OpenAlert => {
            let read = read_care_teams(body)?;
            Ok(Seen::Plans {
                plans: plans(&read.plans),
                total: count(read.total),
            })
        }
        Kind::ReadList => {
            let read = read_audit_events(body)?;
            Ok(Seen::List {
                entries: read.accesses.iter().map(entry).collect(),
                total: count(read.total),
            })
        }
        Kind::Overview => {
            let read = read_flags(body)?;
            Ok(Seen::Flags {
                total: count(read.total),
                plans: plans(&read.plans),
            })
        }
        Kind::ReadPatient => {
            let read = read_patient(body)?;
            Ok(if is_verified {
                patients::one(&read)
            } else {
                Seen::Nothing
            })
        }
        Kind::Search { .. } => {
            let read = read_patient_search(body)?;
            Ok(if is_verified {
                patients::all(&read)
            } else {
                Seen::Nothing
            })
        }
        Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => Ok(Seen::Nothing),
    }
}

fn entry(access: &ReadAccess<'_>) -> ListEntry {
    let viewer = access.viewer.as_ref();
    ListEntry {
        access: access.id,
        at: access.recorded,
        viewer: viewer.map(|viewer| viewer.user_name.as_ref().into()),
        organisation: viewer.map(|viewer| viewer.organisation_code.as_ref().into()),
        post: viewer.map(|viewer| {
            let (code, name) = (&viewer.role_code, &viewer.role_name);
            post(code, name, &viewer.organisation_name)
        }),
    }
}

fn plans(plans: &[ReadPlan<'_>]) -> Vec<PlanSeen> {
    let seen = plans.iter().map(|plan| PlanSeen {
        id: Some(plan.id),
        kind: plan.kind,
        start: plan.start,
        end: plan.end,
        authority: plan.authority.as_ref().into(),
        emergency_phone: Some(plan.emergency.as_ref().into()),
        office_phone: plan.office.as_deref().map(Into::into),
    });
    seen.collect()
}

fn count(total: usize) -> u32 {
    u32::try_from(total).unwrap_or(u32::MAX)
}
