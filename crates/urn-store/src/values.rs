//! Numbers and hashes as a database keeps them.

use tabella_tlog::Hash;

use crate::error::StoreError;

/// A size or position as a database keeps it. None is above 2⁶³ − 1 (tlog); what a peer asks for beyond is not there.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A size or position out of the database, whose checks allow no negative one.
pub(crate) fn from_sql(number: i64) -> u64 {
    number.unsigned_abs()
}

/// A hash out of the database.
pub(crate) fn hash(bytes: &[u8], place: impl FnOnce() -> String) -> Result<Hash, StoreError> {
    let short =
        |_| StoreError::Corrupt { place: place(), what: format!("{} bytes are not a hash", bytes.len()) };
    bytes.try_into().map(Hash).map_err(short)
}
