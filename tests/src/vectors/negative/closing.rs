//! End, close, shares, result.

use tabella_crypto::{CompressedRistretto, KeysHash, RistrettoPoint, RootHash, Scalar, TrusteeIndex};
use tabella_election::{
    TallyStatement,
    message::{Close, End, Reason},
    share::TallyShare,
};
use tabella_tally::{Counts, PostalCounts, ResultBlob};

use super::{Cases, setup::NOT_CANONICAL};
use crate::entry_of;

fn k(k: u16) -> TrusteeIndex {
    TrusteeIndex::new(k).unwrap()
}

pub(super) fn cases(cases: &mut Cases) {
    let voter = end(cases);
    close(cases, &voter);
    shares(cases);
    result(cases);
}

/// Around `end`.
fn end(cases: &mut Cases) -> crate::Voter {
    let f = cases.fixture.clone();
    let size = f.state.tree().size().0;
    let keys_hash = *f.state.ceremony().unwrap().joint.hash();
    let end = |keys_hash, size| f.signed(End { keys_hash, size }, &f.people.authority, Vec::new());
    cases.refuse(
        "end beyond the board",
        end(keys_hash, size + 1),
        "other-tree",
        "size is at most the number of entries before.",
    );
    cases.refuse(
        "end under other keys",
        end(KeysHash([1; 32]), size),
        "other-keys",
        "keys_hash is not that of the board.",
    );
    cases.refuse("close before end", f.close_entry(), "phase", "Voting must have ended.");
    // the voter who was revoked makes room for one more
    let voter = cases.fixture.credential(0, 1);
    let ballot = entry_of(&cases.fixture.ballot(&voter, &[1, 0]).0);
    cases.fixture.end();

    cases.refuse("ballot after end", ballot, "phase", "Ballots stand between open and end.");
    let stranger = cases.fixture.stranger(0, 1);
    let entry = cases.fixture.credential_entry(&stranger, None);
    cases.refuse("credential after end", entry, "phase", "After end only revocations, notices and close.");
    let again = cases.fixture.end_entry();
    cases.refuse("end twice", again, "phase", "Voting ends once.");
    let closes = u64::try_from(cases.fixture.state.closes()).unwrap();
    let entry = cases.fixture.notice(2, Some(closes + 1));
    cases.refuse("extension after end", entry, "extension", "What has ended is not extended.");
    let mut fixture = cases.fixture.clone();
    fixture.close();
    let share = fixture.share(k(1), &fixture.statement());
    let entry = fixture.share_entry(k(1), &share);
    cases.refuse("share before close", entry, "not-settled", "There is no tally to decrypt yet.");
    voter
}

fn close(cases: &mut Cases, voter: &crate::Voter) {
    let f = cases.fixture.clone();
    let (size, root) = (f.state.tree().size().0, RootHash(f.state.tree().root().0));
    let close = |size, root| f.signed(Close { size, root }, &f.people.authority, Vec::new());
    cases.refuse(
        "close on a fork",
        close(size, RootHash([1; 32])),
        "other-tree",
        "The root is not that of the tree before.",
    );
    cases.refuse(
        "close counts itself",
        close(size + 1, root),
        "other-tree",
        "size is the number of entries before close.",
    );
    let entry = f.signed(Close { size, root }, &f.people.registrar, Vec::new());
    cases.refuse("close signed by the registrar", entry, "signature", "Only the election authority closes.");
    cases.fixture.close();
    let entry = cases.fixture.close_entry();
    cases.refuse("close twice", entry, "phase", "There is one close.");
    let entry = cases.fixture.revocation(voter, Reason::Paper);
    cases.refuse("revocation after close", entry, "phase", "Only shares and the result follow close.");
    cases.refuse(
        "notice after close",
        f.notice(2, None),
        "phase",
        "Only shares and the result follow close.",
    );
}

