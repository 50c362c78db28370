//! Selections to encrypted ballot to tracker; challenge; verification, one or a batch.
