//! What a notification says of the authority's own records: its id for the child, and the upload that changed a plan last. ASN-2.

use super::{line, when};
use crate::checker::accesses::Recorded;
use crate::checker::register::{During, Entry, Within};
use crate::checker::rules::ASN_2;
use crate::checker::{Case, Finding, Tallies};
use crate::history::{Moment, Notice};

/// Judges every notification about an access.
pub(super) fn judge(case: &Case<'_>, access: &Recorded<'_>, tallies: &mut Tallies) {
    let at = when(access);
    for notice in &access.notices {
        let plans = plans_of(case, notice, at);
        let wrong = [wrong_id(notice, &plans), wrong_upload(notice, &plans)];
        for (summary, required) in wrong.into_iter().flatten() {
            let finding = Finding::new(ASN_2, Some(case.key.child), summary);
            let finding =
                line(finding, notice).operation(access.operation, format!("access {}", access.id));
            let finding = plans.iter().fold(finding, |finding, plan| {
                finding.line(
                    "the authority's plan",
                    format!("authority {}", notice.authority),
                    plan.in_words(),
                )
            });
            tallies.found(finding.note("Required", required));
        }
    }
}

/// A plan of the authority that is told.
struct Held<'a> {
    entry: &'a Entry,
    shown: During,
    /// Between which moments the run put it there; it was there from the start where it did not.
    added: Option<(Moment, Moment)>,
}

fn plans_of<'a>(case: &'a Case<'_>, notice: &Notice, at: Within) -> Vec<Held<'a>> {
    let days = case.register.days(at);
    let entries = case.register.entries.iter().enumerate();
    let own = entries.filter(|(_, entry)| entry.plan.authority == notice.authority);
    let held = own.map(|(place, entry)| {
        let mut each = days.iter().map(|day| entry.shown(*day, at));
        let first = each.next().unwrap_or(During::Never);
        let is_same = each.all(|other| other == first);
        let turns = &mut case.register.turns.iter();
        let turn = turns.find(|turn| turn.puts == Some(place));
        let added = turn.and_then(|turn| case.operations.get(turn.operation));
        Held {
            entry,
            shown: if is_same { first } else { During::Perhaps },
            added: added.map(|operation| (operation.sent, operation.ended())),
        }
    });
    held.collect()
}

impl Held<'_> {
    fn local_id(&self) -> Option<&str> {
        self.entry.plan.local_id.as_deref()
    }

    fn upload(&self) -> Option<&str> {
        self.entry.plan.upload.as_deref()
    }

    /// Whether it is known which id the authority gave with it, if any.
    fn has_known_id(&self) -> bool {
        self.upload().is_some() || self.added.is_some()
    }

    /// Whether it was certainly uploaded after another: file numbers of an authority rise from day to day, and what the run put there
    /// came after everything that there was.
    fn is_after(&self, other: &Self) -> bool {
        match (self.added, other.added) {
            (None, None) => file_number(self.upload())
                .zip(file_number(other.upload()))
                .is_some_and(|(own, others)| own > others),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some((sent, _)), Some((_, ended))) => ended < sent,
        }
    }

    fn in_words(&self) -> String {
        let known = |text: Option<&str>, otherwise: &str| text.unwrap_or(otherwise).to_owned();
        let plan = &self.entry.plan;
        let shown = match self.shown {
            During::Never => "not shown",
            During::Perhaps => "perhaps shown",
            During::Always => "shown",
        };
        format!(
            "{} from {}, {shown}: local id {}, upload {}",
            plan.kind.as_str(),
            plan.start,
            known(self.local_id(), "none"),
            known(self.upload(), "made up when it was added")
        )
    }
}

fn file_number(upload: Option<&str>) -> Option<u64> {
    upload?.parse().ok()
}

/// A sentence and what is required, where the authority's own id is wrong.
fn wrong_id(notice: &Notice, plans: &[Held<'_>]) -> Option<(String, String)> {
    let ids: Vec<&str> = plans.iter().filter_map(Held::local_id).collect();
    match notice.local_id.as_deref() {
        None => {
            let mut certain = plans.iter().filter(|plan| plan.shown == During::Always);
            let id = certain.find_map(Held::local_id)?;
            let summary = "a notification leaves out the authority's own id for the child";
            Some((summary.to_owned(), format!("the id {id}")))
        }
        Some(id) if ids.contains(&id) || !plans.iter().all(Held::has_known_id) => None,
        Some(id) => {
            let summary = format!("a notification gives {id} as the authority's own id");
            let required = match ids.as_slice() {
                [] => "no id: the authority gave none".to_owned(),
                ids => format!("one of {}", ids.join(", ")),
            };
            Some((summary, required))
        }
    }
}

/// A sentence and what is required, where the upload is wrong.
fn wrong_upload(notice: &Notice, plans: &[Held<'_>]) -> Option<(String, String)> {
    let named = &*notice.upload;
    if named.is_empty() {
        let summary = "a notification names no upload".to_owned();
        return Some((summary, "the upload that last changed a plan".to_owned()));
    }
    let is_certain = |plan: &&Held<'_>| plan.shown == During::Always;
    let certain: Vec<&Held<'_>> = plans.iter().filter(is_certain).collect();
    let may_be_last = |plan: &&Held<'_>| {
        plan.shown != During::Never && !certain.iter().any(|other| other.is_after(plan))
    };
    let last: Vec<&Held<'_>> = plans.iter().filter(may_be_last).collect();
    if last.is_empty() || last.iter().any(|plan| plan.upload() == Some(named)) {
        return None;
    }
    // An upload that was made up when the plan was added is any but those of the plans before.
    let is_of_another = plans.iter().any(|plan| plan.upload() == Some(named));
    if last.iter().any(|plan| plan.upload().is_none()) && !is_of_another {
        return None;
    }
    let uploads: Vec<&str> = last.iter().filter_map(|plan| plan.upload()).collect();
    let required = match uploads.as_slice() {
        [] => "the upload of the plan that was added last".to_owned(),
        uploads => format!("upload {}", uploads.join(" or ")),
    };
    let summary = format!(
        "a notification names upload {named}, which is not the one that last changed a plan of this authority that is shown"
    );
    Some((summary, required))
}
