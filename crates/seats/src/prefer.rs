//! The one place where equals are told apart: by the law's rule, then by lots that were drawn, or not at all.

use crate::election::Election;

/// Equals that neither rule nor lots tell apart.
#[derive(Clone, Debug)]
pub(crate) struct Open<T> {
    /// Who is chosen in any case.
    pub(crate) sure: Vec<T>,
    /// The equals.
    pub(crate) equals: Vec<T>,
    /// Places left for them, fewer than they are.
    pub(crate) left: usize,
}

/// The first `places` of `all` by `key`, least first. Equals around the last place are put in order by lots, if all of them have one.
pub(crate) fn prefer<T: Copy, K: Ord>(
    election: &Election,
    all: &[T],
    places: usize,
    key: impl Fn(T) -> K,
    name: impl Fn(T) -> String,
) -> Result<Vec<T>, Open<T>> {
    let mut order = all.to_vec();
    order.sort_by_key(|one| key(*one));
    let Some(edge) = order.get(places).map(|out| key(*out)) else {
        return Ok(order);
    };
    let mut sure: Vec<T> = order.iter().copied().take_while(|one| key(*one) < edge).collect();
    let left = places - sure.len();
    if left == 0 {
        return Ok(sure);
    }
    let equals: Vec<T> = order.into_iter().filter(|one| key(*one) == edge).collect();
    let names: Vec<String> = equals.iter().map(|one| name(*one)).collect();
    let Some(drawn) = election.drawn(&names) else {
        return Err(Open { sure, equals, left });
    };
    sure.extend(drawn.into_iter().take(left).filter_map(|at| equals.get(at).copied()));
    Ok(sure)
}
