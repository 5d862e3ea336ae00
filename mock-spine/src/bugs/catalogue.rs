use cpis_vocabulary::{RequirementGroup as Group, RequirementId};

/// A rule broken on purpose, so that whoever judges a Spine can be tried out.
#[derive(Clone, Copy, Debug)]
pub struct BugMode {
    /// Its place in the set.
    pub bug: Bug,
    /// Its name on the control port.
    pub id: &'static str,
    /// The rule it breaks first of all.
    pub rule: RequirementId,
    /// What it does, in a sentence.
    pub text: &'static str,
}

macro_rules! bugs {
    ($($bug:ident $id:literal $group:ident $number:literal $text:literal;)*) => {
        /// The name of a bug mode.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Bug {
            $(#[doc = $text] $bug,)*
        }

        /// Every bug mode.
        pub const CATALOGUE: &[BugMode] = &[
            $(BugMode {
                bug: Bug::$bug,
                id: $id,
                rule: RequirementId::new(Group::$group, $number),
                text: $text,
            },)*
        ];
    };
}

bugs! {
    IgnoresOrganisation "dedup-ignores-organisation" Asn 4 "One user's accesses at two organisations count as one.";
    IgnoresUser "dedup-ignores-user" Asn 4 "Two users' accesses at one organisation count as one.";
    IgnoresPatient "dedup-ignores-patient" Asn 3 "One user's accesses to two children count as one.";
    RoleInKey "role-in-key" Asn 4 "A user's second role at the same organisation notifies again.";
    Window23h "window-23h" Asn 3 "The window is an hour too short.";
    Window25h "window-25h" Asn 3 "The window is an hour too long.";
    WindowSlides "window-slides" Asn 3 "Every access holds the window open, not only a notified one.";
    CalendarDay "window-calendar-day" Asn 3 "A new day at midnight notifies again.";
    EdgeClosed "window-edge-closed" Asn 3 "An access exactly 24 hours later is still suppressed.";
    RaceNotifiesTwice "race-notifies-twice" Asn 7 "Two requests at once both find that nobody has been told.";
    RetryDoubles "retry-doubles" View 7 "A retry under the same TraceID is recorded and notified again.";
    ListOf26 "list-of-26" View 2 "The list shows 26 previous views.";
    ListOf24 "list-of-24" View 2 "The list shows 24 previous views.";
    OldestFirst "list-oldest-first" View 2 "The list begins with the oldest view.";
    StaleList "list-stale" View 4 "The list comes from a replica that has not heard of the last access.";
    SilentViewerListed "silent-viewer-listed" Idn 3 "A silent viewer appears among the previous views.";
    ListsMixed "lists-mixed" View 6 "An access to one child is listed at another.";
    LostUpdate "lost-update" View 6 "Of two accesses recorded at once one is lost from the list.";
    ExpiresEarly "expires-a-day-early" Alt 5 "A plan is gone on the last day on which it should be shown.";
    ExpiresLate "expires-a-day-late" Alt 5 "A plan is shown for a day too long.";
    UtcDay "utc-day" Alt 5 "Days end at midnight UTC, in summer an hour after London's.";
    UnbornKept "unborn-kept-364-days" Alt 5 "An unborn child's plan is kept as long as any other.";
    AlertCached "alert-cached" Alt 5 "A child whose alert has been seen keeps it for a day after it should be gone.";
    ActivityUnchecked "activity-unchecked" Idn 3 "A role with neither activity may look, and notifies.";
    SuppressedHidesView "suppressed-hides-view" View 3 "A repeated access is not recorded.";
    SilentViewerNotifies "silent-viewer-notifies" Asn 1 "A silent viewer's access tells the authorities.";
    ActivitiesSwapped "activities-swapped" Idn 3 "B0107 is silent and B0170 notifies.";
    MissingHeaderSilent "missing-header-silent" Asn 6 "A request without `IsUnscheduledAccessEvent` is taken for a silent one.";
    NotifiesOnSearch "notifies-on-search" Src 9 "Looking a patient up tells the authorities.";
    FirstPlanOnly "first-plan-only" Alt 3 "Only the first of several plans is shown.";
    EndNotCapped "end-not-capped" Alt 6 "An end after the 18th birthday counts in full.";
    TokenNeverExpires "token-never-expires" Idn 5 "An expired access token is still good.";
    OwnAccessListed "own-access-listed" View 4 "A viewer finds their own access in the list.";
    DropsAccents "search-drops-accents" Src 8 "A name with an accent, hyphen or apostrophe is found by that spelling only.";
    CappedAt49 "search-capped-at-49" Src 6 "Where 50 patients or more match, a search that may show 50 shows the first 49.";
    ForgetsChanges "search-forgets-changes" Src 8 "A search finds records as they were at the start: what was changed or added since is not searched.";
    RestrictedLeaked "restricted-address-leaked" Src 7 "The address, telecom and practice of a restricted patient are sent.";
    WildcardOffByOne "wildcard-off-by-one" Src 6 "A wildcard stands for one character at least: `Smith*` does not find Smith.";
    IgnoresGender "search-ignores-gender" Src 8 "A search finds patients of another gender, too.";
    InvalidatedShown "invalidated-shown" Src 7 "Invalidated and superseded records are read under their own numbers.";
    StampOutside "stamp-outside" Clk 2 "An alert is stamped an hour late.";
    WindowEvicted "window-evicted" Asn 3 "Only the last eight windows are kept: whoever comes back later is news again.";
    ListBySequence "list-by-sequence" View 2 "The list is in the order in which requests came, not in that in which they were recorded.";
    AdvanceUnseen "advance-unseen" Asn 3 "The window does not see the clock being moved on: it stays open.";
    PhonesSwapped "phones-swapped" Alt 4 "The emergency and the office number change places.";
    TenantNotInKey "tenant-not-in-key" Env 2 "The list is kept under the child's number alone: tenants share it.";
    SpacesNewKey "spaces-new-key" Idn 4 "A number written with spaces is taken, and counts as another child's for the window.";
    SupersededNewKey "superseded-new-key" Asn 3 "An access by a superseded number does not count as one to the same child.";
    CodesForNames "notice-codes-for-names" Asn 2 "A notification gives codes where the names of job role and organisation belong.";
    LocalIdDropped "notice-without-local-id" Asn 2 "A notification leaves out the authority's own id for the child.";
    UploadOfAnother "notice-of-another-upload" Asn 2 "A notification names an upload of another authority.";
    EndedSilent "ended-plan-silent" Asn 9 "A plan that has ended and is still shown tells nobody.";
    NoticeIdsShared "notice-ids-shared" Asn 8 "Notifications to one authority about one child have one id.";
    ListCodeForName "list-code-for-name" View 1 "The list gives the organisation's code where its name belongs.";
    ListLatestRole "list-latest-role" View 1 "The list gives every view of a user in the role of the newest.";
    StampBeforeLock "stamp-before-lock" Clk 2 "An alert is stamped when the request comes in, before the child's record is held.";
    HeadersBeforeToken "headers-before-token" Idn 4 "A malformed header is told before a bad token.";
    ActivityBeforeHeaders "activity-before-headers" Idn 4 "A role without activity is told before a malformed header.";
    NumberBeforeActivity "number-before-activity" Idn 4 "A bad number is told before a role without activity.";
    MalformedUnknown "malformed-number-unknown" Src 1 "A number that fails its check is answered for as one that nobody has.";
    UnknownWithdrawn "unknown-number-withdrawn" Src 7 "A number that nobody has is answered for as a withdrawn one.";
    MinimumUnchecked "search-minimum-unchecked" Src 6 "A search without a date of birth is made.";
    EarlyWildcard "search-early-wildcard" Src 6 "A wildcard among the first two characters is passed over, and the search made.";
    UnknownIgnored "search-ignores-unknown" Src 6 "A parameter that is not known is passed over.";
    LimitLowered "search-limit-lowered" Src 6 "A limit above 50 is taken for 50.";
    MinimumFirst "search-minimum-first" Src 6 "A missing date of birth is told before a malformed value.";
    WorstFirst "search-worst-first" Src 6 "The worst match comes first.";
    ExactIgnored "search-ignores-exact" Src 6 "`_exact-match` is passed over.";
    ReachIgnored "search-ignores-reach" Src 8 "`email` and `phone` are passed over.";
    DeathIgnored "search-ignores-death" Src 8 "`death-date` is passed over.";
    AlwaysHistory "search-always-history" Src 8 "Former names are searched whether asked for or not.";
    ApplicationUnlimited "application-unlimited" Src 6 "An application is shown as many patients as a user.";
}

impl Bug {
    /// Its mark in a set.
    pub(crate) fn bit(self) -> u128 {
        CATALOGUE
            .iter()
            .position(|mode| mode.bug == self)
            .and_then(|place| u32::try_from(place).ok())
            .map_or(0, |place| 1_u128 << place)
    }

    /// The bug mode of this name.
    pub fn by_id(id: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|mode| mode.id == id)
            .map(|mode| mode.bug)
    }
}
