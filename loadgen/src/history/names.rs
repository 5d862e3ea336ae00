//! What is said again and again is written once and referred to by number: texts, and callers.

use super::bytes::{Maybe, Put, Take};
use super::{Activity, Caller};
use cpis_vocabulary::{OrganisationCode, Text};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::Arc;

/// No more texts are given numbers; the others are written out wherever they stand. It bounds the memory of writer and reader.
const TEXTS_MAX: usize = 1 << 16;

/// No more callers are given numbers.
const CALLERS_MAX: usize = 1 << 18;

/// In the place of a number: there is nothing.
const NOTHING: u64 = 0;
/// In the place of a number: it is written out.
const WRITTEN_OUT: u64 = 1;
/// The number of the first.
const FIRST: u64 = 2;

/// What a writer has given numbers to.
#[derive(Debug, Default)]
pub(super) struct NamesGiven {
    texts: HashMap<Text, u64, RandomState>,
    callers: HashMap<Arc<Caller>, u64, RandomState>,
    /// The same callers by their address; each is held in `callers`, so that no other can come to be there.
    by_address: HashMap<usize, u64, RandomState>,
    /// Definitions that have to be written before what was just encoded.
    fresh: Vec<Definition>,
}

/// A text or a caller that is given the next number of its kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Definition {
    Text(Text),
    Caller(Arc<Caller>),
}

impl NamesGiven {
    /// What has to be defined before what was just encoded is read.
    pub(super) fn fresh(&mut self) -> Vec<Definition> {
        std::mem::take(&mut self.fresh)
    }

    /// Everything that was given a number so far, in the order of the numbers: who reads on in another file needs it again.
    pub(super) fn all(&self) -> Vec<Definition> {
        let mut texts: Vec<_> = self.texts.iter().collect();
        texts.sort_unstable_by_key(|(_, number)| **number);
        let mut callers: Vec<_> = self.callers.iter().collect();
        callers.sort_unstable_by_key(|(_, number)| **number);
        let texts = texts
            .into_iter()
            .map(|(text, _)| Definition::Text(Text::clone(text)));
        let callers = callers
            .into_iter()
            .map(|(caller, _)| Definition::Caller(Arc::clone(caller)));
        texts.chain(callers).collect()
    }

    pub(super) fn put(&mut self, text: &str, to: &mut Vec<u8>) {
        if let Some(number) = self.texts.get(text) {
            to.varint(*number);
        } else if self.texts.len() < TEXTS_MAX {
            let number = FIRST + length(self.texts.len());
            let text = Text::from(text);
            self.texts.insert(Text::clone(&text), number);
            self.fresh.push(Definition::Text(text));
            to.varint(number);
        } else {
            to.varint(WRITTEN_OUT);
            to.text(text);
        }
    }

    pub(super) fn put_if_any(&mut self, text: Option<&str>, to: &mut Vec<u8>) {
        match text {
            Some(text) => self.put(text, to),
            None => to.varint(NOTHING),
        }
    }

    pub(super) fn put_caller(&mut self, caller: Option<&Arc<Caller>>, to: &mut Vec<u8>) {
        let Some(caller) = caller else {
            return to.varint(NOTHING);
        };
        let address = Arc::as_ptr(caller).addr();
        let known = self.by_address.get(&address);
        if let Some(number) = known.or_else(|| self.callers.get(caller)) {
            to.varint(*number);
        } else if self.callers.len() < CALLERS_MAX {
            let number = FIRST + length(self.callers.len());
            self.callers.insert(Arc::clone(caller), number);
            self.by_address.insert(address, number);
            self.fresh.push(Definition::Caller(Arc::clone(caller)));
            to.varint(number);
        } else {
            to.varint(WRITTEN_OUT);
            encode_caller(caller, to);
        }
    }
}

/// What a reader has met definitions of.
#[derive(Clone, Debug, Default)]
pub(crate) struct NamesTaken {
    texts: Vec<Text>,
    callers: Vec<Arc<Caller>>,
    /// How many texts and callers the piece that is read has defined so far.
    met: (usize, usize),
}

impl NamesTaken {
    /// Takes the next definition of its kind, and answers whether it fits: a further piece of a history defines again what those before
    /// it have defined, in the same order.
    pub(super) fn define(&mut self, definition: Definition) -> bool {
        match definition {
            Definition::Text(text) => met(&mut self.texts, &mut self.met.0, text),
            Definition::Caller(caller) => met(&mut self.callers, &mut self.met.1, caller),
        }
    }

    /// A further piece begins.
    pub(super) const fn begin_anew(&mut self) {
        self.met = (0, 0);
    }

    /// A text; nothing where there is none or it is broken.
    pub(super) fn take(&self, from: &mut Take<'_>) -> Option<Text> {
        self.take_if_any(from)?
    }

    /// A text if there is one.
    pub(super) fn take_if_any(&self, from: &mut Take<'_>) -> Maybe<Text> {
        Some(match from.varint()? {
            NOTHING => None,
            WRITTEN_OUT => Some(from.text()?.into()),
            number => Some(Text::clone(self.texts.get(place(number)?)?)),
        })
    }

