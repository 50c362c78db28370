use proptest::prelude::*;
use tabella_identity::{
    Refusal,
    demo::{DemoAuthority, DemoStatus},
    ocsp,
};

use super::*;
use crate::{
    Actor, Consent, ConsentRefusal, Form,
    address::AddressForm,
    permission::Asking,
    testing::{World, form, reference},
};

fn abroad() -> Form {
    Form {
        deliver_to: Some(DeliverTo::Abroad),
        duration: Some(Duration::Year),
        address: AddressForm {
            country: "GB".into(),
            street: "10 High Street\nFlat 2".into(),
            city: "Bath".into(),
            postal_code: "BA1 5LN".into(),
            ..AddressForm::default()
        },
        email: "lea@example.org".into(),
        ..form()
    }
}

fn document(world: &World, form: &Form) -> Document {
    let permission = world.asking().permission().unwrap().unwrap();
    let request = permission.request(form, None, reference(1)).unwrap();
    of(&request, &world.entry, &world.election, request.language())
}

/// The very bytes. They are signed, so they stay: a change here is a new version.
#[test]
fn word_for_word() {
    let world = World::new();
    let election = world.election.id();
    let title = |language| world.election.manifest().title.get(language).unwrap();
    let reference = reference(1);
    assert_eq!(
        document(&world, &abroad()).expose(),
        format!(
            "REQUEST FOR A VOTE BY POST\n\
             Election: {}\n\
             Election number: {election}\n\
             Request number: {reference}\n\
             Surname: Weber\n\
             Given names: Léa\n\
             Date of birth: 1980-01-08\n\
             Place of birth: Esch\n\
             Registered address: 1, rue de l'Été\n  L-1234 Luxembourg\n\
             Send my papers to: an address abroad\n\
             Address: Léa Weber\n  10 High Street\n  Flat 2\n  BATH\n  BA1 5LN\n\
             Country: GB United Kingdom\n\
             I ask this for: all elections of this year\n\
             Write to me in: English\n\
             E-mail: lea@example.org\n\
             Telephone: –\n\
             I declare that I have not lost the right to vote, that all of the above is true, and that I will fill in my \
             ballot paper myself and in secret.\n\
             tabella/v1/postal-request\n",
            title("en")
        )
    );
    let french = document(&world, &Form { language: "fr".into(), ..form() });
    assert!(
        french
            .expose()
            .starts_with(&format!("DEMANDE DE VOTE PAR CORRESPONDANCE\nÉlection: {}\n", title("fr")))
    );
    assert!(french.expose().contains("\nÉcrivez-moi en: Français\n"));
}

/// Somebody whose letters are in French reads and signs in German; an election without a title in the page's language has one
/// all the same.
#[test]
fn in_the_language_in_which_it_is_read() {
    let world = World::new();
    let permission = world.asking().permission().unwrap().unwrap();
    let french = Form { language: "fr".into(), ..form() };
    let request = permission.request(&french, None, reference(1)).unwrap();
    let of = |language: &str| of(&request, &world.entry, &world.election, language).expose().to_owned();
    let german = of("de");
    assert!(german.starts_with("ANTRAG AUF BRIEFWAHL\nWahl: "), "{german}");
    assert!(!german.starts_with("ANTRAG AUF BRIEFWAHL\nWahl: –"), "{german}");
    assert!(german.contains("\nSchreiben Sie mir auf: Français\n"), "{german}");
    for language in ["en", "fr", "de", "lb", "et"] {
        assert!(of(language).contains(&format!("\n{}\n{VERSION}\n", declaration(language))), "{language}");
    }
}

#[test]
fn every_language_says_everything() {
    let lines = |words: &Words| {
        [
            words.title,
            words.election,
            words.election_id,
            words.reference,
            words.replaces,
            words.surname,
            words.given_names,
            words.birth_date,
            words.place_of_birth,
            words.registered_address,
            words.deliver_to,
            words.to_registered,
            words.to_home,
            words.to_abroad,
            words.duration,
            words.this_election,
            words.this_year,
            words.standing,
            words.language_of,
            words.attachment,
            words.declaration,
        ]
    };
    for words in words::ALL {
        let lines = lines(words);
        assert!(lines.iter().all(|line| !line.is_empty() && !line.contains('\n') && !line.contains("  ")));
        let different: std::collections::BTreeSet<_> = lines.iter().collect();
        assert_eq!(different.len(), lines.len());
    }
}

