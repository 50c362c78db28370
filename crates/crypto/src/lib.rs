//! Ristretto group, transcripts, ElGamal, the ballot proof, points proof, batched DLEQ, discrete-log table, canonical encodings.
