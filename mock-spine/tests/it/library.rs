//! The mock as a library in a supplier's own tests. ENV-2.

use crate::bench::{Bench, CARE_TEAM, PATIENT, block_on, by_identifier};
use cpis_population::{Case, UserKind};
use mock_spine::{MockSpine, StartError};
use std::net::TcpStream;

#[test]
fn a_mock_is_gone_when_it_is_dropped() {
    let bench = Bench::new();
    let address = bench.address;
    let control = bench.mock.control_url().replace("http://", "");
    assert_eq!(bench.get("/health/ready", &[]).status, 200);
    assert!(TcpStream::connect(&control).is_ok());
    drop(bench);
    assert!(TcpStream::connect(address).is_err());
    assert!(TcpStream::connect(control).is_err());
}

#[test]
fn a_mock_that_is_told_to_stop_has_stopped() {
    let bench = Bench::new();
    let Bench { mock, address } = bench;
    mock.stop();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn two_mocks_stand_side_by_side_and_know_nothing_of_each_other() {
    let (one, other) = (Bench::new(), Bench::with(|builder| builder.seed(2)));
    assert_ne!(one.address, other.address);
    let token = one.log_on(UserKind::Notifying);
    let child = one.case(Case::TwoAuthorities);
    assert_eq!(
        one.ask(&token, &by_identifier(CARE_TEAM, child)).status,
        200
    );
    assert_eq!(one.notifications(), 2);
    assert_eq!(other.notifications(), 0);
    assert_eq!(other.ledger(), []);
    assert_eq!(
        other.ask(&token, &format!("{PATIENT}/9000000009")).status,
        401
    );
    assert_ne!(
        child,
        other.case(Case::TwoAuthorities),
        "another seed, other people"
    );
}

#[test]
fn a_port_that_is_taken_does_not_start_a_second_mock() {
    let bench = Bench::new();
    let address = bench.address;
    let second = MockSpine::builder()
        .patients(100)
        .settings(|settings| settings.listen = address);
    let error = block_on(second.start()).unwrap_err();
    assert!(matches!(error, StartError::Server(_)), "{error:?}");
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[test]
fn what_the_mock_knows_can_be_asked_without_a_socket() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let child = bench.case(Case::TwoAuthorities);
    bench.ask(&token, &by_identifier(CARE_TEAM, child));
    assert_eq!(block_on(bench.mock.notifications()).unwrap().len(), 2);
    let attempts = block_on(bench.mock.accesses()).unwrap();
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].child, Some(child));
}
