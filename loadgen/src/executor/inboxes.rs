//! Looks into the authorities' inboxes while the load is on: one look at a time, on a thread and connections of its own. Whoever is told
//! what is seen may ask whether another client was there.

use super::company::{Company, Late, Past};
use super::door::Door;
use super::entries::Entries;
use super::ids::Ids;
use super::run::Run;
use super::stopped::Stopped;
use super::stopwatch::Stopwatch;
use crate::checker::{Look, Suspect};
use crate::control::{Bookmark, Control};
use crate::history::Notice;
use cpis_vocabulary::Text;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use tokio::runtime;

/// Whoever looks, until nobody wants to know any more.
#[derive(Debug)]
pub(super) struct Inboxes {
    ended: Arc<Stopped>,
    looking: JoinHandle<()>,
}

/// The inboxes of one tenant, read up to a bookmark.
#[derive(Clone, Debug)]
pub(super) struct Inbox {
    tenant: Text,
    door: Door,
    mark: Bookmark,
    /// What the ledger held before the run.
    earlier: Arc<Past>,
}

/// What whoever looks has to tell.
#[derive(Debug)]
pub(super) enum Told {
    Look(Look),
    /// Whether another client was recorded with accesses to a child.
    Company(Suspect, bool),
}

/// Both ends of the talk with whoever looks.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) told: Receiver<Told>,
    pub(super) ask: Sender<Suspect>,
}

/// How long is between two looks, at least.
const REST_MIN: Duration = Duration::from_secs(1);

/// So many times as long as a look took is between it and the next, where nobody waits for it: the Spine is being measured.
const RESTS: u32 = 9;

/// A look reads so many pages of one tenant; the next one goes on.
const PAGES_MAX: usize = 64;

/// The inboxes that a run can look into: those of its own tenant, from the bookmark on, and those of the tenants that it has made. None
/// in simulated time, where the Spine is on the thread that puts the load on, nor without a control port.
pub(super) fn inboxes_of(run: &Run, door: &Door, earlier: &Arc<Past>) -> Vec<Inbox> {
    if run.control.is_none() || door.is_simulated() {
        return Vec::new();
    }
    let own = Inbox {
        tenant: Text::clone(&run.tenant),
        door: door.clone(),
        mark: earlier.mark.clone(),
        earlier: Arc::clone(earlier),
    };
    let others = run.tenants.iter().map(|tenant| Inbox {
        tenant: Text::clone(&tenant.name),
        door: tenant.door.clone(),
        mark: Bookmark::default(),
        earlier: Arc::default(),
    });
    [own].into_iter().chain(others).collect()
}

impl Inboxes {
    /// Begins to look, and tells what is seen. `is_waited_for` says that the run ends by it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn begin(
        inboxes: Vec<Inbox>,
        (stopwatch, ids): (Stopwatch, Ids),
        is_waited_for: bool,
    ) -> io::Result<(Self, Talk)> {
        // One look waits to be judged while the next one is taken, and no more.
        let (tell, told) = sync_channel(1);
        let (ask, asked) = channel();
        let ended = Arc::new(Stopped::default());
        let rests = if is_waited_for { 1 } else { RESTS };
        let looking = Builder::new().name("inboxes".into()).spawn({
            let ended = Arc::clone(&ended);
            move || {
                let runtime = runtime::Builder::new_current_thread().enable_all().build();
                if let Ok(runtime) = runtime {
                    let looks = look_on(inboxes, (stopwatch, rests), ids, (&tell, &asked));
                    runtime.block_on(async {
                        tokio::select! {
                            biased;
                            () = ended.wait() => {}
                            () = looks => {}
                        }
                    });
                }
            }
        })?;
        Ok((Self { ended, looking }, Talk { told, ask }))
    }

    /// Ends it. Whoever was told must listen no more.
    pub(super) fn end(self) {
        self.ended.stop();
        // A thread that panicked has ended the program already.
        let _ = self.looking.join();
    }
}

async fn look_on(
    inboxes: Vec<Inbox>,
    (stopwatch, rests): (Stopwatch, u32),
    ids: Ids,
    (tell, asked): (&SyncSender<Told>, &Receiver<Suspect>),
) {
    let mut opened: Vec<Opened> = inboxes
        .into_iter()
        .filter_map(|inbox| Opened::of(inbox, stopwatch))
        .collect();
    let elapsed = || Duration::from_nanos(stopwatch.now().nanos());
    let mut next = REST_MIN;
    let mut suspects: Vec<Suspect> = Vec::new();
    loop {
        stopwatch.until(next).await;
        let begun = elapsed();
        suspects.extend(asked.try_iter());
        let mut unknown = Vec::new();
        for suspect in suspects.drain(..) {
            let Some(has_company) = has_company(&opened, &suspect, ids).await else {
                unknown.push(suspect);
                continue;
            };
            if tell.send(Told::Company(suspect, has_company)).is_err() {
                return;
            }
        }
        suspects = unknown;
        let look = look(&mut opened, stopwatch).await;
        if tell.send(Told::Look(look)).is_err() {
            return;
        }
        let now = elapsed();
        next = now + REST_MIN.max((now.saturating_sub(begun)) * rests);
    }
}

/// One look into every inbox. What cannot be read now is read by the next one.
async fn look(inboxes: &mut [Opened], stopwatch: Stopwatch) -> Look {
    let begun = stopwatch.now();
    let mut notices = Vec::new();
    let mut is_whole = true;
    for inbox in inboxes {
        is_whole &= inbox.read(&mut notices).await;
    }
    Look {
        whole_since: is_whole.then_some(begun),
        ended: stopwatch.now(),
        notices,
    }
}

/// Whether another client was recorded with accesses to a child while the run went on; nothing where that cannot be told now.
async fn has_company(inboxes: &[Opened], of: &Suspect, ids: Ids) -> Option<bool> {
    let inbox = inboxes.iter().find(|inbox| inbox.tenant == of.tenant)?;
    let found = inbox.control.accesses_to(of.child, ACCESSES_MAX).await;
    let accesses = found.ok()?;
    // Of a child with more it cannot be told, and nothing is held against anybody before the end.
    let mut company = Company::of((&inbox.earlier, &inbox.late), ids);
    for item in &accesses {
        company.take(item);
    }
    Some(accesses.len() >= ACCESSES_MAX || company.doubt().is_some())
}

/// So many attempts on one child are looked through.
const ACCESSES_MAX: usize = 20_000;

struct Opened {
    tenant: Text,
    entries: Entries,
    control: Control,
    mark: Bookmark,
    earlier: Arc<Past>,
    late: Late,
}

impl Opened {
    fn of(inbox: Inbox, stopwatch: Stopwatch) -> Option<Self> {
        let Inbox {
            tenant,
            door,
            mark,
            earlier,
        } = inbox;
        let control = door.control(stopwatch).ok().flatten()?;
        Some(Self {
            entries: Entries::of(&tenant),
            tenant,
            control,
            mark,
            earlier,
            late: Late::default(),
        })
    }

    /// Reads what is new; answers whether that was all.
    async fn read(&mut self, notices: &mut Vec<Notice>) -> bool {
        for _ in 0..PAGES_MAX {
            let Ok(unread) = self.control.unread(&mut self.mark).await else {
                return false;
            };
            for item in &unread.items {
                self.late.take(&self.earlier, item);
                notices.push(self.entries.notice(item));
            }
            if unread.is_last {
                return true;
            }
        }
        false
    }
}
