//! The evidence of an election with its roll, encrypted to an auditor.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use tabella_crypto::{CompressedRistretto, ElectionId};
use tabella_desk_store::{Actor, Consents, KeptEvidence};
use tabella_election::{
    DecodeError, Signed,
    message::{Credential, Revocation},
};
use tabella_identity::UnixTime;
use tabella_roll::{
    Elector, RollNumber,
    evidence::Opening,
    export::{ExportWriter, Header, Subject},
    named_issuers,
};

use super::deeds::{self, Deed};
use crate::desk::{
    gate::Caller,
    input::Input,
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// To whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct To {
    /// The auditor's age recipient, `age1…`.
    recipient: String,
}

/// Proposes to hand the evidence out; whoever consents gets the file.
pub(in crate::desk) async fn propose(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    Input(To { recipient }): Input<To>,
) -> Result<Response, Problem> {
    let served = shared.served(&election)?;
    deeds::propose(&shared, &caller, Some(served), &Deed::Export { recipient }).await
}

/// Refuses what is no recipient.
pub(super) fn check_recipient(recipient: &str) -> Result<(), Problem> {
    let header = Header { election: ElectionId([0; 32]), issuers: Vec::new() };
    ExportWriter::begin(recipient, &header, std::io::sink()).map(drop).map_err(Problem::malformed)
}

/// The file. Everyone who is on the roll or was reads of it in the data log.
pub(super) async fn export(
    shared: &Shared,
    served: &Served,
    recipient: &str,
    actor: Actor,
    at: UnixTime,
    consents: Consents<'_>,
) -> Result<Response, Problem> {
    let kept = shared.store.evidence(served.id()).await?;
    // after the evidence: whoever is in that stands on this
    let mut roll = Vec::new();
    loop {
        let last = roll.last().map_or(RollNumber(0), |elector: &Elector| elector.number);
        let page = shared.store.electors(served.id(), last).await?;
        if page.is_empty() {
            break;
        }
        roll.extend(page);
    }
    let issuers = named_issuers(&served.election, &shared.issuers);
    let header = Header { election: *served.id(), issuers };
    let recipient = recipient.to_owned();
    let file = tokio::task::spawn_blocking(move || write(&recipient, &header, &kept, &roll));
    let file = file.await.map_err(Problem::internal)??;
    // after it was read: nobody is in the file and not in the log. Whoever does not get a file has used no consent up
    let (store, used) = (&shared.store, (actor, "export-evidence", "audit"));
    store.log_evidence_usage(served.id(), at, used, consents, &mut rng()?).await?;
    let name = "attachment; filename=\"evidence.age\"";
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

fn write(
    recipient: &str,
    header: &Header,
    kept: &[KeptEvidence],
    roll: &[Elector],
) -> Result<Vec<u8>, Problem> {
    let mut writer = ExportWriter::begin(recipient, header, Vec::<u8>::new()).map_err(Problem::malformed)?;
    for KeptEvidence { entry, nonce, evidence } in kept {
        let (subject, credential) = about(entry).map_err(Problem::internal)?;
        let opening = Opening { nonce: **nonce, evidence: evidence.to_vec() };
        writer.record(subject, &credential, &opening).map_err(Problem::internal)?;
    }
    for elector in roll {
        writer.elector(elector).map_err(Problem::internal)?;
    }
    writer.finish().map_err(Problem::internal)
}

fn about(entry: &[u8]) -> Result<(Subject, CompressedRistretto), DecodeError> {
    Signed::<Credential>::decode(entry)
        .map(|signed| (Subject::Credential, signed.message.credential))
        .or_else(|_| {
            let signed = Signed::<Revocation>::decode(entry)?;
            Ok((Subject::Revocation, signed.message.credential))
        })
}
