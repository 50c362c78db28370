//! A transparency log that knows only bytes: Merkle hashing, tiles, signed notes, checkpoints, cosignatures.
