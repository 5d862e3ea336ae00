use super::values::Values;
use super::{PdsQuery, Reach};
use crate::{SpineError, SpineErrorKind};

impl Values<'_> {
    /// The search that the values make, if they suffice for one and do not exclude each other.
    pub(super) fn search(self) -> Result<PdsQuery, SpineError> {
        let Some(birth) = self.birth.range() else {
            return Err(SpineError::with(
                SpineErrorKind::MissingValue,
                "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'",
            ));
        };
        let reach = self.reach();
        if self.postcode.is_some() && self.postcode_before.is_some() {
            return Err(refused(
                "address-postalcode and address-postcode cannot be used together",
            ));
        }
        if !self.suffice(reach) {
            return Err(refused(
                "No searches were performed as the search criteria did not meet the minimum requirements",
            ));
        }
        if reach == Reach::Fuzzy && self.has_wildcard() {
            return Err(refused("wildcards cannot be used with _fuzzy-match"));
        }
        Ok(PdsQuery {
            family: self.family.map(str::to_owned),
            given: self.given.iter().map(|&name| name.to_owned()).collect(),
            gender: self.gender,
            birth,
            death: self.death.range(),
            postcode: self.postcode().map(str::to_owned),
            practice: self.practice,
            email: self.email.map(str::to_owned),
            phone: self.phone.map(str::to_owned),
            reach,
            exact_match: self.exact_match.unwrap_or(false),
            max_results: self.max_results,
        })
    }

    fn reach(&self) -> Reach {
        if self.fuzzy_match == Some(true) {
            Reach::Fuzzy
        } else if self.history == Some(true) {
            Reach::History
        } else {
            Reach::Now
        }
    }

    fn postcode(&self) -> Option<&str> {
        self.postcode.or(self.postcode_before)
    }

    /// Whether there is enough besides the date of birth for a search of this kind.
    fn suffice(&self, reach: Reach) -> bool {
        let has_family = self.family.is_some();
        match reach {
            Reach::Now | Reach::History => has_family,
            Reach::Fuzzy => {
                let has_given = !self.given.is_empty();
                let has_place = self.gender.is_some() && self.postcode().is_some();
                (has_family && has_given) || ((has_family || has_given) && has_place)
            }
        }
    }

    fn has_wildcard(&self) -> bool {
        let names = self.family.iter().chain(&self.given);
        names
            .copied()
            .chain(self.postcode())
            .any(|text| text.contains('*'))
    }
}

/// A search that is not made, and why.
fn refused(reason: &str) -> SpineError {
    SpineError::with(
        SpineErrorKind::InvalidSearchData,
        format!("Invalid search data provided - '{reason}'"),
    )
}
