use crate::clock::StartClock;
use cpis_rules::Mode;
use cpis_vocabulary::Timestamp;

/// A text that says of no clock how it starts.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a clock is system, frozen@2026-03-02T09:00:00Z, shifted@2026-03-02T09:00:00Z or scaled:60@2026-03-02T09:00:00Z, this one is {0:?}"
)]
pub struct ClockTextError(String);

/// Reads how a clock starts. CLK-1.
///
/// # Errors
/// When the text has none of the four forms, the instant is none, or the pace is not above 0.
pub fn parse_clock(text: &str) -> Result<StartClock, ClockTextError> {
    let bad = || ClockTextError(text.to_owned());
    if text == "system" {
        return Ok(StartClock::System);
    }
    let (mode, at) = text.split_once('@').ok_or_else(bad)?;
    let at = Timestamp::parse(at).map_err(|_| bad())?;
    let mode = match mode.split_once(':') {
        None if mode == "frozen" => Mode::Frozen,
        None if mode == "shifted" => Mode::Shifted,
        Some(("scaled", rate)) => {
            let rate: f64 = rate.parse().map_err(|_| bad())?;
            if !(rate > 0.0 && rate <= 1_000_000.0) {
                return Err(bad());
            }
            Mode::Scaled { rate }
        }
        None | Some(_) => return Err(bad()),
    };
    Ok(StartClock::At(mode, at))
}