fn shares(cases: &mut Cases) {
    let statement = cases.fixture.statement();
    let share = cases.fixture.share(k(1), &statement);
    let f = cases.fixture.clone();
    let mut refuse = |name: &str, change: &dyn Fn(&mut TallyShare), rejection: &str, why: &str| {
        let mut wrong = share.clone();
        change(&mut wrong);
        cases.refuse(name, f.share_entry(k(1), &wrong), rejection, why);
    };
    let decode = |point: &CompressedRistretto| point.decompress().unwrap();
    let five = RistrettoPoint::mul_base(&Scalar::from(5u8));
    refuse(
        "five votes moved between options",
        &|share| {
            let d = &mut share.contests[0][0].d;
            (d[0], d[1]) = ((decode(&d[0]) - five).compress(), (decode(&d[1]) + five).compress());
        },
        "share",
        "The sum of the D is unchanged; each option has its own weight, drawn after all D.",
    );
    refuse(
        "D of two options exchanged",
        &|share| share.contests[0][0].d.swap(0, 1),
        "share",
        "Each D belongs to its option's key.",
    );
    refuse(
        "parts of two contests exchanged",
        &|share| share.contests.swap(0, 1),
        "share",
        "The contest's id is in the transcript.",
    );
    refuse(
        "D not canonical",
        &|share| share.contests[0][0].d[0] = CompressedRistretto(NOT_CANONICAL),
        "share",
        "A point has one encoding.",
    );
    refuse(
        "s changed",
        &|share| share.contests[1][0].s = Scalar::ONE.to_bytes(),
        "share",
        "The proof fails.",
    );
    refuse(
        "a part too few",
        &|share| {
            share.contests[1].pop();
        },
        "encoding",
        "One part for each contest and group.",
    );
    refuse(
        "a D too few",
        &|share| {
            share.contests[0][0].d.pop();
        },
        "encoding",
        "One D for each option.",
    );
    cases.refuse(
        "share of another trustee",
        f.share_entry(k(2), &share),
        "share",
        "The trustee's index is in the transcript.",
    );
    let message = tabella_election::message::DecryptionShare {
        trustee: k(1),
        share_hash: tabella_crypto::BlobHash::of(&share.encode()),
    };
    let entry = f.signed(message, &f.trustee(k(2)).signing, share.encode());
    cases.refuse(
        "share signed by another trustee",
        entry,
        "signature",
        "Trustee 2 signed an entry of trustee 1.",
    );
    let other = TallyStatement { size: statement.size - 1, ..(*statement).clone() };
    let elsewhere = cases.fixture.share(k(1), &other);
    cases.refuse(
        "share of a tree without close",
        f.share_entry(k(1), &elsewhere),
        "share",
        "size counts the close entry.",
    );
    let other = TallyStatement { root: RootHash([1; 32]), ..(*statement).clone() };
    let elsewhere = cases.fixture.share(k(1), &other);
    cases.refuse(
        "share of a fork",
        f.share_entry(k(1), &elsewhere),
        "share",
        "The root is in the transcript.",
    );

    cases.fixture.expect(f.share_entry(k(1), &share));
    let again = cases.fixture.share(k(1), &statement);
    cases.refuse(
        "second share of one trustee",
        f.share_entry(k(1), &again),
        "twice",
        "One share for each trustee.",
    );
}

fn result(cases: &mut Cases) {
    let f = cases.fixture.clone();
    let mut decrypted = f.clone();
    decrypted.decrypt(&[3]);
    let counts = decrypted.state.counts().unwrap();
    let with = |counts: &Counts, postal: Vec<PostalCounts>| {
        f.result_entry(&ResultBlob { counts: counts.clone(), postal })
    };
    cases.refuse("result with one share of two", with(&counts, Vec::new()), "tally", "t shares are needed.");
    cases.fixture = decrypted;
    let mut wrong = counts.clone();
    wrong.0[0][0][0] += 1;
    cases.refuse(
        "one vote more in the result",
        with(&wrong, Vec::new()),
        "counts",
        "The counts are not those that the shares give.",
    );
    let mut wrong = counts.clone();
    wrong.0[0][0].pop();
    cases.refuse(
        "result without an option",
        with(&wrong, Vec::new()),
        "encoding",
        "One count for each option.",
    );
    let postal = |reference: &str| vec![PostalCounts { reference: reference.into(), counts: counts.clone() }];
    cases.refuse(
        "postal counts without reference",
        with(&counts, postal(" ")),
        "postal-reference",
        "Postal counts name their protocol.",
    );
    let blob = ResultBlob { counts: counts.clone(), postal: Vec::new() }.encode();
    let message =
        tabella_election::message::ResultPosted { result_hash: tabella_crypto::BlobHash::of(&blob) };
    let entry = f.signed(message, &f.trustee(k(1)).signing, blob);
    cases.refuse(
        "result signed by a trustee",
        entry,
        "signature",
        "Only the election authority publishes the result.",
    );

    cases.fixture.expect(with(&counts, postal("Protocol 7")));
    cases.refuse("result twice", with(&counts, Vec::new()), "phase", "No entry follows the result.");
    let mut later = cases.fixture.clone();
    let share = later.share(k(2), &later.statement());
    cases.refuse(
        "share after the result",
        f.share_entry(k(2), &share),
        "phase",
        "No entry follows the result.",
    );
}
