//! CLK-1: over all children of a tenant, no stamp lies before one that was given earlier, beyond the tolerance.

use super::clock::stamp_of;
use super::rules::CLK_1;
use super::sorter::Sorter;
use super::verdict::{Rank, Stage};
use super::world::{World, in_order, millis};
use super::{Finding, Tallies};
use crate::history::Operation;
use std::io;

/// Every stamp of a history.
#[derive(Debug)]
pub(super) struct Stamps {
    examined: usize,
    /// Tenant and epoch, sent, number, stamp, place of all that cannot repeat an access.
    by_sent: Sorter<5>,
    /// Tenant and epoch, ended, number, stamp, place.
    by_end: Sorter<5>,
    /// What `by_end` took last: tenant and epoch, ended and number, stamp.
    last: Option<(u64, (u64, u64), u64)>,
}

impl Stamps {
    pub(super) fn new(rows_max: usize, expected: usize) -> Self {
        Self {
            examined: 0,
            by_sent: Sorter::new(rows_max, expected),
            by_end: Sorter::new(rows_max, expected),
            last: None,
        }
    }

    /// Takes an operation of a tenant and epoch.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn take(
        &mut self,
        (tenant, epoch): (u32, u32),
        operation: &Operation,
        place: u64,
    ) -> io::Result<()> {
        let Some(stamp) = operation.stamp else {
            return Ok(());
        };
        self.examined += 1;
        if operation.answered.is_none() {
            return Ok(());
        }
        let whose = u64::from(tenant) << 32 | u64::from(epoch);
        let (sent, ended) = (operation.sent.nanos(), operation.ended().nanos());
        let number = operation.number.0;
        let stamp = in_order(stamp.millis(), 0);
        // A repeated request may be answered with the stamp of the access it repeats.
        let is_repeat = operation.access.is_some() && operation.trace.is_some();
        if !is_repeat {
            self.by_sent.push([whose, sent, number, stamp, place])?;
        }
        // What ended after another and has no later stamp is never the latest that was over.
        let is_behind = self.last.is_some_and(|(of, before, latest)| {
            of == whose && before < (ended, number) && stamp <= latest
        });
        if is_behind {
            return Ok(());
        }
        self.last = Some((whose, (ended, number), stamp));
        self.by_end.push([whose, ended, number, stamp, place])
    }

    /// Judges the clock of every tenant.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub(super) fn judge(self, world: &World<'_>, tallies: &mut Tallies) -> io::Result<()> {
        tallies.examined(CLK_1, self.examined);
        let tolerance = world.truth.reading.tolerance_ms;
        let (by_sent, by_end) = (self.by_sent.sorted()?, self.by_end.sorted()?);
        let mut over = by_end.iter().peekable();
        // Whose, the greatest stamp of what was over, and which operation has it.
        let mut greatest: Option<(u64, u64, u64)> = None;
        for later in by_sent.iter() {
            let [whose, sent, number, stamp, later] = later?;
            while let Some(earlier) = over.next_if(|row| {
                let is_over = |[other, ended, ..]: &[u64; 5]| (other, ended) < (&whose, &sent);
                row.as_ref().map_or(true, is_over)
            }) {
                let [other, _, _, stamp, place] = earlier?;
                if other == whose
                    && greatest.is_none_or(|(of, greatest, _)| of != whose || greatest < stamp)
                {
                    greatest = Some((whose, stamp, place));
                }
            }
            if let Some((of, most, earlier)) = greatest
                && of == whose
                && stamp < most
                && millis(most) - millis(stamp) > tolerance
            {
                tallies.go_to(Rank::new(Stage::Tenants, sent, number));
                found(world, (earlier, later), tallies);
            }
        }
        Ok(())
    }
}

fn found(world: &World<'_>, (earlier, later): (u64, u64), tallies: &mut Tallies) {
    let at = |place| world.told(world.source.operation(place)).flatten();
    let (Some(earlier), Some(later)): (Option<Operation>, Option<Operation>) =
        (at(earlier), at(later))
    else {
        return;
    };
    tallies.found(
        Finding::new(CLK_1, None, "the tenant's clock went back")
            .operation(&earlier, stamp_of(&earlier))
            .operation(&later, stamp_of(&later)),
    );
}
