use proptest::prelude::*;

use super::lanes;
use super::moments::Moments;
use super::{heat, over_time, percentiles};
use crate::record::{
    Bar, Bucket, BucketResponse, Curves, Lane, MarkKind, Outcomes, PercentilePoint, Point, Spread,
    TimeLine, Times,
};

proptest! {
    #[test]
    fn any_percentile_curve_lies_inside_its_frame(curve in any_curve(), other in any_curve()) {
        let curves = Curves { lateness: other, service: Vec::new(), response: curve };
        for chart in percentiles::figure(&curves, &Times::default()).iter().flat_map(|f| &f.layouts) {
            for line in &chart.lines {
                inside(&line.path, chart.frame.width, f64::from(chart.frame.height))?;
            }
            for tick in &chart.x_ticks {
                inside(&format!("{} 0", tick.at), chart.frame.width, 0.0)?;
            }
        }
    }

    #[test]
    fn any_buckets_lie_inside_their_frame(buckets in prop::collection::vec(any_bucket(), 0..400)) {
        let total = buckets.iter().fold(Outcomes::default(), |sum, bucket| sum.plus(bucket.outcomes));
        let seven = Moments { warm_ms: 7, events: &[], faults: &[] };
        let figures = [
            over_time::response(&buckets, seven),
            over_time::throughput(&buckets, &total, seven),
            heat::figure(&buckets, seven),
        ];
        for chart in figures.iter().flatten().flat_map(|figure| &figure.layouts) {
            for level in chart.cells.iter().flat_map(|cells| &cells.levels) {
                for cell in level.path.split('M').skip(1) {
                    let (from, to) = cell.split_once('H').unwrap();
                    inside(from, chart.frame.width, f64::from(chart.frame.height))?;
                    inside(&format!("{to} 0"), chart.frame.width, 0.0)?;
                }
            }
            for shape in chart.areas.iter().chain(&chart.lines) {
                inside(&shape.path, chart.frame.width, f64::from(chart.frame.height))?;
            }
        }
    }

    #[test]
    fn any_time_line_lies_inside_its_picture(
        bars in prop::collection::vec(any::<(i64, i64)>(), 0..30),
        points in prop::collection::vec(any::<i64>(), 0..30),
    ) {
        let bar = |(from_us, to_us)| Bar { from_us, to_us, label: String::new(), kind: MarkKind::Window };
        let point = |at_us| Point { at_us, label: String::new(), kind: MarkKind::Wrong };
        let lane = Lane {
            label: String::new(),
            bars: bars.into_iter().map(bar).collect(),
            points: points.into_iter().map(point).collect(),
        };
        let marks = lane.bars.len() + lane.points.len();
        let time_line = TimeLine { origin: String::new(), lanes: vec![lane] };
        prop_assert_eq!(lanes::captions(&time_line).len(), marks);
        for picture in lanes::layouts(&time_line, "id") {
            prop_assert_eq!(picture.marks.len(), marks);
            for mark in &picture.marks {
                let height = picture.height.parse().unwrap();
                inside(&format!("{} {}", mark.x, mark.y), picture.width, height)?;
                inside(&format!("{} {}", mark.number_x, mark.number_y), picture.width, height)?;
            }
        }
    }
}

/// Every second number of a path is an ordinate; none is infinite or no number.
fn inside(path: &str, width: u16, height: f64) -> Result<(), TestCaseError> {
    let numbers = path
        .split(['M', 'L', 'Z', ' '])
        .filter(|text| !text.is_empty());
    for (i, text) in numbers.enumerate() {
        let number: f64 = text.parse().unwrap();
        let limit = if i % 2 == 0 { f64::from(width) } else { height };
        prop_assert!(
            (0.0..=limit).contains(&number),
            "{number} lies outside 0 to {limit}: {path}"
        );
    }
    Ok(())
}

fn any_curve() -> impl Strategy<Value = Vec<PercentilePoint>> {
    let percentile = prop_oneof![
        0.0..=100.0,
        any::<f64>(),
        Just(100.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(99.999_999_999_999)
    ];
    let point =
        (percentile, any::<u64>()).prop_map(|(percentile, us)| PercentilePoint { percentile, us });
    prop::collection::vec(point, 0..40)
}

fn any_bucket() -> impl Strategy<Value = Bucket> {
    let response = prop::option::of(any::<[u64; 4]>().prop_map(
        |[p50_us, p90_us, p99_us, max_us]| BucketResponse {
            p50_us,
            p90_us,
            p99_us,
            max_us,
        },
    ));
    let outcomes = any::<[u64; 4]>().prop_map(|[answered, refused, unknown, not_sent]| Outcomes {
        answered,
        refused,
        unknown,
        not_sent,
    });
    (any::<[u64; 2]>(), outcomes, response).prop_map(|([from_ms, to_ms], outcomes, response)| {
        Bucket {
            from_ms,
            to_ms,
            outcomes,
            response,
            spread: Spread::of(response.map(|times| (times.p50_us, outcomes.answered))),
        }
    })
}
