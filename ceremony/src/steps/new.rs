//! `ceremony new`: a trustee's keys.

use rand_core::OsRng;
use serde_json::{Value, json};
use tabella_trustee::TrusteeKeys;

use crate::{
    cli::New,
    files::{self, Access},
    problem::{Outcome, Problem},
    talk::Talk,
};

pub(crate) fn run(talk: &Talk, args: &New) -> Outcome<Value> {
    talk.say(
        "NEW KEYS\n\
         This makes your two keys as a trustee: one to sign with, one for others to encrypt to.\n\
         They are sealed in a file with a passphrase that you choose. Nobody can recover it for you:\n\
         write it down and keep the paper apart from the file. If you stop here, nothing is made.\n",
    )?;
    if args.name.trim().is_empty() || args.name.chars().any(char::is_control) {
        return Err(Problem::new(
            "no-name",
            "Your name is empty, or has characters that cannot be shown.",
            "Give your name after --name, in quotation marks, as the manifest will show it.",
        ));
    }
    if args.out.exists() {
        return Err(Problem::exists(&args.out));
    }
    let passphrase = talk.new_passphrase()?;
    let keys = TrusteeKeys::generate(&args.name, &mut OsRng);
    let sealed = keys.seal(&passphrase, talk.work()).map_err(|error| Problem::sealed(&args.out, &error))?;
    files::write_new(&args.out, &sealed, Access::Secret)?;
    // what cannot be read again now would be found out too late
    let again = TrusteeKeys::open(&files::read(&args.out)?, &passphrase);
    let public = again.map_err(|error| Problem::sealed(&args.out, &error))?.public();

    let file = args.out.display();
    talk.say(&format!(
        "Done. Your keys are in {file}; the file was opened again as a check.\n\
         \n\
         \x20 name            {}\n\
         \x20 key             {}\n\
         \x20 encryption key  {}\n\
         \n\
         Next: give the name and these two public keys to the election authority, and read the first\n\
         and last eight characters to them over the telephone. Copy {file} to a second medium and\n\
         lock it away. When the signed manifest comes, run `ceremony round1`.\n\
         If you stop here, the authority can still name another trustee.",
        public.name,
        public.key_hex(),
        public.encryption_key,
    ))?;
    Ok(json!({
        "file": file.to_string(),
        "name": public.name,
        "key": public.key_hex(),
        "encryption_key": public.encryption_key,
    }))
}
