//! What the load generator does, seen from outside.

#[cfg(test)]
mod assemble;
#[cfg(test)]
mod broken_off;
#[cfg(test)]
mod checker_history;
#[cfg(test)]
mod checker_honest;
#[cfg(test)]
mod checker_inboxes;
#[cfg(test)]
mod checker_mutants;
#[cfg(test)]
mod checker_offline;
#[cfg(test)]
mod checker_online;
#[cfg(test)]
mod checker_operation;
#[cfg(test)]
mod checker_order;
#[cfg(test)]
mod checker_random;
#[cfg(test)]
mod checker_readings;
#[cfg(test)]
mod checker_script;
#[cfg(test)]
mod checker_spine;
#[cfg(test)]
mod checker_visibility;
#[cfg(test)]
mod checker_wgl;
#[cfg(test)]
mod checker_window;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod company;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod intervals;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod loads;
#[cfg(test)]
mod made;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod mutants;
#[cfg(test)]
mod pieces;
#[cfg(test)]
mod power;
#[cfg(test)]
mod readings;
#[cfg(test)]
mod recorder;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod scenario;
#[cfg(test)]
mod scenario_load;
#[cfg(test)]
mod scenario_mistakes;
#[cfg(test)]
mod scenario_reading;
#[cfg(test)]
mod scenario_targets;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod schedule_assignment;
#[cfg(test)]
mod schedule_crowd;
#[cfg(test)]
mod schedule_nemesis;
#[cfg(test)]
mod schedule_shapes;
#[cfg(test)]
mod search_saboteurs;
#[cfg(test)]
mod searches;
#[cfg(test)]
mod shards;
#[cfg(test)]
mod shrink;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod told;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod transport_peer;
#[cfg(test)]
mod transport_random;
#[cfg(test)]
mod transport_tls;
#[cfg(test)]
mod validity;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod whole_run;
#[cfg(test)]
mod workers;
