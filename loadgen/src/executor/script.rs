use super::deeds::Opening;
use super::run::{Context, Run};
use super::send::Done;
use super::stopwatch::{ahead_of, moment};
use crate::cast::{Child, Place};
use crate::history::{Activity, Outcome, Unscheduled};
use crate::scenario::{Actor, Find, Scenario, Script, Step};
use crate::schedule::{Arrival, Stream, draw};
use chrono::TimeDelta;
use cpis_vocabulary::{CareSetting, Text, UserId};
use std::sync::Arc;
use std::time::Duration;

/// One run of a script: who plays whom, and which child it is about.
struct Play {
    script: usize,
    number: u64,
    child: Arc<Child>,
    /// How many children the play has been about before this one.
    children: u64,
    /// How many people have been drawn.
    drawn: u64,
    /// How many searches there have been.
    searches: u64,
    cast: Vec<(Actor, Arc<Place>)>,
    first: Option<Arc<Place>>,
    last: Option<Arc<Place>>,
    /// The last access of each user, for retries, and for the screen that reads the list after the plans.
    accesses: Vec<(UserId, Opening)>,
    context: Context,
    needs: Needs,
}

impl Play {
    /// Gives an actor a place, instead of any other.
    fn give(&mut self, actor: Actor, place: Arc<Place>) {
        match self.cast.iter_mut().find(|(other, _)| *other == actor) {
            Some((_, other)) => *other = place,
            None => self.cast.push((actor, place)),
        }
    }

    /// Who plays an actor, where somebody does.
    fn plays(&self, actor: Actor) -> Option<&Arc<Place>> {
        let given = self.cast.iter().find(|(other, _)| *other == actor);
        given.map(|(_, place)| place)
    }

    /// The last access of a user.
    fn access(&self, user: &UserId) -> Option<Opening> {
        let given = self.accesses.iter().find(|(other, _)| other == user);
        given.map(|(_, opening)| *opening)
    }

    fn note_access(&mut self, user: &UserId, opening: Opening) {
        match self.accesses.iter_mut().find(|(other, _)| other == user) {
            Some((_, other)) => *other = opening,
            None => self.accesses.push((user.clone(), opening)),
        }
    }
}

/// The names of the steps of every script, made once and not for every request.
#[derive(Debug)]
pub(super) struct StepNames(Vec<Vec<Text>>);

impl StepNames {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let names = |script: &Script| {
            let steps = script.steps.iter();
            steps.map(|step| step.name().into()).collect()
        };
        Self(scenario.scripts.iter().map(names).collect())
    }

    fn of_script(&self, script: usize) -> &[Text] {
        self.0.get(script).map_or(&[], Vec::as_slice)
    }
}

/// What the steps ask of whoever acts first.
#[derive(Clone, Copy, Debug, Default)]
struct Needs {
    colleague: bool,
    other_organisation: bool,
}

impl Needs {
    fn of(steps: &[Step]) -> Self {
        let asks = |actor: Actor| steps.iter().any(|step| step.actor() == Some(actor));
        Self {
            colleague: asks(Actor::SecondUser),
            other_organisation: asks(Actor::OtherOrganisation),
        }
    }
}

impl Run {
    /// Runs the script that an arrival was given.
    pub(super) async fn play(&self, script: usize, arrival: Arrival) {
        let choice = self.assignments.child(arrival.number, 0);
        let (Some(lines), Some(child)) = (
            self.scenario.scripts.get(script),
            self.cast.children.choose(choice),
        ) else {
            return;
        };
        let names = self.step_names.of_script(script);
        let mut play = Play {
            script,
            number: arrival.number,
            child,
            children: 0,
            drawn: 0,
            searches: 0,
            cast: Vec::new(),
            first: None,
            last: None,
            accesses: Vec::new(),
            context: Context {
                step: names.first().map_or_else(|| "".into(), Text::clone),
                probe: None,
                setting: None,
                due: moment(arrival.due),
            },
            needs: Needs::of(&lines.steps),
        };
        for (step, name) in lines.steps.iter().zip(names) {
            play.context.step = Text::clone(name);
            if !self.take(&mut play, step).await {
                break;
            }
        }
    }

