use super::{Call, Refused};
use crate::tenant::Draw;
use cpis_wire::control::{Page, PageQuery};
use std::fmt;

/// Which list a cursor belongs to: tenant, call and filters. A cursor of one is none of another. ENV-2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct List(u64);

/// A place in a list, as text: the list's mark and the place, in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cursor {
    list: List,
    place: u64,
}

impl List {
    /// The list of a call, whatever page it asks for.
    pub(super) fn of(call: &Call<'_>, filters: &impl fmt::Debug) -> Self {
        let path = call.request.uri().path();
        let list = path.rsplit('/').next().unwrap_or(path);
        let name = format!("{list} of {} with {filters:?}", call.tenant.id);
        Self(Draw::new(0, &name).next() >> 32)
    }

    /// The place that a cursor stands for; the beginning without one.
    pub(super) fn place(self, cursor: Option<&str>) -> Result<u64, Refused> {
        let Some(text) = cursor else { return Ok(0) };
        let hexadecimal = |part: Option<&str>| {
            part.filter(|part| part.bytes().all(|b| b.is_ascii_hexdigit()))
                .and_then(|part| u64::from_str_radix(part, 16).ok())
        };
        let list = hexadecimal(text.get(..8));
        let place = hexadecimal(text.get(8..).filter(|place| place.len() == 16));
        match (list, place) {
            (Some(list), Some(place)) if Self(list) == self => Ok(place),
            (Some(_), Some(_)) => Err(Refused::field(
                "cursor",
                "a cursor goes with the filters that it was given for, this one was given for others",
            )),
            _ => Err(Refused::field(
                "cursor",
                "a cursor is the `next` of an earlier page, this text is none",
            )),
        }
    }

    /// The page that is asked for, of a list that fits in the hand.
    pub(super) fn page<T>(self, all: Vec<T>, asked: &PageQuery) -> Result<Page<T>, Refused> {
        let from = usize::try_from(self.place(asked.cursor.as_deref())?).unwrap_or(usize::MAX);
        let end = from.saturating_add(asked.limit);
        let next = u64::try_from(end).ok().filter(|_| end < all.len());
        let items = all.into_iter().skip(from).take(asked.limit).collect();
        Ok(Page {
            items,
            next: next.map(|place| self.cursor(place)),
        })
    }

    /// The cursor of a place.
    pub(super) fn cursor(self, place: u64) -> String {
        Cursor { list: self, place }.to_string()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}{:016x}", self.list.0, self.place)
    }
}
