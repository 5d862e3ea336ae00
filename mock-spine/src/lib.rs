//! A mock NHS Spine with CP-IS search, alert display and access to service notifications.
