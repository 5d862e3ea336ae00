//! Who takes part in a run: the children it is about, and the people who look.
//!
//! Nothing here sends anything; where people come from, a population or a control port's lists, makes no difference outside.

mod child;
mod children;
mod namesakes;
mod player;
mod players;

pub use child::Child;
pub use children::Children;
pub use namesakes::{Namesakes, Stretch};
pub use player::{Place, Player, Post};
pub use players::Players;

/// Everybody who can take part.
#[derive(Debug)]
pub struct Cast {
    /// The children, and mothers of the unborn.
    pub children: Children,
    /// Those who look.
    pub players: Players,
    /// Families whose size is known; empty where no script asks for them, or the people are not known.
    pub namesakes: Namesakes,
}
