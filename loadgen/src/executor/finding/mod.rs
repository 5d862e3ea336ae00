//! Looking for patients: by number, by name, and at the edges of the search. SRC-1, SRC-6 to SRC-9.

mod application;
mod asked;
mod faulty;
mod numbers;
mod others;

use super::ask::{self, Ask};
use super::run::{Context, Run};
use super::send::Done;
use crate::cast::{Child, Place};
use crate::history::Kind;
use crate::scenario::Find;
use crate::schedule::{Stream, below, draw, falls_in};
use asked::{Query, die, misspelt, part, plain, typed};
use cpis_population::Draws;
use cpis_vocabulary::NhsNumber;
use fake::Fake;
use fake::faker::name::en::LastName;

/// The most patients that an answer may hold unless the search says less. SRC-6.
const RESULTS_MAX: usize = 50;

impl Run {
    /// Looks for somebody; `bits` decide whatever is left open. None where the step cannot be taken.
    pub(super) async fn find(
        &self,
        how: Find,
        place: &Place,
        child: &Child,
        bits: u64,
        context: &Context,
    ) -> Option<Done> {
        let children = &self.cast.children;
        match how {
            Find::ByNumber => self.find_by_number(place, child.number, context).await,
            Find::ByName => self.find_by_name(place, child, context).await,
            Find::Nobody => self.find_nobody(place, bits, context).await,
            Find::Restricted => {
                let child = children.restricted(bits)?;
                self.find_twice(place, &child, context).await
            }
            Find::Withdrawn => {
                let child = children.withdrawn(bits)?;
                self.find_twice(place, &child, context).await
            }
            Find::Superseded => {
                let child = children.superseded(bits)?;
                self.find_twice(place, &child, context).await
            }
            Find::Changed => self.find_changed(place, bits, context).await,
            Find::ByWrongNumber => {
                self.find_by_wrong_number(place, child.number, bits, context)
                    .await
            }
            Find::ByUnknownNumber => self.find_by_unknown_number(place, bits, context).await,
            Find::AsApplication => self.find_as_application(child, bits, context).await,
            Find::ByReach
            | Find::ByDeath
            | Find::ByPractice
            | Find::ByFormerName
            | Find::Exactly
            | Find::Refused
            | Find::TwiceWrong
            | Find::ByPostcode
            | Find::ByPart
            | Find::BySound
            | Find::ByRange
            | Find::WithoutAccents
            | Find::RestrictedByPostcode
            | Find::AsManyAsAllowed
            | Find::TooMany => {
                let query = self.query(how, child, bits)?;
                self.search(place, query, context).await
            }
        }
    }

    /// The one search that a step makes.
    fn query(&self, how: Find, child: &Child, bits: u64) -> Option<Query> {
        let children = &self.cast.children;
        let at_home = |query: Query, child: &Child| {
            let postcode = children.postcode(child)?;
            Some(query.with("address-postalcode", typed(&postcode, bits)))
        };
        match how {
            Find::ByPostcode => at_home(Query::by_name(child)?, child),
            Find::ByPart => by_part(child, bits),
            Find::BySound => by_sound(child, bits),
            Find::ByRange => {
                let query = Query::by_family(child.family.as_deref()?).with_gender_of(child);
                let (before, after) = (below(bits, 366), below(bits.rotate_left(32), 366));
                Some(query.born_near(child.truth.birth_date?, before, after))
            }
            Find::WithoutAccents => {
                let child = children.accented(bits)?;
                let query = Query::by_family(&plain(child.family.as_deref()?));
                let query = query.with("given", plain(child.given.as_deref()?));
                Some(query.born_on(child.truth.birth_date?))
            }
            Find::RestrictedByPostcode => {
                let child = children.restricted(bits)?;
                at_home(Query::by_name(&child)?, &child)
            }
            Find::AsManyAsAllowed => self.exactly(0, bits),
            Find::TooMany => self.exactly(1, bits),
            Find::ByReach => others::by_reach(children, bits),
            Find::ByDeath => others::by_death(children, bits),
            Find::ByPractice => others::by_practice(children, bits),
            Find::ByFormerName => others::by_former_name(children, bits),
            Find::Exactly => others::exactly(child, bits),
            Find::Refused => faulty::once(child, bits),
            Find::TwiceWrong => faulty::twice(child, bits),
            Find::ByNumber
            | Find::ByName
            | Find::Restricted
            | Find::Withdrawn
            | Find::Superseded
            | Find::Changed
            | Find::ByWrongNumber
            | Find::ByUnknownNumber
            | Find::AsApplication
            | Find::Nobody => None,
        }
    }

    /// A search that so many more patients match than it allows; every other one says how many it allows.
    fn exactly(&self, more: usize, bits: u64) -> Option<Query> {
        let allowed = match die(bits, 0, 2) {
            0 => None,
            _ => usize::try_from(below(bits, 49)).ok().map(|less| less + 1),
        };
        let count = allowed.unwrap_or(RESULTS_MAX) + more;
        let stretch = self.cast.namesakes.stretch(count, bits.rotate_left(8))?;
        let query = Query::of_stretch(&stretch);
        Some(match allowed {
            Some(allowed) => query.with("_max-results", allowed.to_string()),
            None => query,
        })
    }

