//! Looks that overlap. ASN-7, VIEW-4, VIEW-6.

use super::Stage;
use crate::cast::Place;
use crate::executor::run::{Context, Run};
use crate::history::Activity;
use cpis_vocabulary::NhsNumber;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many look at once.
pub(super) const AT_ONCE: usize = 8;

impl Run {
    /// One user opens one alert many times at once, twice over.
    pub(super) async fn concurrent_duplicates(self: &Arc<Self>, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let context = stage.at(&place);
        self.token(&place, &context).await?;
        let places = vec![place.clone(); AT_ONCE];
        let overlapped = self.all_at_once(stage, places.clone(), child).await;
        self.all_at_once(stage, places, child).await;
        self.list(stage, &place, child, None).await?;
        Some(overlapped)
    }

    /// Many users at once on one child, then the list.
    pub(super) async fn lost_update(self: &Arc<Self>, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let crowd = self.cast.players.crowd(AT_ONCE, stage.bits);
        let reader = crowd.first()?.clone();
        for place in &crowd {
            let context = stage.at(place);
            self.token(place, &context).await?;
        }
        let overlapped = self.all_at_once(stage, crowd, child).await;
        self.list(stage, &reader, child, None).await?;
        Some(overlapped)
    }

    /// Everybody looks at once; true where all were answered.
    async fn all_at_once(
        self: &Arc<Self>,
        stage: &mut Stage,
        places: Vec<Arc<Place>>,
        child: NhsNumber,
    ) -> bool {
        let due = self.stopwatch.now();
        let mut looks = JoinSet::new();
        for place in places {
            let context = Context {
                due,
                ..stage.at(&place)
            };
            let (run, opening) = (Arc::clone(self), self.traced());
            looks.spawn(async move {
                let done = run.open_alert(&place, child, opening, &context).await;
                done.is_some_and(|done| done.is_ok())
            });
        }
        let mut all = true;
        while let Some(answered) = looks.join_next().await {
            all &= matches!(answered, Ok(true));
        }
        stage.context.due = self.stopwatch.now();
        all
    }
}
