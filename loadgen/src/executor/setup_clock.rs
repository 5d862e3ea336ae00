//! The Spine's clock before the run: set as the scenario asks, and read so closely that its bounds are narrow.

use super::ExecuteError;
use super::clock_view::ClockView;
use super::record::metadata;
use super::shards::goes_as_asked;
use super::stopwatch::WallClock;
use crate::control::{Control, ControlFailed};
use crate::scenario::{Clock, Scenario};
use crate::transport::{AnyTransport, Reply, Transport};
use chrono::TimeDelta;
use cpis_vocabulary::Timestamp;
use cpis_wire::control::{ClockItem, ClockMode};
use cpis_wire::header;

/// How often the clock is looked at: the quickest answer leaves the least doubt.
const LOOKS: usize = 8;

/// How far a clock that cannot go back is set forward, so that it is not set back after all.
const MARGIN: TimeDelta = TimeDelta::seconds(5);

/// One look at a clock: what it showed at some time between `asked` and `told` of the machine's.
#[derive(Clone, Copy, Debug)]
struct Look {
    shown: Timestamp,
    asked: Timestamp,
    told: Timestamp,
}

/// What is known of the Spine's clock, once it goes as the scenario asks; and its mode, where somebody can tell.
pub(super) async fn clock(
    scenario: &Scenario,
    control: Option<&Control>,
    transport: &AnyTransport,
    (is_own, wall): (bool, WallClock),
) -> Result<(ClockView, Option<ClockMode>), ExecuteError> {
    let Some(control) = control else {
        return match scenario.clock {
            Clock::System | Clock::Shifted { .. } => Ok((by_stamps(transport, wall).await, None)),
            Clock::Frozen { .. } | Clock::Scaled { .. } => Err(ExecuteError::ClockNeedsControl),
        };
    };
    match (is_own, scenario.shard.is_whole()) {
        (true, _) => {}
        (false, true) => set_clock(scenario.clock, control).await?,
        (false, false) => goes_as_asked(scenario.clock, &control.clock().await?)?,
    }
    let earlier = control.clock_moves().await?;
    let mut item = control.clock().await?;
    let mut looks = Vec::with_capacity(LOOKS);
    for _ in 0..LOOKS {
        let asked = wall.now();
        item = control.clock().await?;
        looks.push(Look {
            shown: item.now,
            asked,
            told: wall.now(),
        });
    }
    let best = quickest(&looks).unwrap_or(Look {
        shown: item.now,
        asked: item.now,
        told: item.now,
    });
    let view = match item.mode {
        ClockMode::Frozen => ClockView::standing(item.now),
        ClockMode::System | ClockMode::Shifted => {
            ClockView::running(wall, best.shown, best.asked, best.told)
        }
        ClockMode::Scaled => {
            let rate = item.rate.unwrap_or(1.0);
            ClockView::scaled(wall, best.shown, best.asked, best.told, rate)
        }
    };
    Ok((view.moved_before(earlier), Some(item.mode)))
}

/// Without a control port, the stamp that every answer of CP-IS carries tells the time; a Spine without stamps has the machine's.
async fn by_stamps(transport: &AnyTransport, wall: WallClock) -> ClockView {
    let mut looks = Vec::with_capacity(LOOKS);
    for _ in 0..LOOKS {
        let asked = wall.now();
        let Reply::Whole(answer) = transport.send(&metadata()).await.outcome else {
            continue;
        };
        let told = wall.now();
        let stamp = answer.header(header::SPINE_AT);
        if let Some(shown) = stamp.and_then(|text| Timestamp::parse(text).ok()) {
            looks.push(Look { shown, asked, told });
        }
    }
    quickest(&looks).map_or_else(
        || ClockView::system(wall),
        |look| ClockView::running(wall, look.shown, look.asked, look.told),
    )
}

fn quickest(looks: &[Look]) -> Option<Look> {
    looks
        .iter()
        .min_by_key(|look| look.told.since(look.asked))
        .copied()
}

/// Sets the clock of a Spine that was already there. Where it has been used and stands later, it goes on from where it stands.
async fn set_clock(clock: Clock, control: &Control) -> Result<(), ExecuteError> {
    let setting = |now: Option<Timestamp>| {
        let mut body = serde_json::Map::new();
        let mode = match clock {
            Clock::System => "system",
            Clock::Frozen { .. } => "frozen",
            Clock::Shifted { .. } => "shifted",
            Clock::Scaled { .. } => "scaled",
        };
        body.insert("mode".to_owned(), mode.into());
        if let Some(now) = now {
            body.insert("now".to_owned(), now.to_string().into());
        }
        if let Clock::Scaled { rate, .. } = clock {
            body.insert("rate".to_owned(), rate.as_factor().into());
        }
        serde_json::Value::Object(body)
    };
    let now = match clock {
        // Whoever started that Spine chose its clock; a scenario that asks for none in particular leaves it.
        Clock::System => return Ok(()),
        Clock::Frozen { now } | Clock::Shifted { now } | Clock::Scaled { now, .. } => now,
    };
    match control.set_clock(&setting(Some(now))).await {
        Ok(_) => Ok(()),
        Err(ControlFailed::Refused { status: 409, .. }) => {
            let found = control.clock().await?;
            // Whoever else is there reads that clock.
            if goes_on(clock, &found) {
                return Ok(());
            }
            // It may run on while it is told to stand.
            let soon = found.now.plus(MARGIN);
            control.set_clock(&setting(Some(soon))).await?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a clock runs as it is asked to, and stands later.
fn goes_on(asked: Clock, found: &ClockItem) -> bool {
    let is_later = |now| found.now >= now;
    match asked {
        Clock::Shifted { now } => found.mode == ClockMode::Shifted && is_later(now),
        Clock::Scaled { now, rate } => {
            found.mode == ClockMode::Scaled && found.rate == Some(rate.as_factor()) && is_later(now)
        }
        // Where time stands still, every run has an instant of its own.
        Clock::Frozen { .. } | Clock::System => false,
    }
}
