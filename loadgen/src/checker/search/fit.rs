//! Whether a patient is whom a search asks for. SRC-6, SRC-7, SRC-8.

use super::asked::{Asked, Days};
use super::pattern::Pattern;
use super::person::{Names, Person, Rest, sound_alike};

/// Whether somebody matches, as far as the rules say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fit {
    /// Not at all.
    No,
    /// The rules allow both.
    Perhaps,
    /// Certainly.
    Yes,
}

impl Fit {
    const fn of(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }

    /// No better than one of which the rules say nothing.
    fn at_most_perhaps(self) -> Self {
        self.min(Self::Perhaps)
    }
}

/// Whether a patient matches in everything.
pub(super) fn fits(asked: &Asked, person: &Person) -> Fit {
    let is_born = person.birth_date.is_some_and(|day| asked.is_born(day));
    Fit::of(is_born)
        .min(fits_names(asked, &person.names))
        .min(fits_rest(asked, &person.rest))
}

/// Whether gender, place, ways to be reached and the day of death match.
pub(super) fn fits_rest(asked: &Asked, rest: &Rest) -> Fit {
    if rest.is_restricted && asked.asks_place() {
        return Fit::No;
    }
    if asked.gender.is_some() && asked.gender != rest.gender {
        return Fit::No;
    }
    // A fuzzy search may prefer a practice or a day of death instead of asking for it.
    let otherwise = |fits: bool| match (fits, asked.is_fuzzy) {
        (true, _) => Fit::Yes,
        (false, true) => Fit::Perhaps,
        (false, false) => Fit::No,
    };
    let is_there = asked.practice.is_none() || asked.practice == rest.practice;
    let is_dead = |days: Days| rest.died.is_some_and(|day| days.contain(day));
    otherwise(is_there)
        .min(otherwise(asked.died.is_none_or(is_dead)))
        .min(fits_reach(asked, rest))
        .min(fits_home(asked, rest))
}

/// Whether somebody is reached by what was asked for. How it may be written otherwise is not laid down, nor whether a restricted
/// patient, of whom it is not told, is found by it.
fn fits_reach(asked: &Asked, rest: &Rest) -> Fit {
    let fits = |asked: Option<&String>| {
        let Some(asked) = asked else { return Fit::Yes };
        if rest.reached_by.contains(asked) {
            return Fit::Yes;
        }
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|one| !one.is_whitespace());
            letters.flat_map(char::to_lowercase).collect()
        };
        let is_alike = |one: &String| plain(one) == plain(asked);
        Fit::of(rest.reached_by.iter().any(is_alike)).at_most_perhaps()
    };
    let fit = fits(asked.email.as_ref()).min(fits(asked.phone.as_ref()));
    if rest.is_restricted && (asked.email.is_some() || asked.phone.is_some()) {
        fit.at_most_perhaps()
    } else {
        fit
    }
}

fn fits_home(asked: &Asked, rest: &Rest) -> Fit {
    let Some(postcode) = &asked.postcode else {
        return Fit::Yes;
    };
    let is_at = |homes: &[String]| homes.iter().any(|home| postcode.fits(home));
    if is_at(&rest.homes) {
        Fit::Yes
    } else {
        Fit::of(is_at(&rest.other_homes)).at_most_perhaps()
    }
}

/// Whether the names match, by any reading. Of an exact search it is not laid down what a wildcard or a former name is.
pub(super) fn fits_names(asked: &Asked, names: &Names) -> Fit {
    let read = |names: &Names| {
        let plain = fits_as_written(asked, names);
        if asked.is_by_sound() {
            plain.max(fits_swapped(asked, names))
        } else {
            plain
        }
    };
    let now = match read(names) {
        Fit::Yes if asked.is_exact && asked.has_wildcard() => Fit::Perhaps,
        now @ (Fit::No | Fit::Perhaps | Fit::Yes) => now,
    };
    if now == Fit::Yes || !(asked.is_fuzzy || asked.has_history) {
        return now;
    }
    let past = names.previous.iter().map(|family| {
        read(&Names {
            family: family.clone(),
            previous: Vec::new(),
            given: names.given.clone(),
        })
    });
    let past = past.fold(Fit::No, Fit::max);
    now.max(if asked.is_exact {
        past.at_most_perhaps()
    } else {
        past
    })
}

fn fits_as_written(asked: &Asked, names: &Names) -> Fit {
    let family = asked.family.as_ref().map_or(Fit::Yes, |family| {
        fits_one(family, &names.family, asked.is_by_sound())
    });
    let given = asked
        .given
        .iter()
        .map(|given| fits_given(asked, given, names));
    given.fold(family, Fit::min)
}

/// The first given name taken for the family name and the other way round.
fn fits_swapped(asked: &Asked, names: &Names) -> Fit {
    let (Some(family), Some((given, others))) = (&asked.family, asked.given.split_first()) else {
        return Fit::No;
    };
    let others = others.iter().map(|given| fits_given(asked, given, names));
    fits_one(given, &names.family, true)
        .min(fits_given(asked, family, names))
        .min(others.fold(Fit::Yes, Fit::min))
}

fn fits_one(asked: &Pattern, name: &str, is_fuzzy: bool) -> Fit {
    if is_fuzzy {
        let letters = asked.letters();
        Fit::of(letters == name || sound_alike(&letters, name))
    } else {
        Fit::of(asked.fits(name))
    }
}

