"""Merlin 3 as section 16 of docs/protocol.md writes it.

The state of STROBE-128 is a sponge of rate 168 whose blocks end in 0x04 … 0x80: that is the padding of cSHAKE128, which
OpenSSL offers as KECCAK-KMAC-128. Where `hashlib` has it, it does the work; where not, Keccak is done here, some hundred
times slower.
"""

import hashlib

from group import wide_scalar

RATE = 168
_MASK = (1 << 64) - 1


def _round_constants():
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << ((1 << j) - 1)
            register = (register << 1) ^ ((register >> 7) * 0x171)
        constants.append(constant)
    return constants


_CONSTANTS = _round_constants()


def _rotate(lane, n):
    n %= 64
    return ((lane << n) | (lane >> (64 - n))) & _MASK


def keccak_f(state):
    """Keccak-f[1600] of FIPS 202 on 25 lanes, lane x + 5·y."""
    for constant in _CONSTANTS:
        column = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        for x in range(5):
            change = column[(x - 1) % 5] ^ _rotate(column[(x + 1) % 5], 1)
            for y in range(0, 25, 5):
                state[x + y] ^= change
        x, y, lane = 1, 0, state[1]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lane, state[x + 5 * y] = state[x + 5 * y], _rotate(lane, (t + 1) * (t + 2) // 2)
        for y in range(0, 25, 5):
            row = state[y : y + 5]
            for x in range(5):
                state[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & _MASK)
        state[0] ^= constant


class _PurePython:
    """What of a sponge is needed: whole blocks in, the first bytes after a last, padded block out."""

    def __init__(self):
        self.state = [0] * 25
        self.rest = b""

    def copy(self):
        other = _PurePython()
        other.state = self.state[:]
        other.rest = self.rest
        return other

    def update(self, data):
        data = self.rest + bytes(data)
        while len(data) >= RATE:
            self._block(data[:RATE])
            data = data[RATE:]
        self.rest = data

    def digest(self, length):
        other = self.copy()
        block = bytearray(self.rest) + bytes(RATE - len(self.rest))
        block[len(self.rest)] ^= 0x04
        block[RATE - 1] ^= 0x80
        other._block(block)
        return b"".join(lane.to_bytes(8, "little") for lane in other.state)[:length]

    def _block(self, block):
        for i in range(RATE // 8):
            self.state[i] ^= int.from_bytes(block[8 * i : 8 * i + 8], "little")
        keccak_f(self.state)


def _new_sponge():
    try:
        return hashlib.new("KECCAK-KMAC-128")
    except ValueError:
        return _PurePython()


class Transcript:
    """`block` is what was added to the state since Keccak last ran; its length is `pos` of section 16."""

    def __init__(self, label, sponge=None):
        self.sponge = sponge or _new_sponge()
        self.sponge.update(bytes([1, RATE, 1, 0, 1, 96]) + b"STROBEv1.0.2" + bytes(RATE - 18))
        self.before, self.padded = None, b""
        self.block, self.begin = bytearray(), 0
        self._operate(0x12, b"Merlin v1.0")
        self.append(b"dom-sep", label)

    def copy(self):
        """A transcript that goes on from here by itself."""
        other = object.__new__(Transcript)
        other.sponge = self.sponge.copy()
        other.before, other.padded = self.before, self.padded
        other.block, other.begin = self.block[:], self.begin
        return other

    def append(self, label, message):
        self._operate(0x12, label + len(message).to_bytes(4, "little"))
        self._operate(0x02, message)

    def append_all(self, *pairs):
        for label, message in pairs:
            self.append(label, message)

    def append_u64(self, label, number):
        self.append(label, number.to_bytes(8, "little"))

    def challenge_bytes(self, label, length):
        assert 0 < length < RATE - 2
        self._operate(0x12, label + length.to_bytes(4, "little"))
        self._absorb(bytes([self.begin, 0x07]), mark=True)
        if self.block:
            self._run()
        # the state's first bytes: what a sponge gives for the last block with its padding
        sponge = self.before.copy()
        sponge.update(self.padded)
        drawn = sponge.digest(length)
        # they are set to zero, which is adding them
        self.block = bytearray(drawn)
        return drawn

    def challenge_scalar(self, label):
        return wide_scalar(self.challenge_bytes(label, 64))

    def _operate(self, flags, data):
        self._absorb(bytes([self.begin, flags]), mark=True)
        self._absorb(data)

    def _absorb(self, data, mark=False):
        if mark:
            self.begin = len(self.block) + 1
        block = self.block
        room = RATE - 2 - len(block)
        while len(data) >= room:
            block += data[:room]
            data = data[room:]
            self._run()
            block = self.block
            room = RATE - 2
        block += data

    def _run(self):
        # up to here the bytes of a message; the padding is that of the sponge
        self.padded = bytes(self.block) + bytes([self.begin])
        self.before = self.sponge.copy()
        whole = bytearray(self.padded) + bytes(RATE - len(self.padded))
        whole[len(self.padded)] ^= 0x04
        whole[RATE - 1] ^= 0x80
        self.sponge.update(whole)
        self.block, self.begin = bytearray(), 0


def _self_test():
    """Merlin's own test (section 16): a sponge that pads in another way is not used."""
    transcript = Transcript(b"test protocol")
    transcript.append(b"some label", b"some data")
    expected = "d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615"
    return transcript.challenge_bytes(b"challenge", 32).hex() == expected


if not _self_test():
    _new_sponge = _PurePython
    assert _self_test(), "merlin's own test fails"
