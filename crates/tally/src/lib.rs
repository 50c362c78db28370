//! Homomorphic aggregation; decryption shares, their verification and combination; result.
