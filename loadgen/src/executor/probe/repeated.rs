//! Looks that follow each other: the same key, and keys that differ in one thing. ASN-3, ASN-4, VIEW-2, VIEW-3, VIEW-7.

use super::{Pair, Stage};
use crate::executor::run::Run;
use crate::history::Activity;

impl Run {
    pub(super) async fn repeat_inside_window(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.look(stage, &place, child).await?;
        let again = self.traced();
        self.look_with(stage, &place, child, again).await?;
        self.list(stage, &place, child, Some(again)).await?;
        Some(true)
    }

    /// 27 looks one after another: the list is read when it holds 24, 25, 26 and 27. A list of another length has as many before and
    /// after.
    pub(super) async fn list_overflow(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let crowd = self.cast.players.crowd(3, stage.bits);
        let reader = self.cast.players.with(Activity::Silent, stage.bits)?;
        let looks = self.scenario.reading.list_length + 2;
        for turn in 0..looks {
            let place = crowd.get(turn % crowd.len().max(1))?.clone();
            self.look(stage, &place, child).await?;
            if turn + 4 >= looks {
                self.list(stage, &reader, child, None).await?;
            }
        }
        Some(true)
    }

    /// Two looks that are two keys, and one more of the first; for two roles, one key.
    pub(super) async fn two_keys(&self, stage: &mut Stage, pair: Pair) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let players = &self.cast.players;
        let (first, second) = match pair {
            Pair::Organisations => players.two_organisations(stage.bits)?,
            Pair::Users => players.colleagues(stage.bits)?,
            Pair::Roles => players.two_roles(stage.bits)?,
        };
        self.look(stage, &first, child).await?;
        self.look(stage, &second, child).await?;
        self.look(stage, &first, child).await?;
        self.list(stage, &second, child, None).await?;
        Some(true)
    }

    /// One user, two children, both again: a window of one is not the other's, nor a view.
    pub(super) async fn two_children(&self, stage: &mut Stage) -> Option<bool> {
        let one = self.own_child(stage)?.number;
        let other = Stage {
            rank: stage.rank.wrapping_add(3),
            ..stage.clone()
        };
        let other = self.own_child(&other)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        for child in [one, other, one, other] {
            self.look(stage, &place, child).await?;
        }
        self.list(stage, &place, one, None).await?;
        self.list(stage, &place, other, None).await?;
        Some(one != other)
    }

    /// One access sent three times under its `TraceID`; the list under it, and under another.
    pub(super) async fn same_trace_retry(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let opening = self.traced();
        for _ in 0..3 {
            self.look_with(stage, &place, child, opening).await?;
        }
        self.list(stage, &place, child, Some(opening)).await?;
        let other = self.traced();
        self.list(stage, &place, child, Some(other)).await?;
        Some(true)
    }
}
