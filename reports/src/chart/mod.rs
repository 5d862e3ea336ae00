//! Charts as static SVG.
//!
//! A chart here is geometry in pixels, already in words and numbers; `templates/chart.svg` draws it and escapes what it says.
//! Each is laid out twice, for wide pages and for narrow ones, because text that shrinks with a picture cannot be read.

mod apart;
mod axis;
pub(crate) mod dots;
pub(crate) mod heat;
pub(crate) mod lanes;
pub(crate) mod moments;
pub(crate) mod outcomes;
pub(crate) mod over_time;
mod path;
pub(crate) mod percentiles;
mod room;
pub(crate) mod server;
mod ticks;

#[cfg(test)]
mod tests;

use axis::{Axis, Scale};
use moments::Moment;
use ticks::Tick;

/// A chart in both layouts, with its legend.
#[derive(Debug)]
pub(crate) struct Figure<C = Chart> {
    pub(crate) title: &'static str,
    /// The chart's message in words, for those who do not see it.
    pub(crate) description: String,
    pub(crate) legend: Vec<Key>,
    pub(crate) layouts: Vec<C>,
}

/// One entry of a legend: the class that draws it, and what it stands for.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) class: &'static str,
    pub(crate) label: String,
}

/// A chart with two axes.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) id: String,
    pub(crate) layout: Layout,
    pub(crate) frame: Frame,
    pub(crate) x_label: &'static str,
    pub(crate) y_label: &'static str,
    pub(crate) x_ticks: Vec<Tick>,
    pub(crate) y_ticks: Vec<Tick>,
    /// The part of the horizontal axis that is measured apart.
    pub(crate) warm_up: Option<Shade>,
    /// Where at least one fault was on.
    pub(crate) disturbed: Vec<Shade>,
    /// What happened while the run went on.
    pub(crate) moments: Vec<Moment>,
    pub(crate) cells: Option<Cells>,
    pub(crate) areas: Vec<Shape>,
    pub(crate) lines: Vec<Shape>,
}

/// A stretch of the horizontal axis, and whether there is room to name it.
#[derive(Debug)]
pub(crate) struct Shade {
    pub(crate) from: String,
    pub(crate) width: String,
    pub(crate) named: bool,
}

/// The cells of a heat map by colour: lines as thick as a row is high, which takes a third of the letters of rectangles.
#[derive(Debug)]
pub(crate) struct Cells {
    pub(crate) height: String,
    pub(crate) levels: Vec<Shape>,
}

/// An area or a line: its class and its path.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) class: &'static str,
    pub(crate) path: String,
}

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A desk or paper.
    Wide,
    /// A telephone.
    Narrow,
}

impl Layout {
    pub(crate) const ALL: [Self; 2] = [Self::Wide, Self::Narrow];

    /// The class of the page's style sheet, and the end of the ids.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }

    fn width(self) -> u16 {
        match self {
            Self::Wide => 960,
            Self::Narrow => 350,
        }
    }

    /// The most columns that can be told apart.
    fn columns(self) -> usize {
        match self {
            Self::Wide => 300,
            Self::Narrow => 100,
        }
    }

    /// The most labels that fit under a horizontal axis.
    fn labels(self) -> u32 {
        match self {
            Self::Wide => 10,
            Self::Narrow => 4,
        }
    }
}

/// The size of a picture and the rectangle inside that is drawn on, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) left: u16,
    pub(crate) right: u16,
    pub(crate) top: u16,
    pub(crate) bottom: u16,
}

impl Frame {
    fn of(layout: Layout) -> Self {
        Self::as_high_as(layout, 300)
    }

    /// For what has much to tell on its vertical axis.
    fn tall(layout: Layout) -> Self {
        Self::as_high_as(layout, 380)
    }

    fn as_high_as(layout: Layout, height: u16) -> Self {
        let width = layout.width();
        Self {
            width,
            height,
            left: 62,
            right: width - 22,
            top: 26,
            bottom: height - 44,
        }
    }

    fn x(&self, scale: Scale, from: f64, to: f64) -> Axis {
        Axis::new(
            scale,
            (from, to),
            (f64::from(self.left), f64::from(self.right)),
        )
    }

    fn y(&self, scale: Scale, from: f64, to: f64) -> Axis {
        Axis::new(
            scale,
            (from, to),
            (f64::from(self.bottom), f64::from(self.top)),
        )
    }
}

/// A coordinate: a tenth of a pixel is as fine as anybody sees.
fn px(at: f64) -> String {
    let text = format!("{at:.1}");
    text.strip_suffix(".0")
        .map_or_else(|| text.clone(), str::to_owned)
}
