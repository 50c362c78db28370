"""Ballots and challenges: bytes, proof, authorisation, re-encryption (sections 5 to 7)."""

import hashlib
import secrets
from functools import lru_cache

import group
import rangeproof
from cbor import Encoding, Reader
from group import G, H, H_BP, L
from transcript import Transcript


class Rejected(Exception):
    """With a name of section 8.3."""

    def __init__(self, name, words=""):
        super().__init__(f"{name}: {words}" if words else name)
        self.name = name


def point(encoded, name="point", identity=True):
    """A canonical point. Raises Rejected under the name."""
    found = group.decode(encoded)
    if found is None or (not identity and encoded == group.IDENTITY_BYTES):
        raise Rejected(name, f"no point: {encoded.hex()}")
    return found


def scalar(encoded, name="point"):
    """A canonical scalar. Raises Rejected under the name."""
    found = group.scalar(encoded)
    if found is None:
        raise Rejected(name, f"no scalar: {encoded.hex()}")
    return found


class Keys:
    """The joint keys of an election, Y_1 … Y_W."""

    def __init__(self, points):
        self.points = points
        self.encoded = [group.encode(p) for p in points]
        self.hash = hashlib.sha256(b"tabella/v1/joint-keys" + b"".join(self.encoded)).digest()

    def at(self, index):
        """Y with this key index, from 1."""
        return self.points[index - 1]


class Posted:
    """The entry of a ballot or challenge, read but not checked."""

    def __init__(self, election, entry, kind):
        """Raises Rejected, Encoding."""
        reader = Reader(entry)
        reader.array(4 if kind == "ballot" else 6)
        reader.text()
        self.kind = kind
        self._ballot(election, reader.bytes())
        self.seed, self.choices = None, None
        if kind == "challenge":
            self.seed = reader.bytes(32)
            count = self.style.M + self.style.J
            reader.array(count)
            self.choices = [reader.uint(1 << 32) for _ in range(count)]
        self.K, self.z = reader.bytes(32), reader.bytes(32)
        reader.end()

    def _ballot(self, election, data):
        reader = Reader(data)
        reader.array(11)
        if reader.uint() != 1:
            raise Rejected("ballot-version")
        if reader.bytes(32) != election.id:
            raise Rejected("ballot-election")
        self.style = style = election.styles.get(reader.text())
        if style is None:
            raise Rejected("ballot-style")
        self.P, self.previous, self.A = reader.bytes(32), reader.bytes(32), reader.bytes(32)
        self.B = reader.list(style.M)
        self.commitments = reader.list(6)
        self.f, self.responses = reader.list(style.N), reader.list(3)
        self.points = None
        self.points_b = self.points_v = []
        if style.J == 0:
            if not reader.null():
                raise Encoding
        else:
            reader.array(5)
            self.points_b, self.points_v = reader.list(style.J), reader.list(style.J)
            self.range_proof = reader.bytes(style.range_proof_bytes)
            self.t, self.points_z = reader.list(3), reader.list(3)
        reader.end()
        self.tracker = hashlib.sha256(b"tabella/v1/tracker" + data).digest()


class Equation:
    """Σ n·point over own terms, which must be the identity."""

    def __init__(self, name, terms):
        self.name = name
        self.terms = terms

    def holds(self):
        return group.is_identity(group.sum_of_products(self.terms))


def begin(label, *pairs):
    transcript = Transcript(label)
    transcript.append_all(*pairs)
    return transcript


def authorisation_challenge(election, purpose, credential, tracker, seed, key):
    """c of section 5.4."""
    transcript = begin(
        b"tabella/v1/authorise",
        (b"election", election),
        (b"purpose", purpose),
        (b"credential", credential),
        (b"tracker", tracker),
    )
    if seed is not None:
        transcript.append(b"seed", seed)
    transcript.append(b"key", key)
    return transcript.challenge_scalar(b"c")


def seed_scalar(election, credential, style, seed):
    """r of section 5.5."""
    transcript = begin(
        b"tabella/v1/seed",
        (b"election", election),
        (b"credential", credential),
        (b"style", style.encode()),
        (b"seed", seed),
    )
    return transcript.challenge_scalar(b"r")


@lru_cache(maxsize=256)
def _ballot_transcript(election, keys_hash, style):
    return begin(b"tabella/v1/ballot", (b"election", election), (b"joint-keys", keys_hash), (b"style", style))


class Challenges:
    """y, x, and for ballots with points the transcript that goes on after them."""

    def __init__(self, election, keys, posted):
        transcript = _ballot_transcript(election.id, keys.hash, posted.style.id.encode()).copy()
        transcript.append_all((b"credential", posted.P), (b"previous", posted.previous), (b"a", posted.A))
        for b in posted.B:
            transcript.append(b"b", b)
        for b, v in zip(posted.points_b, posted.points_v):
            transcript.append_all((b"b", b), (b"v", v))
        bits, mask, cross, square, link_a, link_b = posted.commitments
        transcript.append_all((b"bits", bits), (b"mask", mask), (b"cross", cross), (b"square", square))
        self.y = transcript.challenge_scalar(b"y")
        transcript.append_all((b"link-a", link_a), (b"link-b", link_b))
        self.x = transcript.challenge_scalar(b"x")
        self.points = transcript.challenge_bytes(b"points", 32) if posted.style.J else None


