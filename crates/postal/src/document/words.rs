//! The words of the document, in every language that has it.

/// What stands before, between and after the fields.
pub(super) struct Words {
    language: &'static str,
    pub(super) title: &'static str,
    pub(super) election: &'static str,
    pub(super) election_id: &'static str,
    pub(super) reference: &'static str,
    pub(super) replaces: &'static str,
    pub(super) surname: &'static str,
    pub(super) given_names: &'static str,
    pub(super) birth_date: &'static str,
    pub(super) place_of_birth: &'static str,
    pub(super) registered_address: &'static str,
    pub(super) deliver_to: &'static str,
    pub(super) to_registered: &'static str,
    pub(super) to_home: &'static str,
    pub(super) to_abroad: &'static str,
    pub(super) address: &'static str,
    pub(super) country: &'static str,
    pub(super) duration: &'static str,
    pub(super) this_election: &'static str,
    pub(super) this_year: &'static str,
    pub(super) standing: &'static str,
    pub(super) language_of: &'static str,
    pub(super) email: &'static str,
    pub(super) phone: &'static str,
    pub(super) attachment: &'static str,
    pub(super) declaration: &'static str,
}

impl Words {
    /// Those of a language, or else the English ones.
    pub(super) fn of(language: &str) -> &'static Self {
        ALL.into_iter().find(|words| words.language == language).unwrap_or(&ENGLISH)
    }
}

/// A language by its own name.
pub(super) fn name_of(language: &str) -> &str {
    match language {
        "en" => "English",
        "fr" => "Français",
        "de" => "Deutsch",
        "lb" => "Lëtzebuergesch",
        "et" => "Eesti",
        other => other,
    }
}

pub(super) static ALL: [&Words; 5] = [&ENGLISH, &FRENCH, &GERMAN, &LUXEMBOURGISH, &ESTONIAN];

static ENGLISH: Words = Words {
    language: "en",
    title: "REQUEST FOR A VOTE BY POST",
    election: "Election",
    election_id: "Election number",
    reference: "Request number",
    replaces: "In place of request",
    surname: "Surname",
    given_names: "Given names",
    birth_date: "Date of birth",
    place_of_birth: "Place of birth",
    registered_address: "Registered address",
    deliver_to: "Send my papers to",
    to_registered: "my registered address",
    to_home: "another address in the country",
    to_abroad: "an address abroad",
    address: "Address",
    country: "Country",
    duration: "I ask this for",
    this_election: "this election",
    this_year: "all elections of this year",
    standing: "all elections, until I take it back",
    language_of: "Write to me in",
    email: "E-mail",
    phone: "Telephone",
    attachment: "Picture of my passport or identity card",
    declaration: "I declare that I have not lost the right to vote, that all of the above is true, and that I will fill in my ballot \
                  paper myself and in secret.",
};

static FRENCH: Words = Words {
    language: "fr",
    title: "DEMANDE DE VOTE PAR CORRESPONDANCE",
    election: "Élection",
    election_id: "Numéro de l'élection",
    reference: "Numéro de la demande",
    replaces: "En remplacement de la demande",
    surname: "Nom",
    given_names: "Prénoms",
    birth_date: "Date de naissance",
    place_of_birth: "Lieu de naissance",
    registered_address: "Adresse du domicile",
    deliver_to: "Envoyez-moi les documents à",
    to_registered: "l'adresse de mon domicile",
    to_home: "une autre adresse dans le pays",
    to_abroad: "une adresse à l'étranger",
    address: "Adresse",
    country: "Pays",
    duration: "Je le demande pour",
    this_election: "cette élection",
    this_year: "toutes les élections de cette année",
    standing: "toutes les élections, jusqu'à révocation",
    language_of: "Écrivez-moi en",
    email: "Courriel",
    phone: "Téléphone",
    attachment: "Copie de mon passeport ou de ma carte d'identité",
    declaration: "Je déclare ne pas être déchu(e) du droit de vote, que tout ce qui précède est exact et que je remplirai mon bulletin \
                  de vote moi-même et en secret.",
};

