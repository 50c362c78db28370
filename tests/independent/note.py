"""Verifier keys, signed notes, checkpoints, cosignatures and tlog-proofs of C2SP (section 8.1)."""

import base64
import binascii
import hashlib
import re

import ed25519

ED25519, COSIGNATURE, ML_DSA_44 = 1, 4, 6
TIME_MAX = SIZE_MAX = (1 << 63) - 1
# White_Space of Unicode
WHITE_SPACE = frozenset(
    map(chr, [*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000])
)
_NUMBER = re.compile(r"0|[1-9][0-9]*")


class BadNote(Exception):
    """With a sentence."""


def _is_name(name):
    is_control = any(ord(c) < 32 or 127 <= ord(c) < 160 for c in name)
    is_refused = "+" in name or any(c in WHITE_SPACE for c in name)
    return name != "" and not is_control and not is_refused


def unbase64(text):
    """Padded and canonical."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("not base64") from None
    if base64.b64encode(data).decode() != text:
        raise BadNote("base64 in another spelling")
    return data


def number(text, most=SIZE_MAX):
    """Decimal, without leading zeros."""
    if not _NUMBER.fullmatch(text) or len(text) > 20 or int(text) > most:
        raise BadNote(f"no number: {text!r}")
    return int(text)


class Vkey:
    def __init__(self, name, algorithm, public):
        self.name, self.algorithm, self.public = name, algorithm, public
        self.id = hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]

    @classmethod
    def parse(cls, text):
        parts = text.split("+", 2)
        if len(parts) != 3 or not _is_name(parts[0]) or len(parts[0].encode()) > 255:
            raise BadNote("not name+id+key")
        data = unbase64(parts[2])
        if not data or (data[0] in (ED25519, COSIGNATURE) and len(data) != 33):
            raise BadNote("not a key of 32 bytes")
        key = cls(parts[0], data[0], data[1:])
        if key.id.hex() != parts[1]:
            raise BadNote("another key id")
        return key


class Note:
    """A signed note. `text` ends with its newline; `signatures` are (name, key id, signature)."""

    def __init__(self, data):
        if len(data) > 512 * 1024:
            raise BadNote("longer than 512 KiB")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise BadNote("not UTF-8") from None
        if any(ord(c) < 32 and c != "\n" for c in whole):
            raise BadNote("control characters")
        at = whole.rfind("\n\n")
        if at < 0 or not whole.endswith("\n"):
            raise BadNote("not text, empty line, signatures")
        self.text = whole[: at + 1]
        lines = whole[at + 2 :].split("\n")[:-1]
        if not 1 <= len(lines) <= 64:
            raise BadNote(f"{len(lines)} signatures")
        self.signatures = [self._line(line) for line in lines]

    @staticmethod
    def _line(line):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not _is_name(parts[1]):
            raise BadNote("not a signature line")
        data = unbase64(parts[2])
        if len(data) < 5:
            raise BadNote("an empty signature")
        return parts[1], data[:4], data[4:]

    def signature(self, key):
        """The one signature of this key, or None. Raises BadNote if there are two."""
        own = [signature for name, id_, signature in self.signatures if (name, id_) == (key.name, key.id)]
        if len(own) > 1:
            raise BadNote(f"two signatures of {key.name}")
        return own[0] if own else None


class Checkpoint:
    """The text of a note about a tree."""

    def __init__(self, text):
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] != "" or "" in lines[:-1]:
            raise BadNote("not origin, size, root")
        self.origin, self.size = lines[0], number(lines[1])
        self.root = unbase64(lines[2])
        if not 1 <= len(self.origin.encode()) <= 255:
            raise BadNote("the origin's length")
        if len(self.root) != 32:
            raise BadNote("the root's length")
        if self.size == 0 and self.root != hashlib.sha256().digest():
            raise BadNote("the root of no leaves")

    @classmethod
    def open(cls, note, key):
        """The checkpoint of a note that the log with this key signed."""
        checkpoint = cls(note.text)
        if checkpoint.origin != key.name:
            raise BadNote("another origin")
        signature = note.signature(key)
        if signature is None:
            raise BadNote("not signed by the log")
        if not ed25519.verify(key.public, note.text.encode(), signature):
            raise BadNote("the log's signature is not valid")
        return checkpoint


def cosignature_time(note, key):
    """When this witness cosigned the note; None if it did not. Raises BadNote if its line is not valid."""
    line = note.signature(key)
    if line is None:
        return None
    time = int.from_bytes(line[:8], "big")
    message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
    if len(line) != 72 or time > TIME_MAX or not ed25519.verify(key.public, message, line[8:]):
        raise BadNote(f"the cosignature of {key.name} is not valid")
    return time


def cosigned(note, members, quorum):
    """Times of the members who cosigned, ascending. Raises BadNote if they are too few, or one's line is not valid."""
    times = [cosignature_time(note, key) for key in members]
    times = sorted(time for time in times if time is not None)
    if len(times) < quorum:
        raise BadNote(f"cosigned by {len(times)}, not by {quorum}")
    return times


class TlogProof:
    """c2sp.org/tlog-proof@v1: index, hashes, note."""

    def __init__(self, text):
        lines = text.split("\n")
        if lines[0] != "c2sp.org/tlog-proof@v1":
            raise BadNote("no tlog-proof")
        at = 1
        self.extra = None
        if at < len(lines) and lines[at].startswith("extra "):
            self.extra = unbase64(lines[at][6:])
            if not 1 <= len(self.extra) <= 131072:
                raise BadNote("the length of extra")
            at += 1
        if at >= len(lines) or not lines[at].startswith("index "):
            raise BadNote("no index")
        self.index = number(lines[at][6:])
        at += 1
        self.hashes = []
        while at < len(lines) and lines[at] != "":
            self.hashes.append(unbase64(lines[at]))
            at += 1
        if len(self.hashes) > 64 or any(len(h) != 32 for h in self.hashes):
            raise BadNote("hashes")
        self.note = Note("\n".join(lines[at + 1 :]).encode())
