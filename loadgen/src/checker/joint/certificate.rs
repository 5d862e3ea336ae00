use super::super::accesses::Recorded;
use super::super::list::{Read, about};
use super::super::rules::{ASN_3, ASN_7, CLK_2, VIEW_6};
use super::super::{Case, Finding, Tallies};
use super::Lists;
use super::knot::{Link, Why};
use super::parts::Part;
use super::proof::{Line, Proof};
use cpis_vocabulary::RequirementId;

/// Takes down that no order explains what was seen, under every rule that it breaks.
pub(super) fn tell(
    case: &Case<'_>,
    lists: Lists<'_>,
    (part, proof): (&Part, &Proof),
    tallies: &mut Tallies,
) {
    let telling = Telling { case, lists, part };
    let grounds = telling.grounds(proof);
    let finding = telling.finding(proof, grounds);
    for rule in grounds.rules() {
        tallies.found(finding.also(rule));
    }
}

/// What a proof rests on.
#[derive(Clone, Copy, Debug, Default)]
struct Grounds {
    lists: bool,
    windows: bool,
    /// A list leaves out an access that an authority was told of and nobody was answered.
    lost: bool,
}

impl Grounds {
    /// Whether the record or the notification is wrong, the lists alone cannot say.
    fn rules(self) -> Vec<RequirementId> {
        match self {
            Self {
                lists: false,
                windows: false,
                ..
            } => vec![CLK_2],
            Self {
                lists: false,
                windows: true,
                ..
            } => vec![ASN_7, ASN_3],
            Self {
                lists: true,
                windows: false,
                lost: false,
            } => vec![VIEW_6],
            Self { lists: true, .. } => vec![VIEW_6, ASN_7],
        }
    }

    const fn summary(self) -> &'static str {
        match self {
            Self {
                lists: true,
                windows: true,
                ..
            } => {
                "no order of one child's accesses explains both what the lists show and whom the authorities were told of"
            }
            Self {
                lists: true,
                windows: false,
                ..
            } => {
                "no order of one child's accesses explains both what the lists show and the instants of the accesses"
            }
            Self {
                lists: false,
                windows: true,
                ..
            } => "no order of one child's accesses explains whom the authorities were told of",
            Self {
                lists: false,
                windows: false,
                ..
            } => "no order of one child's accesses explains their instants",
        }
    }
}

struct Telling<'t, 'a> {
    case: &'t Case<'a>,
    lists: Lists<'t>,
    part: &'t Part,
}

impl Telling<'_, '_> {
    fn grounds(&self, proof: &Proof) -> Grounds {
        let mut grounds = Grounds::default();
        for link in proof.links() {
            match link.why {
                Why::Over | Why::Instants => {}
                Why::Window => grounds.windows = true,
                Why::Shown { .. } => grounds.lists = true,
                Why::Room { .. } | Why::After { .. } => {
                    grounds.lists = true;
                    grounds.lost |= self.is_lost(link.other);
                }
                Why::Before { .. } | Why::Supposed { .. } => {
                    grounds.lists = true;
                    grounds.lost |= self.is_lost(link.one) || self.is_lost(link.other);
                }
            }
        }
        grounds
    }

    fn is_lost(&self, place: usize) -> bool {
        match self.place(place) {
            Place::Access(access) => !access.was_answered && !access.notices.is_empty(),
            Place::Read(_) | Place::Nowhere => false,
        }
    }

    fn finding(&self, proof: &Proof, grounds: Grounds) -> Finding {
        let mut finding = Finding::new(VIEW_6, Some(self.case.key.child), grounds.summary());
        for place in places(proof) {
            finding = self.with(finding, place);
        }
        let steps = proof.lines.iter().zip(1..);
        steps.fold(finding, |finding, (line, number)| {
            finding.note(format!("Step {number}"), self.step(line))
        })
    }

    /// Adds an access or a read.
    fn with(&self, finding: Finding, place: usize) -> Finding {
        match self.place(place) {
            Place::Access(access) => {
                let fate = if access.notices.is_empty() {
                    "recorded, nobody told"
                } else {
                    "notified"
                };
                let stamp = access
                    .stamp
                    .map_or_else(String::new, |stamp| format!(", stamped {stamp}"));
                let what = format!("access {}{stamp}: {fate}", access.id);
                finding.operation(access.operation, what)
            }
            Place::Read(read) => match self.read(read) {
                Some(read) => about(finding, read),
                None => finding,
            },
            Place::Nowhere => finding,
        }
    }

    fn step(&self, step: &Line) -> String {
        match step {
            Line::Known(link) => {
                format!("{}: {}", self.order(*link), self.reason(*link))
            }
            Line::Suppose(link) => {
                format!("suppose that {}: {}", self.order(*link), self.reason(*link))
            }
            Line::Contradiction => "so one of them came before itself".to_owned(),
        }
    }

    fn order(&self, link: Link) -> String {
        format!(
            "{} came before {}",
            self.name(link.one),
            self.name(link.other)
        )
    }

    fn reason(&self, link: Link) -> String {
        match link.why {
            Why::Over => "it was over when the other was sent".to_owned(),
            Why::Instants => "by the Spine's own account of this user's instants".to_owned(),
            Why::Window => {
                "nobody was told of the later one, and every window before that of the earlier one was closed by then"
                    .to_owned()
            }
            Why::Shown { read } => format!("{} shows it so", self.name_of(read)),
            Why::Room { read } => {
                format!(
                    "{} has room to spare and does not show it",
                    self.name_of(read)
                )
            }
            Why::Before { read } => format!(
                "it came before {}, which does not show it, so it is older than all that is shown there",
                self.name_of(read)
            ),
            Why::After { read } => format!(
                "{} does not show it, and it is not older than all that is shown there",
                self.name_of(read)
            ),
            Why::Supposed { read } => format!(
                "{} does not show it, so it is older than all that is shown there, or came later",
                self.name_of(read)
            ),
        }
    }

    fn name(&self, place: usize) -> String {
        match self.place(place) {
            Place::Access(access) => format!("access {}", access.id),
            Place::Read(read) => self.name_of(read),
            Place::Nowhere => String::new(),
        }
    }

    fn name_of(&self, read: usize) -> String {
        let operation = self.read(read).and_then(|read| read.operation);
        operation.map_or_else(
            || "the list after the run".to_owned(),
            |operation| format!("the list of operation {}", operation.number.0),
        )
    }

    fn read(&self, read: usize) -> Option<&Read<'_>> {
        self.lists.reads.get(*self.part.reads.get(read)?)
    }

    fn place(&self, place: usize) -> Place<'_> {
        if let Some(read) = place.checked_sub(self.part.accesses.len()) {
            return Place::Read(read);
        }
        let member = self.part.accesses.get(place);
        let access = member.and_then(|member| self.lists.members.get(*member));
        match access.and_then(|access| self.case.accesses.recorded.get(*access)) {
            Some(access) => Place::Access(access),
            None => Place::Nowhere,
        }
    }
}

enum Place<'t> {
    Access(&'t Recorded<'t>),
    Read(usize),
    Nowhere,
}

/// What a proof speaks of, each once.
fn places(proof: &Proof) -> Vec<usize> {
    let mut places = Vec::new();
    for link in proof.links() {
        for place in [link.one, link.other] {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}
