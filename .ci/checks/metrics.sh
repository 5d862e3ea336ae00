#!/usr/bin/env bash
# The figures of a run while it goes on, read with the parser of Prometheus's own library.
#
# needs: python prometheus-client
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! python3 -c 'import prometheus_client.openmetrics.parser' 2>/dev/null; then
  echo '***************************************************************************************'
  echo '*  SKIPPED: no figures were scraped. python3 needs prometheus-client:                 *'
  echo '*  pip install prometheus-client                                                      *'
  echo '***************************************************************************************'
  # On a build server a check that did not run is a check that failed.
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi

cargo build --quiet --package loadgen
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
python3 .ci/checks/metrics.py "${CARGO_TARGET_DIR:-target}/debug/loadgen" "$run/run"
