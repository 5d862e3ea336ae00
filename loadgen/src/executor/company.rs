//! Whether somebody else opened alerts in the run's tenant meanwhile: what they did cannot be told from what a Spine makes up.

use super::ids::Ids;
use crate::control::{Bookmark, Control, ControlFailed};
use cpis_vocabulary::{AccessId, Door, Timestamp};
use cpis_wire::control::{AccessItem, ClockMode, NotificationItem};
use std::collections::HashSet;

/// What had come of other clients before the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Past {
    /// Where the notifications ended that the authorities had.
    pub(super) mark: Bookmark,
    /// Of which accesses an authority had been told.
    told: HashSet<(AccessId, String)>,
    /// The attempts.
    accesses: Ledgered,
}

impl Past {
    /// What there is when a run begins on a Spine that has been used. Shows what the authorities were told before.
    ///
    /// # Errors
    /// When the control port does not answer.
    pub(super) async fn of(
        control: &Control,
        mut note: impl FnMut(NotificationItem),
    ) -> Result<Self, ControlFailed> {
        // The attempts come first: what another client does until the notifications are read belongs to the run.
        let accesses = Ledgered::now(control).await?;
        let (mut mark, mut told) = (Bookmark::default(), HashSet::new());
        let take = |item: NotificationItem| {
            told.insert((item.access, item.authority.clone()));
            note(item);
        };
        control.each_unread(&mut mark, take).await?;
        Ok(Self {
            mark,
            told,
            accesses,
        })
    }
}

/// Accesses from before the run of which an authority was first told while it went on.
#[derive(Debug, Default)]
pub(super) struct Late(HashSet<AccessId>);

impl Late {
    /// Takes a notification that came after the bookmark.
    pub(super) fn take(&mut self, earlier: &Past, item: &NotificationItem) {
        let is_new = !earlier
            .told
            .contains(&(item.access, item.authority.clone()));
        if is_new && earlier.accesses.has(item.at, item.access) {
            self.0.insert(item.access);
        }
    }
}

/// Which attempts the ledger held before the run.
#[derive(Clone, Debug, Default)]
enum Ledgered {
    /// Nothing.
    #[default]
    Nothing,
    /// What was decided until then: a clock never goes back. CLK-1.
    Until(Timestamp),
    /// These, where a clock stands still.
    These(HashSet<AccessId>),
}

impl Ledgered {
    /// What a used Spine's ledger holds now.
    ///
    /// # Errors
    /// When the control port does not answer.
    async fn now(control: &Control) -> Result<Self, ControlFailed> {
        let clock = control.clock().await?;
        if clock.mode != ClockMode::Frozen {
            return Ok(Self::Until(clock.now));
        }
        let accesses = control.accesses(usize::MAX).await?;
        Ok(Self::These(accesses.iter().map(|item| item.id).collect()))
    }

    fn has(&self, at: Timestamp, access: AccessId) -> bool {
        match self {
            Self::Nothing => false,
            Self::Until(last) => at <= *last,
            Self::These(ids) => ids.contains(&access),
        }
    }
}

/// The accesses in the ledger that other clients were recorded with while a run went on.
pub(super) struct Company<'e> {
    earlier: &'e Past,
    late: &'e Late,
    ids: Ids,
    first: Option<AccessItem>,
    count: u64,
}

impl<'e> Company<'e> {
    /// None so far: `ids` are those of the run's own requests.
    pub(super) const fn of((earlier, late): (&'e Past, &'e Late), ids: Ids) -> Self {
        Self {
            earlier,
            late,
            ids,
            first: None,
            count: 0,
        }
    }

    /// Takes a line of the ledger.
    pub(super) fn take(&mut self, item: &AccessItem) {
        let is_recorded = item.decision.is_recorded() && is_foreign(item, self.ids);
        let is_over =
            || self.earlier.accesses.has(item.at, item.id) && !self.late.0.contains(&item.id);
        if is_recorded && !is_over() {
            self.count += 1;
            self.first.get_or_insert_with(|| item.clone());
        }
    }

    /// Why nothing can be held for or against the Spine, where there are any.
    pub(super) fn doubt(&self) -> Option<String> {
        let first = self.first.as_ref()?;
        let unknown = "somebody";
        let (user, organisation) = (
            first.user_id.as_deref().unwrap_or(unknown),
            first.org_code.as_deref().unwrap_or(unknown),
        );
        Some(format!(
            "another client uses the same tenant: of the accesses that were recorded or told of while the run went on {} were asked for \
             by requests that the run did not make, the first one {} by user {user} at {organisation}, at {} of the Spine's clock; what became of them decides \
             what the run should have seen, so give it a tenant of its own",
            self.count, first.id, first.at,
        ))
    }
}

/// A request of another client. Whoever asks through FHIR says which request it is (IDN-4); a ledger that does not tell accuses nobody.
fn is_foreign(item: &AccessItem, ids: Ids) -> bool {
    match item.request {
        Some(request) => !ids.has(request),
        None => item.door != Door::Fhir,
    }
}
