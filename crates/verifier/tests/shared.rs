//! A board whose proofs several workers share out. That they say what one says of every other board, lawful or not, is in
//! `board.rs` and, for thousands of mutated ones, in `tests/examples/boards`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "shared with the other tests, which write files")]
#[path = "common/logged.rs"]
mod logged;
#[path = "common/workers.rs"]
mod workers;

use logged::{Files, Times, board, log};
use tabella_board::{Entry, Kind};
use tabella_tests::{Fixture, Setup, drafts::contest, entry_of};
use tabella_tlog::Source;
use tabella_verifier::{
    CheckId, NoVerdict, Progress, Report, Second, SecondStep, Shared, Step, Trust, Turn, Verdict, Voucher,
};
use workers::{concluded, judge, second, shared};

/// Ballots of twelve people, so that each of three workers has some in its turns.
fn election() -> Fixture {
    let mut fixture = Fixture::new(&Setup::with_contests(&[contest(3, 1, 0, 1)]));
    for voter in 0..12 {
        let credential = fixture.credential(0, 1);
        let mut choices = [0; 3];
        choices[voter % 3] = 1;
        fixture.cast(&credential, &choices);
        if voter % 4 == 0 {
            fixture.challenge(&credential, &[1, 0, 0]);
            fixture.cast(&credential, &[0, 1, 0]);
        }
    }
    fixture
}

fn trust(fixture: &Fixture) -> Trust {
    Trust::Election(*fixture.election.id())
}

fn turn(number: u32, of: u32) -> Turn {
    Turn::new(number, of).unwrap()
}

/// The vouchers of all seconds of a board that is right.
fn vouchers(source: &dyn Source, trust: &Trust, of: u32) -> Vec<Voucher> {
    let note = judge(source, trust, of).unwrap().note().unwrap();
    (1..of).map(|number| second(source, trust, note.clone(), turn(number, of)).unwrap()).collect()
}

#[test]
fn a_turn_is_one_of_those_there_are() {
    assert!(Turn::new(0, 0).is_none());
    assert!(Turn::new(2, 2).is_none());
    assert!(Turn::new(1, 2).is_some());
}

#[test]
fn all_together_verify() {
    let mut fixture = election();
    let incomplete = board(&fixture);
    fixture.finish();
    let (complete, trust) = (board(&fixture), trust(&fixture));
    for of in 1..=5 {
        assert_eq!(shared(&incomplete, &trust, of).verdict(), Verdict::Incomplete);
        let report = shared(&complete, &trust, of);
        assert_eq!(report.verdict(), Verdict::Verified, "{of}: {}", report.summary());
        assert_eq!(report.result, shared(&complete, &trust, 1).result);
    }
}

#[test]
fn nothing_is_said_without_every_voucher() {
    let mut fixture = election();
    fixture.finish();
    let (files, trust) = (board(&fixture), trust(&fixture));
    let all = vouchers(&files, &trust, 3);
    let [first, second] = all.as_slice() else { panic!("two seconds") };
    let of_two = vouchers(&files, &trust, 2);
    let fixture = &fixture;
    let mut younger = fixture.entries.clone();
    younger.pop();
    let younger = vouchers(&log(&fixture.people, &younger, Times::of(fixture)), &trust, 3);
    for (given, expected) in [
        (vec![], NoVerdict::Turns(1)),
        (vec![first.clone()], NoVerdict::Turns(2)),
        (vec![second.clone()], NoVerdict::Turns(1)),
        (vec![first.clone(), first.clone()], NoVerdict::Turns(1)),
        (vec![first.clone(), second.clone(), second.clone()], NoVerdict::Turns(2)),
        (of_two.clone(), NoVerdict::Turns(1)),
        ([all.clone(), of_two].concat(), NoVerdict::Turns(1)),
        (younger.clone(), NoVerdict::OtherEntries(1)),
        (vec![first.clone(), younger[1].clone()], NoVerdict::OtherEntries(2)),
    ] {
        let mut judge = judge(&files, &trust, 3).unwrap();
        assert_eq!(judge.vouch(&given), Err(expected));
        // and it still waits
        assert!(matches!(judge.step(&mut |_| {}, &mut rand()), Step::Waiting));
    }
    let mut judge = judge(&files, &trust, 3).unwrap();
    judge.vouch(&all).unwrap();
    assert_eq!(judge.vouch(&all), Err(NoVerdict::NotWaiting));
    assert_eq!(concluded(judge).verdict(), Verdict::Verified);
}

fn rand() -> rand_chacha::ChaCha20Rng {
    rand_chacha::rand_core::SeedableRng::from_seed([9; 32])
}

#[test]
fn a_judge_alone_needs_nobody() {
    let mut fixture = election();
    fixture.finish();
    let (files, trust) = (board(&fixture), trust(&fixture));
    let mut judge = judge(&files, &trust, 2).unwrap();
    judge.alone();
    assert_eq!(concluded(judge).verdict(), Verdict::Verified);
}

