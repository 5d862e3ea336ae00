//! What each arrival does: a pure function of the scenario and the arrival's number.

use cpis_population::Draws;
use cpis_vocabulary::CareSetting;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;

use super::draw::{Stream, below, draw, mix};
use crate::scenario::{Children, ProbeKind, Scenario, Share, Weighted};

/// What an arrival does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assignment {
    /// Runs the script at this place in the scenario, from 0.
    Script(usize),
    /// Makes a probe.
    Probe {
        /// What it does.
        kind: ProbeKind,
        /// How many probes of any kind come before it in the run, give or take their order inside 64 arrivals.
        rank: u64,
    },
}

/// Which child a script run is about. `draw` picks one of its sort: 64 even bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChildChoice {
    /// Any patient.
    Anyone {
        /// Picks the patient.
        draw: u64,
    },
    /// One with a displayable plan.
    WithAlert {
        /// Picks the child.
        draw: u64,
    },
    /// One of those that are looked at again and again.
    Hot {
        /// Which, below the number of hot children.
        index: u32,
    },
}

/// How a scenario's arrivals are shared out.
#[derive(Clone, Debug)]
pub struct Assignments {
    seed: u64,
    /// Each script's place, by weight.
    scripts: Shares<usize>,
    probes: Option<(Share, Vec<ProbeKind>)>,
    children: Children,
    care_settings: Shares<CareSetting>,
    /// Of each script that has its own.
    care_settings_of: Vec<Option<Shares<CareSetting>>>,
}

/// Probes are shared out exactly within each so many arrivals, in a drawn order.
const BLOCK: u64 = 64;

impl Assignments {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let weights = scenario.scripts.iter().enumerate();
        Self {
            seed: scenario.seed,
            scripts: weights
                .map(|(item, script)| (item, script.weight))
                .collect(),
            probes: scenario
                .probes
                .as_ref()
                .map(|probes| (probes.share, probes.kinds.clone())),
            children: scenario.children,
            care_settings: shares(&scenario.care_settings),
            care_settings_of: scenario
                .scripts
                .iter()
                .map(|script| script.care_settings.as_deref().map(shares))
                .collect(),
        }
    }

    /// What the arrival of this number does.
    pub fn assignment(&self, number: u64) -> Assignment {
        self.probe(number).unwrap_or_else(|| {
            let bits = draw(self.seed, Stream::Script, number);
            Assignment::Script(self.scripts.pick(bits).unwrap_or(0))
        })
    }

    /// Which child the arrival's script is about; `nth` counts the children of that script run from 0.
    pub fn child(&self, number: u64, nth: u64) -> ChildChoice {
        let of_run = draw(self.seed, Stream::Child, number);
        let bits = |purpose: u64| mix(of_run.wrapping_add(mix(nth.wrapping_mul(3) + purpose)));
        let (sort, heat, which) = (bits(0), bits(1), bits(2));
        let Children {
            with_alert,
            hot,
            hot_share,
        } = self.children;
        if !falls_in(with_alert, sort) {
            ChildChoice::Anyone { draw: which }
        } else if hot > 0 && falls_in(hot_share, heat) {
            let index = u32::try_from(below(which, hot.into())).unwrap_or(0);
            ChildChoice::Hot { index }
        } else {
            ChildChoice::WithAlert { draw: which }
        }
    }

    /// Where a viewer of the arrival's script works; `nth` counts the viewers of that script run from 0.
    pub fn care_setting(&self, script: usize, number: u64, nth: u64) -> CareSetting {
        let own = self.care_settings_of.get(script).and_then(Option::as_ref);
        let of_run = draw(self.seed, Stream::CareSetting, number);
        own.unwrap_or(&self.care_settings)
            .pick(mix(of_run.wrapping_add(mix(nth))))
            .unwrap_or(CareSetting::EmergencyDepartment)
    }

    /// The probe the arrival makes, if it makes one.
    ///
    /// Not by a draw for each arrival: a short run could then miss a kind, and a rule be called upheld that was never tried.
    fn probe(&self, number: u64) -> Option<Assignment> {
        let (share, kinds) = self.probes.as_ref()?;
        let (block, inside) = (number / BLOCK, number % BLOCK);
        let before = probes_before(*share, block);
        let place = shuffled(draw(self.seed, Stream::Probe, block), inside);
        if place >= probes_before(*share, block + 1) - before {
            return None;
        }
        let rank = before + place;
        let count = u64::try_from(kinds.len()).ok().filter(|count| *count > 0)?;
        let turn = usize::try_from(rank % count).ok()?;
        kinds
            .get(turn)
            .map(|kind| Assignment::Probe { kind: *kind, rank })
    }
}

/// How many probes the blocks before this one hold.
fn probes_before(share: Share, block: u64) -> u64 {
    let all = u64::from(Share::ALL.millionths());
    block
        .saturating_mul(BLOCK)
        .saturating_mul(share.millionths().into())
        / all
}

/// Where a place of a block goes: a permutation of 64 places, by four Feistel rounds of three bits.
fn shuffled(key: u64, place: u64) -> u64 {
    let (left, right) = (0..4).fold((place >> 3, place & 7), |(left, right), round: u64| {
        (right, left ^ (mix(key ^ (round << 3 | right)) & 7))
    });
    left << 3 | right
}

fn falls_in(share: Share, bits: u64) -> bool {
    below(bits, Share::ALL.millionths().into()) < share.millionths().into()
}

/// Items that are drawn by weight.
#[derive(Clone, Debug)]
struct Shares<T> {
    items: Vec<T>,
    /// None where there are no items, or none has a weight.
    weights: Option<WeightedIndex<u64>>,
}

impl<T: Copy> Shares<T> {
    /// One of the items, by 64 even bits; nothing where there are none.
    fn pick(&self, bits: u64) -> Option<T> {
        let place = self.weights.as_ref()?.sample(&mut Draws::following(bits));
        self.items.get(place).copied()
    }
}

impl<T> FromIterator<(T, u32)> for Shares<T> {
    fn from_iter<I: IntoIterator<Item = (T, u32)>>(weighted: I) -> Self {
        let (items, weights): (Vec<T>, Vec<u64>) = weighted
            .into_iter()
            .map(|(item, weight)| (item, u64::from(weight)))
            .unzip();
        let weights = WeightedIndex::new(weights).ok();
        Self { items, weights }
    }
}

fn shares<T: Copy>(weighted: &[Weighted<T>]) -> Shares<T> {
    weighted.iter().map(|one| (one.item, one.weight)).collect()
}
