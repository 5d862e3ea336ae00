//! Synthetic England as a pure function of a seed.
