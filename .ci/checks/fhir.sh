#!/usr/bin/env bash
# The FHIR bodies of a mock that runs, validated with models that this project did not write (R4B), those of PDS against its
# published shapes as well.
#
# needs: python fhir.resources
# needs: python jsonschema
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! python3 -c 'from fhir.resources.R4B import get_fhir_model_class; import jsonschema' 2>/dev/null; then
  echo '***************************************************************************************'
  echo '*  SKIPPED: no FHIR body was validated. python3 needs fhir.resources and jsonschema:  *'
  echo '*  pip install fhir.resources jsonschema                                              *'
  echo '***************************************************************************************'
  # On a build server a check that did not run is a check that failed.
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi

cargo build --quiet --package mock-spine
bodies=$(mktemp -d)
mock=
cleanup() {
  if [ -n "$mock" ]; then kill "$mock" 2>/dev/null || true; wait "$mock" 2>/dev/null || true; fi
  rm -rf "$bodies"
}
trap cleanup EXIT

binary="${CARGO_TARGET_DIR:-target}/debug/mock-spine"
mkfifo "$bodies/ready"
MOCK_SPINE_LOG=warn "$binary" serve --listen 127.0.0.1:0 --control 127.0.0.1:0 --population 20000 \
  --clock frozen@2026-03-02T09:00:00Z >"$bodies/ready" &
mock=$!
read -r ready <"$bodies/ready"
echo "$ready"
data=${ready#*data=}
python3 .ci/checks/fhir_bodies.py "${data%% *}" "${ready#*control=}" "$bodies"
python3 cpis/wire/tests/validate_fhir.py "$bodies"/*.json
python3 .ci/checks/pds_shapes.py "$bodies"/*.json
