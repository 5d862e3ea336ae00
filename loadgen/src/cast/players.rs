use super::{Place, Player, Post};
use crate::history::Activity;
use crate::schedule::below;
use cpis_population::Draws;
use cpis_vocabulary::{ActivityCode, CareSetting, OrganisationCode, UsualActivity};
use foldhash::fast::RandomState;
use rand::seq::IndexedRandom;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Everybody who looks, sorted by what a script or probe may ask for.
#[derive(Debug, Default)]
pub struct Players {
    /// Roles that notify, by care setting.
    notifying: HashMap<CareSetting, Vec<Arc<Place>>, RandomState>,
    /// Roles that are silent, by care setting.
    silent_at: HashMap<CareSetting, Vec<Arc<Place>>, RandomState>,
    /// Roles with B0107 alone.
    only_notifying: Vec<Arc<Place>>,
    /// Roles with B0170 alone.
    silent: Vec<Arc<Place>>,
    /// Roles with both.
    both: Vec<Arc<Place>>,
    /// Roles with neither.
    neither: Vec<Arc<Place>>,
    /// Pairs of notifying roles of one user at two organisations.
    two_organisations: Vec<(Arc<Place>, Arc<Place>)>,
    /// Pairs of notifying roles of one user at one organisation.
    two_roles: Vec<(Arc<Place>, Arc<Place>)>,
    /// Groups of notifying roles of several users at one organisation.
    colleagues: Vec<Vec<Arc<Place>>>,
    count: usize,
    organisations: HashSet<OrganisationCode>,
}

impl Players {
    /// Sorts players.
    pub fn of(players: impl IntoIterator<Item = Player>) -> Self {
        let mut sorted = Self::default();
        let mut by_organisation: HashMap<_, Vec<Arc<Place>>> = HashMap::new();
        for player in players {
            let player = Arc::new(player);
            sorted.count += 1;
            let places: Vec<_> = player
                .posts
                .iter()
                .map(|post| Place::new(Arc::clone(&player), post.clone()))
                .map(Arc::new)
                .collect();
            sorted.pair(&places);
            for place in places {
                sorted.organisations.insert(place.post.organisation.clone());
                if place.notifies() {
                    let colleagues = by_organisation
                        .entry(place.post.organisation.clone())
                        .or_default();
                    if colleagues
                        .iter()
                        .all(|other| other.player.user != place.player.user)
                    {
                        colleagues.push(place.clone());
                    }
                }
                sorted.sort(place);
            }
        }
        let mut groups: Vec<_> = by_organisation
            .into_values()
            .filter(|group| group.len() > 1)
            .collect();
        // A map has no order of its own, and the same seed must choose the same people. One user may be the first at two organisations.
        groups.sort_by(|one, other| first_of(one).cmp(&first_of(other)));
        sorted.colleagues = groups;
        sorted
    }

    /// How many players there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// At how many organisations they work.
    pub fn organisations(&self) -> usize {
        self.organisations.len()
    }

    /// Somebody who works in a care setting, and looks as one does there; elsewhere, where nobody is known to work in it.
    pub fn at(&self, setting: CareSetting, draw: u64) -> Option<Arc<Place>> {
        let (by_setting, all) = match setting.usual_activity() {
            UsualActivity::Unscheduled => (&self.notifying, &self.only_notifying),
            UsualActivity::Scheduled => (&self.silent_at, &self.silent),
        };
        by_setting
            .get(&setting)
            .and_then(|places| pick(places, draw))
            .or_else(|| pick(all, draw))
    }

    /// Somebody whose role holds this.
    pub fn with(&self, activity: Activity, draw: u64) -> Option<Arc<Place>> {
        match activity {
            Activity::Notifying => pick(&self.only_notifying, draw),
            Activity::Silent => pick(&self.silent, draw),
            Activity::Both => pick(&self.both, draw),
            Activity::Neither => pick(&self.neither, draw),
        }
    }

    /// One user at two organisations. ASN-4.
    pub fn two_organisations(&self, draw: u64) -> Option<(Arc<Place>, Arc<Place>)> {
        pick(&self.two_organisations, draw)
    }

    /// One user in two roles at one organisation. ASN-4.
    pub fn two_roles(&self, draw: u64) -> Option<(Arc<Place>, Arc<Place>)> {
        pick(&self.two_roles, draw)
    }

    /// Two users of one organisation. ASN-4.
    pub fn colleagues(&self, draw: u64) -> Option<(Arc<Place>, Arc<Place>)> {
        let mut draws = Draws::following(draw);
        let group = self.colleagues.choose(&mut draws)?;
        let [first, second] = group.sample_array(&mut draws)?;
        Some((first, second))
    }