#[test]
fn every_field_is_signed() {
    let world = World::new();
    let whole = abroad();
    let first = document(&world, &whole).hash();
    let mut hashes = std::collections::BTreeSet::from([first]);
    let mut other = |form: Form| assert!(hashes.insert(document(&world, &form).hash()));
    other(Form { place_of_birth: "Echternach".into(), ..whole.clone() });
    other(Form { deliver_to: Some(DeliverTo::Registered), ..whole.clone() });
    other(Form { duration: Some(Duration::Standing), ..whole.clone() });
    other(Form { language: "fr".into(), ..whole.clone() });
    other(Form { email: String::new(), ..whole.clone() });
    other(Form { phone: "+352621123456".into(), ..whole.clone() });
    let street = AddressForm { street: "11 High Street\nFlat 2".into(), ..whole.address.clone() };
    other(Form { address: street, ..whole.clone() });

    let asking = Asking { taken_back: Some(&reference(2)), ..world.asking() };
    let permission = asking.permission().unwrap().unwrap();
    let picture = crate::Attachment::new(b"%PDF-1.7".to_vec()).unwrap();
    for (attachment, number) in [(None, 1), (Some(&picture), 1), (None, 3)] {
        let request = permission.request(&whole, attachment, reference(number)).unwrap();
        assert!(hashes.insert(of(&request, &world.entry, &world.election, "en").hash()));
    }
}

#[test]
fn a_signature_stands_alone() {
    let world = World::new();
    let document = document(&world, &abroad());
    let authority = DemoAuthority::new();
    let origin = "https://vote.example.org".to_owned();
    let configuration = Configuration::demo(vec![origin], vec![authority.anchor()]).unwrap();
    let (signer, at) = (&world.entry.person.id, world.asking().now);
    let signature = authority.card(signer, "Léa", "Weber").sign(document.expose().as_bytes());

    let nonce = ocsp::Nonce::from_bytes(&[4; 32]).unwrap();
    let text = document.expose().as_bytes();
    let unconfirmed = signing::check(text, &signature, signer, &configuration, at).unwrap();
    let answer = authority.respond(&unconfirmed.ocsp_request(&nonce), DemoStatus::Good, at);
    let revocation = Revocation::Answered { answer: &answer, nonce: &nonce };
    let verified = unconfirmed.confirm(revocation, at).unwrap();
    let signed = Signed::keep(document.clone(), signature, Some(answer), &verified);

    let read = Signed::decode(&signed.encode()).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.check(signer, &configuration).unwrap().certificate_hash(), verified.certificate_hash());
    let other = PersonId::parse("PNOLU-1980010800002").unwrap();
    assert_eq!(read.check(&other, &configuration), Err(Refusal::OtherPerson));
    // one letter of the address
    let moved = document.expose().replace("10 High", "11 High");
    let forged = Signed { document: Document { text: Redacted::new(moved) }, ..signed.clone() };
    assert_eq!(forged.check(signer, &configuration), Err(Refusal::Signature));
    for cut in 0..signed.encode().len() {
        assert!(Signed::decode(&signed.encode()[..cut]).is_err());
    }
    assert!(!format!("{signed:?}").contains("Weber"));

    // it stands behind this document, and behind no other
    let consent = Consent::Signed(signed);
    assert_eq!(Consent::decode(&consent.encode()), Ok(consent.clone()));
    assert_eq!(consent.check(Actor::Citizen, &document), Ok(()));
    let other = self::document(&world, &form());
    assert_eq!(consent.check(Actor::Citizen, &other), Err(ConsentRefusal::OtherDocument));
    assert_eq!(consent.check(Actor::System, &document), Err(ConsentRefusal::Unsigned));
}

proptest! {
    /// No text that a field takes makes a line of its own that could be another field's.
    #[test]
    fn a_field_stays_on_its_lines(birth in "\\PC{1,40}", street in "(\\PC|\n){1,60}", organisation in "\\PC{0,40}") {
        let world = World::new();
        let count = |form: &Form| {
            let permission = world.asking().permission().unwrap().unwrap();
            let request = permission.request(form, None, reference(1)).ok()?;
            let text = of(&request, &world.entry, &world.election, "en").expose().to_owned();
            Some(text.lines().filter(|line| !line.starts_with("  ")).count())
        };
        let whole = abroad();
        let address = AddressForm { organisation, street, ..whole.address.clone() };
        let typed = Form { place_of_birth: birth, address, ..whole.clone() };
        if let Some(lines) = count(&typed) {
            prop_assert_eq!(Some(lines), count(&whole));
        }
    }
}
