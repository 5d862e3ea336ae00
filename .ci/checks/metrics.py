"""Scrapes a run while it goes on, reads every scrape with Prometheus's own parser, and holds the last one against the run's record."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from prometheus_client.openmetrics.parser import text_string_to_metric_families

EVERY_S = 0.05
# No proxy stands between this machine and itself.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def scrape(url):
    """One scrape by name and labels; nothing where nobody answers any more."""
    try:
        with OPENER.open(url, timeout=5) as answer:
            kind, text = answer.headers["Content-Type"], answer.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return None
    assert kind.startswith("application/openmetrics-text; version=1.0.0"), kind
    families = list(text_string_to_metric_families(text))
    for family in families:
        assert family.documentation, f"{family.name} does not say what it is"
    samples = [(family, sample) for family in families for sample in family.samples]
    return {(sample.name, tuple(sorted(sample.labels.items()))): (sample.value, family.type) for family, sample in samples}


def main(program, out):
    command = [program, "run", "scenarios/smoke.toml", "--duration", "4 s", "--out", out, "--metrics", "127.0.0.1:0"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    first = run.stderr.readline()
    url = re.fullmatch(r"figures at (http://\S+/metrics)\n", first)
    assert url, first + run.stderr.read()
    before, scrapes = {}, 0
    while (now := scrape(url[1])) is not None:
        for name, (value, kind) in before.items():
            assert kind not in ("counter", "histogram") or now[name][0] >= value, name
        before, scrapes = now, scrapes + 1
        time.sleep(EVERY_S)
    run.communicate()
    # A rule that so short a run leaves open is of no concern here.
    assert run.returncode in (0, 10, 11, 12, 13), run.returncode

    record = json.loads(Path(out, "run.json").read_text())
    due, told = record["schedule"]["due"], before[("loadgen_requests_due_total", ())][0]
    assert 0 < told <= due, (told, due)
    is_over = before[("loadgen_run_stage", (("stage", "judging"),))][0] == 1
    assert told == due or not is_over, (told, due)
    print(f"{scrapes} scrapes of {len(before)} figures, {told:.0f} of {due} requests in the last")


if __name__ == "__main__":
    main(*sys.argv[1:])
