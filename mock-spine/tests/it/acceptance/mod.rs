//! Acceptance: what a supplier of another house finds, with the contract in hand and nothing but the two ports.

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
