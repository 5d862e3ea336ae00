"""Gathers FHIR bodies of a mock that runs: one file each, in a directory.

    python3 fhir_bodies.py DATA_URL CONTROL_URL DIRECTORY
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

IDENTIFIER = "https://fhir.nhs.uk/Id/nhs-number|"
INCLUDE = "AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED"
CARE_TEAM = "/cpis/FHIR/R4/CareTeam"
AUDIT_EVENT = "/cpis/FHIR/R4/AuditEvent"
FLAG = "/patient-flags-api/FHIR/R4/Flag"
PATIENT = "/personal-demographics/FHIR/R4/Patient"


class Mock:
    def __init__(self, data, control, directory):
        self.data, self.control_url, self.directory = data, control, Path(directory)
        self.kept = 0

    def control(self, path, **query):
        url = f"{self.control_url}/control/v1{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["items"]

    def log_on(self, user):
        form = urllib.parse.urlencode(
            {
                "grant_type": "urn:mock-spine:smartcard",
                "user_id": user["user_id"],
                "passcode": user["passcode"],
            }
        ).encode()
        with urllib.request.urlopen(f"{self.data}/oauth2/token", form) as answer:
            token = json.load(answer)["access_token"]
        return {
            "Authorization": f"Bearer {token}",
            "NHSD-Session-URID": user["roles"][0]["role_id"],
            "X-Request-ID": str(uuid.uuid4()),
        }

    def keep(self, name, expected, path, headers, **query):
        """Asks, and keeps the body; the status must be the one expected."""
        url = f"{self.data}{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        if status != expected:
            sys.exit(f"{name}: the status is {status}, {expected} was expected: {body[:500]!r}")
        self.kept += 1
        (self.directory / f"{self.kept:03}-{name}.json").write_bytes(body)
        return json.loads(body)


def main(data, control, directory):
    mock = Mock(data, control, directory)
    children = mock.control("/patients", displayable="true", limit=60)
    users = mock.control("/users", activity="B0107", limit=8)
    logged_on = [mock.log_on(user) for user in users]
    for place, child in enumerate(children):
        number = child["nhs_number"]
        for who in logged_on[: 1 + place % len(logged_on)]:
            mock.keep("care-team", 200, CARE_TEAM, who, **{"patient:identifier": IDENTIFIER + number})
        who = logged_on[0]
        asked = {"patient:identifier": IDENTIFIER + number}
        mock.keep("audit-event", 200, AUDIT_EVENT, who, **asked)
        mock.keep("audit-event-with-roles", 200, AUDIT_EVENT, who, **asked, _include=INCLUDE)
        mock.keep("flag", 200, FLAG, who, patient=number)
        mock.keep("patient", 200, f"{PATIENT}/{number}", who)
        search = {"family": child["family"], "birthdate": f"eq{child['birth_date']}"}
        mock.keep("patient-search", 200, PATIENT, who, **search)
    who = logged_on[0]
    for status in ("restricted", "superseded"):
        for patient in mock.control("/patients", status=status, limit=5):
            mock.keep(status, 200, f"{PATIENT}/{patient['nhs_number']}", who)
    for number in ("9000000009", "9000000025", "9000000033"):
        mock.keep("sandbox", 200, f"{PATIENT}/{number}", who)
    mock.keep("sandbox-search", 200, PATIENT, who, family="Smith", birthdate="eq2010-10-22")
    mock.keep("nobody-search", 200, PATIENT, who, family="Zzzz", birthdate="eq2010-10-22")
    mock.keep("too-many", 200, PATIENT, who, family="Smith", birthdate="ge1900-01-01")
    searches(mock, logged_on[0], children)
    nothing = {"patient:identifier": IDENTIFIER + "9111231130"}
    mock.keep("care-team-none", 200, CARE_TEAM, who, **nothing)
    mock.keep("audit-event-none", 200, AUDIT_EVENT, who, **nothing)
    mock.keep("flag-none", 200, FLAG, who, patient="9111231130")
    mock.keep("metadata", 200, "/cpis/FHIR/R4/metadata", {})
    refusals(mock, who)
    print(f"{mock.kept} bodies gathered")


def searches(mock, who, children):
    """The ways to search: by beginnings, by sound, by the past, by place."""
    for child in children[:20]:
        born = f"eq{child['birth_date']}"
        family, given, postcode = child["family"], child["given"][0], child["postcode"]
        for name, query in (
            ("wildcard", {"family": family[:2] + "*" if len(family) > 2 else family, "given": given}),
            ("fuzzy", {"family": family, "given": given, "_fuzzy-match": "true"}),
            ("swapped", {"family": given, "given": family, "_fuzzy-match": "true"}),
            ("history", {"family": family, "_history": "true"}),
            ("postcode", {"family": family, "address-postalcode": postcode}),
            ("practice", {"family": family, "given": given, "general-practitioner": "ZZG00001"}),
        ):
            mock.keep(f"search-{name}", 200, PATIENT, who, birthdate=born, **query)
    for patient in mock.control("/patients", status="restricted", limit=5):
        query = {"family": patient["family"], "birthdate": f"eq{patient['birth_date']}"}
        mock.keep("search-restricted", 200, PATIENT, who, **query)
    mock.keep("search-dead", 200, PATIENT, who, **{"family": "Sm*", "birthdate": "ge1930-01-01", "death-date": "ge2025-09-01"})


def refusals(mock, who):
    bad = {"patient:identifier": IDENTIFIER + "9000000000"}
    mock.keep("bad-number", 400, CARE_TEAM, who, **bad)
    mock.keep("no-token", 401, CARE_TEAM, {})
    mock.keep("bad-switch", 400, CARE_TEAM, who | {"IsUnscheduledAccessEvent": "TRUE"}, **bad)
    mock.keep("unknown-number", 404, f"{PATIENT}/9111231130", who)
    mock.keep("bad-id", 400, f"{PATIENT}/9000000000", who)
    mock.keep("no-parameters", 400, PATIENT, who)
    mock.keep("unknown-parameter", 400, PATIENT, who, colour="red")
    mock.keep("no-birthdate", 400, PATIENT, who, family="Smith")
    mock.keep("too-little", 400, PATIENT, who, birthdate="eq2010-10-22")
    mock.keep("bad-date", 400, PATIENT, who, family="Smith", birthdate="20101022")
    mock.keep("unknown-path", 404, "/cpis/FHIR/R4/Nothing", who)
    mock.keep("unknown-pds-path", 400, "/personal-demographics/FHIR/R4/Nothing", who)
    neither = [user for user in mock.control("/users", limit=1000) if not cpis(user)]
    mock.keep("no-activity", 403, CARE_TEAM, mock.log_on(neither[0]), **bad)
    for patient in mock.control("/patients", status="invalidated", limit=2):
        mock.keep("invalidated", 404, f"{PATIENT}/{patient['nhs_number']}", who)


def cpis(user):
    """Whether any role of a user shows CP-IS information."""
    return any({"B0107", "B0170"} & set(role["activities"]) for role in user["roles"])


if __name__ == "__main__":
    main(*sys.argv[1:])
