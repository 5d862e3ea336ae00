//! The numbers of the rulebook.

use cpis_vocabulary::{RequirementGroup, RequirementId};

use super::nearest::nearest;

/// How many rules a group has; they are numbered from 1.
pub(super) const fn count(group: RequirementGroup) -> u8 {
    match group {
        RequirementGroup::Idn => 5,
        RequirementGroup::Src | RequirementGroup::Asn => 9,
        RequirementGroup::Alt => 10,
        RequirementGroup::View => 7,
        RequirementGroup::La | RequirementGroup::Dat => 6,
        RequirementGroup::Clk => 3,
        RequirementGroup::Env => 4,
    }
}

/// Every rule, in the rulebook's order.
pub(super) fn all() -> impl Iterator<Item = RequirementId> {
    RequirementGroup::ALL
        .into_iter()
        .flat_map(|group| (1..=count(group)).map(move |number| RequirementId::new(group, number)))
}

/// The rule of that number.
pub(super) fn read(text: &str) -> Result<RequirementId, String> {
    match text.parse::<RequirementId>() {
        Ok(rule) if rule.number <= count(rule.group) => Ok(rule),
        Ok(RequirementId { group, .. }) => {
            let (name, last) = (group.as_str(), count(group));
            Err(format!(
                "\"{text}\" is not a rule, {name} has {name}-1 to {name}-{last}"
            ))
        }
        Err(error) => Err(match nearest(text, all().map(|rule| rule.to_string())) {
            Some(near) => format!("{text:?} is not a rule, did you mean \"{near}\"?"),
            None => format!("{text:?} is not a rule, {error}"),
        }),
    }
}
