#!/usr/bin/env bash
# The Kubernetes manifests, against the schemas of Kubernetes itself, strictly: a field that it does not know is a fault. No cluster.
# Then what no schema knows: that the shards are as many as the pods, and that the scenario in the manifest is one.
#
# needs: python kubernetes-validate
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! python3 -c 'import kubernetes_validate' 2>/dev/null; then
  echo '***************************************************************************************'
  echo '*  SKIPPED: no Kubernetes manifest was validated. python3 needs kubernetes-validate:  *'
  echo '*  pip install kubernetes-validate                                                    *'
  echo '***************************************************************************************'
  # On a build server a check that did not run is a check that failed.
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi

scenarios=$(mktemp -d)
trap 'rm -rf "$scenarios"' EXIT
python3 .ci/checks/kubernetes_manifests.py "$scenarios" deploy/kubernetes/*.yaml

cargo build --quiet --package loadgen
"${CARGO_TARGET_DIR:-target}/debug/loadgen" validate "$scenarios"/*.toml
