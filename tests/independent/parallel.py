"""Several processes for one large board: what can be said of entries alone is said ahead, a bundle at a time."""

import multiprocessing
import os

import board
import ed25519
from alone import Proofs
from ballot import Keys
from cbor import Encoding
from manifest import Election

import group

_proofs = None


def _begin(manifest, keys):
    global _proofs
    _proofs = Proofs(Election(manifest), Keys([group.decode(key) for key in keys]))


def _check(entries):
    """Verdicts of (entry, kind) pairs: a rejection's name or None for ballots, for others whether the signature is right."""
    votes = [pair for pair in entries if pair[1] in ("ballot", "challenge")]
    verdicts = dict(zip((entry for entry, _ in votes), _proofs.check_batch(votes)))
    return verdicts, [_signature(entry, kind) for entry, kind in entries if kind not in ("ballot", "challenge")]


def _signature(entry, kind):
    try:
        _, message, signature = board.signed_parts(entry, kind)
    except Encoding:
        return None
    election = _proofs.election
    signed = board.signed_bytes(election, kind, message)
    return election.registrar, signed, signature, ed25519.verify(election.registrar, signed, signature)


class Helpers:
    """A pool of processes that starts once there are keys."""

    def __init__(self, count=None):
        self.count = count or os.cpu_count() or 1
        self.pool = None

    def prepare(self, state, entries):
        """Checks the ballots, challenges and credentials among these entries, and remembers what was found."""
        wanted = []
        for entry in entries:
            try:
                kind = board.kind_of(entry)
            except Encoding:
                continue
            if kind in ("ballot", "challenge", "credential", "revocation"):
                wanted.append((entry, kind))
        if self.count < 2 or len(wanted) < 32:
            return
        if self.pool is None:
            given = (state.election.data, state.ceremony.keys.encoded)
            self.pool = multiprocessing.Pool(self.count, _begin, given)
        parts = [wanted[at :: self.count] for at in range(self.count)]
        for verdicts, signatures in self.pool.imap_unordered(_check, parts):
            state.proofs.verdicts.update(verdicts)
            for known in filter(None, signatures):
                ed25519.remember(*known)

    def close(self):
        if self.pool:
            self.pool.terminate()
            self.pool.join()
