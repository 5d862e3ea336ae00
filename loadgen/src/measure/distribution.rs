use hdrhistogram::Histogram;

/// A distribution of times in microseconds: percentiles to two or three digits, the ends and the mean exactly.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Made with the first time: most steps come to one outcome only, and what never comes takes no memory.
    histogram: Option<Histogram<u32>>,
    digits: u8,
    count: u64,
    sum: u128,
    min: u64,
    max: u64,
}

/// The figures of a distribution that is not empty, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures {
    /// How many times.
    pub count: u64,
    /// The shortest.
    pub min: u64,
    /// The mean, rounded.
    pub mean: u64,
    /// 50 % took at most so long.
    pub p50: u64,
    /// 90 %.
    pub p90: u64,
    /// 95 %.
    pub p95: u64,
    /// 99 %.
    pub p99: u64,
    /// 99.9 %.
    pub p999: u64,
    /// The longest.
    pub max: u64,
}

impl Distribution {
    /// Percentiles to three significant digits.
    pub const fn fine() -> Self {
        Self::with_digits(3)
    }

    /// Percentiles to two significant digits, in an eighth of the memory.
    pub const fn coarse() -> Self {
        Self::with_digits(2)
    }

    const fn with_digits(digits: u8) -> Self {
        Self {
            histogram: None,
            digits,
            count: 0,
            sum: 0,
            min: u64::MAX,
            max: 0,
        }
    }

    /// Takes one time.
    pub fn take(&mut self, us: u64) {
        self.count += 1;
        self.sum += u128::from(us);
        self.min = self.min.min(us);
        self.max = self.max.max(us);
        if let Some(histogram) = self.made() {
            // A time too long for the memory there is counts as the longest that fits.
            if histogram.record(us).is_err() {
                histogram.saturating_record(us);
            }
        }
    }

    /// Takes the times of another as well.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        if let Some(other) = &other.histogram
            && let Some(histogram) = self.made()
        {
            // A histogram grows with what is put into it, so the other one always fits.
            let _ = histogram.add(other);
        }
    }

    /// The histogram, made where there is none yet; no number of digits used here is refused.
    fn made(&mut self) -> Option<&mut Histogram<u32>> {
        if self.histogram.is_none() {
            self.histogram = Histogram::new(self.digits).ok();
        }
        self.histogram.as_mut()
    }

    /// The counts, as other tools take them; nothing of no times.
    pub fn histogram(&self) -> Option<&Histogram<u32>> {
        self.histogram.as_ref().filter(|_| !self.is_empty())
    }

    /// Each time that is told apart from others and how often it was taken, rising.
    pub fn counts(&self) -> impl Iterator<Item = (u64, u64)> {
        let steps = self
            .histogram()
            .into_iter()
            .flat_map(Histogram::iter_recorded);
        steps.map(|step| {
            (
                step.value_iterated_to().clamp(self.min, self.max),
                step.count_since_last_iteration(),
            )
        })
    }

    /// How many times were taken.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Whether no time was taken.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The longest time; zero of none.
    pub const fn max(&self) -> u64 {
        self.max
    }

    /// At most so long took this share of the times, from 0 to 1; zero of none.
    pub fn quantile(&self, share: f64) -> u64 {
        let found = self
            .histogram
            .as_ref()
            .map_or(0, |all| all.value_at_quantile(share));
        found.clamp(self.min.min(self.max), self.max)
    }

    /// The figures; nothing of no times.
    pub fn figures(&self) -> Option<Figures> {
        if self.is_empty() {
            return None;
        }
        let count = u128::from(self.count);
        Some(Figures {
            count: self.count,
            min: self.min,
            mean: u64::try_from((self.sum + count / 2) / count).unwrap_or(u64::MAX),
            p50: self.quantile(0.5),
            p90: self.quantile(0.9),
            p95: self.quantile(0.95),
            p99: self.quantile(0.99),
            p999: self.quantile(0.999),
            max: self.max,
        })
    }

    /// The whole curve: percentile from 0 to 100 and time, each rising; empty of no times.
    pub fn curve(&self) -> Vec<(f64, u64)> {
        /// So many points each time that the rest halves.
        const POINTS: u32 = 5;
        let steps = self.histogram.iter().filter(|_| !self.is_empty());
        let mut curve: Vec<(f64, u64)> = steps
            .flat_map(|all| all.iter_quantiles(POINTS))
            .map(|step| {
                let time = step.value_iterated_to().clamp(self.min, self.max);
                (step.quantile_iterated_to().clamp(0.0, 1.0) * 100.0, time)
            })
            .collect();
        curve.dedup_by_key(|(percentile, _)| percentile.to_bits());
        curve
    }
}
