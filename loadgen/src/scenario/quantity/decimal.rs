/// A number as people write it, exactly: `units` / 10^`places`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Decimal {
    pub(super) units: u64,
    pub(super) places: u32,
}

impl Decimal {
    /// The number and what follows it; underscores group digits. Nothing where the text does not start with a digit, or the
    /// number has more than nine places or does not fit.
    pub(super) fn split(text: &str) -> Option<(Self, &str)> {
        let text = text.trim();
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let starts_with_digit = whole.starts_with(|c: char| c.is_ascii_digit());
        let dangles = number.ends_with(['.', '_']) || part.contains('.');
        if !starts_with_digit || dangles {
            return None;
        }
        let digits: String = format!("{whole}{part}").replace('_', "");
        let places = u32::try_from(part.replace('_', "").len()).ok()?;
        let units = digits.parse().ok().filter(|_| places <= 9)?;
        Some((Self { units, places }, unit.trim()))
    }

    /// The number times `factor`, where that is whole and fits.
    pub(super) fn times(self, factor: u64) -> Option<u64> {
        let product = u128::from(self.units) * u128::from(factor);
        let scale = 10_u128.pow(self.places);
        (product % scale == 0)
            .then(|| u64::try_from(product / scale).ok())
            .flatten()
    }
}
