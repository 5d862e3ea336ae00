//! The broken Spines that the judge has to catch: the fifty of the kill matrix, and those beyond them. Who is told of what, what
//! catches it, and why where nothing can yet.

/// A way to get a rule wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mutant {
    /// Its number among the fifty; none for one beyond them.
    pub number: Option<u8>,
    /// What is wrong, in a few words.
    pub text: &'static str,
    /// How it stands with catching it.
    pub standing: Standing,
}

/// How it stands with a mutant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A mock can be broken so, and a scenario goes for it.
    Hunted {
        /// The bug mode of the mock.
        sabotage: &'static str,
        /// The scenario's file.
        scenario: &'static str,
        /// For how long its arrivals come.
        duration: &'static str,
    },
    /// No mock can be broken so yet.
    Planned {
        /// What it waits for.
        why: &'static str,
    },
}

/// A scenario, and for how long.
type Hunt = (&'static str, &'static str);

const SMOKE: Hunt = ("smoke.toml", "4 s");
const ROLLING: Hunt = ("rolling-24-hours.toml", "6 s");
const MIDNIGHT: Hunt = ("plan-ends-at-midnight.toml", "5 s");
const ALERTS: Hunt = ("alerts.toml", "6 s");
const VIEWS: Hunt = ("previous-views.toml", "6 s");
const WHO: Hunt = ("who-may-look.toml", "6 s");
const CLASSES: Hunt = ("two-classes.toml", "4 s");
const FIND: Hunt = ("find-a-patient.toml", "5 s");
/// For what one in many refusals shows.
const FIND_LONG: Hunt = ("find-a-patient.toml", "20 s");

const DELIVERY: &str = "delivery to mailboxes, which is not in this version";
const DISK: &str = "a store on disk, which is not in this version";
const PAGE: &str = "the web page, which is not in this version";

const fn hunted(
    number: u8,
    text: &'static str,
    sabotage: &'static str,
    (scenario, duration): Hunt,
) -> Mutant {
    Mutant {
        number: Some(number),
        text,
        standing: Standing::Hunted {
            sabotage,
            scenario,
            duration,
        },
    }
}

const fn planned(number: u8, text: &'static str, why: &'static str) -> Mutant {
    Mutant {
        number: Some(number),
        text,
        standing: Standing::Planned { why },
    }
}

const fn beyond(text: &'static str, sabotage: &'static str, hunt: Hunt) -> Mutant {
    Mutant {
        number: None,
        ..hunted(0, text, sabotage, hunt)
    }
}

