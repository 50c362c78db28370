//! The secret side: key-ceremony states and decryption shares as sans-IO machines; every failure names its culprit.
