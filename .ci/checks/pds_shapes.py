"""Holds answers of PDS against the shapes that its published interface description gives patients, searches and errors.

    pip install jsonschema
    python3 pds_shapes.py FILE ...

Each file holds one body in JSON; others than Patient, searchset of Patients and OperationOutcome are passed over. The shapes are
written here in our own words: what must be there, what may be, and which codes there are. They are stricter than FHIR: a member
that the description does not know is a fault. The exit code is the number of bodies that do not fit, at most 100.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker

UKCORE = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
CODES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
PDS = "https://fhir.nhs.uk/"

TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
MIDNIGHT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$"}
NHS_NUMBER = {"type": "string", "pattern": r"^\d{10}$"}


def one_of(*values):
    return {"enum": list(values)}


def closed(required=(), **members):
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


def several(item, **bounds):
    return {"type": "array", "items": item, "minItems": 1} | bounds


def coding(system, *codes, **more):
    code = one_of(*codes) if codes else TEXT
    known = closed(("system", "code"), system=one_of(system), code=code, display=TEXT, **more)
    return closed(("coding",), coding=several(known, maxItems=1))


def extension(url, **value):
    return closed(("url", *value), url=one_of(url), **value)


def nested(url, *parts, least=1):
    inner = several({"anyOf": list(parts)}, minItems=least, maxItems=len(parts))
    return extension(url, extension=inner)


PERIOD = closed(("start",), start=DAY, end=DAY)
VERSION = {"version": one_of("1.0.0")}
ORGANISATION = closed(
    ("value",),
    system=one_of(PDS + "Id/ods-organization-code"),
    value={"type": "string", "pattern": "^[0-9A-Z]+$"},
    period=PERIOD,
)
IDENTIFIER = closed(
    ("value",),
    system=one_of(PDS + "Id/nhs-number"),
    value=NHS_NUMBER,
    extension=several(
        extension(
            UKCORE + "NHSNumberVerificationStatus",
            valueCodeableConcept=coding(CODES + "NHSNumberVerificationStatus", "01", **VERSION),
        )
    ),
)
META = closed(
    ("versionId", "security"),
    versionId={"type": "string", "pattern": "^[1-9][0-9]*$"},
    security=several(
        closed(
            ("system", "code", "display"),
            system=one_of("http://terminology.hl7.org/CodeSystem/v3-Confidentiality"),
            code=one_of("U", "R"),
            display=one_of("unrestricted", "restricted"),
        ),
        maxItems=1,
    ),
)
NAME = closed(
    ("use", "family"),
    id=TEXT,
    use=one_of("usual", "temp", "nickname", "old", "maiden"),
    period=PERIOD,
    given=several({"type": "string", "maxLength": 35}, maxItems=5),
    family={"type": "string", "maxLength": 35},
    prefix=several(TEXT),
    suffix=several(TEXT),
)


def address_key(code, pattern):
    return nested(
        UKCORE + "AddressKey",
        extension("type", valueCoding=closed(("system", "code"), system=one_of(CODES + "AddressKeyType"), code=one_of(code))),
        extension("value", valueString={"type": "string", "pattern": pattern}),
        least=2,
    )


ADDRESS = closed(
    ("use",),
    id=TEXT,
    period=PERIOD,
    use=one_of("home", "work", "temp", "billing"),
    text=TEXT,
    line=several(TEXT, maxItems=5),
    postalCode=TEXT,
    extension=several({"anyOf": [address_key("PAF", "^[0-9]{8}$"), address_key("UPRN", "^[0-9]{1,12}$")]}),
)
TEXTPHONE = extension(
    UKCORE + "OtherContactSystem",
    valueCoding=closed(("system", "code"), system=one_of(CODES + "OtherContactSystem"), code=one_of("textphone"), display=TEXT),
)
TELECOM = closed(
    ("system", "value"),
    id=TEXT,
    period=PERIOD,
    system=one_of("phone", "fax", "email", "other"),
    value=TEXT,
    use=one_of("home", "work", "temp", "mobile"),
    extension=several(TEXTPHONE, maxItems=1),
)
EMERGENCY = coding("http://terminology.hl7.org/CodeSystem/v2-0131", "C")
CONTACT = closed(
    ("relationship", "telecom"),
    id=TEXT,
    period=PERIOD,
    relationship=several(EMERGENCY, maxItems=1),
    telecom=several(closed(("system", "value"), system=one_of("phone"), value=TEXT)),
)
PRACTICE = closed(("identifier",), id=TEXT, type=one_of("Organization"), identifier=ORGANISATION)
MANAGING = closed(("identifier",), type=one_of("Organization"), identifier=ORGANISATION)


def supplier(name):
    return extension(UKCORE + name, valueReference=closed(("identifier",), identifier=ORGANISATION))


DEATH = nested(
    UKCORE + "DeathNotificationStatus",
    extension(
        "deathNotificationStatus",
        valueCodeableConcept=coding(CODES + "DeathNotificationStatus", "1", "2", "U", **VERSION),
    ),
    extension("systemEffectiveDate", valueDateTime=MIDNIGHT),
)
COMMUNICATION = nested(
    UKCORE + "NHSCommunication",
    extension("language", valueCodeableConcept=coding(CODES + "HumanLanguage", **VERSION)),
    extension("interpreterRequired", valueBoolean={"type": "boolean"}),
)
PREFERENCE = nested(
    UKCORE + "ContactPreference",
    extension(
        "PreferredWrittenCommunicationFormat",
        valueCodeableConcept=coding(CODES + "PreferredWrittenCommunicationFormat"),
    ),
    extension(
        "PreferredContactMethod",
        valueCodeableConcept=coding(CODES + "PreferredContactMethod", *"12345678"),
    ),
    extension("PreferredContactTimes", valueString=TEXT),
)
BIRTH_PLACE = extension(
    "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
    valueAddress=closed((), city=TEXT, district=TEXT, country=TEXT),
)
REMOVAL = nested(
    PDS + "StructureDefinition/Extension-PDS-RemovalFromRegistration",
    extension(
        "removalFromRegistrationCode",
        valueCodeableConcept=coding(
            PDS + "CodeSystem/PDS-RemovalReasonExitCode", "DEA", "EMB", "SCT", "NIT", "TRA", "ORR"
        ),
    ),
    extension("effectiveTime", valuePeriod=closed(("start",), start=MIDNIGHT, end=MIDNIGHT)),
)

FOUND = {
    "resourceType": one_of("Patient"),
    "id": NHS_NUMBER,
    "identifier": several(IDENTIFIER, maxItems=1),
    "meta": META,
    "name": several(NAME),
    "gender": one_of("male", "female", "other", "unknown"),
    "birthDate": DAY,
    "multipleBirthInteger": {"type": "integer", "minimum": 1, "maximum": 9},
    "deceasedDateTime": MIDNIGHT,
    "address": several(ADDRESS),
    "telecom": several(TELECOM),
    "contact": several(CONTACT),
    "generalPractitioner": several(PRACTICE, maxItems=1),
    "extension": several(DEATH, maxItems=1),
}
ALWAYS = ("resourceType", "id", "identifier", "meta")
SUPPLIERS = [
    supplier(name)
    for name in ("NominatedPharmacy", "PreferredDispenserOrganization", "MedicalApplianceSupplier")
]
READ = FOUND | {
    "managingOrganization": MANAGING,
    "extension": several({"anyOf": [*SUPPLIERS, DEATH, COMMUNICATION, PREFERENCE, BIRTH_PLACE, REMOVAL]}),
}
HOME = closed(ADDRESS["required"], **(ADDRESS["properties"] | {"use": one_of("home")}))
USUAL = closed(NAME["required"], **(NAME["properties"] | {"use": one_of("usual", "nickname", "temp")}))
ENTRY = closed(
    ("fullUrl", "search", "resource"),
    fullUrl={"type": "string", "pattern": r"^https?://.*/personal-demographics/FHIR/R4/Patient/\d{10}$"},
    search=closed(("score",), score={"type": "number", "minimum": 0, "maximum": 1}),
    resource=closed(ALWAYS, **(FOUND | {"address": several(HOME), "name": several(USUAL)})),
)
OUTCOME = closed(
    ("resourceType", "issue"),
    resourceType=one_of("OperationOutcome"),
    issue=several(
        closed(
            ("severity", "code", "details"),
            severity=one_of("fatal", "error", "warning", "information"),
            code=TEXT,
            details=closed(
                ("coding",),
                coding=several(
                    closed(
                        ("system", "version", "code", "display"),
                        system=one_of(PDS + "R4/CodeSystem/Spine-ErrorOrWarningCode"),
                        version=one_of("1"),
                        code={"type": "string", "pattern": "^[A-Z_]+$"},
                        display=TEXT,
                    )
                ),
            ),
            diagnostics=TEXT,
        )
    ),
)
SHAPES = {
    "Patient": closed(ALWAYS, **READ),
    "OperationOutcome": OUTCOME,
    "Bundle": closed(
        ("resourceType", "type", "timestamp", "total"),
        resourceType=one_of("Bundle"),
        type=one_of("searchset"),
        timestamp={"type": "string", "format": "date-time"},
        total={"type": "integer", "minimum": 0, "maximum": 50},
        entry=several(ENTRY, maxItems=50),
    ),
}

# What a restricted patient's record never tells.
PLACES = ("address", "telecom", "contact", "generalPractitioner", "managingOrganization")
PLACE_URLS = [shape["properties"]["url"]["enum"][0] for shape in [*SUPPLIERS, BIRTH_PLACE]]


def is_of_patients(body):
    """Whether a body is an answer of PDS: a bundle may hold something else."""
    kinds = {entry["resource"]["resourceType"] for entry in body.get("entry", [])}
    return body["resourceType"] in SHAPES and kinds <= {"Patient"} and "link" not in body


def faults(body):
    validator = Draft202012Validator(SHAPES[body["resourceType"]], format_checker=FormatChecker())
    for error in validator.iter_errors(body):
        yield f"{error.json_path}: {error.message[:300]}"
    patients = [entry["resource"] for entry in body.get("entry", [])]
    patients += [body] if body["resourceType"] == "Patient" else []
    for patient in patients:
        if patient["meta"]["security"][0]["code"] != "R":
            continue
        urls = {one["url"] for one in patient.get("extension", [])}
        told = [name for name in PLACES if name in patient] + sorted(urls & set(PLACE_URLS))
        if told:
            yield f"a restricted patient's record tells {told}"
    scores = [entry["search"]["score"] for entry in body.get("entry", [])]
    if scores != sorted(scores, reverse=True):
        yield f"the best match comes first, the scores are {scores}"


def main(paths):
    looked_at = broken = 0
    for path in map(Path, paths):
        body = json.loads(path.read_text(encoding="utf-8"))
        if not is_of_patients(body):
            continue
        looked_at += 1
        found = list(faults(body))
        broken += bool(found)
        for fault in found:
            print(f"{path}: {fault}")
    print(f"{looked_at} bodies held against the published shapes of PDS, {broken} do not fit")
    return min(broken, 100) if looked_at else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
