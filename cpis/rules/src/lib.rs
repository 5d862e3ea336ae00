//! The verbs of CP-IS: what is shown, who may look, who is told.
