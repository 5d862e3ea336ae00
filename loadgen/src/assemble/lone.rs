//! What can be told of a run at all: one of several generators that share a Spine does not know what the others did, a Spine that has
//! lost its record cannot be held to it, and a history that has not everything accuses nobody of what it does not have.

use crate::checker::{ALONE, ALONE_WITHOUT_CHANGES, Tallies};
use crate::executed::Executed;
use crate::scenario::{ProbeNeeds, Scenario};
use cpis_vocabulary::RequirementId;

/// What was found, with the rules left open that the accesses and changes of the others bear on: what they did is not known here, and
/// would be held against the Spine. Of a Spine in doubt every rule is left open.
pub(super) fn of_shard(scenario: &Scenario, executed: &Executed, tallies: &Tallies) -> Tallies {
    let mut tallies = tallies.clone();
    if let Some(doubt) = &executed.doubt {
        tallies.leave_open(|_| true, doubt.why());
        return tallies;
    }
    let changes = changes_plans(scenario);
    if let Some(why) = &executed.missing {
        // What shows plans is right or wrong by itself. All else may be answered by what is missing: an access, a log-on, a revocation.
        let is_known = |rule| !changes && ALONE_WITHOUT_CHANGES.contains(&rule);
        tallies.leave_open(|rule| !is_known(rule), why);
    }
    let shard = scenario.shard;
    if shard.is_whole() || executed.target.own_mock {
        return tallies;
    }
    let is_known = |rule: RequirementId| {
        ALONE.contains(&rule) || (!changes && ALONE_WITHOUT_CHANGES.contains(&rule))
    };
    let why = format!(
        "it depends on what the other shards did: this is one of {}, `loadgen merge` judges them together",
        shard.of()
    );
    tallies.leave_open(|rule| !is_known(rule), &why);
    tallies
}

/// Whether the run adds or deletes plans.
fn changes_plans(scenario: &Scenario) -> bool {
    let mut kinds = scenario.probes.iter().flat_map(|probes| &probes.kinds);
    kinds.any(|kind| kind.needs() != ProbeNeeds::DataPort)
}
