//! Users of goose who ask for one path again and again, and read every answer to its end.
//!
//! Takes goose's own options, prints the percentiles of the times that goose would report, in milliseconds.

use goose::prelude::*;

/// What a user asks for: CP-IS, as the load generator does.
const PATH: &str = "/cpis/FHIR/R4/CareTeam";

#[tokio::main]
async fn main() -> Result<(), GooseError> {
    let looks = scenario!("looks").register_transaction(transaction!(look));
    let attack = GooseAttack::initialize()?.register_scenario(looks);
    let metrics = attack.execute().await?;
    for request in metrics.requests.values() {
        for percent in [50.0, 90.0, 99.0, 99.9] {
            let micros = request.raw_data.percentile_us(percent / 100.0);
            println!("p{percent} {}.{:03}", micros / 1_000, micros % 1_000);
        }
    }
    Ok(())
}

async fn look(user: &mut GooseUser) -> TransactionResult {
    let answer = user.get(PATH).await?;
    // A connection is used again only when its last answer has been read.
    let _ = answer.response?.bytes().await;
    Ok(())
}
