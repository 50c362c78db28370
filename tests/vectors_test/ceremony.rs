//! ceremony.json.

use sha2::{Digest as _, Sha256, Sha512};
use tabella_crypto::{CeremonyHash, RistrettoPoint, Scalar, TrusteeIndex};
use tabella_election::{
    Signed,
    ceremony::{CeremonyKeys, CommitmentPackage, ceremony_hash, test_ciphertext},
    message::TrusteeCommitment,
};

use crate::{array, board, bytes, bytes32, election, number, point, points, read, scalar};

#[test]
fn keys_follow_from_the_commitments() {
    let (file, election, board) = (read("ceremony.json"), election(), board());
    let mut entries = Vec::new();
    let mut packages = Vec::new();
    for (commitment, trustee) in array(&file["commitments"]).iter().zip(TrusteeIndex::all(3)) {
        let entry = bytes(&commitment["entry"]);
        let on_board = &board[usize::try_from(number(&commitment["index_in_board_json"])).unwrap()];
        assert_eq!(on_board.bytes(), entry);
        let signed = Signed::<TrusteeCommitment>::decode(&entry).unwrap();
        assert_eq!(signed.message.trustee, trustee);
        assert_eq!(signed.verify(election.id(), election.trustee_key(trustee).unwrap()), Ok(()));
        let blob = bytes(&commitment["package"]);
        assert_eq!(Sha256::digest(&blob)[..], signed.message.package_hash.0);
        let package = CommitmentPackage::decode(&blob, election.key_count(), election.threshold()).unwrap();
        assert_eq!(package.encode(), blob);
        packages.push(package.verify(trustee, election.key_count(), election.threshold()).unwrap());
        entries.push(entry);
    }
    let whole: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
    let hash = ceremony_hash(&whole);
    assert_eq!(hash, CeremonyHash(bytes32(&file["ceremony_hash"])));
    let by_hand = Sha256::new().chain_update("tabella/v1/round1").chain_update(whole.concat()).finalize();
    assert_eq!(by_hand[..], hash.0);

    let keys = CeremonyKeys::combine(hash, &packages).unwrap();
    let joint = points(&file["joint_keys"]);
    assert_eq!(keys.joint.points(), joint);
    assert_eq!(keys.joint.hash().0, bytes32(&file["keys_hash"]));
    for (key, secret) in joint.iter().zip(array(&file["joint_secrets"])) {
        assert_eq!(RistrettoPoint::mul_base(&scalar(secret)), *key);
    }
    for case in array(&file["trustees"]) {
        let trustee = TrusteeIndex::new(u16::try_from(number(&case["trustee"])).unwrap()).unwrap();
        let verification = points(&case["verification_keys"]);
        for (w, secret) in array(&case["secret_shares"]).iter().enumerate() {
            assert_eq!(RistrettoPoint::mul_base(&scalar(secret)), verification[w]);
            assert_eq!(keys.verification(w + 1, trustee), Some(&verification[w]));
            // Y_{w,k} = Σ_j Σ_i k^i·C_{j,i}
            let k = trustee.scalar();
            let sum: RistrettoPoint =
                packages.iter().map(|package| package.runs()[w][0] + k * package.runs()[w][1]).sum();
            assert_eq!(sum, verification[w]);
        }
    }

    let (a, b) = test_ciphertext(&keys);
    let test = &file["test_ciphertext"];
    assert_eq!((a, b), (point(&test["A"]), points(&test["B"])));
    let digest = Sha512::new().chain_update("tabella/v1/test").chain_update(hash.0).finalize();
    assert_eq!(a, RistrettoPoint::mul_base(&Scalar::from_bytes_mod_order_wide(&digest.into())));
}
