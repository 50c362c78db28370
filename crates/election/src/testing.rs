//! What the unit tests build on.
