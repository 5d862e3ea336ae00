//! Why a Spine cannot be driven, where its address, or what it is asked to do, tells.

use super::setup::{Ready, prepare};
use super::stopwatch::Stopwatch;
use super::{ExecuteError, Setup};
use crate::control::ControlFailed;
use crate::scenario::{Disturbance, Scenario};
use crate::transport::{Target, TransportError, tls_trouble};
use cpis_wire::control::FaultAction;

/// Refuses a scenario that ends the process of the Spine where that is the generator's own.
pub(super) fn check(scenario: &Scenario, setup: &Setup) -> Result<(), ExecuteError> {
    let is_abort = |what: &Disturbance| matches!(what, Disturbance::Spine(fault) if fault.action == FaultAction::Abort);
    let aborts = scenario.faults.iter().any(|fault| is_abort(&fault.what));
    match setup {
        Setup::OwnMock | Setup::Simulated(_) if aborts => Err(ExecuteError::AbortsItself),
        Setup::OwnMock | Setup::Simulated(_) | Setup::Target { .. } => Ok(()),
    }
}

/// Makes everything ready.
///
/// # Errors
/// As [`prepare`] has them; where nothing answers, what TLS says of that.
pub(super) async fn prepared(scenario: &Scenario, setup: &Setup) -> Result<Ready, ExecuteError> {
    match prepare(scenario, setup, Stopwatch::start()).await {
        Ok(ready) => Ok(ready),
        Err(error) => Err(explained(error, setup).await),
    }
}

/// An error, or what TLS says of an address that gives no answer.
async fn explained(error: ExecuteError, setup: &Setup) -> ExecuteError {
    let Setup::Target {
        url,
        control,
        route,
        ..
    } = setup
    else {
        return error;
    };
    let (url, route) = match (&error, control) {
        (ExecuteError::Unreachable(_), _) => (url, route.clone()),
        (ExecuteError::Control(ControlFailed::NoAnswer(_)), Some(control)) => {
            (control, route.for_control())
        }
        (_, _) => return error,
    };
    let Ok(target) = Target::parse(url) else {
        return error;
    };
    match tls_trouble(&target, &route).await {
        Some(trouble) => TransportError::Tls(trouble).into(),
        None => error,
    }
}
