//! Independent generators (section 2): nobody knows a discrete logarithm between any two.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use sha2::Sha512;

use crate::RistrettoPoint;

/// `map(s)`: the one-way map of RFC 9496 §4.3.4 on SHA-512(s).
fn map(label: &[u8]) -> RistrettoPoint {
    RistrettoPoint::hash_from_bytes::<Sha512>(label)
}

/// `G_i = map("tabella/v1/G" || u32be(i))`, i from 1.
pub fn vector_generator(i: u32) -> RistrettoPoint {
    map(&[&b"tabella/v1/G"[..], &i.to_be_bytes()].concat())
}

/// `H = map("tabella/v1/H")`.
pub fn blinding_generator() -> RistrettoPoint {
    static H: OnceLock<RistrettoPoint> = OnceLock::new();
    *H.get_or_init(|| map(b"tabella/v1/H"))
}

/// `G_1 … G_count`, computed once and shared.
pub fn vector_generators(count: usize) -> Arc<[RistrettoPoint]> {
    (1u32..).take(count).map(vector_generator).collect()
}

/// At least `G_1 … G_count`: the longest list that was asked for, kept for the whole process.
pub(crate) fn vector_generators_cached(count: usize) -> Arc<[RistrettoPoint]> {
    static LONGEST: RwLock<Option<Arc<[RistrettoPoint]>>> = RwLock::new(None);
    let read = LONGEST.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(list) = read.as_ref().filter(|list| list.len() >= count) {
        return Arc::clone(list);
    }
    drop(read);
    let list = vector_generators(count);
    *LONGEST.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&list));
    list
}
