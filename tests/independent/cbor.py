"""CBOR in the core deterministic encoding, as section 2.3 allows it: what is read would be written to the same bytes."""


class Encoding(Exception):
    """Not the one encoding of what it should be."""


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def _head(self):
        """Major type and argument of the next item, in its shortest spelling."""
        if self.at >= len(self.data):
            raise Encoding
        first = self.data[self.at]
        self.at += 1
        major, argument = first >> 5, first & 31
        if argument >= 24:
            if argument > 27:
                raise Encoding
            length = 1 << (argument - 24)
            more = self.data[self.at : self.at + length]
            if len(more) < length:
                raise Encoding
            self.at += length
            argument = int.from_bytes(more, "big")
            if argument < (24 if length == 1 else 1 << (4 * length)):
                raise Encoding
        return major, argument

    def _expect(self, major):
        found, argument = self._head()
        if found != major:
            raise Encoding
        return argument

    def _string(self, major):
        length = self._expect(major)
        string = self.data[self.at : self.at + length]
        if len(string) < length:
            raise Encoding
        self.at += length
        return string

    def uint(self, bound=1 << 64):
        """An unsigned integer below the bound."""
        value = self._expect(0)
        if value >= bound:
            raise Encoding
        return value

    def bytes(self, length=None):
        """A byte string, of this length."""
        string = self._string(2)
        if length is not None and len(string) != length:
            raise Encoding
        return string

    def list(self, count):
        """A byte string of so many elements of 32 bytes."""
        string = self.bytes(32 * count)
        return [string[i : i + 32] for i in range(0, 32 * count, 32)]

    def text(self):
        try:
            return self._string(3).decode("utf-8")
        except UnicodeDecodeError:
            raise Encoding from None

    def array(self, count=None):
        """The head of an array with so many elements; gives their number."""
        found = self._expect(4)
        if count is not None and found != count:
            raise Encoding
        return found

    def null(self):
        """Whether the next item is null; if so, it is read."""
        if self.data[self.at : self.at + 1] != b"\xf6":
            return False
        self.at += 1
        return True

    def end(self):
        if self.at != len(self.data):
            raise Encoding


def head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, length in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * length):
            return bytes([major << 5 | code]) + argument.to_bytes(length, "big")
    raise ValueError(argument)


def write(item):
    """What a Reader reads. Lists are arrays."""
    if item is None:
        return b"\xf6"
    if isinstance(item, int):
        return head(0, item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        encoded = item.encode()
        return head(3, len(encoded)) + encoded
    return head(4, len(item)) + b"".join(map(write, item))
