"""Validates Kubernetes manifests, and takes out the scenarios that their ConfigMaps hold.

    pip install kubernetes-validate
    python3 kubernetes_manifests.py DIRECTORY MANIFEST ...

Every object is held against the schemas of the oldest and the newest version of Kubernetes that the package carries and that has Jobs
as these manifests use them. The exit code is 1 where something does not fit.
"""

import sys
from pathlib import Path

import kubernetes_validate
import yaml

OLDEST = "1.27"


def versions():
    """The oldest version that is looked at, and the newest there is."""
    return [OLDEST, kubernetes_validate.latest_version()]


def faults(obj):
    """What the schemas of each version say against an object."""
    for version in versions():
        try:
            kubernetes_validate.validate(obj, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{version}: {'.'.join(str(part) for part in error.path)}: {error.message}"
        except Exception as error:  # A kind or version that it does not know.
            yield f"{version}: {error}"


def job_faults(job, data):
    """What no schema knows: the shards are the pods, all at the same time, and the volumes that are mounted are there."""
    spec = job["spec"]
    if spec.get("completionMode") == "Indexed":
        pods, shards = spec.get("completions"), int(data.get("SHARDS", 0))
        if not pods == spec.get("parallelism") == shards:
            yield f"{pods} completions, {spec.get('parallelism')} in parallel and {shards} shards must be one number"
    pod = spec["template"]["spec"]
    there = {volume["name"] for volume in pod.get("volumes", [])}
    for container in pod["containers"]:
        for mount in container.get("volumeMounts", []):
            if mount["name"] not in there:
                yield f"the volume {mount['name']} is mounted and not there"


def main():
    directory, manifests = Path(sys.argv[1]), sys.argv[2:]
    wrong = 0
    for manifest in manifests:
        objects = [obj for obj in yaml.safe_load_all(Path(manifest).read_text()) if obj]
        maps = [obj["data"] for obj in objects if obj["kind"] == "ConfigMap"]
        data = {key: text for one in maps for key, text in one.items()}
        for key, text in data.items():
            if key.endswith(".toml"):
                (directory / f"{Path(manifest).stem}-{key}").write_text(text)
        for obj in objects:
            name = f"{manifest}: {obj['kind']} {obj['metadata']['name']}"
            found = list(faults(obj))
            if obj["kind"] == "Job":
                found += job_faults(obj, data)
            for fault in found:
                print(f"{name}: {fault}")
            wrong += len(found)
            print(f"{name}: {'wrong' if found else 'valid'} ({', '.join(versions())})")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