    /// Takes a step; false where the play cannot go on.
    async fn take(&self, play: &mut Play, step: &Step) -> bool {
        match step {
            Step::Wait(length) => {
                let due = Duration::from_nanos(play.context.due.nanos()) + *length;
                play.context.due = moment(due);
                return self.goes_on_until(ahead_of(due)).await;
            }
            Step::AdvanceClock(by) => {
                let by = TimeDelta::from_std(*by).unwrap_or(TimeDelta::MAX);
                let _alone = self.mover.lock().await;
                let moved = self.advance(by, &play.context).await;
                play.context.due = self.stopwatch.now();
                return moved;
            }
            Step::AnotherChild => {
                play.children += 1;
                let choice = self.assignments.child(play.number, play.children);
                if let Some(child) = self.cast.children.choose(choice) {
                    play.child = child;
                }
                return true;
            }
            Step::LogOn { .. }
            | Step::Find(_)
            | Step::Overview(_)
            | Step::OpenAlert(_)
            | Step::LookWithoutNotifying(_)
            | Step::RepeatAlert(_)
            | Step::RetryAlert(_)
            | Step::ReadList(_) => {}
        }
        let (actor, at) = actor(step);
        let Some(place) = self.place(play, actor, at) else {
            let whose = actor.phrase();
            self.note_event(format!(
                "a script run ended early: nobody can {} {whose}",
                step.name()
            ));
            return false;
        };
        play.context.setting = place.post.setting;
        let Some(done) = self.act(play, step, &place).await else {
            return false;
        };
        play.context.due = done.ended;
        done.outcome != Outcome::NotSent
    }

    async fn act(&self, play: &mut Play, step: &Step, place: &Place) -> Option<Done> {
        let (child, context) = (play.child.number, play.context.clone());
        let user = &place.player.user;
        match step {
            Step::LogOn { .. } => {
                self.log_on(place, &context).await?;
                // Nothing is known of it but that it is over.
                Some(done_now(self))
            }
            Step::Find(how) => self.find_as(play, *how, place, &context).await,
            Step::Overview(_) => self.overview(place, child, &context).await,
            Step::ReadList(_) => {
                let trace = play.access(user).and_then(|opening| opening.trace);
                self.read_list(place, child, trace, &context).await
            }
            Step::RetryAlert(_) => {
                let again = play.access(user);
                let opening = again.unwrap_or_else(|| self.opening(false));
                self.open_alert(place, child, opening, &context).await
            }
            Step::OpenAlert(_) | Step::RepeatAlert(_) | Step::LookWithoutNotifying(_) => {
                let is_silent = matches!(step, Step::LookWithoutNotifying(_));
                let opening = self.opening(is_silent);
                play.note_access(user, opening);
                self.open_alert(place, child, opening, &context).await
            }
            Step::AnotherChild | Step::Wait(_) | Step::AdvanceClock(_) => None,
        }
    }

    async fn find_as(
        &self,
        play: &mut Play,
        how: Find,
        place: &Place,
        context: &Context,
    ) -> Option<Done> {
        let turn = (play.number + 1).wrapping_mul(1_024) + play.searches;
        play.searches += 1;
        let bits = draw(!self.scenario.seed, Stream::Search, turn);
        let done = self.find(how, place, &play.child, bits, context).await;
        if done.is_none() {
            let text = format!("a script run ended early: nobody to {}", how.sentence());
            self.note_event(text);
        }
        done
    }

    /// A new access: seven in eight carry a `TraceID`, half of the notifying ones say that they are unscheduled.
    pub(super) fn opening(&self, is_silent: bool) -> Opening {
        let id = self.next_id();
        let bits = id.bits();
        let trace = (bits & 7 != 0).then_some(id);
        let unscheduled = if is_silent {
            Unscheduled::False
        } else if bits & 8 == 0 {
            Unscheduled::True
        } else {
            Unscheduled::Absent
        };
        Opening { unscheduled, trace }
    }

