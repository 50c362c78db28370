//! The ballot box's word to a voter: this ballot stands at this place on the board.
//!
//! `["receipt", index: uint, tracker: bstr32, signature: bstr64]`, signed by the manifest's receipt key like an entry is
//! signed, with the purpose `receipt`. The log that it speaks of is the election: its id is part of what is signed. A receipt
//! for a ballot that the board does not have at this place proves that the ballot box lied.

use tabella_crypto::{
    Tracker,
    cbor::{DecodeError, Reader, Writer},
    signature::{BadSignature, SigningKey},
};
use tabella_election::{Election, Message, Signed};
use tabella_tlog::LeafIndex;

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    index: LeafIndex,
    tracker: Tracker,
}

impl Message for Place {
    const TYPE: &'static str = "receipt";
    const FIELDS: usize = 2;

    fn write(&self, writer: Writer) -> Writer {
        writer.uint(self.index.0).bytes(self.tracker.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { index: LeafIndex(reader.uint()?), tracker: Tracker(reader.fixed()?) })
    }
}

/// A receipt for a ballot or a challenge. Decoded does not mean verified: see [`Receipt::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt(Signed<Place>);

impl Receipt {
    /// Signs a receipt. Only for what is durable: it cannot be taken back. The same place gives the same bytes each time.
    pub fn sign(election: &Election, index: LeafIndex, tracker: Tracker, key: &SigningKey) -> Self {
        Self(Signed::sign(Place { index, tracker }, election.id(), key))
    }

    /// Reads a receipt.
    ///
    /// # Errors
    /// [`DecodeError`] for any bytes that are not the one encoding of a receipt.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Signed::decode(bytes).map(Self)
    }

    /// Checks that the ballot box of this election said this.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(&self, election: &Election) -> Result<(), BadSignature> {
        self.0.verify(election.id(), election.receipt_key())
    }

    /// Where the entry stands.
    pub fn index(&self) -> LeafIndex {
        self.0.message.index
    }

    /// The ballot's tracker.
    pub fn tracker(&self) -> &Tracker {
        &self.0.message.tracker
    }

    /// The receipt's bytes.
    pub fn encode(&self) -> &[u8] {
        self.0.encode()
    }
}
