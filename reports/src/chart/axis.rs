/// How values turn into distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Evenly.
    Linear,
    /// By order of magnitude; what is below one lies on one.
    Log,
    /// Percentiles, each further nine as wide as the last: 90, 99, 99.9 … are evenly spaced.
    Tail,
}

/// The highest percentile that is told apart from 100.
const TAIL_END: f64 = 99.999_99;

impl Scale {
    fn distance(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => value.max(1.0).log10(),
            Self::Tail => -(1.0 - value.clamp(0.0, TAIL_END) / 100.0).log10(),
        }
    }
}

/// A scale laid out in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    scale: Scale,
    domain: (f64, f64),
    pixels: (f64, f64),
}

impl Axis {
    /// An axis that shows the values of `domain` between `pixels`.
    pub(crate) fn new(scale: Scale, domain: (f64, f64), pixels: (f64, f64)) -> Self {
        Self {
            scale,
            domain,
            pixels,
        }
    }

    /// Where a value lies: always on the axis and always a number. What is outside, or no number, lies at the near end.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (from, to) = (
            self.scale.distance(self.domain.0),
            self.scale.distance(self.domain.1),
        );
        let part = (self.scale.distance(value) - from) / (to - from);
        let part = if part.is_nan() {
            0.0
        } else {
            part.clamp(0.0, 1.0)
        };
        self.pixels.0 + part * (self.pixels.1 - self.pixels.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_an_axis_is_shown_at_its_near_end() {
        let rows = [
            (
                Scale::Linear,
                (0.0, 100.0),
                [(-1.0, 10.0), (50.0, 60.0), (101.0, 110.0)],
            ),
            (
                Scale::Log,
                (1.0, 100.0),
                [(0.0, 10.0), (10.0, 60.0), (f64::INFINITY, 110.0)],
            ),
            (
                Scale::Tail,
                (0.0, 99.99),
                [(-5.0, 10.0), (99.0, 60.0), (150.0, 110.0)],
            ),
        ];
        for (scale, domain, places) in rows {
            let axis = Axis::new(scale, domain, (10.0, 110.0));
            for (value, place) in places {
                let found = axis.at(value);
                assert!((found - place).abs() < 1e-6, "{scale:?} {value}: {found}");
            }
        }
    }

    #[test]
    fn an_axis_of_one_value_is_still_an_axis() {
        let axis = Axis::new(Scale::Linear, (7.0, 7.0), (10.0, 110.0));
        assert!(
            [0.0, 7.0, 9.0, f64::NAN]
                .map(|value| axis.at(value))
                .iter()
                .all(|at| at.is_finite())
        );
    }
}
