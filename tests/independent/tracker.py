"""How people see a tracker (section 5.3)."""

from note import WHITE_SPACE

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = 26
_SAME = {"I": "1", "L": "1", "O": "0"}


def _grouped(digits):
    return "-".join(digits[i : i + 4] for i in range(0, DIGITS, 4))


def text(tracker):
    bits = int.from_bytes(tracker, "big") >> (256 - 5 * DIGITS)
    return _grouped("".join(ALPHABET[bits >> 5 * (DIGITS - 1 - i) & 31] for i in range(DIGITS)))


def parse(typed):
    """The text that was meant, or None."""
    digits = ""
    for c in typed:
        if c == "-" or c in WHITE_SPACE:
            continue
        # letters of ASCII only: others have capitals among them
        c = c.upper() if c.isascii() else c
        c = _SAME.get(c, c)
        if c not in ALPHABET:
            return None
        digits += c
    return _grouped(digits) if len(digits) == DIGITS else None
