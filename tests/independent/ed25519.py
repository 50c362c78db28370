"""Strict verification of Ed25519 signatures (section 2.5): everything canonical, no small order, no cofactor."""

import hashlib
from functools import lru_cache

import group
from group import D, P, add, double, negate


@lru_cache(maxsize=1 << 14)
def decode(encoded):
    """RFC 8032 section 5.1.3, canonical encodings only. None if these 32 bytes are none."""
    n = int.from_bytes(encoded, "little")
    sign, y = n >> 255, n & ((1 << 255) - 1)
    if len(encoded) != 32 or y >= P:
        return None
    is_square, x = group.sqrt_ratio((y * y - 1) % P, (D * y * y + 1) % P)
    if not is_square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y % P, 1, x * y % P


def _is_small_order(point):
    x, y, z, _ = double(double(double(point)))
    return x % P == 0 and (y - z) % P == 0


@lru_cache(maxsize=1 << 12)
def public_key(encoded):
    """The point of a key that may be used, or None."""
    point = decode(encoded)
    return None if point is None or _is_small_order(point) else point


# products with a key that is asked for again and again: a table each, once it pays
_uses = {}
_tables = {}


def _multiply_key(n, encoded, point):
    table = _tables.get(encoded)
    if table is None:
        uses = _uses[encoded] = _uses.get(encoded, 0) + 1
        if uses < 4:
            return group.multiply(n, point)
        if len(_tables) > 256:
            _tables.clear()
            _uses.clear()
        table = _tables[encoded] = group.Table(point, 5)
    return table.multiply(n)


_verdicts = {}


def verify(key, message, signature):
    """Whether these 64 bytes are the signature of this message under these 32 bytes of key. Verdicts are remembered."""
    found = _verdicts.get((key, message, signature))
    if found is None:
        found = _verify(key, message, signature)
        remember(key, message, signature, found)
    return found


def remember(key, message, signature, verdict):
    """Another process has verified this."""
    if len(_verdicts) > 1 << 16:
        _verdicts.clear()
    _verdicts[key, message, signature] = verdict


def _verify(key, message, signature):
    point, r = public_key(key), decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or r is None or s >= group.L or _is_small_order(r):
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(digest, "little") % group.L
    # S·B − k·A − R is the neutral element itself, not one of its cosets
    x, y, z, _ = add(group.multiply_base(s), negate(add(_multiply_key(k, key, point), r)))
    return x % P == 0 and (y - z) % P == 0


