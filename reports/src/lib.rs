//! A run as a file, and its reports.