/// A voucher that was altered under way: its sums are of fewer ballots, or of other ones.
#[test]
fn sums_of_other_ballots_make_no_verdict() {
    let (mut fixture, mut other) = (election(), election());
    let voter = other.credential(0, 1);
    other.cast(&voter, &[0, 0, 1]);
    fixture.finish();
    other.finish();
    let (files, trust) = (board(&fixture), trust(&fixture));
    let [own] = vouchers(&files, &trust, 2).try_into().unwrap();
    let [others] = vouchers(&board(&other), &trust, 2).try_into().unwrap();
    assert_eq!(judge(&files, &trust, 2).unwrap().vouch(&[others]), Err(NoVerdict::OtherEntries(1)));

    let bytes = own.encode();
    for end in 0..bytes.len() {
        assert!(Voucher::decode(&bytes[..end]).is_none(), "{end}");
    }
    assert!(Voucher::decode(&[&bytes[..], b"x"].concat()).is_none());
    let (mut refused, mut alone) = (0, 0);
    let report = shared(&files, &trust, 1);
    // whatever is altered: there is no verdict, or the judge found by itself what there is to find
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        let Some(voucher) = Voucher::decode(&bytes) else { continue };
        let mut judge = judge(&files, &trust, 2).unwrap();
        match judge.vouch(&[voucher]) {
            Err(NoVerdict::OtherSums) => refused += 1,
            Err(_) => {}
            Ok(()) => {
                assert_eq!(steps(&mut judge), (true, report.clone()), "byte {at}");
                alone += 1;
            }
        }
    }
    assert!(refused > 0 && alone > 0, "{refused}, {alone}");
}

/// Whether the judge began again, and what it found.
fn steps(judge: &mut Shared<'_>) -> (bool, Report) {
    let (mut furthest, mut again) = (0, false);
    loop {
        let mut progress = |progress: Progress| {
            again |= progress.done < furthest;
            furthest = progress.done;
        };
        if let Step::Report(report) = judge.step(&mut progress, &mut rand()) {
            return (again, *report);
        }
    }
}

/// What all of them find where an entry of a sound log is changed, and whether a second objects.
fn changed(fixture: &Fixture, index: usize, entry: Entry) -> (Files, Report) {
    let mut entries = fixture.entries.clone();
    entries[index] = entry;
    let files = log(&fixture.people, &entries, Times::of(fixture));
    let report = shared(&files, &trust(fixture), 2);
    (files, report)
}

#[test]
fn a_fault_in_any_turn_is_found_where_it_is() {
    let fixture = election();
    let trust = trust(&fixture);
    let (mut of_judge, mut of_second) = (0, 0);
    for (index, entry) in fixture.entries.iter().enumerate() {
        let check = match entry.kind() {
            Kind::Ballot => CheckId::Ballots,
            Kind::Challenge => CheckId::Challenges,
            Kind::Credential => CheckId::Credentials,
            _ => continue,
        };
        // the last byte of an authorisation's z, or of a signature's S: can be read, and does not hold
        let mut bytes = entry.bytes().to_vec();
        let at = bytes.len() - 20;
        bytes[at] ^= 1;
        let (files, report) = changed(&fixture, index, Entry::with_blob(bytes, Vec::new()).unwrap());
        let first = report.first_failure.as_ref().unwrap();
        assert_eq!((first.index, first.check), (Some(index as u64), check), "{}", report.summary());
        assert_eq!(report, shared(&files, &trust, 1));
        // whose turn it is finds it, and the other one does not
        match judge(&files, &trust, 2) {
            Err(_) => of_judge += 1,
            Ok(judge) => {
                assert_eq!(second(&files, &trust, judge.note().unwrap(), turn(1, 2)), None);
                of_second += 1;
            }
        }
    }
    assert!(of_judge > 5 && of_second > 5, "{of_judge}, {of_second}");
}

#[test]
fn a_second_says_why_it_vouches_for_nothing() {
    let mut fixture = election();
    let voter = fixture.credential(0, 1);
    let ballot = entry_of(&fixture.ballot(&voter, &[1, 0, 0]).0);
    let index = fixture.entries.len() as u64;
    let mut entries = fixture.entries.clone();
    // as often as there are turns
    entries.extend((0..16).map(|_| ballot.clone()));
    let files = log(&fixture.people, &entries, Times::of(&fixture));
    let note = files["checkpoint"].clone();
    let mut second = Second::new(&files, trust(&fixture), note, turn(1, 2));
    let failure = loop {
        match second.step(&mut |_| {}, &mut rand()) {
            SecondStep::Onwards => {}
            SecondStep::Voucher(_) => panic!("vouched for a ballot that is there twice"),
            SecondStep::Nothing(failure) => break failure,
        }
    };
    assert_eq!((failure.index, failure.check), (Some(index + 1), CheckId::Ballots));
}