    /// Another user of the same organisation, if there is one.
    pub fn colleague_of(&self, place: &Place, draw: u64) -> Option<Arc<Place>> {
        let is_here = |group: &&Vec<Arc<Place>>| {
            group
                .iter()
                .any(|other| other.post.organisation == place.post.organisation)
        };
        let group = self.colleagues.iter().find(is_here)?;
        let others: Vec<_> = group
            .iter()
            .filter(|other| other.player.user != place.player.user)
            .cloned()
            .collect();
        pick(&others, draw)
    }

    /// So many different users who notify.
    pub fn crowd(&self, count: usize, draw: u64) -> Vec<Arc<Place>> {
        let all = &self.only_notifying;
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let start = usize::try_from(below(draw, total)).unwrap_or(0);
        let mut crowd: Vec<Arc<Place>> = Vec::with_capacity(count);
        for place in all.iter().cycle().skip(start).take(all.len()) {
            if crowd.len() == count {
                break;
            }
            if crowd
                .iter()
                .all(|other| other.player.user != place.player.user)
            {
                crowd.push(place.clone());
            }
        }
        crowd
    }

    fn pair(&mut self, places: &[Arc<Place>]) {
        let notifying: Vec<_> = places.iter().filter(|place| place.notifies()).collect();
        let [first, second, ..] = notifying.as_slice() else {
            return;
        };
        let pair = ((*first).clone(), (*second).clone());
        if first.post.organisation == second.post.organisation {
            self.two_roles.push(pair);
        } else {
            self.two_organisations.push(pair);
        }
    }

    fn sort(&mut self, place: Arc<Place>) {
        let setting = place.post.setting;
        match place.post.activity {
            Activity::Notifying => {
                if let Some(setting) = setting {
                    self.notifying
                        .entry(setting)
                        .or_default()
                        .push(place.clone());
                }
                self.only_notifying.push(place);
            }
            Activity::Silent => {
                if let Some(setting) = setting {
                    self.silent_at
                        .entry(setting)
                        .or_default()
                        .push(place.clone());
                }
                self.silent.push(place);
            }
            Activity::Both => self.both.push(place),
            Activity::Neither => self.neither.push(place),
        }
    }
}

fn first_of(group: &[Arc<Place>]) -> Option<(&str, &str)> {
    let first = group.first()?;
    Some((first.player.user.as_str(), first.post.organisation.as_str()))
}

/// One of the items, every one as likely, by 64 even bits.
fn pick<T: Clone>(items: &[T], draw: u64) -> Option<T> {
    items.choose(&mut Draws::following(draw)).cloned()
}

/// Which of the two activities a list of codes holds. IDN-3.
pub(crate) fn activity_of<'a>(codes: impl Iterator<Item = &'a str>) -> Activity {
    let (mut notifying, mut silent) = (false, false);
    for code in codes {
        notifying |= code == "B0107";
        silent |= code == "B0170";
    }
    match (notifying, silent) {
        (true, false) => Activity::Notifying,
        (false, true) => Activity::Silent,
        (true, true) => Activity::Both,
        (false, false) => Activity::Neither,
    }
}

impl Player {
    /// A user of a population.
    pub fn of(user: &cpis_vocabulary::User) -> Self {
        let posts = user.roles.iter().map(|role| Post {
            role: role.id.clone(),
            organisation: role.organisation.code.clone(),
            organisation_name: role.organisation.name.clone(),
            setting: Some(role.organisation.setting),
            job_role: role.job_role.code.clone(),
            job_role_name: role.job_role.name.clone(),
            activity: activity_of(role.activities.iter().map(ActivityCode::as_str)),
        });
        Self {
            user: user.id.clone(),
            passcode: user.passcode.clone(),
            name: user.name(),
            posts: posts.collect(),
        }
    }

    /// A user that a control port listed.
    pub fn listed(item: &cpis_wire::control::UserItem) -> Self {
        let posts = item.roles.iter().map(|role| Post {
            role: role.role_id.as_str().into(),
            organisation: role.org_code.as_str().into(),
            organisation_name: role.org_name.as_str().into(),
            setting: None,
            job_role: role.role_code.as_str().into(),
            job_role_name: role.role_name.as_str().into(),
            activity: activity_of(role.activities.iter().map(String::as_str)),
        });
        Self {
            user: item.user_id.as_str().into(),
            passcode: item.passcode.as_str().into(),
            name: item.name.as_str().into(),
            posts: posts.collect(),
        }
    }
}
