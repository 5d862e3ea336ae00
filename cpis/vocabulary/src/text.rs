use alloc::sync::Arc;

/// Shared, unchangeable text: cloning it copies a pointer.
pub type Text = Arc<str>;
