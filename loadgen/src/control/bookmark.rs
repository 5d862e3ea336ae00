use super::{Control, ControlFailed, PAGE};
use cpis_vocabulary::NhsNumber;
use cpis_wire::control::{AccessItem, NotificationItem, Page};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// How far somebody has read what the authorities received.
#[derive(Clone, Debug, Default)]
pub struct Bookmark {
    /// The page that had room left; nothing for the first one.
    cursor: Option<String>,
    /// What has been read of it, by id.
    read: HashSet<String>,
}

/// A page of what the authorities received.
#[derive(Debug)]
pub struct Unread {
    /// What had not been read before.
    pub items: Vec<NotificationItem>,
    /// Whether there was no more.
    pub is_last: bool,
}

impl Control {
    /// Shows all that the authorities received since the bookmark was put there; answers whether there was anything.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn each_unread(
        &self,
        mark: &mut Bookmark,
        mut each: impl FnMut(NotificationItem),
    ) -> Result<bool, ControlFailed> {
        let mut is_any = false;
        loop {
            let unread = self.unread(mark).await?;
            is_any |= !unread.items.is_empty();
            unread.items.into_iter().for_each(&mut each);
            if unread.is_last {
                return Ok(is_any);
            }
        }
    }

    /// Attempts to open one child's alert, up to so many.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn accesses_to(
        &self,
        child: NhsNumber,
        most: usize,
    ) -> Result<Vec<AccessItem>, ControlFailed> {
        let path = format!("/control/v1/accesses?nhs_number={child}");
        self.list(&path, most).await
    }

    /// Shows every attempt to open an alert, in their order, for as long as that is wanted.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn each_access(
        &self,
        mut each: impl FnMut(AccessItem) -> ControlFlow<()>,
    ) -> Result<(), ControlFailed> {
        let mut cursor: Option<String> = None;
        loop {
            let asked = page_of("/control/v1/accesses?", PAGE, cursor.as_deref());
            let page: Page<AccessItem> = self.get(&asked).await?;
            let shown = page.items.into_iter().try_for_each(&mut each);
            if shown.is_break() || page.next.is_none() {
                return Ok(());
            }
            cursor = page.next;
        }
    }

    /// The next page of what the authorities received since the bookmark was put there. What is decided comes after what was decided
    /// before it, so the last page is read again and no other.
    ///
    /// # Errors
    /// As [`Control::clock`]. The bookmark stays where it is.
    pub async fn unread(&self, mark: &mut Bookmark) -> Result<Unread, ControlFailed> {
        let path = "/control/v1/notifications?";
        let asked = page_of(path, PAGE, mark.cursor.as_deref());
        let page: Page<NotificationItem> = self.get(&asked).await?;
        let ids: HashSet<String> = page.items.iter().map(|item| item.id.clone()).collect();
        let mut items = page.items;
        items.retain(|item| !mark.read.contains(&item.id));
        let is_last = page.next.is_none();
        match page.next {
            Some(next) => {
                mark.cursor = Some(next);
                mark.read = HashSet::new();
            }
            None => mark.read = ids,
        }
        Ok(Unread { items, is_last })
    }
}

/// What asks for a page of a list: the first one without a cursor.
pub(super) fn page_of(path: &str, limit: usize, cursor: Option<&str>) -> String {
    let mut asked = format!("{path}&limit={limit}");
    if let Some(cursor) = cursor {
        asked.push_str("&cursor=");
        asked.extend(form_urlencoded::byte_serialize(cursor.as_bytes()));
    }
    asked
}
