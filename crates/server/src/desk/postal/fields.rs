//! The sheets of the form: what stands on each, what was typed into it, and what is wrong with that.

use tabella_desk_store::{Line, PostalDraft};
use tabella_identity::Country;
use tabella_postal::{
    Attachment, DeliverTo, Duration, Fault, Field as Of, Form as Typed, Part, Place, Wrong, format_of,
    names_of,
};

use super::Post;
use crate::desk::{
    page::{Block, Choice, Fact, Field, Form, Kind, Visit, form::Sent},
    texts::Texts,
};

/// A sheet of the form, in the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sheet {
    /// What the roll has, and what it has not.
    Data,
    /// Where the papers go.
    Delivery,
    /// To which country, if abroad: it decides how the address is written.
    Country,
    /// The address, unless it is the registered one.
    Address,
    /// A picture of the passport or identity card.
    Identity,
    /// For which elections.
    Duration,
    /// How the office writes to the person.
    Contact,
}

impl Sheet {
    pub(super) const ALL: [Self; 7] = [
        Self::Data,
        Self::Delivery,
        Self::Country,
        Self::Address,
        Self::Identity,
        Self::Duration,
        Self::Contact,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Delivery => "delivery",
            Self::Country => "country",
            Self::Address => "address",
            Self::Identity => "identity",
            Self::Duration => "duration",
            Self::Contact => "contact",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.name() == name)
    }

    /// On which sheet a field is. That the declaration is made comes last, beside the answers.
    pub(super) fn of(field: Of, typed: &Typed) -> Option<Self> {
        let abroad = typed.deliver_to == Some(DeliverTo::Abroad);
        match field {
            Of::PlaceOfBirth => Some(Self::Data),
            Of::DeliverTo => Some(Self::Delivery),
            // a country of one's own that is not the election's is chosen by choosing where the papers go
            Of::Country => Some(if abroad { Self::Country } else { Self::Delivery }),
            Of::Address(_) | Of::Lines => Some(Self::Address),
            Of::Duration => Some(Self::Duration),
            Of::Language | Of::Email | Of::Phone => Some(Self::Contact),
            Of::Attachment => Some(Self::Identity),
            Of::Declaration => None,
        }
    }

    /// Whether this request has such a sheet.
    fn is_in(self, post: &Post<'_>, typed: &Typed) -> bool {
        match self {
            Self::Address => matches!(typed.deliver_to, Some(DeliverTo::Home | DeliverTo::Abroad)),
            Self::Country => typed.deliver_to == Some(DeliverTo::Abroad),
            Self::Identity => {
                post.postal.rules.terms.identity_abroad && typed.deliver_to == Some(DeliverTo::Abroad)
            }
            _ => true,
        }
    }

    /// The sheets of this request.
    pub(super) fn all_of(post: &Post<'_>, typed: &Typed) -> Vec<Self> {
        Self::ALL.into_iter().filter(|sheet| sheet.is_in(post, typed)).collect()
    }

    /// Puts what was typed into the draft, right or wrong; names what is no file that is taken.
    pub(super) fn take(self, post: &Post<'_>, sent: &Sent, draft: &mut PostalDraft) -> Option<Fault> {
        let typed = &mut draft.form;
        match self {
            Self::Data => sent.text("place-of-birth").clone_into(&mut typed.place_of_birth),
            Self::Delivery => {
                typed.deliver_to = DeliverTo::from_name(sent.text("deliver-to"));
                let home = post.postal.rules.terms.home.to_string();
                if typed.deliver_to == Some(DeliverTo::Home) {
                    typed.address.country = home;
                } else if typed.address.country == home {
                    typed.address.country.clear();
                }
            }
            Self::Country => sent.text("country").clone_into(&mut typed.address.country),
            Self::Address => take_address(sent, typed),
            Self::Duration => typed.duration = Duration::from_name(sent.text("duration")),
            Self::Contact => {
                sent.text("language").clone_into(&mut typed.language);
                sent.text("email").clone_into(&mut typed.email);
                sent.text("phone").clone_into(&mut typed.phone);
            }
            Self::Identity => {
                // no file: the one that was uploaded before stays
                if let Some(file) = sent.file() {
                    match Attachment::new(file.to_vec()) {
                        Ok(attachment) => draft.attachment = Some(attachment),
                        Err(wrong) => return Some(Fault { field: Of::Attachment, wrong }),
                    }
                }
            }
        }
        None
    }

    /// What stands on it.
    pub(super) fn blocks(
        self,
        post: &Post<'_>,
        visit: &Visit,
        line: &Line,
        draft: &PostalDraft,
        faults: &[Fault],
    ) -> Vec<Block> {
        let t = visit.texts;
        let mut form = Form::post(format!("{}/form/{}", post.path(), self.name()));
        let mut blocks = Vec::new();
        let wrongs = Wrongs { post, t, faults };
        match self {
            Self::Data => {
                blocks.push(Block::Text(t.get("sheet-data-lead")));
                blocks.push(Block::Facts(person(t, line)));
                blocks.push(Block::Text(t.get("sheet-data-wrong")));
                if post.shared.register.is_some() {
                    blocks.push(Block::Text(t.get("sheet-data-register")));
                }
            }
            Self::Identity => {
                form.upload = true;
                blocks.push(Block::Text(t.get("sheet-identity-lead")));
                if draft.attachment.is_some() {
                    blocks.push(Block::Note("good", t.get("sheet-identity-there")));
                }
            }
            Self::Address if draft.form.deliver_to == Some(DeliverTo::Abroad) => {
                blocks.push(Block::Text(t.get("sheet-address-abroad")));
            }
            _ => {}
        }
        form.fields = self.fields(&wrongs, line, &draft.form);
        form = form.button(t.get("continue")).other("then", "later", t.get("save-later"));
        blocks.push(Block::Form(form));
        blocks
    }

    /// Its fields.
    pub(super) fn fields(self, wrongs: &Wrongs<'_>, line: &Line, typed: &Typed) -> Vec<Field> {
        let (t, post) = (wrongs.t, wrongs.post);
        match self {
            Self::Data => {
                let field =
                    Field::line("place-of-birth", t.get("field-place-of-birth"), &typed.place_of_birth);
                vec![wrongs.on(Of::PlaceOfBirth, field.hint(t.get("field-place-of-birth-hint")))]
            }
            Self::Delivery => {
                let registered = line.entry.person.address.is_some();
                let offered =
                    DeliverTo::ALL.into_iter().filter(|to| registered || *to != DeliverTo::Registered);
                let choice = |to: DeliverTo| Choice {
                    hint: post.until_words(t, to.place()),
                    ..Choice::new(
                        to.name(),
                        t.get(&format!("deliver-{}", to.name())),
                        typed.deliver_to == Some(to),
                    )
                };
                let radio = Kind::Radio(offered.map(choice).collect());
                vec![wrongs.on(Of::DeliverTo, Field::new("deliver-to", t.get("field-deliver-to"), radio))]
            }
            Self::Country => {
                let home = post.postal.rules.terms.home;
                let choices = Kind::Select(countries_but(t, Some(home), &typed.address.country));
                vec![wrongs.on(Of::Country, Field::new("country", t.get("field-country"), choices))]
            }
            Self::Address => address(wrongs, typed),
            Self::Identity => {
                let file = Kind::File("image/jpeg,image/png,application/pdf");
                let field = Field::new("attachment", t.get("field-attachment"), file);
                vec![wrongs.on(Of::Attachment, field.hint(t.get("field-attachment-hint")))]
            }
            Self::Duration => {
                let choice = |duration: Duration| {
                    let text = t.get(&format!("duration-{}", duration.name()));
                    Choice::new(duration.name(), text, typed.duration == Some(duration))
                };
                let radio = Kind::Radio(Duration::ALL.into_iter().map(choice).collect());
                vec![wrongs.on(Of::Duration, Field::new("duration", t.get("field-duration"), radio))]
            }
            Self::Contact => {
                let languages = &post.served.election.manifest().languages;
                let choice =
                    |code: &String| Choice::new(code, language_name(t, code), *code == typed.language);
                let radio = Kind::Radio(languages.iter().map(choice).collect());
                let email = Kind::Line("email", typed.email.clone(), "email");
                let phone = Kind::Line("tel", typed.phone.clone(), "tel");
                let email = Field::new("email", t.get("field-email"), email).hint(t.get("field-email-hint"));
                let phone = Field::new("phone", t.get("field-phone"), phone).hint(t.get("field-phone-hint"));
                vec![
                    wrongs.on(Of::Language, Field::new("language", t.get("field-language"), radio)),
                    wrongs.on(Of::Email, email),
                    wrongs.on(Of::Phone, phone),
                ]
            }
        }
    }
}

