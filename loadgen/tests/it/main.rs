//! What the load generator does, seen from outside.

#[cfg(test)]
mod checker_history;
#[cfg(test)]
mod scenario;
#[cfg(test)]
mod scenario_mistakes;
#[cfg(test)]
mod scenario_reading;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod schedule_assignment;
