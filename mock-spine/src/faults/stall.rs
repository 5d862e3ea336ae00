use super::armed::part_of_one;
use cpis_wire::control::{Fault, IsoDuration};
use std::time::Duration;

/// Holds everything up: for a fixed time, or for one that is drawn between two.
pub(super) async fn stall(fault: &Fault, drawn: u64) {
    tokio::time::sleep(length(fault, drawn)).await;
}

fn length(fault: &Fault, drawn: u64) -> Duration {
    let shortest = duration(fault.stalled_for);
    let longest = fault.up_to.map_or(shortest, |up_to| duration(Some(up_to)));
    let spread = longest.saturating_sub(shortest);
    shortest + spread.mul_f64(part_of_one(drawn))
}

/// A length of time of the wire, as the runtime's timer takes it.
pub(super) fn duration(length: Option<IsoDuration>) -> Duration {
    length
        .and_then(|length| length.length().to_std().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cpis_wire::control::{Faults, read};

    fn check(fault: &str, drawn: u64, millis: u64) {
        let text = format!(
            r#"{{"faults": [{{"at": "after_commit_before_reply", "action": "stall", {fault}}}]}}"#
        );
        let faults: Faults = read(text.as_bytes()).unwrap();
        let length = length(&faults.faults[0], drawn);
        assert_eq!(length, Duration::from_millis(millis), "{fault} {drawn:x}");
    }

    #[test]
    fn a_stall_lasts_as_long_as_was_asked_or_drawn() {
        check(r#""for": "PT0.250S""#, 0, 250);
        check(r#""for": "PT0.250S""#, u64::MAX, 250);
        check(r#""for": "PT1S", "up_to": "PT3S""#, 0, 1_000);
        check(r#""for": "PT1S", "up_to": "PT3S""#, 1 << 63, 2_000);
        check(r#""for": "PT2S", "up_to": "PT2S""#, 1 << 63, 2_000);
    }
}
