"""The key ceremony's commitments and keys, and shares with their proofs (sections 4, 10.3)."""

import hashlib
from functools import lru_cache

import group
from ballot import Equation, Keys, Rejected, all_hold, begin, point, scalar
from cbor import Reader
from group import G, L


def read_package(blob, runs, threshold):
    """The triples of a round-1 package. Raises Encoding."""
    reader = Reader(blob)
    reader.array(runs)
    found = []
    for _ in range(runs):
        reader.array(3)
        found.append((reader.list(threshold), reader.bytes(32), reader.bytes(32)))
    reader.end()
    return found


def check_package(package, trustee):
    """The coefficients of each run as points. Raises Rejected `package`."""
    coefficients, equations = [], []
    for encoded, r, mu in package:
        own = [point(c, "package", identity=False) for c in encoded]
        big_r, mu_scalar = point(r, "package", identity=False), scalar(mu, "package")
        digest = hashlib.sha512(
            b"FROST-RISTRETTO255-SHA512-v1" + b"dkg" + trustee.to_bytes(32, "little") + encoded[0] + r
        )
        c = group.wide_scalar(digest.digest())
        equations.append(Equation("package", [(mu_scalar, G), (-1, big_r), (-c, own[0])]))
        coefficients.append(own)
    if not all_hold(equations):
        raise Rejected("package", "a proof of possession")
    terms = [encoded[0] for encoded, _, _ in package]
    if len(set(terms)) < len(terms):
        raise Rejected("package", "a constant term twice")
    return coefficients


class Ceremony:
    """What follows from the commitments of all trustees of one attempt."""

    def __init__(self, entries, packages):
        """Both in manifest order; packages are the points of check_package. Raises Rejected."""
        self.hash = hashlib.sha256(b"tabella/v1/round1" + b"".join(entries)).digest()
        # per run, the sum of all polynomials' commitments
        self.sums = []
        for run in zip(*packages):
            sums = []
            for same_degree in zip(*run):
                total = group.IDENTITY
                for p in same_degree:
                    total = group.add(total, p)
                sums.append(total)
            self.sums.append(sums)
        self.keys = Keys([sums[0] for sums in self.sums])
        encoded = self.keys.encoded
        if group.IDENTITY_BYTES in encoded or len(set(encoded)) < len(encoded):
            raise Rejected("ceremony", "a joint key is the identity, or two are equal")
        self._verification = {}

    def verification_keys(self, trustee):
        """Y_{1,k} … Y_{W,k} and their encodings."""
        if trustee not in self._verification:
            keys = [
                group.sum_of_products([(pow(trustee, i, L), p) for i, p in enumerate(sums)]) for sums in self.sums
            ]
            self._verification[trustee] = keys, [group.encode(key) for key in keys]
        return self._verification[trustee]

    @property
    def test_ciphertext(self):
        """A and the B_w of section 4.3."""
        r = group.wide_scalar(hashlib.sha512(b"tabella/v1/test" + self.hash).digest())
        return group.multiply_base(r), [group.multiply(r, key) for key in self.keys.points]


class Share:
    """D, t, s as they are published."""

    def __init__(self, reader, count):
        reader.array(3)
        self.D, self.t, self.s = reader.list(count), reader.list(2), reader.bytes(32)

    def check(self, transcript, a, b, ceremony, trustee, indices, name):
        """The D as points, if the proof holds for the transcript so far and the keys with these indices, from 1.
        Raises Rejected under the name."""
        points = [point(d, name) for d in self.D]
        t2, t3 = (point(t, name) for t in self.t)
        s = scalar(self.s, name)
        keys, encoded = ceremony.verification_keys(trustee)
        transcript.append(b"a", group.encode(a))
        for p, index in zip(b, indices):
            transcript.append_all((b"b", group.encode(p)), (b"y", encoded[index - 1]))
        for d in self.D:
            transcript.append(b"d", d)
        weights = [transcript.challenge_scalar(b"weight") for _ in self.D]
        transcript.append_all((b"t2", self.t[0]), (b"t3", self.t[1]))
        c = transcript.challenge_scalar(b"c")
        m = [(c * weight, keys[index - 1]) for weight, index in zip(weights, indices)]
        z = [(c * weight, p) for weight, p in zip(weights, points)]
        found = [
            Equation(name, [(s, G), (-1, t2)] + m),
            Equation(name, [(s, a), (-1, t3)] + z),
        ]
        if not all_hold(found):
            raise Rejected(name, f"the proof of trustee {trustee}")
        return points


def test_transcript(election, ceremony, trustee):
    return begin(
        b"tabella/v1/test-share",
        (b"election", election),
        (b"ceremony", ceremony),
        (b"trustee", trustee.to_bytes(2, "big")),
    )


def share_transcript(election, root, size, trustee, contest, units):
    transcript = begin(
        b"tabella/v1/share",
        (b"election", election),
        (b"root", root),
        (b"size", size.to_bytes(8, "big")),
        (b"trustee", trustee.to_bytes(2, "big")),
        (b"contest", contest.encode()),
    )
    for unit in units:
        transcript.append(b"group", unit.encode())
    return transcript


@lru_cache(maxsize=64)
def lagrange(trustees):
    """l_k at zero for these indices, each once (section 10.4)."""
    if len(set(trustees)) < len(trustees) or 0 in trustees:
        raise ValueError("an index twice, or zero")
    found = []
    for k in trustees:
        value = 1
        for j in trustees:
            if j != k:
                value = value * j * pow(j - k, -1, L) % L
        found.append(value)
    return found
