//! The person corrects how the office reaches them while a request is open.

use rand_core::{CryptoRng, RngCore};
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::UnixTime;
use tabella_postal::{
    Contact, Reference,
    alarm::{self, Common},
};

use super::{
    CONTACTS_MAX, PostalOffice, PostalRefused, alarmed, read,
    read::CaseRow,
    write::{self, contact_place, words_row},
};
use crate::{
    change::{LOCK_NUMBER, LOCK_PERSON, Whose},
    line::{BY_NUMBER, Line, LineRow},
    message::{CONTACT, News},
    pool::DeskPool,
    seal::PersonKey,
    usage::{Actor as User, Usage, log_usage},
};

const INSERT: &str = "INSERT INTO postal_contact (request, position, content, at) VALUES ($1, $2, $3, $4)";

impl DeskPool {
    /// Writes a new e-mail address and telephone number of the person whose request this is, with a line in the data log and a
    /// message to the address that held before and to the one that holds now: whoever did not do this learns of it. Who has
    /// too much in common with others is seen here as well.
    ///
    /// # Errors
    /// [`PostalRefused::NoRequest`] if it is somebody else's or has ended, [`PostalRefused::ContactTooOften`], [`PostalRefused::NotOnRoll`],
    /// [`PostalRefused::Store`].
    pub async fn correct_postal_contact(
        &self,
        office: &PostalOffice<'_>,
        person: PersonKey,
        reference: &Reference,
        contact: &Contact,
        at: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), PostalRefused<std::convert::Infallible>> {
        const DEED: &str = "correct a contact";
        let election = office.election.id();
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let line: Option<Line> = locked_line!(self, tx, Db, DEED, election, Whose::Person(person));
            let line = line.ok_or(PostalRefused::NotOnRoll)?;
            let row = sqlx::query_as::<Db, CaseRow>(read::CASE_OF_LINE).bind(election.as_bytes().as_slice());
            let row = row.bind(line.entry.number.0.cast_signed()).fetch_optional(&mut *tx).await;
            let case = row.map_err(during(DEED))?.map(|row| self.case_of(row)).transpose()?;
            let case = case.filter(|case| case.reference == *reference).ok_or(PostalRefused::NoRequest)?;
            let request = case.request.ok_or(PostalRefused::Scrubbed)?;

            if request.expose_email() == contact.expose_email()
                && request.expose_phone() == contact.expose_phone()
            {
                return Ok(());
            }
            if case.contacts >= CONTACTS_MAX {
                return Err(PostalRefused::ContactTooOften);
            }

            let position = case.contacts + 1;
            let row = words_row(&reference.to_string(), position);
            let sealed =
                self.key().seal(contact_place(&row), &zeroize::Zeroizing::new(contact.encode()), rng);
            let put = sqlx::query::<Db>(INSERT).bind(case.number).bind(position).bind(sealed).bind(at.0);
            put.execute(&mut *tx).await.map_err(during(DEED))?;

            let before = request.expose_email().to_owned();
            let request = request.reached_by(contact);
            let mut clusters = self.key().clusters(election).trace(&request, None);
            clusters.retain(|(common, _)| *common == Common::Contact);
            for (common, cluster) in &clusters {
                let put = sqlx::query::<Db>(write::CLUSTER).bind(election.as_bytes().as_slice());
                let put = put.bind(common.name()).bind(cluster.0.as_slice()).bind(case.number);
                let put = put.bind(line.entry.number.0.cast_signed()).bind(case.filed.0);
                put.execute(&mut *tx).await.map_err(during(DEED))?;
            }
            raise_alarms!(tx, Db, DEED, election, &clusters, office.limits);

            let mut recipients = vec![before, contact.expose_email().to_owned()];
            recipients.dedup();
            for recipient in recipients.iter().filter(|recipient| !recipient.is_empty()) {
                let news = News::Contact(reference.clone());
                let (seal, recipient, content) = self.sealed_message(recipient, &news, rng);
                let put = sqlx::query::<Db>(write::MESSAGE).bind(election.as_bytes().as_slice());
                let put = put.bind(CONTACT).bind(request.language()).bind(seal).bind(recipient);
                let put = put.bind(content).bind(at.0).bind(at.0);
                put.execute(&mut *tx).await.map_err(during(DEED))?;
            }
            let (election, actor) = (Some(*election), User::Person);
            let usage = Usage { person, election, at, actor, deed: "change-contact", purpose: "own-data" };
            log_usage!(tx, Db, DEED, &usage);
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }
}