pub(super) fn take_address(sent: &Sent, typed: &mut Typed) {
    for part in Part::ALL {
        sent.text(part.name()).clone_into(typed.address.part_mut(part));
    }
    sent.text("lines").clone_into(&mut typed.address.lines);
}

/// The fields of an address as its country has them, and free lines for whoever they do not fit.
fn address(wrongs: &Wrongs<'_>, typed: &Typed) -> Vec<Field> {
    let t = wrongs.t;
    let format = Country::new(&typed.address.country).and_then(format_of);
    let mut fields = Vec::new();
    if let Some(format) = format.filter(|format| format.is_known()) {
        for part in format.parts() {
            let text = typed.address.part(part);
            let kind = match part {
                Part::Street => Kind::Area(text.to_owned()),
                _ => Kind::Line("text", text.to_owned(), "off"),
            };
            let field = Field::new(part.name(), t.get(&format!("field-{}", part.name())), kind);
            let hint = match part {
                Part::PostalCode if !format.example().is_empty() => {
                    t.with("field-postal-code-hint", &[("example", format.example().into())])
                }
                _ if format.requires(part) => String::new(),
                _ => t.get("optional"),
            };
            fields.push(wrongs.on(Of::Address(part), field.hint(hint)));
        }
    }
    let lines = Field::new("lines", t.get("field-lines"), Kind::Area(typed.address.lines.clone()));
    let hint = if fields.is_empty() { t.get("field-lines-hint") } else { t.get("field-lines-instead") };
    fields.push(wrongs.on(Of::Lines, lines.hint(hint)));
    fields
}