def equations(election, keys, posted):
    """Everything about a posted ballot that is an equation, the authorisation first. Raises Rejected."""
    style = posted.style
    a = point(posted.A, identity=False)
    b = [point(p) for p in posted.B]
    commitments = [point(p) for p in posted.commitments]
    f = [scalar(s) for s in posted.f]
    z_bits, z_cross, z_link = (scalar(s) for s in posted.responses)
    key, credential, z = point(posted.K), point(posted.P, identity=False), scalar(posted.z)

    drawn = Challenges(election, keys, posted)
    y, x = drawn.y, drawn.x
    found = []
    if style.J:
        found = _points_equations(keys, posted, drawn, a)

    powers = [pow(y, e, L) for e in range(1, style.M + style.Q + 1)]
    w, u = powers[: style.M], powers[style.M :]
    g = [w[m] + u[q] for m, q in enumerate(style.contest_of)]
    kappa = sum(u[q] * contest.total_max for q, contest in enumerate(style.bit_contests))
    weights = [w[m] * c for m, c in style.option_bits] + [-u[q] * c for q, c in style.slack_bits]
    bits, mask, cross, square, link_a, link_b = commitments
    generators = [group.vector_generator(i) for i in range(1, style.N + 1)]
    own_keys = [keys.at(index) for index in style.keys]
    linear = sum(weight * value for weight, value in zip(weights, f))

    purpose = b"cast" if posted.kind == "ballot" else b"challenge"
    c = authorisation_challenge(election.id, purpose, posted.P, posted.tracker, posted.seed, posted.K)
    authorisation = Equation("authorisation", [(z, G), (-1, key), (-c, credential)])
    proof = [
        [(x, bits), (1, mask), (-z_bits, H)] + [(-n, p) for n, p in zip(f, generators)],
        [(x, cross), (1, square), (-z_cross, H)] + [(-n * (x - n), p) for n, p in zip(f, generators)],
        [(x, a), (1, link_a), (-z_link, G)],
        [(x * n, p) for n, p in zip(g, b)]
        + [(-z_link * n, p) for n, p in zip(g, own_keys)]
        + [(-x * kappa - linear, G), (1, link_b)],
    ]
    return [authorisation] + [Equation("ballot-proof", terms) for terms in proof] + found


def _points_equations(keys, posted, drawn, a):
    """The range proof, and the three equations of the link (section 6)."""
    style = posted.style
    range_proof = rangeproof.Proof(posted.range_proof)
    if not range_proof.is_canonical():
        raise Rejected("range-format")
    v = [point(p) for p in posted.points_v]
    t1, t2, t3 = (point(p) for p in posted.t)
    z_v, z_r, z_gamma = (scalar(s) for s in posted.points_z)
    b = [point(p) for p in posted.points_b]

    transcript = begin(b"tabella/v1/points", (b"ballot", drawn.points))
    if not range_proof.verify(transcript, _range_commitments(style, v)):
        raise Rejected("range-proof")
    transcript.append_all((b"t1", posted.t[0]), (b"t2", posted.t[1]), (b"t3", posted.t[2]))
    c = transcript.challenge_scalar(b"link")
    powers = [pow(drawn.y, j, L) for j in range(1, style.J + 1)]
    own_keys = [keys.at(index) for index in style.points_keys]
    terms = [
        [(z_r, G), (-1, t1), (-c, a)],
        [(z_v, G), (-1, t2)]
        + [(z_r * n, p) for n, p in zip(powers, own_keys)]
        + [(-c * n, p) for n, p in zip(powers, b)],
        [(z_v, G), (z_gamma, H_BP), (-1, t3)] + [(-c * n, p) for n, p in zip(powers, v)],
    ]
    return [Equation("ballot-proof", terms) for terms in terms]


def _range_commitments(style, v):
    commitments, at = [], 0
    for contest in style.points_contests:
        own = v[at : at + len(contest.options)]
        at += len(contest.options)
        total = group.IDENTITY
        for p in own:
            total = group.add(total, p)
        most = group.multiply_base(contest.option_max)
        commitments += own + [group.subtract(most, p) for p in own]
        commitments.append(group.subtract(group.multiply_base(contest.total_max), total))
        commitments.append(group.subtract(total, group.multiply_base(contest.total_min)))
    return commitments + [group.IDENTITY] * (style.padded - len(commitments))


def all_hold(some):
    """Whether all of these equations hold, each under a weight of its own (section 5.6)."""
    sums = {}
    for equation in some:
        weight = secrets.randbelow((1 << 128) - 1) + 1
        for n, p in equation.terms:
            held = sums.get(p)
            sums[p] = weight * n if held is None else held + weight * n
    return group.is_identity(group.sum_of_products([(n, p) for p, n in sums.items()]))


def check_equations(found):
    """Raises Rejected under the name of the first that fails."""
    if not all_hold(found):
        for equation in found:
            if not equation.holds():
                raise Rejected(equation.name)


def check_challenge(election, keys, posted):
    """Seed and choices give the ciphertexts, and the choices are lawful (section 7). Raises Rejected."""
    style, at = posted.style, 0
    for contest in style.bit_contests + style.points_contests:
        values = posted.choices[at : at + len(contest.options)]
        at += len(contest.options)
        if not contest.is_lawful(values):
            raise Rejected("challenge", f"unlawful choices in contest {contest.id}")
    r = seed_scalar(election.id, posted.P, style.id, posted.seed)
    terms = [((r, G), (0, G), posted.A)]
    published = posted.B + posted.points_b
    for value, index, b in zip(posted.choices, style.keys + style.points_keys, published):
        terms.append(((value, G), (r, keys.at(index)), b))
    for one, other, encoded in terms:
        made = group.add(group.multiply(*one), group.multiply(*other))
        if not group.equal(made, group.decode(encoded)):
            raise Rejected("challenge", "seed and choices give another ciphertext")
