"""ristretto255 (RFC 9496) on Python's integers, sums of many products, and the generators of sections 2.1, 6 and 17.

A point is a tuple (X, Y, Z, T) of extended coordinates on edwards25519, one of the four or eight that stand for the same
element. Everything here may take time that depends on its input: a verifier has no secrets.
"""

import hashlib
from functools import lru_cache

try:
    # twice to three times as fast; the same numbers (see requirements.txt)
    from gmpy2 import mpz
except ImportError:
    mpz = int

# all coordinates become of this type, since all are reduced by it
P = mpz(2**255 - 19)
# the order of the group
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
D2 = 2 * D % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P

IDENTITY = (0, 1, 1, 0)
IDENTITY_BYTES = bytes(32)


def add(p, q):
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a = (y1 - x1) * (y2 - x2)
    b = (y1 + x1) * (y2 + x2)
    c = D2 * t1 % P * t2
    d = 2 * z1 * z2
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    x, y, z, _ = p
    a, b = x * x, y * y
    e, g, h = ((x + y) * (x + y) - a - b) % P, (b - a) % P, (-a - b) % P
    f = (g - 2 * z * z) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def negate(p):
    x, y, z, t = p
    return P - x, y, z, P - t


def subtract(p, q):
    return add(p, negate(q))


def is_identity(p):
    """Whether p stands for the identity of ristretto255: it lies in the 4-torsion."""
    return p[0] % P == 0 or p[1] % P == 0


def equal(p, q):
    return (p[0] * q[1] - p[1] * q[0]) % P == 0 or (p[1] * q[1] - p[0] * q[0]) % P == 0


