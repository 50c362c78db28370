//! The sample, unknown names, and settings that cannot be.

use tabella_postal::Place;

use super::*;

const SAMPLE: &str = include_str!("../../../desk.example.toml");

#[test]
fn sample_is_what_is_assumed() {
    let config = Config::parse(SAMPLE).unwrap();
    config.check().unwrap();
    // what the sample shows as default is the default
    assert_eq!((&config.session, &config.limits), (&SessionConfig::default(), &LimitsConfig::default()));
    assert_eq!((config.retention_days, &config.exports), (retention_days(), &exports()));
    assert_eq!((config.level, config.asked.len()), (AssuranceLevel::High, 1));
    assert_eq!(config.asked[0].policies, ["1.3.6.1.4.1.51361.1.1.1", "1.3.6.1.4.1.51361.1.1.2"]);
    assert!(!config.demo && config.outage.is_none() && config.data_tracker.is_none());
    assert_eq!(config.first_officials().unwrap().len(), 4);
    // so it is for votes by post
    let shown = config.elections[0].postal.as_ref().unwrap().rules().unwrap();
    let bare: PostalConfig = toml::from_str("home = \"EE\"").unwrap();
    let bare = bare.rules().unwrap();
    assert_eq!((&shown.terms, &shown.limits, shown.goal), (&bare.terms, &bare.limits, bare.goal));
    assert_eq!((shown.remind, bare.remind), (7 * 86_400, 7 * 86_400));
    let days = |rules: &PostalRules| Place::ALL.map(|place| rules.days(place));
    assert_eq!(days(&shown), days(&bare));
    let english = [
        "+372 631 6633",
        "info@elections.example.org",
        "Monday to Friday 9 to 17",
        "Toompuiestee 1, Tallinn",
    ];
    assert_eq!(config.help.lines("en"), english);
    assert_eq!(config.help.lines("et")[2], "esmaspäevast reedeni 9–17");
    assert_eq!(config.help.lines("fr"), english, "a language that is not there");
    assert!(HelpConfig::default().lines("en").is_empty() && HelpConfig::default().by_language().is_empty());
    // the booth's pages have it in one line
    assert_eq!(config.help.by_language()["en"], english.join(", "));
    assert!(config.help.by_language()["et"].contains("esmaspäevast"));
    assert!(config.mail.is_none() && config.register.is_none() && config.demo_cards.is_empty());
    // what is shown of the register, behind its signs of a comment
    let shown: String = SAMPLE
        .split_once("# [register]\n")
        .unwrap()
        .1
        .lines()
        .map_while(|line| Some(format!("{}\n", line.strip_prefix("# ")?)))
        .collect();
    let shown: RegisterConfig = toml::from_str(&shown).unwrap();
    shown.check().unwrap();
    assert_eq!((shown.timeout_seconds, shown.prefill_milliseconds), (10, 2_000));
}

#[test]
fn unknown_names_are_refused() {
    for (place, line) in [
        ("[session]", "idle = 3"),
        ("[limits]", "adress_burst = 3"),
        ("[[election]]", "x = 1"),
        ("[election.postal]", "age = 18"),
    ] {
        let text = SAMPLE.replacen(&format!("\n{place}\n"), &format!("\n{place}\n{line}\n"), 1);
        assert!(Config::parse(&text).err().unwrap().to_string().contains("unknown field"), "{line}");
    }
    // what is missing or no TOML is said with file, line and sample
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.toml");
    for (text, words) in [
        (SAMPLE.replacen("\norigin = ", "\n# origin = ", 1), "missing field `origin`"),
        (SAMPLE.replacen("\nlevel = ", "\nlevel ", 1), "TOML parse error at line 24"),
    ] {
        fs::write(&path, text).unwrap();
        let said = Config::load(&path).err().unwrap().to_string();
        assert!(said.contains("desk.toml: ") && said.contains(words), "{said}");
        assert!(said.ends_with("desk.example.toml is a sample with every name"), "{said}");
    }
}

#[test]
fn settings_that_cannot_be() {
    let sample = Config::parse(SAMPLE).unwrap();
    let refused = |change: &dyn Fn(&mut Config)| {
        let mut config = sample.clone();
        change(&mut config);
        assert!(matches!(config.check(), Err(ConfigError::Setting(_))));
    };
    refused(&|config| config.database = None);
    refused(&|config| config.elections.clear());
    refused(&|config| config.origin.push('/'));
    refused(&|config| config.retention_days = 0);
    refused(&|config| {
        config.issuers.clear();
        config.asked.clear();
    });
    refused(&|config| config.asked[0].level = AssuranceLevel::Substantial);
    refused(&|config| config.session.idle_seconds = 10);
    refused(&|config| config.session.absolute_seconds = 60);
    refused(&|config| config.limits.request_seconds = 0);
    refused(&|config| config.help.phone = "ask Mari".into());
    refused(&|config| config.help.email = "the office".into());
    refused(&|config| {
        let (given_name, surname, about) = ("Mari".into(), "Maasikas".into(), "votes".into());
        let person = "PNOEE-47101010033".into();
        config.demo_cards = vec![DemoCardConfig { person, given_name, surname, about }];
    });
    let refuse_postal = |change: &dyn Fn(&mut PostalConfig)| {
        refused(&|config| change(config.elections[0].postal.as_mut().unwrap()));
    };
    refuse_postal(&|postal| postal.home = "Estonia".into());
    refuse_postal(&|postal| postal.four_eyes = vec!["aprove".into()]);
    refuse_postal(&|postal| postal.printer = Some("age1".into()));
    refuse_postal(&|postal| postal.return_address = vec!["Office".into(), " ".into()]);
    refuse_postal(&|postal| postal.return_address = vec!["line".into(); 8]);
    refuse_postal(&|postal| postal.requests_from = Some("soon".into()));
    let register = |change: &dyn Fn(&mut RegisterConfig)| {
        let mut register = RegisterConfig {
            url: "https://security-server.example.org".into(),
            service: "EE/GOV/70008440/rr/person".into(),
            client: "EE/GOV/77000387/tabella".into(),
            user: "EE77000387".into(),
            roots: None,
            timeout_seconds: 10,
            prefill_milliseconds: 0,
        };
        register.check().unwrap();
        change(&mut register);
        refused(&|config| config.register = Some(register.clone()));
    };
    register(&|register| register.url = "http://security-server.example.org".into());
    register(&|register| register.service = "person".into());
    register(&|register| register.client = "EE//77000387/tabella".into());
    register(&|register| register.user = "the office".into());
    register(&|register| register.timeout_seconds = 0);
    register(&|register| register.prefill_milliseconds = 60_000);
    let mail = |server: &str, from: &str| MailConfig {
        server: server.into(),
        port: 25,
        security: MailSecurity::None,
        from: from.into(),
        user: None,
        password_file: None,
    };
    refused(&|config| config.mail = Some(mail("mail.example.org", "a@b.ee")));
    refused(&|config| config.mail = Some(mail("127.0.0.1", "the office")));
    refused(&|config| {
        config.mail = Some(MailConfig { user: Some("x".into()), ..mail("127.0.0.1", "a@b.ee") });
    });
    refused(&|config| {
        let (from, until) = ("2027-03-01T08:00:00Z".into(), "2027-03-01T07:00:00Z".into());
        config.outage = Some(OutageConfig { from, until, reason: "fire".into() });
    });
}
