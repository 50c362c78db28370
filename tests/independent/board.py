"""Whether an entry may follow on a board (sections 4.3, 8.3): first what it says alone, then its place."""

import hashlib
from functools import lru_cache

import ed25519
import group
import note
from alone import Proofs
from ballot import Rejected, point
from cbor import Encoding, Reader, head
from ceremony import Ceremony, Share, check_package, read_package, test_transcript
from tally import Statement
from tree import Roots, leaf_hash

# who signs, and whether there is a blob; ballots are authorised
KINDS = {
    "manifest": ("authority", True),
    "trustee-commitment": ("trustee", True),
    "complaint": ("trustee", False),
    "joint-keys": ("trustee", False),
    "test-share": ("trustee", True),
    "open": ("authority", False),
    "credential": ("registrar", False),
    "revocation": ("registrar", False),
    "ballot": (None, False),
    "challenge": (None, False),
    "notice": ("authority", False),
    "end": ("authority", False),
    "close": ("authority", False),
    "decryption-share": ("trustee", True),
    "result": ("authority", True),
}
PHASES = {
    "empty": {"manifest"},
    "setup": {"open", "trustee-commitment", "complaint", "joint-keys", "test-share", "notice"},
    "voting": {"end", "credential", "revocation", "ballot", "challenge", "notice"},
    "ended": {"close", "revocation", "notice"},
    "closed": {"result", "decryption-share"},
    "complete": set(),
}
NO_TRACKER = bytes(32)
POSTAL_MAX = 4096


def _trustee(reader):
    index = reader.uint(1 << 16)
    if index == 0:
        raise Encoding
    return index


def _or_null(read):
    return lambda reader: None if reader.null() else read(reader)


def _hash(reader):
    return reader.bytes(32)


def _reason(reader):
    text = reader.text()
    if text not in ("paper", "administrative"):
        raise Encoding
    return text


# the elements between type and signature (section 12)
FIELDS = {
    "manifest": [_hash],
    "trustee-commitment": [_trustee, Reader.uint, _hash],
    "complaint": [_trustee, Reader.uint, _trustee, Reader.text],
    "joint-keys": [_trustee, _hash, _hash],
    "test-share": [_trustee, _hash, _hash],
    "open": [_hash],
    "credential": [_hash, Reader.text, Reader.uint, _hash, _or_null(_hash)],
    "revocation": [_hash, _reason, _hash],
    "notice": [Reader.uint, Reader.text, _or_null(Reader.uint)],
    "end": [_hash, lambda reader: reader.bytes(8)],
    "close": [lambda reader: reader.bytes(40)],
    "decryption-share": [_trustee, _hash],
    "result": [_hash],
}


def kind_of(entry):
    """The type of an entry. Raises Encoding if these bytes are none."""
    reader = Reader(entry)
    reader.array()
    kind = reader.text()
    if kind not in KINDS:
        raise Encoding
    return kind


def blob_hash(entry, kind):
    """The name of the entry's blob, None if its type has none. Raises Encoding.

    Whether there are as many elements as there must be, and an index is one of a trustee, is said later (V3)."""
    if not KINDS[kind][1]:
        return None
    reader = Reader(entry)
    reader.array()
    reader.text()
    for read in FIELDS[kind]:
        found = reader.uint() if read is _trustee else read(reader)
    return found


@lru_cache(maxsize=1 << 14)
def signed_parts(entry, kind):
    """Fields, message and signature of a signed entry. Raises Encoding."""
    reader = Reader(entry)
    fields = FIELDS[kind]
    reader.array(len(fields) + 2)
    start = reader.at
    reader.text()
    values = [read(reader) for read in fields]
    message = head(4, len(fields) + 1) + entry[start : reader.at]
    signature = reader.bytes(64)
    reader.end()
    return values, message, signature


def signed_bytes(election, kind, message):
    """What is signed (section 2.5)."""
    return b"tabella/v1/" + kind.encode() + b"\0" + election.id + message


@lru_cache(maxsize=1 << 10)
def _package(blob, runs, threshold, trustee):
    return check_package(read_package(blob, runs, threshold), trustee)


