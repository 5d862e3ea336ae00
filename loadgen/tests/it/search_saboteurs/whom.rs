//! Whom a search finds: SRC-8.

use super::{
    check, each_list, hide_all, is_plain, is_search, of_case, population, seen, shows,
    shows_restricted, value,
};
use cpis_population::Case;
use loadgen::history::{Kind, Operation};

/// SRC-8.
#[test]
fn whoever_is_missing_or_too_many_convicts() {
    check(&[
        ("restricted patients are hidden", &["SRC-8"], |all| {
            let is_shown = |one: &Operation| is_plain(one) && shows_restricted(one);
            each_list(all, is_shown, |_, found| {
                found.retain(|one| !one.is_restricted);
                true
            })
        }),
        ("postcodes in lower case find nobody", &["SRC-8"], |all| {
            hide_all(all, |one| {
                value(one, "address-postalcode")
                    .is_some_and(|code| code.contains(char::is_lowercase))
            })
        }),
        ("postcodes without a space find nobody", &["SRC-8"], |all| {
            hide_all(all, |one| {
                value(one, "address-postalcode").is_some_and(|code| !code.contains(' '))
            })
        }),
        ("the last day of a range is left out", &["SRC-8"], |all| {
            each_list(all, is_plain, |operation, found| {
                let Kind::Search { asked } = &operation.kind else {
                    return false;
                };
                let mut births = asked.iter().filter(|(name, _)| **name == *"birthdate");
                let last = births.find_map(|(_, day)| day.strip_prefix("le"));
                let last = last.map(|day| day.parse().unwrap());
                let before = found.len();
                found.retain(|one| last.is_none() || one.birth_date != last);
                found.len() < before
            })
        }),
        (
            "somebody of another family is shown",
            &["SRC-6", "SRC-8"],
            |all| {
                let stranger = of_case(Case::LeapDay);
                each_list(
                    all,
                    |one| is_search(one) && shows(one, 0),
                    |_, found| {
                        found.push(seen(&stranger, Some(0)));
                        true
                    },
                )
            },
        ),
        (
            "a number that nobody has is shown",
            &["SRC-6", "SRC-8"],
            |all| {
                let nobody = population().number(population().len());
                each_list(all, is_plain, |_, found| {
                    let first = found.first_mut();
                    first.map(|one| one.number = nobody).is_some()
                })
            },
        ),
        ("another birthday is shown", &["SRC-8"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                let other = "1901-02-03".parse().ok();
                first.map(|one| one.birth_date = other).is_some()
            })
        }),
        ("other given names are shown", &["SRC-8"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.given = vec!["Nobody".into()]).is_some()
            })
        }),
        ("no name is shown", &["SRC-8"], |all| {
            each_list(all, is_search, |_, found| {
                let first = found.first_mut();
                first.map(|one| one.family = None).is_some()
            })
        }),
    ]);
}
