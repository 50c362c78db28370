//! Messages to people by e-mail, out of the store's outbox: each at least once, in the person's language, under a number that
//! stays the same, so that one that came twice can be told. No message asks anyone to sign in, and none has a link.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use jiff::{Timestamp, tz::TimeZone};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::{
        Mailbox, Message as Letter,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use tabella_desk_store::{Message, News};
use tabella_identity::UnixTime;
use tabella_postal::deadline::legal_zone;

use super::{
    config::{ConfigError, HelpConfig, MailConfig, MailSecurity},
    shared::Shared,
    texts::Texts,
};
use crate::secret;

/// Messages read from the store at once.
const BATCH: u32 = 50;
/// How often the store is looked at when nobody wakes the sender: another process may have put something there.
const LOOK: Duration = Duration::from_secs(5);
/// Longest time for one message.
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// First and longest pause before a message is tried again, in seconds.
const PAUSES: (i64, i64) = (60, 3600);

/// The way to the mail server.
pub(super) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    domain: String,
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
enum SendError {
    /// The address or the words make no message.
    #[error("no message: {0}")]
    Letter(String),
    #[error("the mail server: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
    #[error(transparent)]
    Store(#[from] tabella_desk_store::StoreError),
}

impl Post {
    pub(super) fn new(config: &MailConfig) -> Result<Self, ConfigError> {
        let wrong = |_| ConfigError::Setting("mail: this server cannot be reached in this way");
        let tls = || TlsParameters::new(config.server.clone()).map_err(wrong);
        let tls = match config.security {
            MailSecurity::Tls => Tls::Wrapper(tls()?),
            MailSecurity::Starttls => Tls::Required(tls()?),
            MailSecurity::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.server)
            .port(config.port)
            .tls(tls)
            .timeout(Some(ANSWER_TIME));
        if let (Some(user), Some(file)) = (&config.user, &config.password_file) {
            let password = secret::read(file)?.trim().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let from: Mailbox =
            config.from.parse().map_err(|_| ConfigError::Setting("mail: from is an e-mail address"))?;
        let domain = from.email.domain().to_owned();
        Ok(Self { transport: builder.build(), from, domain })
    }

    fn letter(&self, message: &Message, help: &HelpConfig, zone: &TimeZone) -> Result<Letter, SendError> {
        let wrong = |error: &dyn std::fmt::Display| SendError::Letter(error.to_string());
        let t = Texts::or_first(&message.language);
        let (subject, body) = words(t, &message.news, zone);
        let mut body = format!("{body}\n\n{}\n", t.get("mail-end"));
        for line in help.lines(t.code()) {
            body.extend(["\n", line]);
        }
        body.push('\n');
        let number = format!("<{}.{}@{}>", message.message, &message.election.to_string()[..16], self.domain);
        let made = Duration::from_secs(u64::try_from(message.made.0).unwrap_or(0));
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        // the address names a person: an error about it is not logged
        let to = message.recipient.expose().parse().map_err(|_| wrong(&"no address"))?;
        Letter::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(Some(number))
            .date(SystemTime::UNIX_EPOCH + made)
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|error| wrong(&error))
    }
}

/// Subject and text.
fn words(t: &Texts, news: &News, zone: &TimeZone) -> (String, String) {
    let news = match news {
        News::Postal(news) => news,
        News::Credential => return (t.get("mail-credential"), t.get("mail-credential-about")),
        News::Contact(reference) => {
            let args = [("reference", reference.to_string().into())];
            return (t.with("mail-contact", &args), t.with("mail-contact-about", &args));
        }
        News::Reminder(until) => {
            let until = zone.to_datetime(Timestamp::from_second(until.0).unwrap_or_default());
            let zone = zone.iana_name().unwrap_or("UTC");
            let args = [("until", format!("{} ({zone})", t.moment(until)).into())];
            return (t.get("mail-reminder"), t.with("mail-reminder-about", &args));
        }
    };
    let state = t.get(&format!("state-{}", news.state.name()));
    let args = [("reference", news.reference.to_string().into()), ("state", state.into())];
    let mut parts =
        vec![t.with("mail-postal-about", &args), t.get(&format!("state-{}-about", news.state.name()))];
    if let Some(reason) = news.reason {
        parts.push(t.get(&format!("reason-{}", reason.name())));
    }
    if !news.words.expose().is_empty() {
        parts.push(news.words.expose().clone());
    }
    (t.with("mail-postal", &args), parts.join("\n\n"))
}

/// Sends what is due, for as long as the desk runs.
pub(super) async fn send(shared: Arc<Shared>, post: Post) {
    loop {
        if let Err(error) = deliver(&shared, &post).await {
            tracing::warn!(%error, "messages wait");
        }
        tokio::select! {
            () = shared.mail.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn deliver(shared: &Shared, post: &Post) -> Result<(), SendError> {
    loop {
        let due = shared.store.messages_due(shared.now(), BATCH).await?;
        let last = due.len() < BATCH as usize;
        for message in &due {
            deliver_one(shared, post, message).await?;
        }
        if last {
            return Ok(());
        }
    }
}

/// Sends a message, and only then says so: a program that dies in between sends it again, under the same number.
async fn deliver_one(shared: &Shared, post: &Post, message: &Message) -> Result<(), SendError> {
    let served = shared.elections.iter().find(|served| *served.id() == message.election);
    let zone = served.and_then(|served| legal_zone(&served.election).ok()).unwrap_or(TimeZone::UTC);
    let sent = match post.letter(message, &shared.config.help, &zone) {
        Ok(letter) => post.transport.send(letter).await.map(drop).map_err(SendError::from),
        Err(error) => Err(error),
    };
    let now = shared.now();
    match sent {
        Ok(()) => {
            shared.store.message_sent(message.message, now).await?;
            shared.metrics.mailed.inc();
        }
        Err(error) => {
            let forever = match &error {
                SendError::Letter(_) => true,
                SendError::Server(error) => error.is_permanent(),
                SendError::Store(_) => false,
            };
            shared.metrics.unmailed.inc();
            if forever {
                // a server's words may repeat the address
                tracing::warn!(message = message.message, "a message is given up");
                shared.store.give_message_up(message.message, now).await?;
            } else {
                tracing::warn!(message = message.message, "a message is tried again later");
                let doubled = PAUSES.0.saturating_mul(1 << message.tries.min(10));
                let due = UnixTime(now.0 + doubled.min(PAUSES.1));
                shared.store.message_again(message.message, due).await?;
            }
        }
    }
    Ok(())
}
