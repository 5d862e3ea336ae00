use super::super::accesses::Recorded;
use super::super::rules::{ASN_7, VIEW_2, VIEW_3, VIEW_4, VIEW_6};
use super::super::{Case, Finding};
use super::entries::about;
use super::{Fault, Read};
use cpis_vocabulary::RequirementId;

/// A fault in the order of the lists, under every rule it breaks.
pub(super) fn of(
    case: &Case<'_>,
    reads: &[Read<'_>],
    members: &[usize],
    fault: Fault,
) -> Vec<Finding> {
    let lists = Lists {
        case,
        reads,
        members,
    };
    match fault {
        Fault::Stale { read, missing } => {
            let finding = lists.finding(
                VIEW_4,
                "a list misses an access that was over before the list was asked for",
                read,
            );
            lists.lost(finding, missing)
        }
        Fault::Hole {
            read,
            missing,
            older,
        } => {
            let finding = lists.finding(
                VIEW_6,
                "a list misses an access between those it shows",
                read,
            );
            lists.lost(lists.with(finding, older, "shown, and older"), missing)
        }
        Fault::Cut { read, missing } => {
            let finding = lists.finding(
                VIEW_2,
                "a list is shorter than it may be and misses an older access",
                read,
            );
            vec![lists.with(finding, missing, "missing")]
        }
        Fault::Disorder { read, newer, older } => lists.disorder(read, newer, older),
        Fault::Foresight { read, access } => {
            let finding = lists.finding(VIEW_6, "a list shows an access that had not begun", read);
            vec![lists.with(finding, access, "shown")]
        }
        Fault::Conflict {
            read,
            one,
            other,
            against,
        } => lists.conflict(read, one, other, against),
    }
}

/// The lists of one child, and the accesses whose places a fault names.
struct Lists<'l, 'c, 'a> {
    case: &'c Case<'a>,
    reads: &'l [Read<'l>],
    members: &'l [usize],
}

impl<'c, 'a> Lists<'_, 'c, 'a> {
    fn disorder(&self, read: usize, newer: usize, older: usize) -> Vec<Finding> {
        let finding = self.finding(VIEW_2, "a list is not in order, newest first", read);
        let finding = self.with(finding, newer, "shown as the newer");
        let finding = self.with(
            finding,
            older,
            "shown as the older, yet it began after the other was over",
        );
        vec![finding.also(VIEW_6), finding]
    }

    /// Under ASN-7 too where an access that was told and never recorded may be what divides them.
    fn conflict(
        &self,
        read: usize,
        one: usize,
        other: usize,
        against: Option<usize>,
    ) -> Vec<Finding> {
        let mut finding = self.finding(
            VIEW_6,
            "the lists of one child contradict each other about the order of its accesses",
            read,
        );
        if let Some(against) = against {
            finding = self.with_read(finding, against);
        }
        let finding = self.with(finding, one, "one of the two");
        let finding = self.with(finding, other, "the other");
        match self.told_and_never_listed() {
            Some(lost) => {
                let finding = with(finding, lost, "told to an authority, in no list");
                vec![finding.also(ASN_7), finding]
            }
            None => vec![finding],
        }
    }

    /// A missing access breaks further rules: VIEW-3 where it was a repeated one, ASN-7 where it was told and never recorded.
    fn lost(&self, finding: Finding, missing: usize) -> Vec<Finding> {
        let Some(missing) = self.access(missing) else {
            return vec![finding];
        };
        let finding = with(finding, missing, "missing");
        let mut all = Vec::new();
        if self.case.world.authorities_asked && missing.notices.is_empty() {
            all.push(finding.also(VIEW_3));
        }
        if !missing.was_answered && !missing.notices.is_empty() {
            all.push(finding.also(ASN_7));
        }
        all.push(finding);
        all
    }

    /// An unanswered access that an authority was told of and no list shows.
    fn told_and_never_listed(&self) -> Option<&'c Recorded<'a>> {
        let is_shown = |place: usize| {
            self.reads
                .iter()
                .any(|read| read.accesses.contains(&Some(place)))
        };
        self.members
            .iter()
            .filter_map(|place| Some((*place, self.case.accesses.recorded.get(*place)?)))
            .find(|(place, access)| {
                !access.was_answered && !access.notices.is_empty() && !is_shown(*place)
            })
            .map(|(_, access)| access)
    }

    /// A finding that begins with the list it is about.
    fn finding(&self, rule: RequirementId, summary: &str, read: usize) -> Finding {
        self.with_read(Finding::new(rule, Some(self.case.key.child), summary), read)
    }

    fn with_read(&self, finding: Finding, read: usize) -> Finding {
        match self.reads.get(read) {
            Some(read) => about(finding, read),
            None => finding,
        }
    }

    fn with(&self, finding: Finding, place: usize, what: &str) -> Finding {
        match self.access(place) {
            Some(access) => with(finding, access, what),
            None => finding,
        }
    }

    fn access(&self, place: usize) -> Option<&'c Recorded<'a>> {
        let access = self.members.get(place)?;
        self.case.accesses.recorded.get(*access)
    }
}

fn with(finding: Finding, access: &Recorded<'_>, what: &str) -> Finding {
    finding.operation(access.operation, format!("access {}, {what}", access.id))
}
