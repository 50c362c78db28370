//! Votes on paper beside the electronic ones.

use super::*;

#[test]
fn more_revocations_than_votes_on_paper() {
    let mut office = Office::new();
    for who in 1..=3 {
        let credential = office.issue(who);
        office.paper(who, credential);
    }
    for (counted, expected) in [(None, vec![]), (Some(3), vec![]), (Some(2), vec![(None, "too-many-paper")])]
    {
        office.paper_counted = counted;
        assert_eq!(office.faults(), expected, "{counted:?}");
    }
}

#[test]
fn an_envelope_of_someone_without_a_credential() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.paper(1, one);
    office.envelope(2);
    office.envelope(3);
    let report = office.audit();
    assert!(report.is_clean(), "{:?}", report.faults);
    assert_eq!((report.numbers.envelopes, report.numbers.envelopes_only), (3, 2));
    // as many ballots as envelopes, or fewer: one may be empty
    for (counted, expected) in [
        (3, vec![]),
        (1, vec![]),
        (0, vec![(None, "too-many-paper")]),
        (4, vec![(None, "too-few-envelopes")]),
    ] {
        office.paper_counted = Some(counted);
        assert_eq!(office.faults(), expected, "{counted}");
    }
}

#[test]
fn a_person_who_counts_on_paper_and_online() {
    let mut office = Office::new();
    // the registrar does not revoke
    let one = office.issue(1);
    office.envelope(1);
    assert_eq!(office.faults(), [(Some(0), "counted-twice")]);
    // who may still do so as long as the board is open
    office.closed = false;
    assert_eq!(office.faults(), []);
    office.closed = true;
    // or gives a credential again
    office.decide(1, one);
    assert_eq!(office.faults(), []);
    office.issue(1);
    assert_eq!(office.faults(), [(Some(2), "counted-twice")]);
    assert_eq!(office.audit().faults[0].number, Some(RollNumber(1)));
    // or names another line of the roll than that of the person who signed in
    let mut office = Office::new();
    let mut draft = office.draft(1, None);
    draft.sign_in.number = RollNumber(2);
    office.publish(draft);
    office.envelope(1);
    assert_eq!(office.faults(), [(Some(0), "counted-twice"), (Some(0), "other-person")]);
}

#[test]
fn a_revocation_without_an_envelope() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.revoke(one, Reason::Paper, &returned(1, "envelope 1"));
    assert_eq!(office.faults(), [(Some(1), "paper-not-counted")]);
    // another person's envelope, another envelope of the same person
    office.envelope(2);
    office.export.counted.push(Counted { number: RollNumber(1), reference: "envelope 9".into() });
    assert_eq!(office.faults(), [(Some(1), "paper-not-counted")]);
    office.export.counted.pop();
    office.envelope(1);
    assert_eq!(office.faults(), []);
}

#[test]
fn envelopes_that_cannot_be() {
    let mut office = Office::new();
    office.envelope(1);
    office.export.counted.push(Counted { number: RollNumber(1), reference: "envelope 7".into() });
    assert_eq!(office.faults(), [(None, "second-envelope")]);
    office.export.counted[1].number = RollNumber(2);
    office.export.counted[1].reference = "envelope 1".into();
    assert_eq!(office.faults(), [(None, "envelope-of-two")]);
    office.export.counted[1] = Counted { number: RollNumber(77), reference: "envelope 77".into() };
    assert_eq!(office.faults(), [(None, "envelope-of-nobody")]);
}
