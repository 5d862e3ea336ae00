"""The figures of a run's interval log, against those of its record."""

import collections
import json
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

HOUR_US = 3_600_000_000


def sums(path):
    """The histograms of the log, added up by tag."""
    reader = HistogramLogReader(path, HdrHistogram(1, HOUR_US, 3))
    by_tag = collections.defaultdict(lambda: HdrHistogram(1, HOUR_US, 3))
    intervals = 0
    while True:
        histogram = reader.get_next_interval_histogram()
        if histogram is None:
            break
        intervals += 1
        by_tag[histogram.get_tag()].add(histogram)
    return reader.get_start_time_sec(), intervals, by_tag


def differences(name, histogram, summary):
    """Where the two disagree by more than the digits they keep."""
    if histogram.get_total_count() != summary["count"]:
        yield f"{name}: {histogram.get_total_count()} times in the log, {summary['count']} in the record"
        return
    # The two libraries round the rank of a percentile differently, by one; the log has two digits, the record two or three.
    rank = 100 / histogram.get_total_count()
    for percentile, key in [(50, "p50_us"), (90, "p90_us"), (99, "p99_us"), (100, "max_us")]:
        low = histogram.get_value_at_percentile(max(0, percentile - rank)) * 0.985 - 2
        high = histogram.get_value_at_percentile(min(100, percentile + rank)) * 1.015 + 2
        if not low <= summary[key] <= high:
            yield f"{name}: {key} is between {low:.0f} and {high:.0f} in the log, {summary[key]} in the record"


def main(directory):
    with open(f"{directory}/run.json", encoding="utf-8") as file:
        record = json.load(file)
    start, intervals, by_tag = sums(f"{directory}/run.hlog")
    wrong = []
    for name, tag in [("response", None), ("service", "service"), ("lateness", "lateness")]:
        wrong += differences(name, by_tag[tag], record["times"][name])
    for step in record["by_step"]:
        response = step["times"]["response"]
        if response:
            wrong += differences(step["step"], by_tag[step["step"].replace(" ", "-")], response)
    if start < 1_500_000_000:
        wrong.append(f"the log starts at {start}, which is long ago")
    for line in wrong:
        print(line)
    print(f"{intervals} intervals, {len(by_tag)} tags, {by_tag[None].get_total_count()} response times read, {len(wrong)} wrong")
    return 1 if wrong or not intervals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
