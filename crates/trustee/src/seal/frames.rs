//! Several secrets in one: each after its length, `u32be(length) || bytes`.

use zeroize::Zeroizing;

use super::SealError;

/// Puts the parts one after another.
pub(crate) fn join<P: AsRef<[u8]>>(parts: &[P]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    // as large as it gets, so that growing leaves no copies behind
    let length = parts.iter().map(|part| 4 + part.as_ref().len()).sum();
    let mut joined = Zeroizing::new(Vec::with_capacity(length));
    for part in parts.iter().map(AsRef::as_ref) {
        let length = u32::try_from(part.len()).map_err(|_| SealError::TooLong)?;
        joined.extend_from_slice(&length.to_be_bytes());
        joined.extend_from_slice(part);
    }
    Ok(joined)
}

/// Takes [`join`]ed parts apart.
pub(crate) fn split(mut joined: &[u8]) -> Result<Vec<&[u8]>, SealError> {
    let mut parts = Vec::new();
    while !joined.is_empty() {
        let (length, rest) = joined.split_first_chunk().ok_or(SealError::Tampered)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| SealError::Tampered)?;
        let (part, rest) = rest.split_at_checked(length).ok_or(SealError::Tampered)?;
        parts.push(part);
        joined = rest;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back() {
        let parts: [&[u8]; 3] = [b"one", b"", &[7; 300]];
        let joined = join(&parts).unwrap();
        assert_eq!(split(&joined).unwrap(), parts);
        assert!(split(&joined[..joined.len() - 1]).is_err());
        assert!(split(&[0, 0, 0]).is_err());
        assert_eq!(split(&[]).unwrap(), Vec::<&[u8]>::new());
    }
}
