//! Work on all cores, in order. A browser's module runs on one core at a time: there nothing shares out work, and what would is
//! not downloaded.

/// What `each` gives for every item, in the order of the items.
#[cfg(not(target_family = "wasm"))]
pub fn map<T: Send, R: Send>(items: Vec<T>, each: impl Fn(T) -> R + Send + Sync) -> Vec<R> {
    use rayon::prelude::*;
    items.into_par_iter().map(each).collect()
}

/// What `each` gives for every item, in the order of the items.
#[cfg(target_family = "wasm")]
pub fn map<T: Send, R: Send>(items: Vec<T>, each: impl Fn(T) -> R + Send + Sync) -> Vec<R> {
    items.into_iter().map(each).collect()
}

/// On how many cores.
pub fn cores() -> usize {
    #[cfg(not(target_family = "wasm"))]
    let cores = rayon::current_num_threads();
    #[cfg(target_family = "wasm")]
    let cores = 1;
    cores
}
