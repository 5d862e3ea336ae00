//! The organisations that look: 1,311 over the fourteen care settings, every one fictional. DAT-4, DAT-6.
//!
//! F6 counts more than 1,200 unscheduled settings in England; here are half as many of them and as many scheduled ones, so that a
//! thousand users reach each. The proportions within are ours.

use super::town;
use crate::draw::Draw;
use cpis_vocabulary::{CareSetting, Organisation};
use std::sync::Arc;

/// Each setting: how many organisations, the letter of their codes, what stands behind the town in their names.
const SETTINGS: [(CareSetting, u64, char, &str); 14] = [
    (
        CareSetting::EmergencyDepartment,
        170,
        'E',
        "Hospital Emergency Department",
    ),
    (CareSetting::WalkInCentre, 50, 'W', "Walk-in Centre"),
    (CareSetting::MinorInjuryUnit, 100, 'U', "Minor Injury Unit"),
    (CareSetting::GpOutOfHours, 60, 'O', "GP Out of Hours"),
    (CareSetting::Nhs111, 10, 'N', "111 Service"),
    (CareSetting::Ambulance, 11, 'A', "Ambulance Service"),
    (CareSetting::Maternity, 120, 'M', "Maternity Unit"),
    (
        CareSetting::PaediatricWard,
        130,
        'P',
        "Hospital Paediatric Ward",
    ),
    (CareSetting::PrimaryCare, PRACTICES, 'G', "Surgery"),
    (
        CareSetting::Camhs,
        60,
        'C',
        "Child and Adolescent Mental Health Service",
    ),
    (CareSetting::SexualHealth, 60, 'S', "Sexual Health Clinic"),
    (CareSetting::Services0To19, 80, 'H', "0-19 Service"),
    (
        CareSetting::CommunityPaediatrics,
        50,
        'K',
        "Community Paediatrics",
    ),
    (CareSetting::Dentistry, 60, 'D', "Dental Practice"),
];

const QUARTERS: [&str; 3] = ["", "North ", "South "];

/// Every organisation, setting by setting in the order of [`CareSetting::ALL`]; codes read `ZZE001`.
pub(crate) fn all() -> Vec<Arc<Organisation>> {
    let mut organisations = Vec::new();
    for (nth, (setting, count, letter, words)) in (0..).zip(SETTINGS) {
        for place in 0..count {
            let quarter = QUARTERS
                .get(crate::convert::to_usize(place / town::COUNT))
                .copied()
                .unwrap_or_default();
            // Small settings start in different towns; GP practices, the ninth, in the first, where `practice_near` looks.
            let town = town::name(place + (nth + town::COUNT - 8) * 11);
            organisations.push(Arc::new(Organisation {
                code: format!("ZZ{letter}{:03}", place + 1).as_str().into(),
                name: format!("{quarter}{town} {words} (fictional)").into(),
                setting,
            }));
        }
    }
    organisations
}

/// The place, among the GP practices, of one near an authority: two or three stand in each town.
pub(crate) fn practice_near(authority: u64, draw: Draw) -> u64 {
    let nearby = (PRACTICES - authority).div_ceil(town::COUNT);
    authority + town::COUNT * draw.below(nearby)
}

/// How many GP practices there are.
const PRACTICES: u64 = 350;
