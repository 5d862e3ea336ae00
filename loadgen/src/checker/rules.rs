//! The numbers of the rules that are judged, and what is counted for each.

use cpis_vocabulary::{RequirementGroup, RequirementId};

macro_rules! numbers {
    ($($name:ident = $group:ident $number:literal, $counted:literal;)*) => {
        $(pub(super) const $name: RequirementId =
            RequirementId::new(RequirementGroup::$group, $number);)*

        /// What is counted when this rule is examined, in the plural.
        pub fn counted(rule: RequirementId) -> &'static str {
            const COUNTED: &[(RequirementId, &str)] = &[$(($name, $counted)),*];
            COUNTED
                .iter()
                .find(|(known, _)| *known == rule)
                .map_or("operations", |(_, counted)| counted)
        }
    };
}

/// The rules that whoever asks can judge by the answers to their own requests alone, whatever others do to the same Spine meanwhile.
pub const ALONE: [RequirementId; 8] = [IDN_2, IDN_4, IDN_5, SRC_6, SRC_7, SRC_8, CLK_1, CLK_2];

/// The same, of a Spine on which nobody changes a plan.
pub const ALONE_WITHOUT_CHANGES: [RequirementId; 8] =
    [ALT_1, ALT_3, ALT_4, ALT_5, ALT_6, ALT_7, ALT_8, ALT_10];

numbers! {
    IDN_2 = Idn 2, "requests with a wrong choice of role";
    IDN_3 = Idn 3, "accesses without the notifying activity";
    IDN_4 = Idn 4, "requests";
    IDN_5 = Idn 5, "requests with a token";
    SRC_1 = Src 1, "readings by number";
    SRC_6 = Src 6, "answers to searches";
    SRC_7 = Src 7, "answers about patients out of ordinary use";
    SRC_8 = Src 8, "searches compared with the whole population";
    SRC_9 = Src 9, "searches and overviews";
    ALT_1 = Alt 1, "overviews";
    ALT_2 = Alt 2, "answers";
    ALT_3 = Alt 3, "answers with plans";
    ALT_4 = Alt 4, "plans shown";
    ALT_5 = Alt 5, "answers";
    ALT_6 = Alt 6, "plans shown that a birthday caps";
    ALT_7 = Alt 7, "answers about an unborn child";
    ALT_8 = Alt 8, "answers after a plan was deleted";
    ALT_9 = Alt 9, "answers without a plan to show";
    ALT_10 = Alt 10, "answers about numbers out of ordinary use";
    VIEW_1 = View 1, "recorded accesses";
    VIEW_2 = View 2, "lists";
    VIEW_3 = View 3, "repeated accesses";
    VIEW_4 = View 4, "lists";
    VIEW_6 = View 6, "accesses";
    VIEW_7 = View 7, "requests with a trace id used before";
    ASN_1 = Asn 1, "notifications";
    ASN_2 = Asn 2, "notifications";
    ASN_3 = Asn 3, "accesses";
    ASN_4 = Asn 4, "children looked at by several users or organisations";
    ASN_5 = Asn 5, "notified accesses";
    ASN_6 = Asn 6, "requests with the header";
    ASN_7 = Asn 7, "accesses";
    ASN_8 = Asn 8, "notifications, by their ids";
    ASN_9 = Asn 9, "accesses to plans that have ended";
    CLK_1 = Clk 1, "stamps";
    CLK_2 = Clk 2, "stamps";
    CLK_3 = Clk 3, "answers on a day of London that is another in UTC";
    ENV_2 = Env 2, "lists and notifications beside those of another tenant";
}