/// Every mutant, in the order of the numbers; those beyond the fifty after them.
pub const MUTANTS: [Mutant; 81] = [
    hunted(
        1,
        "Dedup ignores organisation",
        "dedup-ignores-organisation",
        SMOKE,
    ),
    hunted(2, "Dedup ignores user", "dedup-ignores-user", SMOKE),
    hunted(3, "Dedup ignores patient", "dedup-ignores-patient", SMOKE),
    hunted(4, "Role in the key", "role-in-key", SMOKE),
    hunted(5, "Window 23 h", "window-23h", ROLLING),
    hunted(6, "Window 25 h", "window-25h", ROLLING),
    hunted(7, "Slides on every access", "window-slides", ROLLING),
    hunted(8, "Calendar day", "window-calendar-day", ROLLING),
    hunted(9, "`>` for `>=` at 24 h", "window-edge-closed", ROLLING),
    hunted(
        10,
        "Two notifications on a race",
        "race-notifies-twice",
        SMOKE,
    ),
    hunted(11, "Retry doubles", "retry-doubles", SMOKE),
    planned(12, "Dedup table forgotten on restart", DISK),
    planned(13, "Restart re-arms every window", DISK),
    hunted(14, "List of 26", "list-of-26", SMOKE),
    hunted(15, "List of 24", "list-of-24", SMOKE),
    hunted(16, "Oldest first", "list-oldest-first", SMOKE),
    hunted(17, "Stale list (replica read)", "list-stale", SMOKE),
    hunted(
        18,
        "Silent viewer appears in list",
        "silent-viewer-listed",
        SMOKE,
    ),
    hunted(19, "Lists mixed between patients", "lists-mixed", SMOKE),
    hunted(20, "Non-atomic append (lost update)", "lost-update", SMOKE),
    planned(21, "Reply before commit, lost on crash", DISK),
    planned(22, "Acknowledged view lost on crash", DISK),
    planned(23, "Notification recorded, never delivered", DELIVERY),
    planned(24, "Delivered twice", DELIVERY),
    planned(25, "Delivered to the wrong authority", DELIVERY),
    hunted(26, "Expires a day early", "expires-a-day-early", MIDNIGHT),
    hunted(27, "Expires a day late", "expires-a-day-late", MIDNIGHT),
    hunted(28, "UTC day instead of London day", "utc-day", MIDNIGHT),
    hunted(
        29,
        "Unborn plan kept 364 days",
        "unborn-kept-364-days",
        MIDNIGHT,
    ),
    hunted(30, "Alert cached past expiry", "alert-cached", MIDNIGHT),
    hunted(31, "Activity code not checked", "activity-unchecked", SMOKE),
    hunted(32, "Stamp outside the request", "stamp-outside", SMOKE),
    hunted(
        33,
        "Dedup entry evicted under memory pressure",
        "window-evicted",
        VIEWS,
    ),
    hunted(
        34,
        "Suppressed access also hides the view",
        "suppressed-hides-view",
        SMOKE,
    ),
    hunted(
        35,
        "Silent viewer sends a notification",
        "silent-viewer-notifies",
        SMOKE,
    ),
    hunted(36, "B0107 and B0170 swapped", "activities-swapped", SMOKE),
    hunted(
        37,
        "Missing unscheduled header means silent",
        "missing-header-silent",
        SMOKE,
    ),
    hunted(
        38,
        "Sent on search or overview, not on the tab",
        "notifies-on-search",
        SMOKE,
    ),
    planned(39, "Channel in the key", PAGE),
    hunted(
        40,
        "Tenant missing from one cache key",
        "tenant-not-in-key",
        CLASSES,
    ),
    hunted(
        41,
        "List ordered by sequence number, not by commit",
        "list-by-sequence",
        SMOKE,
    ),
    planned(
        42,
        "Snapshot restore forgets the dedup table",
        "snapshots, which are not in this version",
    ),
    hunted(
        43,
        "Clock advance not seen by dedup",
        "advance-unseen",
        ROLLING,
    ),
    hunted(44, "Only first plan shown", "first-plan-only", SMOKE),
    hunted(
        45,
        "Emergency and office numbers swapped",
        "phones-swapped",
        SMOKE,
    ),
    hunted(
        46,
        "End after the 18th birthday not capped",
        "end-not-capped",
        ALERTS,
    ),
    hunted(
        47,
        "Superseded NHS number starts a new key",
        "superseded-new-key",
        ALERTS,
    ),
    hunted(
        48,
        "Spaces in NHS number start a new key",
        "spaces-new-key",
        WHO,
    ),
    hunted(49, "Token expiry ignored", "token-never-expires", ROLLING),
    hunted(
        50,
        "Own access included in the list",
        "own-access-listed",
        SMOKE,
    ),
    beyond("Accents dropped from names", "search-drops-accents", FIND),
    beyond("49 shown where 50 may be", "search-capped-at-49", FIND),
    beyond("Changes not searched", "search-forgets-changes", FIND),
    beyond("Restricted address sent", "restricted-address-leaked", FIND),
    beyond("Wildcard needs a character", "wildcard-off-by-one", FIND),
    beyond("Gender ignored", "search-ignores-gender", FIND),
    beyond("Invalidated records shown", "invalidated-shown", FIND),
    beyond(
        "Malformed number taken for unknown",
        "malformed-number-unknown",
        FIND,
    ),
    beyond(
        "Unknown number taken for withdrawn",
        "unknown-number-withdrawn",
        FIND,
    ),
    beyond(
        "Search without a date of birth made",
        "search-minimum-unchecked",
        FIND,
    ),
    beyond(
        "Wildcard among the first two passed over",
        "search-early-wildcard",
        FIND,
    ),
    beyond(
        "Unknown parameter passed over",
        "search-ignores-unknown",
        FIND,
    ),
    beyond(
        "Limit above 50 taken for 50",
        "search-limit-lowered",
        FIND_LONG,
    ),
    beyond(
        "Missing value told before malformed one",
        "search-minimum-first",
        FIND,
    ),
    beyond("Worst match first", "search-worst-first", FIND),
    beyond("`_exact-match` passed over", "search-ignores-exact", FIND),
    beyond(
        "`email` and `phone` passed over",
        "search-ignores-reach",
        FIND,
    ),
    beyond("`death-date` passed over", "search-ignores-death", FIND),
    beyond("Former names found unasked", "search-always-history", FIND),
    beyond(
        "Application shown several patients",
        "application-unlimited",
        FIND,
    ),
    beyond(
        "Codes for names in a notification",
        "notice-codes-for-names",
        SMOKE,
    ),
    beyond(
        "Authority's own id left out",
        "notice-without-local-id",
        SMOKE,
    ),
    beyond(
        "Upload of another authority named",
        "notice-of-another-upload",
        SMOKE,
    ),
    beyond(
        "One id for several notifications",
        "notice-ids-shared",
        SMOKE,
    ),
    beyond("Ended plan tells nobody", "ended-plan-silent", SMOKE),
    beyond(
        "Code for the organisation's name in the list",
        "list-code-for-name",
        SMOKE,
    ),
    beyond(
        "Latest role for every view of a user",
        "list-latest-role",
        SMOKE,
    ),
    beyond(
        "Stamp before the record is held",
        "stamp-before-lock",
        SMOKE,
    ),
    beyond("Headers before token", "headers-before-token", WHO),
    beyond("Activity before headers", "activity-before-headers", WHO),
    beyond("Number before activity", "number-before-activity", WHO),
];

impl Mutant {
    /// The mutant that a bug mode of the mock is.
    pub fn of(sabotage: &str) -> Option<&'static Self> {
        MUTANTS
            .iter()
            .find(|mutant| mutant.sabotage() == Some(sabotage))
    }

    /// The bug mode of the mock that is this mutant.
    pub const fn sabotage(&self) -> Option<&'static str> {
        match self.standing {
            Standing::Hunted { sabotage, .. } => Some(sabotage),
            Standing::Planned { .. } => None,
        }
    }
}