@lru_cache(maxsize=1 << 8)
def _ceremony(entries, blobs, runs, threshold):
    packages = [_package(blob, runs, threshold, k) for k, blob in enumerate(blobs, 1)]
    return Ceremony(entries, packages)


@lru_cache(maxsize=1 << 8)
def _proofs(election, hash_, keys):
    return Proofs(election, keys)


class Chain:
    def __init__(self, live, style, weight):
        self.live, self.style, self.weight = live, style, weight
        self.credentials, self.ballots, self.challenges = 1, 0, 0
        self.last, self.last_entry = NO_TRACKER, None
        self.revoked = None


class Board:
    """What the entries so far add up to."""

    def __init__(self, election):
        self.election = election
        self.phase = "empty"
        self.tree = Roots()
        self.closes = election.closes
        self.counters = dict.fromkeys(KINDS, 0)
        # the ceremony
        self.attempt = 0
        self.commitments = {}
        self.complaints, self.joint_keys, self.test_shares = set(), set(), set()
        self.terms = set()
        self.ceremony = None
        # voting
        self.chains = []
        self.chain_of = {}
        self.live = 0
        self.seen_a = set()
        # the end
        self.end_index = self.close = None
        self.close_root = None
        self.statement = None
        self.shares = {}
        self.counts, self.postal = None, []

    def copy(self):
        """A board that goes on from here by itself."""
        other = object.__new__(Board)
        for name, value in vars(self).items():
            setattr(other, name, value.copy() if isinstance(value, (dict, set, list)) else value)
        other.tree = Roots()
        other.tree.size, other.tree._edge = self.tree.size, self.tree._edge[:]
        other.chains = []
        for chain in self.chains:
            twin = object.__new__(Chain)
            vars(twin).update(vars(chain))
            other.chains.append(twin)
        return other

    def post(self, entry, blob=None):
        """Takes an entry. Raises Rejected, and then nothing has changed."""
        try:
            kind = kind_of(entry)
            method = kind.replace("-", "_")
            if kind in FIELDS:
                values, message, signature = signed_parts(entry, kind)
                self._check_signature(kind, values, message, signature)
                getattr(self, f"_{method}")(entry, blob, *values)
            else:
                self._vote(entry, kind)
        except Encoding:
            raise Rejected("encoding") from None
        self.counters[kind] += 1
        self.tree.push(leaf_hash(entry))

    def _check_signature(self, kind, values, message, signature):
        author = KINDS[kind][0]
        if author == "trustee":
            key = self._trustee_key(values[0])
        else:
            key = getattr(self.election, author)
        if not ed25519.verify(key, signed_bytes(self.election, kind, message), signature):
            raise Rejected("signature")

    def _trustee_key(self, index):
        if index > len(self.election.trustees):
            raise Rejected("unknown-trustee")
        return self.election.trustees[index - 1]

    def _phase(self, kind):
        if kind not in PHASES[self.phase]:
            raise Rejected("phase", f"{kind} in {self.phase}")

    # setup

    def _manifest(self, entry, blob, hash_):
        if blob != self.election.data:
            raise Rejected("manifest")
        self._phase("manifest")
        self.phase = "setup"

    def _trustee_commitment(self, entry, blob, trustee, attempt, hash_):
        election = self.election
        _package(blob, election.key_count, election.threshold, trustee)
        terms = {encoded[0] for encoded, _, _ in read_package(blob, election.key_count, election.threshold)}
        self._phase("trustee-commitment")
        begins = attempt == self.attempt + 1
        if not begins:
            if attempt != self.attempt or attempt == 0:
                raise Rejected("attempt")
            if self.complaints:
                raise Rejected("complaint")
            if trustee in self.commitments:
                raise Rejected("twice")
        if terms & self.terms:
            raise Rejected("repeated-term")
        commitments = {} if begins else dict(self.commitments)
        commitments[trustee] = (entry, blob)
        ceremony = None
        if len(commitments) == len(election.trustees):
            entries, blobs = zip(*(commitments[k] for k in sorted(commitments)))
            ceremony = _ceremony(entries, blobs, election.key_count, election.threshold)
        if begins:
            self.complaints, self.joint_keys, self.test_shares = set(), set(), set()
        self.attempt, self.commitments, self.ceremony = attempt, commitments, ceremony
        self.terms |= terms

    def _complaint(self, entry, blob, trustee, attempt, accused, reason):
        self._trustee_key(accused)
        self._phase("complaint")
        if attempt != self.attempt:
            raise Rejected("attempt")
        if trustee == accused:
            raise Rejected("self-accusation")
        if (trustee, accused) in self.complaints:
            raise Rejected("twice")
        self.complaints.add((trustee, accused))

    def _undisputed_keys(self):
        if self.complaints:
            raise Rejected("complaint")
        if self.ceremony is None:
            raise Rejected("ceremony-incomplete")

    def _joint_keys(self, entry, blob, trustee, keys_hash, ceremony_hash):
        self._phase("joint-keys")
        self._undisputed_keys()
        if (keys_hash, ceremony_hash) != (self.ceremony.keys.hash, self.ceremony.hash):
            raise Rejected("other-keys")
        if trustee in self.joint_keys:
            raise Rejected("twice")
        self.joint_keys.add(trustee)

    def _test_share(self, entry, blob, trustee, ceremony_hash, hash_):
        if self.ceremony is None:
            raise Rejected("ceremony-incomplete")
        if ceremony_hash != self.ceremony.hash:
            raise Rejected("other-keys")
        _check_test_share(self.election.id, self.ceremony, trustee, blob)
        self._phase("test-share")
        self._undisputed_keys()
        if trustee not in self.joint_keys:
            raise Rejected("ceremony-incomplete")
        if trustee in self.test_shares:
            raise Rejected("twice")
        self.test_shares.add(trustee)

    def _open(self, entry, blob, keys_hash):
        self._phase("open")
        self._undisputed_keys()
        if keys_hash != self.ceremony.keys.hash:
            raise Rejected("other-keys")
        n = len(self.election.trustees)
        if len(self.joint_keys) < n or len(self.test_shares) < n:
            raise Rejected("ceremony-incomplete")
        self.phase = "voting"

    # voting

    def _chain(self, credential):
        """The chain on which this credential is live."""
        at = self.chain_of.get(credential)
        if at is None or self.chains[at].live != credential:
            raise Rejected("not-live")
        return self.chains[at]

    def _credential(self, entry, blob, credential, style, weight, evidence, replaces):
        point(credential, identity=False)
        self._phase("credential")
        if style not in self.election.styles:
            raise Rejected("unknown-style")
        if not 1 <= weight <= self.election.weight_max:
            raise Rejected("weight")
        if credential in self.chain_of:
            raise Rejected("credential-reused")
        if replaces is None:
            if self.live >= self.election.voters_max:
                raise Rejected("too-many-voters")
            self.live += 1
            self.chain_of[credential] = len(self.chains)
            self.chains.append(Chain(credential, style, weight))
            return
        chain = self._chain(replaces)
        if (style, weight) != (chain.style, chain.weight):
            raise Rejected("replacement")
        if chain.credentials >= self.election.limits["credentials_per_chain"]:
            raise Rejected("chain-limit")
        chain.credentials += 1
        chain.live = credential
        self.chain_of[credential] = self.chain_of[replaces]

    def _revocation(self, entry, blob, credential, reason, evidence):
        self._phase("revocation")
        chain = self._chain(credential)
        chain.live, chain.revoked = None, reason
        self.live -= 1

    @property
    def proofs(self):
        keys = self.ceremony.keys
        return _proofs(self.election, keys.hash, keys)

    def _vote(self, entry, kind):
        if self.ceremony is None:
            raise Rejected("ceremony-incomplete")
        posted = self.proofs.check(entry, kind)
        self._phase(kind)
        chain = self._chain(posted.P)
        if posted.style.id != chain.style:
            raise Rejected("other-style")
        is_cast = kind == "ballot"
        if (chain.ballots if is_cast else chain.challenges) >= self.election.limits[f"{kind}s_per_chain"]:
            raise Rejected("chain-limit")
        if is_cast and chain.ballots and not self.election.revoting:
            raise Rejected("no-revoting")
        if posted.previous != chain.last:
            raise Rejected("previous")
        if posted.A in self.seen_a:
            raise Rejected("randomness-reused")
        self.seen_a.add(posted.A)
        if is_cast:
            chain.ballots += 1
            chain.last, chain.last_entry = posted.tracker, posted
        else:
            chain.challenges += 1

    def _notice(self, entry, blob, sequence, text, closes):
        self._phase("notice")
        if sequence != self.counters["notice"] + 1:
            raise Rejected("sequence")
        if closes is not None:
            if self.phase == "ended" or closes > note.TIME_MAX or closes <= self.closes:
                raise Rejected("extension")
            self.closes = closes

    # the end

    def _end(self, entry, blob, keys_hash, size):
        self._phase("end")
        if keys_hash != self.ceremony.keys.hash:
            raise Rejected("other-keys")
        if int.from_bytes(size, "big") > self.tree.size:
            raise Rejected("other-tree")
        self.phase, self.end_index = "ended", self.tree.size

    def _close(self, entry, blob, tree):
        self._phase("close")
        if tree != self.tree.size.to_bytes(8, "big") + self.tree.root():
            raise Rejected("other-tree")
        self.phase = "closed"
        after = Roots()
        after.size, after._edge = self.tree.size, self.tree._edge[:]
        after.push(leaf_hash(entry))
        self.close, self.close_root = after.size, after.root()
        counted = [(chain.weight, chain.last_entry) for chain in self.counted_chains()]
        self.statement = Statement(self.election, counted, self.close_root, self.close)

    def counted_chains(self):
        """The counting rule of section 8.5."""
        return [chain for chain in self.chains if chain.live is not None and chain.last_entry is not None]

    def _decryption_share(self, entry, blob, trustee, hash_):
        if self.statement is None:
            raise Rejected("not-settled")
        # the same statement follows from the same root
        key = (self.close_root, self.close, trustee, blob)
        points = _remembered(key, lambda: self._check_shares(blob, trustee))
        self._phase("decryption-share")
        if trustee in self.shares:
            raise Rejected("twice")
        self.shares[trustee] = points

    def _check_shares(self, blob, trustee):
        reader = Reader(blob)
        shares = self.statement.read_shares(reader)
        reader.end()
        return self.statement.check_shares(shares, self.ceremony, trustee)

    def _result(self, entry, blob, hash_):
        if self.statement is None:
            raise Rejected("not-settled")
        reader = Reader(blob)
        reader.array(2)
        counts = self.statement.read_counts(reader)
        postal = []
        for _ in range(_at_most(reader.array(), POSTAL_MAX)):
            reader.array(2)
            postal.append((reader.text(), self.statement.read_counts(reader)))
        reader.end()
        if any(all(c in note.WHITE_SPACE for c in reference) for reference, _ in postal):
            raise Rejected("postal-reference")
        self._phase("result")
        self.statement.check_counts(self.shares, self.election.threshold, counts)
        self.phase, self.counts, self.postal = "complete", counts, postal


def _at_most(count, most):
    if count > most:
        raise Encoding
    return count


@lru_cache(maxsize=1 << 10)
def _check_test_share(election, ceremony, trustee, blob):
    reader = Reader(blob)
    share = Share(reader, len(ceremony.keys.points))
    reader.end()
    a, b = ceremony.test_ciphertext
    indices = range(1, len(b) + 1)
    transcript = test_transcript(election, ceremony.hash, trustee)
    share.check(transcript, a, b, ceremony, trustee, indices, "test-share")


_shares_checked = {}


def _remembered(key, check):
    if key not in _shares_checked:
        if len(_shares_checked) > 1000:
            _shares_checked.clear()
        _shares_checked[key] = check()
    return _shares_checked[key]