static GERMAN: Words = Words {
    language: "de",
    title: "ANTRAG AUF BRIEFWAHL",
    election: "Wahl",
    election_id: "Nummer der Wahl",
    reference: "Nummer des Antrags",
    replaces: "Anstelle des Antrags",
    surname: "Name",
    given_names: "Vornamen",
    birth_date: "Geburtsdatum",
    place_of_birth: "Geburtsort",
    registered_address: "Gemeldete Adresse",
    deliver_to: "Senden Sie mir die Unterlagen an",
    to_registered: "meine gemeldete Adresse",
    to_home: "eine andere Adresse im Land",
    to_abroad: "eine Adresse im Ausland",
    address: "Adresse",
    country: "Land",
    duration: "Ich beantrage dies für",
    this_election: "diese Wahl",
    this_year: "alle Wahlen dieses Jahres",
    standing: "alle Wahlen, bis ich es widerrufe",
    language_of: "Schreiben Sie mir auf",
    email: "E-Mail",
    phone: "Telefon",
    attachment: "Bild meines Passes oder Personalausweises",
    declaration: "Ich erkläre, dass ich das Wahlrecht nicht verloren habe, dass alle Angaben wahr sind und dass ich meinen Stimmzettel \
                  selbst und geheim ausfüllen werde.",
};

static LUXEMBOURGISH: Words = Words {
    language: "lb",
    title: "UFRO FIR D'BRÉIFWAL",
    election: "Wal",
    election_id: "Nummer vun der Wal",
    reference: "Nummer vun der Ufro",
    replaces: "Amplaz vun der Ufro",
    surname: "Numm",
    given_names: "Virnimm",
    birth_date: "Gebuertsdatum",
    place_of_birth: "Gebuertsuert",
    registered_address: "Ugemellten Adress",
    deliver_to: "Schéckt mir d'Dokumenter op",
    to_registered: "meng ugemellten Adress",
    to_home: "eng aner Adress am Land",
    to_abroad: "eng Adress am Ausland",
    address: "Adress",
    country: "Land",
    duration: "Ech froen dat fir",
    this_election: "dës Wal",
    this_year: "all d'Wale vun dësem Joer",
    standing: "all d'Walen, bis ech et widderruffen",
    language_of: "Schreift mir op",
    email: "E-Mail",
    phone: "Telefon",
    attachment: "Bild vu mengem Pass oder menger Identitéitskaart",
    declaration: "Ech erklären, datt ech d'Walrecht net verluer hunn, datt alles hei uewen richteg ass an datt ech mäi Walziedel selwer \
                  a geheim ausfëllen.",
};

static ESTONIAN: Words = Words {
    language: "et",
    title: "POSTI TEEL HÄÄLETAMISE TAOTLUS",
    election: "Valimised",
    election_id: "Valimiste number",
    reference: "Taotluse number",
    replaces: "Asendab taotlust",
    surname: "Perekonnanimi",
    given_names: "Eesnimed",
    birth_date: "Sünniaeg",
    place_of_birth: "Sünnikoht",
    registered_address: "Registreeritud aadress",
    deliver_to: "Saatke dokumendid",
    to_registered: "minu registreeritud aadressile",
    to_home: "muule aadressile samas riigis",
    to_abroad: "aadressile välisriigis",
    address: "Aadress",
    country: "Riik",
    duration: "Taotlen seda",
    this_election: "nendeks valimisteks",
    this_year: "kõigiks selle aasta valimisteks",
    standing: "kõigiks valimisteks, kuni taotluse tagasi võtan",
    language_of: "Suhtluskeel",
    email: "E-post",
    phone: "Telefon",
    attachment: "Minu passi või isikutunnistuse pilt",
    declaration: "Kinnitan, et ma ei ole kaotanud hääleõigust, et kõik eespool toodu on tõene ning et täidan hääletussedeli ise ja \
                  salaja.",
};