    /// Who plays an actor; drawn when they first appear.
    fn place(&self, play: &mut Play, actor: Actor, at: Option<CareSetting>) -> Option<Arc<Place>> {
        let found = match (actor, at) {
            (Actor::Same, None) => play.last.clone(),
            (_, None) => play.plays(actor).cloned(),
            (_, Some(_)) => None,
        };
        let place = match found {
            Some(place) => place,
            None => self.draw_place(play, actor, at)?,
        };
        play.give(actor, place.clone());
        play.first.get_or_insert_with(|| place.clone());
        play.last = Some(place.clone());
        Some(place)
    }

    fn draw_place(
        &self,
        play: &mut Play,
        actor: Actor,
        at: Option<CareSetting>,
    ) -> Option<Arc<Place>> {
        let nth = play.drawn;
        play.drawn += 1;
        let bits = draw(
            self.scenario.seed,
            Stream::User,
            play.number.wrapping_mul(32) + nth,
        );
        let players = &self.cast.players;
        let setting =
            || at.unwrap_or_else(|| self.assignments.care_setting(play.script, play.number, nth));
        match actor {
            Actor::Same if play.needs.other_organisation => self.two_places(play, bits),
            Actor::Letter(_) if play.needs.other_organisation && play.first.is_none() => {
                self.two_places(play, bits)
            }
            Actor::Same | Actor::Letter(_) if play.needs.colleague && play.first.is_none() => {
                let (first, second) = players.colleagues(bits)?;
                play.give(Actor::SecondUser, second);
                Some(first)
            }
            Actor::Same | Actor::Letter(_) => (0..16)
                .map(|turn| bits.rotate_left(turn * 4))
                .find_map(|bits| {
                    players
                        .at(setting(), bits)
                        .filter(|place| is_new(place, play))
                }),
            Actor::SecondUser => players.colleague_of(play.first.as_ref()?, bits),
            Actor::OtherOrganisation => self.two_places(play, bits),
            Actor::SilentViewer => players.with(Activity::Silent, bits),
            Actor::Unauthorised => players.with(Activity::Neither, bits),
        }
    }

    /// Somebody with two organisations, of whom the second is kept for later.
    fn two_places(&self, play: &mut Play, bits: u64) -> Option<Arc<Place>> {
        let (first, second) = self.cast.players.two_organisations(bits)?;
        play.give(Actor::OtherOrganisation, second);
        Some(first)
    }
}

/// Different actors are different users.
fn is_new(place: &Place, play: &Play) -> bool {
    let mut others = play.cast.iter();
    others.all(|(_, other)| other.player.user != place.player.user)
}

fn done_now(run: &Run) -> Done {
    Done {
        number: 0,
        outcome: Outcome::Answered { status: 200 },
        access: None,
        body: bytes::Bytes::new(),
        ended: run.stopwatch.now(),
    }
}

/// Who takes a step, and where they work if the step says so.
fn actor(step: &Step) -> (Actor, Option<CareSetting>) {
    if let Step::LogOn { actor, at } = step {
        return (*actor, *at);
    }
    (step.actor().unwrap_or(Actor::Same), None)
}

/// How many requests a step makes at most, besides the log-on of somebody who has not logged on yet.
pub(super) const fn requests_of_step(step: &Step) -> u64 {
    match step {
        // By number and by name, or by the new name and by the old.
        Step::Find(Find::Restricted | Find::Withdrawn | Find::Superseded | Find::Changed) => 2,
        Step::LogOn { .. }
        | Step::Find(_)
        | Step::Overview(_)
        | Step::OpenAlert(_)
        | Step::LookWithoutNotifying(_)
        | Step::RepeatAlert(_)
        | Step::RetryAlert(_)
        | Step::ReadList(_) => 1,
        Step::AnotherChild | Step::Wait(_) | Step::AdvanceClock(_) => 0,
    }
}

/// How many have to log on in a script run, at most, besides those who do so by a step of theirs.
pub(super) fn logs_on(steps: &[Step]) -> u64 {
    let mut known: Vec<Actor> = Vec::new();
    let mut last = Actor::Same;
    let mut count = 0;
    for step in steps.iter().filter(|step| requests_of_step(step) > 0) {
        let (actor, _) = actor(step);
        if actor != Actor::Same {
            last = actor;
        }
        if !known.contains(&last) {
            known.push(last);
            count += u64::from(!matches!(step, Step::LogOn { .. }));
        }
    }
    count
}
