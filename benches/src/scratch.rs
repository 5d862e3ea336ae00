//! A directory that is gone when nobody needs it any more.

use crate::Failure;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A new directory among the system's temporary ones; dropping it removes it and everything in it.
#[derive(Debug)]
pub struct Scratch(PathBuf);

static MADE: AtomicU32 = AtomicU32::new(0);

impl Scratch {
    /// Makes one.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn new() -> Result<Self, Failure> {
        let nth = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("benches-{}-{nth}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of a file in it, as a program is told it.
    pub fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clear away.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
