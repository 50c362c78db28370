//! Signed entries of every type.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_election::message::{
    Close, Complaint, Credential, DecryptionShare, End, JointKeysSigned, ManifestPosted, Notice, Open, ResultPosted,
    Revocation, TestShare, TrusteeCommitment,
};
use tabella_fuzz::check_signed;

fuzz_target!(|data: &[u8]| {
    check_signed::<ManifestPosted>(data);
    check_signed::<TrusteeCommitment>(data);
    check_signed::<Complaint>(data);
    check_signed::<JointKeysSigned>(data);
    check_signed::<TestShare>(data);
    check_signed::<Open>(data);
    check_signed::<Credential>(data);
    check_signed::<Revocation>(data);
    check_signed::<Notice>(data);
    check_signed::<End>(data);
    check_signed::<Close>(data);
    check_signed::<DecryptionShare>(data);
    check_signed::<ResultPosted>(data);
});
