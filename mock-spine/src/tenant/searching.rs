//! Searching in a tenant, bug modes included.

use super::{Answering, Tenant, TooMany};
use bytes::Bytes;
use cpis_search::{Query, Score};
use cpis_vocabulary::{NhsNumber, Patient};
use cpis_wire::SpineError;
use cpis_wire::query::PdsQuery;
use std::sync::Arc;

impl Tenant {
    /// What is asked of PDS, bug modes included.
    ///
    /// # Errors
    /// When it is to be refused.
    pub(crate) fn parsed_now(&self, query: &str) -> Result<PdsQuery, SpineError> {
        self.mutation().parsed(query)
    }

    /// What is taken to be asked.
    pub(crate) fn asked_now(&self, right: PdsQuery) -> PdsQuery {
        self.mutation().asked(right)
    }

    /// The patients whom a search of PDS finds; `query` is `asked` in the search engine's words. SRC-6, SRC-8.
    ///
    /// # Errors
    /// When there are more than `most`.
    pub(crate) async fn look_up_now(
        &self,
        asked: &PdsQuery,
        query: &Query,
        most: usize,
    ) -> Result<Vec<(Arc<Patient>, Score)>, TooMany> {
        let mutation = self.mutation();
        if !mutation.breaks_finding() {
            return self.people.look_up(query, most).await;
        }
        self.people
            .ask(|directory| mutation.find(directory, asked, query, most))
            .await
    }

    /// The record that answers for a number. SRC-7.
    pub(crate) fn answering_now(&self, number: NhsNumber) -> Answering {
        let own = if self.mutation().shows_any_status() {
            self.people.find(number)
        } else {
            None
        };
        own.map_or_else(|| self.people.answering(number), Answering::Found)
    }

    /// A body that shows these patients, as it is sent. SRC-7.
    pub(crate) fn told_now<'p>(
        &self,
        right: Bytes,
        shown: impl IntoIterator<Item = &'p Patient>,
    ) -> Bytes {
        self.mutation().told(right, shown)
    }
}
