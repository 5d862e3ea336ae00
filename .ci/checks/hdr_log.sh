#!/usr/bin/env bash
# The interval log of a run, read with a library that this project did not write: the same figures as in the run's record.
#
# needs: python hdrhistogram
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! python3 -c 'import hdrh.log' 2>/dev/null; then
  echo '***************************************************************************************'
  echo '*  SKIPPED: no interval log was read. python3 needs hdrhistogram:                     *'
  echo '*  pip install hdrhistogram                                                           *'
  echo '***************************************************************************************'
  # On a build server a check that did not run is a check that failed.
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi

cargo build --quiet --package loadgen
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

# A rule that so short a run leaves open is of no concern here.
"${CARGO_TARGET_DIR:-target}/debug/loadgen" run scenarios/smoke.toml --duration '4 s' --out "$run/run" --quiet >"$run/summary" || code=$?
case ${code:-0} in
  0 | 10 | 11 | 12 | 13) ;;
  *) cat "$run/summary"; exit 1 ;;
esac
python3 .ci/checks/hdr_log.py "$run/run"