    /// Reads the demographic record. SRC-1.
    pub(super) async fn find_by_number(
        &self,
        place: &Place,
        child: NhsNumber,
        context: &Context,
    ) -> Option<Done> {
        let mut ask = Ask::get(Kind::ReadPatient, ask::patient(child), context.clone());
        ask.child = Some(child);
        ask.is_verified = self.is_verified();
        self.as_user(ask, place).await
    }

    /// Searches by name, date of birth and gender. SRC-6.
    pub(super) async fn find_by_name(
        &self,
        place: &Place,
        child: &Child,
        context: &Context,
    ) -> Option<Done> {
        match Query::by_name(child) {
            Some(query) => self.search(place, query, context).await,
            None => self.find_by_number(place, child.number, context).await,
        }
    }

    /// Looks for somebody whom nobody is: another name each time. SRC-9.
    pub(super) async fn find_nobody(
        &self,
        place: &Place,
        bits: u64,
        context: &Context,
    ) -> Option<Done> {
        let name: String = LastName().fake_with_rng(&mut Draws::following(bits));
        // No name in England begins like this.
        let query = Query::by_family(&format!("Zzx{}", name.to_lowercase()));
        let query = query.with("birthdate", "eq2015-03-02");
        self.search(place, query, context).await
    }

    /// By number, whatever the answer, then by name.
    async fn find_twice(&self, place: &Place, child: &Child, context: &Context) -> Option<Done> {
        let read = self.find_by_number(place, child.number, context).await?;
        let context = after(&read, context);
        self.find_by_name(place, child, &context).await
    }

    /// Gives somebody another family name, and searches them by it and by the one before. SRC-8.
    async fn find_changed(&self, place: &Place, bits: u64, context: &Context) -> Option<Done> {
        let children = &self.cast.children;
        let day = self.scenario.population.reference_date;
        let child = children.without_plan(bits, day)?;
        let other = children.anyone(bits.rotate_left(32))?;
        let family = format!("{}-{}", other.family.as_deref()?, child.family.as_deref()?);
        if family.chars().count() > NAME_MAX || !self.rename(child.number, &family, context).await {
            return None;
        }
        let renamed = Child {
            family: Some(family),
            ..Child::clone(&child)
        };
        let context = Context {
            due: self.stopwatch.now(),
            ..context.clone()
        };
        let found = self.find_by_name(place, &renamed, &context).await?;
        let context = after(&found, &context);
        self.find_by_name(place, &child, &context).await
    }

    async fn search(&self, place: &Place, query: Query, context: &Context) -> Option<Done> {
        let ask = self.search_ask(&query, context);
        self.as_user(ask, place).await
    }

    /// A search that somebody has yet to sign.
    fn search_ask(&self, query: &Query, context: &Context) -> Ask {
        let path = {
            let pairs = query.0.iter().filter(|(name, _)| !name.is_empty());
            let pairs = pairs.map(|(name, value)| (*name, value.as_str()));
            ask::patients(&pairs.collect::<Vec<_>>())
        };
        let is_verified = self.is_verified();
        let asked = if is_verified {
            let pairs = query.0.iter();
            pairs
                .map(|(name, value)| ((*name).into(), value.as_str().into()))
                .collect()
        } else {
            Vec::new()
        };
        let mut ask = Ask::get(Kind::Search { asked }, path, context.clone());
        ask.is_verified = is_verified;
        ask
    }

    /// Whether the next answer is one of those that are compared with the population.
    fn is_verified(&self) -> bool {
        let bits = draw(self.scenario.seed, Stream::Search, self.next_search());
        let is_drawn = falls_in(self.scenario.search.verified, bits);
        // Most are not drawn: only who is asks behind the lock.
        is_drawn && !self.has_compared_all()
    }
}

/// The longest name that PDS takes. SRC-6.
const NAME_MAX: usize = 35;

fn by_part(child: &Child, bits: u64) -> Option<Query> {
    let family = child.family.as_deref()?;
    let given = child.given.as_deref();
    let of_given = given
        .filter(|_| die(bits, 3, 4) == 0)
        .and_then(|given| part(given, bits));
    let query = match of_given {
        Some(given) => Query::by_family(family).with("given", given),
        None => Query::by_family(&part(family, bits)?),
    };
    let birth = child.truth.birth_date?;
    let query = match die(bits, 4, 2) {
        0 => query.born_on(birth),
        _ => query.born_near(birth, below(bits, 40), below(bits.rotate_left(32), 40)),
    };
    Some(query.with_gender_of(child))
}

/// The names swapped, or one of them misspelt.
fn by_sound(child: &Child, bits: u64) -> Option<Query> {
    let (family, given) = (child.family.as_deref()?, child.given.as_deref()?);
    let heard = bits.rotate_left(8);
    let (family, given) = match die(bits, 0, 4) {
        0 => (given.to_owned(), family.to_owned()),
        1 => (misspelt(family, heard), given.to_owned()),
        2 => (family.to_owned(), misspelt(given, heard)),
        _ => (misspelt(family, heard), misspelt(given, heard)),
    };
    let query = Query::by_family(&family).with("given", given);
    let query = query.born_on(child.truth.birth_date?);
    Some(query.with("_fuzzy-match", "true"))
}

/// What follows is due when the answer is there.
fn after(done: &Done, context: &Context) -> Context {
    Context {
        due: done.ended,
        ..context.clone()
    }
}