fn fits_given(asked: &Asked, given: &Pattern, names: &Names) -> Fit {
    if given.has_wildcard() && !asked.is_by_sound() {
        // SRC-6: a wildcard is about the first given name.
        let first = names.given.first();
        return Fit::of(first.is_some_and(|first| given.fits(first)));
    }
    let bears = names
        .given
        .iter()
        .any(|one| fits_one(given, one, asked.is_by_sound()) == Fit::Yes);
    if bears {
        return Fit::Yes;
    }
    // Several names written as one: the record of the rules is silent.
    let letters = given.letters();
    let is_run = (0..names.given.len()).any(|first| {
        let mut run = String::new();
        names.given.iter().skip(first).any(|one| {
            run.push_str(one);
            run == letters
        })
    });
    Fit::of(is_run && !letters.is_empty()).at_most_perhaps()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cpis_vocabulary::{Gender, NhsNumber};

    fn person() -> Person {
        let folded = |names: &[&str]| names.iter().map(|name| crate::fold::fold(name)).collect();
        Person {
            number: NhsNumber::from_stem(999_000_001).unwrap(),
            names: Names {
                family: "obrien".into(),
                previous: folded(&["Thornfield"]),
                given: folded(&["Zoë", "Anne", "Marie"]),
            },
            birth_date: "2015-06-07".parse().ok(),
            rest: Rest {
                gender: Some(Gender::Female),
                is_restricted: false,
                homes: folded(&["ZZ99 3AB"]),
                other_homes: folded(&["ZZ11 1AA"]),
                practice: Some("X1".into()),
                reached_by: vec!["zoe.obrien001@example.com".into(), "07700900001".into()],
                died: "2024-02-03".parse().ok(),
            },
        }
    }

    fn asked(query: &str) -> Asked {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.as_ref().into(), value.as_ref().into()))
            .collect();
        Asked::read(&pairs).unwrap()
    }

    #[test]
    fn a_patient_matches_as_the_rules_say() {
        for (query, expected) in [
            ("family=O'Brien&birthdate=eq2015-06-07", Fit::Yes),
            ("family=OBRIEN&birthdate=2015-06-07", Fit::Yes),
            ("family=OBRIEN&birthdate=eq2015-06-08", Fit::No),
            (
                "family=OBRIEN&birthdate=ge2015-06-01&birthdate=le2015-06-07",
                Fit::Yes,
            ),
            ("family=OBRIEN&birthdate=ge2015-06-08", Fit::No),
            ("family=OB*&birthdate=eq2015-06-07", Fit::Yes),
            ("family=Obrien*&birthdate=eq2015-06-07", Fit::Yes),
            ("family=OBrien&given=zoe&birthdate=eq2015-06-07", Fit::Yes),
            (
                "family=OBrien&given=Marie&given=Anne&birthdate=eq2015-06-07",
                Fit::Yes,
            ),
            (
                "family=OBrien&given=Anne Marie&birthdate=eq2015-06-07",
                Fit::Perhaps,
            ),
            ("family=OBrien&given=Ann*&birthdate=eq2015-06-07", Fit::No),
            ("family=OBrien&given=Zo*&birthdate=eq2015-06-07", Fit::Yes),
            ("family=OBrien&gender=male&birthdate=eq2015-06-07", Fit::No),
            (
                "family=OBrien&address-postalcode=zz993ab&birthdate=eq2015-06-07",
                Fit::Yes,
            ),
            (
                "family=OBrien&address-postalcode=ZZ11 1AA&birthdate=eq2015-06-07",
                Fit::Perhaps,
            ),
            (
                "family=OBrien&general-practitioner=X2&birthdate=eq2015-06-07",
                Fit::No,
            ),
            ("family=Thornfield&birthdate=eq2015-06-07", Fit::No),
            (
                "family=Thornfield&birthdate=eq2015-06-07&_history=true",
                Fit::Yes,
            ),
            (
                "family=Oberan&given=Zoa&birthdate=eq2015-06-07&_fuzzy-match=true",
                Fit::Yes,
            ),
            (
                "family=Zoe&given=O'Brien&birthdate=eq2015-06-07&_fuzzy-match=true",
                Fit::Yes,
            ),
            (
                "family=Smith&given=Zoe&birthdate=eq2015-06-07&_fuzzy-match=true",
                Fit::No,
            ),
        ] {
            assert_eq!(fits(&asked(query), &person()), expected, "{query}");
        }
        let mut restricted = person();
        restricted.rest.is_restricted = true;
        let by_home = asked("family=OBrien&address-postalcode=ZZ993AB&birthdate=eq2015-06-07");
        assert_eq!(fits(&by_home, &restricted), Fit::No);
        assert_eq!(
            fits(&asked("family=OBrien&birthdate=eq2015-06-07"), &restricted),
            Fit::Yes
        );
    }

    #[test]
    fn a_parameter_that_is_not_compared_is_told() {
        let pair = |name: &str, value: &str| (name.into(), value.into());
        assert_eq!(Asked::read(&[pair("shoe-size", "36")]), None);
        assert_eq!(Asked::read(&[pair("birthdate", "soon")]), None);
    }
}
