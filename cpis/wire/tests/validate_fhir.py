"""Validates FHIR bodies with models that this project did not write.

    pip install fhir.resources
    python3 validate_fhir.py [FILE ...]      without files: every golden body

Each file holds one resource in JSON. It is read with the R4B models of fhir.resources, which refuse unknown members, missing
mandatory ones and values of the wrong form. What the models know but do not enforce, the codes of required value sets, is compared
here, and a bundle is looked through for what no model of one resource sees. The exit code is the number of bodies that are not
valid, at most 100.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def code_faults(model, place):
    """Codes that are none of their value set."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        allowed = (field.json_schema_extra or {}).get("enum_values")
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            here = f"{place}.{name}[{number}]"
            if isinstance(item, BaseModel):
                yield from code_faults(item, here)
            elif allowed and isinstance(item, str) and item not in allowed:
                yield f"{here} is {item!r}, it is one of {allowed}"


def bundle_faults(bundle):
    entries = bundle.get("entry", [])
    urls = Counter(entry.get("fullUrl") for entry in entries)
    for url, count in urls.items():
        if count > 1:
            yield f"{count} entries have the fullUrl {url}"
    for entry in entries:
        resource = entry["resource"]
        tail = f"{resource['resourceType']}/{resource['id']}"
        if not entry.get("fullUrl", "").endswith("/" + tail):
            yield f"the fullUrl of {tail} is {entry.get('fullUrl')}"
    if bundle.get("type") == "searchset":
        matches = sum(
            entry.get("search", {}).get("mode", "match") == "match" for entry in entries
        )
        if bundle.get("total") != matches:
            yield f"total is {bundle.get('total')}, the matches are {matches}"
    # Where resources are included, every relative reference leads to an entry.
    if any(entry.get("search", {}).get("mode") == "include" for entry in entries):
        held = {f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in entries}
        for reference in references([entry["resource"] for entry in entries]):
            if reference != "#" and reference not in held:
                yield f"{reference} is referred to and not in the bundle"


def references(value):
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "reference" and isinstance(member, str):
                yield member
            else:
                yield from references(member)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def faults(path):
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        model = get_fhir_model_class(body["resourceType"]).model_validate(body)
        yield from code_faults(model, body["resourceType"])
        if body["resourceType"] == "Bundle":
            yield from bundle_faults(body)
    except Exception as error:  # each library has its own; all of them mean: not valid
        yield f"{type(error).__name__}: {error}"


def main(arguments):
    paths = [Path(argument) for argument in arguments] or sorted(GOLDEN.rglob("*.json"))
    broken = 0
    for path in paths:
        found = list(faults(path))
        broken += bool(found)
        for fault in found:
            print(f"{path}: {fault}")
    print(f"{len(paths)} bodies, {broken} not valid")
    return min(broken, 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
