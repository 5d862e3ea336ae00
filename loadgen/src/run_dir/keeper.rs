use super::kept::JudgeFile;
use super::{JUDGE_FILE, RunDir, RunDirError};
use crate::assemble::Asked;
use crate::executed::{Executed, InDoubt};
use crate::recorder::{Keep, KeepError};
use reports::Machine;
use std::sync::{Mutex, PoisonError};

/// Writes down what judging a run takes as soon as it is known: whoever is killed leaves it behind.
#[derive(Debug)]
pub struct Keeper {
    directory: RunDir,
    text: String,
    asked: Asked,
    machine: Machine,
    /// As it was written last.
    judge: Mutex<Option<JudgeFile>>,
}

impl Keeper {
    /// For a run of the scenario with this text.
    pub fn new(directory: &RunDir, text: &str, asked: &Asked, machine: &Machine) -> Self {
        Self {
            directory: directory.clone(),
            text: text.to_owned(),
            asked: asked.clone(),
            machine: machine.clone(),
            judge: Mutex::default(),
        }
    }

    fn write(&self, executed: &Executed) -> Result<(), RunDirError> {
        self.directory.write_people(&self.text, &executed.people)?;
        let judge = JudgeFile::of(&self.asked, &self.machine, executed);
        self.directory.write_json(JUDGE_FILE, &judge)?;
        *self.judge.lock().unwrap_or_else(PoisonError::into_inner) = Some(judge);
        Ok(())
    }
}

impl Keep for Keeper {
    fn begun(&self, executed: &Executed) -> Result<(), KeepError> {
        self.write(executed).map_err(KeepError::of)
    }

    fn doubted(&self, why: InDoubt) {
        let mut judge = self.judge.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(judge) = &mut *judge {
            judge.doubt(why);
            // A run that ends says it again.
            let _ = self.directory.write_json(JUDGE_FILE, judge);
        }
    }
}