def sqrt_ratio(u, v):
    """RFC 9496 section 4.2, SQRT_RATIO_M1: whether u/v is a square, and a root of it or of SQRT_M1 times it."""
    v3 = v * v % P * v % P
    r = u * v3 % P * pow(u * v3 % P * v3 % P * v % P, (P - 5) // 8, P) % P
    check = v * r % P * r % P
    u %= P
    correct = check == u
    flipped = check == P - u if u else False
    flipped_i = check == -u * SQRT_M1 % P
    if flipped or flipped_i:
        r = r * SQRT_M1 % P
    return correct or flipped, P - r if r & 1 else r


INVSQRT_A_MINUS_D = sqrt_ratio(1, (-1 - D) % P)[1]


@lru_cache(maxsize=1 << 16)
def decode(encoded):
    """RFC 9496 section 4.3.1. None if these 32 bytes are no point."""
    s = int.from_bytes(encoded, "little")
    if len(encoded) != 32 or s >= P or s & 1:
        return None
    ss = s * s % P
    u1, u2 = 1 - ss, 1 + ss
    u2_sqr = u2 * u2 % P
    v = (-D * u1 * u1 - u2_sqr) % P
    was_square, invsqrt = sqrt_ratio(1, v * u2_sqr % P)
    den_x = invsqrt * u2 % P
    x = 2 * s * den_x % P
    if x & 1:
        x = P - x
    y = u1 * invsqrt % P * den_x % P * v % P
    t = x * y % P
    if not was_square or t & 1 or y == 0:
        return None
    return x, y, 1, t


def encode(p):
    """RFC 9496 section 4.3.2."""
    x, y, z, t = p
    u1 = (z + y) * (z - y) % P
    u2 = x * y % P
    _, invsqrt = sqrt_ratio(1, u1 * u2 % P * u2 % P)
    den1, den2 = invsqrt * u1 % P, invsqrt * u2 % P
    z_inv = den1 * den2 % P * t % P
    if t * z_inv % P & 1:
        x, y, den_inv = y * SQRT_M1 % P, x * SQRT_M1 % P, den1 * INVSQRT_A_MINUS_D % P
    else:
        den_inv = den2
    if x * z_inv % P & 1:
        y = -y
    s = den_inv * (z - y) % P
    return int(P - s if s & 1 else s).to_bytes(32, "little")


def scalar(encoded):
    """A canonical scalar, or None."""
    n = int.from_bytes(encoded, "little")
    return n if len(encoded) == 32 and n < L else None


def wide_scalar(bytes64):
    """64 bytes, little-endian, modulo the order."""
    return int.from_bytes(bytes64, "little") % L


def _map_to_point(t):
    """RFC 9496 section 4.3.4, MAP."""
    r = SQRT_M1 * t % P * t % P
    u = (r + 1) * ONE_MINUS_D_SQ % P
    v = (-1 - r * D) * (r + D) % P
    was_square, s = sqrt_ratio(u, v)
    if was_square:
        c = -1
    else:
        s = s * t % P
        s = s if s & 1 else P - s
        c = r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1, w2, w3 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P, (1 - s * s) % P, (1 + s * s) % P
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


def one_way_map(bytes64):
    """RFC 9496 section 4.3.4."""
    low = (1 << 255) - 1
    halves = (int.from_bytes(bytes64[i : i + 32], "little") & low for i in (0, 32))
    return add(*(_map_to_point(half % P) for half in halves))


def hash_to_point(label):
    """map(s) of section 2.1."""
    return one_way_map(hashlib.sha512(label).digest())


# of the points that stand for it, the one that is the base point of Ed25519 too: y = 4/5, x even
_y = 4 * pow(5, -1, P) % P
_x = sqrt_ratio((_y * _y - 1) % P, (D * _y * _y + 1) % P)[1]
G = (_x, _y, 1, _x * _y % P)
assert encode(G).hex() == "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"
H = hash_to_point(b"tabella/v1/H")
# section 6: the blinding base of range proofs
H_BP = one_way_map(hashlib.sha3_512(encode(G)).digest())


@lru_cache(maxsize=None)
def vector_generator(i):
    """G_i of section 2.1, i from 1."""
    return hash_to_point(b"tabella/v1/G" + i.to_bytes(4, "big"))


@lru_cache(maxsize=None)
def range_generators(chain, j):
    """32 generators of section 17: chain is b"G" or b"H"."""
    stream = hashlib.shake_256(b"GeneratorsChain" + chain + j.to_bytes(4, "little")).digest(64 * 32)
    return [one_way_map(stream[64 * k : 64 * k + 64]) for k in range(32)]


class Table:
    """Multiples of one point, for many products with it: signed digits of `width` bits."""

    def __init__(self, point, width):
        self.width = width
        self.rows = []
        for _ in range(-(-254 // width)):
            row = [point]
            for _ in range((1 << (width - 1)) - 1):
                row.append(add(row[-1], point))
            self.rows.append(row)
            point = double(row[-1])

    def multiply(self, n):
        width, total = self.width, IDENTITY
        half, full, mask = 1 << (width - 1), 1 << width, (1 << width) - 1
        n %= L
        for row in self.rows:
            digit = n & mask
            n >>= width
            if digit > half:
                digit -= full
                n += 1
            if digit > 0:
                total = add(total, row[digit - 1])
            elif digit < 0:
                total = add(total, negate(row[-digit - 1]))
        return total


_table_of_g = None


def multiply_base(n):
    """n·G."""
    global _table_of_g
    if _table_of_g is None:
        _table_of_g = Table(G, 8)
    return _table_of_g.multiply(n)


def multiply(n, point):
    """n·point."""
    return point if n == 1 else sum_of_products([(n, point)])


def sum_of_products(terms):
    """Σ n·point over pairs (n, point)."""
    terms = [(n % L, point) for n, point in terms]
    terms = [term for term in terms if term[0]]
    if len(terms) < 48:
        return _straus(terms)
    return _pippenger(terms)


def _straus(terms):
    """All points share their doublings; each has its odd multiples up to 15, and digits that are odd or zero."""
    columns = {}
    for n, point in terms:
        twice = double(point)
        odd = [point]
        for _ in range(7):
            odd.append(add(odd[-1], twice))
        position = 0
        while n:
            zeros = (n & -n).bit_length() - 1
            n >>= zeros
            position += zeros
            digit = n & 31
            if digit > 16:
                digit -= 32
            n -= digit
            entry = odd[digit >> 1] if digit > 0 else negate(odd[-digit >> 1])
            columns.setdefault(position, []).append(entry)
    total = IDENTITY
    for position in range(max(columns, default=-1), -1, -1):
        total = double(total)
        for entry in columns.get(position, ()):
            total = add(total, entry)
    return total


def _pippenger(terms):
    """Signed digits of c bits, one bucket for each absolute value."""
    c = min(range(4, 16), key=lambda c: -(-254 // c) * (len(terms) + 2 * (1 << (c - 1))))
    half, full, mask = 1 << (c - 1), 1 << c, (1 << c) - 1
    windows = -(-254 // c)
    buckets = [[None] * (half + 1) for _ in range(windows)]
    for n, point in terms:
        minus = negate(point)
        for window in buckets:
            digit = n & mask
            n >>= c
            if digit == 0:
                continue
            entry = point
            if digit > half:
                digit = full - digit
                n += 1
                entry = minus
            held = window[digit]
            window[digit] = entry if held is None else add(held, entry)
    total = IDENTITY
    for window in reversed(buckets):
        for _ in range(c):
            total = double(total)
        running, weighted = None, None
        for held in reversed(window[1:]):
            if held is not None:
                running = held if running is None else add(running, held)
            if running is not None:
                weighted = running if weighted is None else add(weighted, running)
        if weighted is not None:
            total = add(total, weighted)
    return total
