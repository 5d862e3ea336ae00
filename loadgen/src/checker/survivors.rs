use super::Truth;
use super::docket::CaseKey;
use super::hashing::IdMap;
use cpis_vocabulary::{NhsNumber, PatientStatus};

/// Which number survives: a superseded one leads to another. ALT-10.
#[derive(Debug)]
pub(super) struct Survivors<'a> {
    truth: Truth<'a>,
    /// Numbers that survive as they are, each in the place that its last digits give it; a later one takes the place of an earlier.
    themselves: Vec<u64>,
    learnt: usize,
    /// Those that others survived. Forgotten when there are many, so that it stays small.
    others: IdMap<CaseKey, NhsNumber>,
}

/// So many numbers have a place at first, and at most.
const PLACES: (usize, usize) = (1 << 8, 1 << 20);

/// So many superseded numbers are known at a time.
const OTHERS_MAX: usize = 1 << 17;

impl<'a> Survivors<'a> {
    pub(super) fn new(truth: Truth<'a>) -> Self {
        Self {
            truth,
            themselves: Vec::new(),
            learnt: 0,
            others: IdMap::default(),
        }
    }

    /// The number that survives this one in an epoch of a tenant, which has a name and a number.
    pub(super) fn of(
        &mut self,
        name: &str,
        tenant: u32,
        epoch: u32,
        number: NhsNumber,
    ) -> NhsNumber {
        let key = CaseKey {
            tenant,
            epoch,
            child: number,
        };
        let packed = packed(key);
        if packed.is_some() && self.themselves.get(self.place(key)).copied() == packed {
            return number;
        }
        if !self.others.is_empty()
            && let Some(survivor) = self.others.get(&key)
        {
            return *survivor;
        }
        let survivor = self.look_up(name, epoch, number);
        match packed {
            Some(packed) if survivor == number => self.learn(key, packed),
            Some(_) | None => {
                if self.others.len() >= OTHERS_MAX {
                    self.others.clear();
                }
                self.others.insert(key, survivor);
            }
        }
        survivor
    }

    fn look_up(&self, name: &str, epoch: u32, number: NhsNumber) -> NhsNumber {
        let mut survivor = number;
        // A chain of replacements is short; a ring of them would be a mistake of the population's.
        for _ in 0..8 {
            match self.truth.people.status(name, epoch, survivor) {
                Some(PatientStatus::Superseded { by }) => survivor = by,
                Some(
                    PatientStatus::Ordinary
                    | PatientStatus::Restricted
                    | PatientStatus::Invalidated,
                )
                | None => break,
            }
        }
        survivor
    }

    fn learn(&mut self, key: CaseKey, packed: u64) {
        if self.learnt >= self.themselves.len() / 2 && self.themselves.len() < PLACES.1 {
            let places = (self.themselves.len() * 4).clamp(PLACES.0, PLACES.1);
            self.themselves.clear();
            self.themselves.resize(places, 0);
            self.learnt = 0;
        }
        self.learnt += 1;
        let place = self.place(key);
        if let Some(known) = self.themselves.get_mut(place) {
            *known = packed;
        }
    }

    /// Neighbours have neighbouring places: the numbers of a run are mostly a part of a row.
    fn place(&self, key: CaseKey) -> usize {
        let apart = key.tenant.wrapping_add(key.epoch).wrapping_mul(0x9E37_79B9);
        let place = usize::try_from(key.child.stem().wrapping_add(apart)).unwrap_or(0);
        place & self.themselves.len().wrapping_sub(1)
    }
}

/// A number, its tenant and its epoch as one number that is not zero; none where they are too many.
fn packed(key: CaseKey) -> Option<u64> {
    let tenant = u16::try_from(key.tenant).ok()?;
    let epoch = u16::try_from(key.epoch).ok()?;
    let stem = u64::from(key.child.stem()) + 1;
    Some(u64::from(tenant) << 48 | u64::from(epoch) << 32 | stem)
}