    /// A text in the place of another one, which stays where it is the same.
    pub(super) fn take_over(&self, from: &mut Take<'_>, over: &mut Text) -> Option<()> {
        match from.varint()? {
            NOTHING => return None,
            WRITTEN_OUT => *over = from.text()?.into(),
            number => {
                let known = self.texts.get(place(number)?)?;
                // To count who holds a text costs more than to look whether it is held already.
                if !Text::ptr_eq(known, over) {
                    *over = Text::clone(known);
                }
            }
        }
        Some(())
    }

    /// A text if there is one, in the place of another.
    pub(super) fn take_if_any_over(
        &self,
        from: &mut Take<'_>,
        over: &mut Option<Text>,
    ) -> Option<()> {
        match from.varint()? {
            NOTHING => *over = None,
            WRITTEN_OUT => *over = Some(from.text()?.into()),
            number => {
                let known = self.texts.get(place(number)?)?;
                if !over.as_ref().is_some_and(|text| Text::ptr_eq(known, text)) {
                    *over = Some(Text::clone(known));
                }
            }
        }
        Some(())
    }

    /// A code in the place of another one, which stays where it reads the same.
    pub(super) fn take_code_over<T: for<'t> From<&'t str>>(
        &self,
        from: &mut Take<'_>,
        over: &mut T,
        as_str: impl Fn(&T) -> &str,
    ) -> Option<()> {
        match from.varint()? {
            NOTHING => return None,
            WRITTEN_OUT => *over = T::from(from.text()?),
            number => {
                let known = &**self.texts.get(place(number)?)?;
                if as_str(over) != known {
                    *over = T::from(known);
                }
            }
        }
        Some(())
    }

    /// An organisation if there is one, in the place of another.
    pub(super) fn take_organisation_over(
        &self,
        from: &mut Take<'_>,
        over: &mut Option<OrganisationCode>,
    ) -> Option<()> {
        match from.varint()? {
            NOTHING => *over = None,
            WRITTEN_OUT => *over = Some(from.text()?.into()),
            number => {
                let known = &**self.texts.get(place(number)?)?;
                if over.as_ref().map(OrganisationCode::as_str) != Some(known) {
                    *over = Some(known.into());
                }
            }
        }
        Some(())
    }

    /// A code, made of its text.
    pub(super) fn take_code<T: for<'t> From<&'t str>>(&self, from: &mut Take<'_>) -> Option<T> {
        self.take_code_if_any(from)?
    }

    /// A code if there is one.
    pub(super) fn take_code_if_any<T: for<'t> From<&'t str>>(
        &self,
        from: &mut Take<'_>,
    ) -> Maybe<T> {
        Some(match from.varint()? {
            NOTHING => None,
            WRITTEN_OUT => Some(T::from(from.text()?)),
            number => Some(T::from(self.texts.get(place(number)?)?)),
        })
    }

    /// A caller if there is one, in the place of another.
    pub(super) fn take_caller_over(
        &self,
        from: &mut Take<'_>,
        over: &mut Option<Arc<Caller>>,
    ) -> Option<()> {
        match from.varint()? {
            NOTHING => *over = None,
            WRITTEN_OUT => *over = Some(Arc::new(decode_caller(from)?)),
            number => {
                let known = self.callers.get(place(number)?)?;
                if !over
                    .as_ref()
                    .is_some_and(|caller| Arc::ptr_eq(known, caller))
                {
                    *over = Some(Arc::clone(known));
                }
            }
        }
        Some(())
    }
}

/// Takes the next definition of a kind; what is known already is not held twice.
fn met<T: PartialEq>(known: &mut Vec<T>, met: &mut usize, one: T) -> bool {
    let place = *met;
    *met += 1;
    if let Some(there) = known.get(place) {
        return *there == one;
    }
    known.push(one);
    true
}

fn place(number: u64) -> Option<usize> {
    usize::try_from(number.checked_sub(FIRST)?).ok()
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

const ACTIVITIES: [Activity; 4] = [
    Activity::Notifying,
    Activity::Silent,
    Activity::Neither,
    Activity::Both,
];

pub(super) fn encode_caller(caller: &Caller, to: &mut Vec<u8>) {
    to.text(caller.user.as_str());
    to.text(&caller.user_name);
    to.text(caller.role.as_str());
    to.text(caller.job_role.as_str());
    to.text(&caller.job_role_name);
    to.text(caller.organisation.as_str());
    to.text(&caller.organisation_name);
    to.push(super::codec::place_in(&ACTIVITIES, &caller.activity));
}

pub(super) fn decode_caller(from: &mut Take<'_>) -> Option<Caller> {
    Some(Caller {
        user: from.text()?.into(),
        user_name: from.text()?.into(),
        role: from.text()?.into(),
        job_role: from.text()?.into(),
        job_role_name: from.text()?.into(),
        organisation: from.text()?.into(),
        organisation_name: from.text()?.into(),
        activity: *ACTIVITIES.get(usize::from(from.byte()?))?,
    })
}
