//! The mock Spine over real sockets, as suppliers and teachers meet it.

#[cfg(test)]
mod acceptance;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bad_input_bodies;
#[cfg(test)]
mod bad_input_rows;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod bugs_rules;
#[cfg(test)]
mod bugs_search;
#[cfg(test)]
mod bugs_told;
#[cfg(test)]
mod client;
#[cfg(test)]
mod control;
#[cfg(test)]
mod control_ledger;
#[cfg(test)]
mod control_openapi;
#[cfg(test)]
mod control_people;
#[cfg(test)]
mod control_refusals;
#[cfg(test)]
mod control_search;
#[cfg(test)]
mod control_tenants;
#[cfg(test)]
mod cpis;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod flags;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod identity_log_on;
#[cfg(test)]
mod library;
#[cfg(test)]
mod names;
#[cfg(test)]
mod pds;
#[cfg(test)]
mod pds_criteria;
#[cfg(test)]
mod pds_errors;
#[cfg(test)]
mod pds_limits;
#[cfg(test)]
mod pds_nobody;
#[cfg(test)]
mod pds_sandbox;
#[cfg(test)]
mod pds_search;
#[cfg(test)]
mod pds_searches;
#[cfg(test)]
mod program;
#[cfg(test)]
mod program_settings;
#[cfg(test)]
mod tls;
