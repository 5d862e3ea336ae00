//! What each arrival does: a pure function of the scenario and the arrival's number.

use cpis_vocabulary::{CareSetting, Text};

use super::draw::{Stream, below, draw, mix};
use super::part::{Part, parts};
use super::shares::Shares;
use crate::scenario::{Children, Favour, Group, ProbeKind, Scenario, Share, Zipf};

/// What an arrival does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assignment {
    /// Runs the script at this place in the scenario, from 0.
    Script(usize),
    /// Makes a probe.
    Probe {
        /// What it does.
        kind: ProbeKind,
        /// Its own in the run. Where there is one part, how many probes of any kind come before it, give or take their order inside
        /// 64 arrivals.
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
    /// One with a displayable plan, some far oftener than others.
    Ranked {
        /// How unevenly.
        zipf: Zipf,
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
    /// One for each part: the part of a number is what it leaves, divided by how many there are.
    parts: Vec<Mix>,
    probes: Option<(Share, Vec<ProbeKind>)>,
    groups: Vec<Viewers>,
    /// Of each script that has its own.
    care_settings_of: Vec<Option<Shares<CareSetting>>>,
}

/// What the arrivals of one part do.
#[derive(Clone, Debug)]
struct Mix {
    group: usize,
    /// Each script's place, by weight.
    scripts: Shares<usize>,
}

/// Who looks in one group, and at whom.
#[derive(Clone, Debug)]
struct Viewers {
    children: Children,
    care_settings: Shares<CareSetting>,
    tenant: Option<Text>,
}

/// Probes are shared out exactly within each so many arrivals, in a drawn order.
const BLOCK: u64 = 64;

impl Assignments {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let mix = |part: &Part| Mix {
            group: part.group,
            scripts: Shares::of(part.phase_of(scenario).map_or(&[], |phase| &phase.scripts)),
        };
        let viewers = |group: &Group| Viewers {
            children: group.children,
            care_settings: Shares::of(&group.care_settings),
            tenant: group.tenant.clone(),
        };
        Self {
            seed: scenario.seed,
            parts: parts(scenario).iter().map(mix).collect(),
            probes: scenario
                .probes
                .as_ref()
                .map(|probes| (probes.share, probes.kinds.clone())),
            groups: scenario.groups.iter().map(viewers).collect(),
            care_settings_of: scenario
                .scripts
                .iter()
                .map(|script| script.care_settings.as_deref().map(Shares::of))
                .collect(),
        }
    }

    /// What the arrival of this number does.
    pub fn assignment(&self, number: u64) -> Assignment {
        self.probe(number).unwrap_or_else(|| {
            let bits = draw(self.seed, Stream::Script, number);
            let scripts = self.mix(number).map(|mix| &mix.scripts);
            Assignment::Script(scripts.and_then(|scripts| scripts.pick(bits)).unwrap_or(0))
        })
    }

    /// The tenant that the arrival's group works in, where it is not the one that the Spine's address names.
    pub fn tenant(&self, number: u64) -> Option<&Text> {
        self.viewers(number)?.tenant.as_ref()
    }

    /// Which child the arrival's script is about; `nth` counts the children of that script run from 0.
    pub fn child(&self, number: u64, nth: u64) -> ChildChoice {
        let of_run = draw(self.seed, Stream::Child, number);
        let bits = |purpose: u64| mix(of_run.wrapping_add(mix(nth.wrapping_mul(3) + purpose)));
        let (sort, heat, which) = (bits(0), bits(1), bits(2));
        let Some(Viewers { children, .. }) = self.viewers(number) else {
            return ChildChoice::Anyone { draw: which };
        };
        if !falls_in(children.with_alert, sort) {
            return ChildChoice::Anyone { draw: which };
        }
        match children.favour {
            Favour::Hot { count, share } if falls_in(share, heat) => {
                let index = u32::try_from(below(which, count.into())).unwrap_or(0);
                ChildChoice::Hot { index }
            }
            Favour::Nobody | Favour::Hot { .. } => ChildChoice::WithAlert { draw: which },
            Favour::Zipf(zipf) => ChildChoice::Ranked { zipf, draw: which },
        }
    }

    /// Where a viewer of the arrival's script works; `nth` counts the viewers of that script run from 0.
    pub fn care_setting(&self, script: usize, number: u64, nth: u64) -> CareSetting {
        let own = self.care_settings_of.get(script).and_then(Option::as_ref);
        let of_run = draw(self.seed, Stream::CareSetting, number);
        own.or_else(|| Some(&self.viewers(number)?.care_settings))
            .and_then(|settings| settings.pick(mix(of_run.wrapping_add(mix(nth)))))
            .unwrap_or(CareSetting::EmergencyDepartment)
    }

    fn mix(&self, number: u64) -> Option<&Mix> {
        let (_, part) = self.place(number);
        self.parts.get(usize::try_from(part).ok()?)
    }

    fn viewers(&self, number: u64) -> Option<&Viewers> {
        self.groups.get(self.mix(number)?.group)
    }

    /// How many of its part come before an arrival, and which part it is of.
    fn place(&self, number: u64) -> (u64, u64) {
        let parts = u64::try_from(self.parts.len()).unwrap_or(1).max(1);
        (number / parts, number % parts)
    }

    /// The probe the arrival makes, if it makes one.
    ///
    /// Not by a draw for each arrival: a short run could then miss a kind, and a rule be called upheld that was never tried.
    fn probe(&self, number: u64) -> Option<Assignment> {
        let (share, kinds) = self.probes.as_ref()?;
        let (nth, part) = self.place(number);
        let (block, inside) = (nth / BLOCK, nth % BLOCK);
        let before = probes_before(*share, block);
        let parts = u64::try_from(self.parts.len()).ok()?;
        let key = draw(
            self.seed,
            Stream::Probe,
            block.wrapping_mul(parts).wrapping_add(part),
        );
        let place = shuffled(key, inside);
        if place >= probes_before(*share, block + 1) - before {
            return None;
        }
        let in_part = before + place;
        let rank = in_part.wrapping_mul(parts).wrapping_add(part);
        let count = u64::try_from(kinds.len()).ok().filter(|count| *count > 0)?;
        let turn = usize::try_from(in_part % count).ok()?;
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

/// Whether a draw of 64 even bits falls in a share.
pub(crate) fn falls_in(share: Share, bits: u64) -> bool {
    below(bits, Share::ALL.millionths().into()) < share.millionths().into()
}
