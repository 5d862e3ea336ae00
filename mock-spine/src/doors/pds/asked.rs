use cpis_search::{Days, Query, Widen};
use cpis_wire::query::{DateRange, PdsQuery, Reach};

/// PDS's parameters in the words of the search engine. SRC-6.
pub(super) fn asked(query: &PdsQuery) -> Query {
    let asked = by_name(query).with_born(days(query.birth));
    let asked = set(asked, query.death, |asked, died| {
        asked.with_died(days(died))
    });
    let asked = set(asked, query.postcode.as_deref(), Query::with_postcode);
    let asked = set(asked, query.practice.clone(), Query::with_practice);
    let asked = set(asked, query.email.as_deref(), Query::with_email);
    let asked = set(asked, query.phone.as_deref(), Query::with_phone);
    let asked = match query.reach {
        Reach::Now => asked,
        Reach::History => asked.with_history(),
        Reach::Fuzzy => asked.widened(Widen::Usual),
    };
    if query.exact_match {
        asked.exact_only()
    } else {
        asked
    }
}

fn by_name(query: &PdsQuery) -> Query {
    let asked = set(
        Query::default(),
        query.family.as_deref(),
        Query::with_family,
    );
    let given = query.given.iter();
    let asked = given.fold(asked, |asked, given| asked.with_given(given));
    set(asked, query.gender, Query::with_gender)
}

/// The query with a criterion more, where there is one.
fn set<T>(asked: Query, criterion: Option<T>, with: impl FnOnce(Query, T) -> Query) -> Query {
    match criterion {
        Some(criterion) => with(asked, criterion),
        None => asked,
    }
}

fn days(range: DateRange) -> Days {
    match (range.from, range.to) {
        (Some(from), Some(to)) => Days::between(from, to),
        (Some(from), None) => Days::since(from),
        (None, Some(to)) => Days::until(to),
        // No parameter reads as one without ends.
        (None, None) => Days::since(chrono::NaiveDate::MIN),
    }
}
