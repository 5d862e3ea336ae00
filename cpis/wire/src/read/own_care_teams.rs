//! The short way to read a `CareTeam` bundle: one pass along the very bytes that this crate writes.
//!
//! It never refuses: where a body differs, in order, space or sense, it gives up and the general reader decides.

use super::{CareTeams, ReadPlan};
use crate::digits::read_day;
use chrono::NaiveDate;
use cpis_vocabulary::{NhsNumber, PlanId, PlanKind, Timestamp};
use std::borrow::Cow;

/// Reads a body that has exactly the shape in which [`crate::fhir::care_team_bundle`] writes it.
pub(super) fn read(body: &[u8]) -> Option<CareTeams<'_>> {
    let mut scan = Scan(std::str::from_utf8(body).ok()?);
    scan.skip(r#"{"resourceType":"Bundle","type":"searchset","timestamp":""#)?;
    let at = Timestamp::parse(scan.text()?).ok()?;
    scan.skip(r#","total":"#)?;
    let total = scan.number()?;
    scan.skip(r#","link":[{"relation":"self","url":""#)?;
    scan.text()?;
    scan.skip("}]")?;
    let mut plans = Vec::new();
    if scan.skip(r#","entry":["#).is_some() {
        plans.push(plan(&mut scan)?);
        while scan.skip(",").is_some() {
            plans.push(plan(&mut scan)?);
        }
        scan.skip("]")?;
    }
    scan.skip("}")?;
    let is_whole = scan.0.is_empty() && plans.len() == total;
    is_whole.then_some(CareTeams {
        total,
        at: Some(at),
        plans,
    })
}

fn plan<'a>(scan: &mut Scan<'a>) -> Option<ReadPlan<'a>> {
    scan.skip(r#"{"fullUrl":""#)?;
    scan.text()?;
    scan.skip(r#","resource":{"resourceType":"CareTeam","id":""#)?;
    let id = scan.text()?.parse::<PlanId>().ok()?;
    scan.skip(
        r#","status":"active","category":[{"coding":[{"system":"http://snomed.info/sct","code":""#,
    )?;
    let kind = kind(scan.text()?)?;
    scan.skip(r#","display":""#)?;
    scan.text()?;
    scan.skip(r#"}]}],"name":""#)?;
    let (authority, authority_name) = scan.text()?.split_once(" - ")?;
    scan.skip(concat!(
        r#","subject":{"type":"Patient","identifier":{"#,
        r#""system":"https://fhir.nhs.uk/Id/nhs-number","value":""#
    ))?;
    let child = NhsNumber::parse(scan.text()?).ok()?;
    scan.skip("}}")?;
    let (start, end) = period(scan)?;
    scan.skip(concat!(
        r#","managingOrganization":[{"type":"Organization","identifier":{"#,
        r#""system":"https://fhir.nhs.uk/Id/ods-organization-code","value":""#
    ))?;
    if scan.text()? != authority {
        return None;
    }
    scan.skip(r#"},"display":""#)?;
    scan.text()?;
    scan.skip(r#"}],"telecom":[{"system":"phone","value":""#)?;
    let (emergency, office) = phones(scan)?;
    scan.skip(r#"]},"search":{"mode":"match"}}"#)?;
    Some(ReadPlan {
        id,
        child: Some(child),
        kind,
        start,
        end,
        authority: authority.into(),
        authority_name: authority_name.into(),
        emergency,
        office,
    })
}

fn kind(code: &str) -> Option<PlanKind> {
    match code {
        "342191000000101" => Some(PlanKind::Cpp),
        "764841000000100" => Some(PlanKind::Lac),
        "818901000000100" => Some(PlanKind::Ucpp),
        _ => None,
    }
}

fn period(scan: &mut Scan<'_>) -> Option<(NaiveDate, Option<NaiveDate>)> {
    scan.skip(r#","period":{"start":""#)?;
    let start = read_day(scan.text()?)?;
    let end = match scan.skip(r#","end":""#) {
        Some(()) => Some(read_day(scan.text()?)?),
        None => None,
    };
    scan.skip("}")?;
    Some((start, end))
}

fn phones<'a>(scan: &mut Scan<'a>) -> Option<(Cow<'a, str>, Option<Cow<'a, str>>)> {
    let emergency = scan.text()?;
    scan.skip(r#","use":"mobile"}"#)?;
    let office = match scan.skip(r#",{"system":"phone","value":""#) {
        Some(()) => {
            let number = scan.text()?;
            scan.skip(r#","use":"work"}"#)?;
            Some(number.into())
        }
        None => None,
    };
    Some((emergency.into(), office))
}

/// What of the body is still to be read.
struct Scan<'a>(&'a str);

impl<'a> Scan<'a> {
    /// Passes over these very bytes.
    fn skip(&mut self, literal: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    /// The rest of a text whose opening quote has been passed, and its closing quote; none if it holds an escape.
    fn text(&mut self) -> Option<&'a str> {
        let end = self
            .0
            .bytes()
            .position(|byte| byte < 0x20 || matches!(byte, b'"' | b'\\'))?;
        let (text, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.strip_prefix('"')?;
        Some(text)
    }

    /// A whole number.
    fn number(&mut self) -> Option<usize> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        // JSON has no leading zeros.
        let is_plain = digits == "0" || !digits.starts_with('0');
        digits.parse().ok().filter(|_| is_plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::{Base, ShownPlan, care_team_bundle};
    use cpis_vocabulary::{LocalAuthority, Plan};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn plan(office: Option<&str>, name: &str) -> Plan {
        Plan {
            id: PlanId::new(7),
            kind: PlanKind::Lac,
            start: NaiveDate::MIN,
            end: None,
            authority: Arc::new(LocalAuthority {
                code: "ZT01".into(),
                name: name.into(),
                emergency_phone: "01632 960001".into(),
                office_phone: office.map(Into::into),
            }),
            local_id: None,
            upload: "1".into(),
        }
    }

    fn body(count: usize, name: &str) -> Vec<u8> {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let plans = [plan(None, name), plan(Some("01632 960002"), name)].map(|plan| Plan {
            start: day("2020-02-29"),
            ..plan
        });
        let shown: Vec<_> = plans
            .iter()
            .zip([None, Some(day("2031-05-17"))])
            .map(|(plan, end)| ShownPlan { plan, end })
            .take(count)
            .collect();
        let mut body = Vec::new();
        let child = NhsNumber::from_stem(999_000_001).unwrap();
        let at = Timestamp::from_millis(1_772_442_000_125);
        care_team_bundle(&mut body, &Base::new("http://h/cpis"), child, at, &shown);
        body
    }

    #[test]
    fn what_this_crate_writes_is_read_the_short_way() {
        for count in 0..=2 {
            let body = body(count, "FAIRHAVEN - AND ISLANDS");
            assert_eq!(read(&body), super::super::read_in_any_shape(&body).ok());
            assert_eq!(read(&body).unwrap().total, count);
        }
    }

    proptest! {
        #[test]
        fn the_short_way_never_reads_another_thing(
            count in 0_usize..=2,
            name in any::<String>(),
            changes in prop::collection::vec(
                (any::<prop::sample::Index>(), prop::sample::select(&br#"" \{}[],:0139aZ-"#[..])),
                0..3,
            ),
        ) {
            let mut body = body(count, &name);
            for (place, byte) in changes {
                let place = place.index(body.len());
                body[place] = byte;
            }
            if let Some(found) = read(&body) {
                prop_assert_eq!(Ok(found), super::super::read_in_any_shape(&body));
            }
        }
    }
}