/// Countries to choose from, one left out.
pub(super) fn countries_but(t: &Texts, but: Option<Country>, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t.get("choose-country"), chosen.is_empty())];
    for (country, name) in names_of(t.code()).iter().filter(|(country, _)| Some(*country) != but) {
        let code = country.to_string();
        choices.push(Choice::new(&code, (*name).to_owned(), code == chosen));
    }
    choices
}

/// A language's name in another.
pub(super) fn language_name(t: &Texts, code: &str) -> String {
    t.find(&format!("language-{code}")).unwrap_or_else(|| code.to_owned())
}

/// What the roll says of a person.
pub(super) fn person(t: &Texts, line: &Line) -> Vec<Fact> {
    let person = &line.entry.person;
    let address = person.address.as_ref().map_or_else(|| t.get("nothing"), |lines| lines.expose().clone());
    vec![
        Fact::new(t.get("field-surname"), person.surname.expose()),
        Fact::new(t.get("field-given-names"), person.given_name.expose()),
        Fact::new(t.get("field-birth-date"), t.date(*person.birth_date.expose())),
        Fact::new(t.get("field-registered-address"), address),
    ]
}

/// What is wrong, in the words of a language.
pub(super) struct Wrongs<'a> {
    pub(super) post: &'a Post<'a>,
    pub(super) t: &'a Texts,
    pub(super) faults: &'a [Fault],
}

impl Wrongs<'_> {
    /// A field with what is wrong with it.
    pub(super) fn on(&self, of: Of, field: Field) -> Field {
        let fault = self.faults.iter().find(|fault| fault.field == of);
        field.wrong(fault.map(|fault| self.words(fault.wrong)))
    }

    pub(super) fn words(&self, wrong: Wrong) -> String {
        let t = self.t;
        let number = |max: usize| u64::try_from(max).unwrap_or(u64::MAX).into();
        match wrong {
            Wrong::TooLong { max } => t.with("wrong-too-long", &[("max", number(max))]),
            Wrong::Lines { max } => t.with("wrong-too-many-lines", &[("max", number(max))]),
            Wrong::PostalCode { example } => t.with("wrong-postal-code", &[("example", example.into())]),
            Wrong::TooLate { until, instead } => {
                let late = t.with("wrong-too-late", &[("until", self.post.moment(t, until.0).into())]);
                match instead {
                    Some(Place::Home) => format!("{late} {}", t.get("wrong-too-late-home")),
                    Some(Place::Abroad) => format!("{late} {}", t.get("wrong-too-late-abroad")),
                    None => late,
                }
            }
            wrong => t.get(&format!("wrong-{}", wrong.name())),
        }
    }
}
