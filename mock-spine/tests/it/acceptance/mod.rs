//! Acceptance: what a supplier of another house finds, with the contract in hand and nothing but the two ports.
//!
//! `ACCEPTANCE_SECONDS` says how long everybody looks at one child (2), `ACCEPTANCE_SEED` which random history is made, and
//! `ACCEPTANCE_BUGS` which bug modes are on from the start, to see what fails then.

mod changes;
mod contract;
mod days;
mod encodings;
mod history;
mod hot_child;
mod identity;
mod ledger_pages;
mod london;
mod nobody;
mod site;
mod tenants;
mod traces;
mod views;
mod window;
