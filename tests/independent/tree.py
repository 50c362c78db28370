"""Merkle trees of RFC 6962 and their tiles (C2SP tlog-tiles, section 8.1)."""

import hashlib
import re

EMPTY_ROOT = hashlib.sha256().digest()
TILE = 256


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Roots:
    """Roots of the tree of the leaves so far: the perfect trees at its right edge, largest first."""

    def __init__(self):
        self.size = 0
        self._edge = []

    def push(self, leaf):
        self.size += 1
        self._edge.append(leaf)
        for _ in range((self.size & -self.size).bit_length() - 1):
            right = self._edge.pop()
            self._edge.append(node_hash(self._edge.pop(), right))

    def root(self):
        if not self._edge:
            return EMPTY_ROOT
        hash_ = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            hash_ = node_hash(left, hash_)
        return hash_


def root_of(leaves):
    roots = Roots()
    for leaf in leaves:
        roots.push(leaf)
    return roots.root()


def check_inclusion(index, size, leaf, proof, root):
    """RFC 9162 section 2.1.3.2."""
    if index >= size:
        return False
    fn, sn, hash_ = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            hash_ = node_hash(step, hash_)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hash_ = node_hash(hash_, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hash_ == root


def check_consistency(old, new, old_root, new_root, proof):
    """RFC 9162 section 2.1.4.2, for sizes above 0."""
    if old == new:
        return not proof and old_root == new_root
    if old & (old - 1) == 0:
        proof = [old_root, *proof]
    if not proof:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = proof[0]
    for step in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first == old_root and second == new_root


def _number(n):
    groups = [f"{n % 1000:03}"]
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03}")
    return "/".join(reversed(groups))


def tile_path(level, n, width=TILE):
    """`level` is a number, or "entries"."""
    return f"tile/{level}/{_number(n)}" + (f".p/{width}" if width < TILE else "")


_PATH = re.compile(r"tile/(entries|[0-9]+)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]+))?")


def parse_tile_path(path):
    """(level, n, width), or None if no tile or bundle has this path."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    level = match[1] if match[1] == "entries" else int(match[1])
    n = int(match[2].replace("x", "").replace("/", ""))
    width = int(match[3]) if match[3] else TILE
    if level != "entries" and level > 63:
        return None
    if (match[3] and not 1 <= width < TILE) or tile_path(level, n, width) != path:
        return None
    return level, n, width


def widths(count):
    """The tiles over so many hashes: pairs of a number and a width."""
    for n in range(count // TILE):
        yield n, TILE
    if count % TILE:
        yield count // TILE, count % TILE


def split_bundle(data):
    """The entries of a bundle, or None if it ends within one."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            return None
        entries.append(data[at + 2 : end])
        at = end
    return entries
