"""JSON as section 3.1 reads it: RFC 8259, no key twice, plain unsigned integers only, no null, no half surrogates."""

import re

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PLAIN = re.compile(r"0|[1-9][0-9]*")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*)"')
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)")
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class NotJson(Exception):
    """With a sentence."""


def _unescape(string):
    def one(match):
        code, short = match.groups()
        return chr(int(code, 16)) if code else _SHORT.get(short, short)

    text = _ESCAPE.sub(one, string)
    try:
        # pairs of surrogates become one character; halves cannot be written
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise NotJson("half of a surrogate pair") from None


class _Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def space(self):
        self.at = _SPACE.match(self.text, self.at).end()

    def skip(self, word):
        if self.text.startswith(word, self.at):
            self.at += len(word)
            return True
        return False

    def expect(self, word):
        if not self.skip(word):
            raise NotJson(f"no {word!r} at character {self.at}")

    def string(self):
        match = _STRING.match(self.text, self.at)
        if not match:
            raise NotJson(f"no string at character {self.at}")
        self.at = match.end()
        return _unescape(match[1])

    def value(self, depth):
        if depth > 32:
            raise NotJson("nested too deep")
        self.space()
        if self.text.startswith('"', self.at):
            value = self.string()
        elif self.skip("{"):
            value = self.members(depth)
        elif self.skip("["):
            value = self.elements(depth)
        elif self.skip("true"):
            value = True
        elif self.skip("false"):
            value = False
        elif self.skip("null"):
            raise NotJson("null")
        else:
            value = self.number()
        self.space()
        return value

    def number(self):
        match = _NUMBER.match(self.text, self.at)
        if not match:
            raise NotJson(f"no value at character {self.at}")
        if not _PLAIN.fullmatch(match[0]):
            raise NotJson(f"{match[0]} is not written in plain digits")
        self.at = match.end()
        return int(match[0]) if len(match[0]) < 32 else 1 << 100

    def members(self, depth):
        found = {}
        self.space()
        if self.skip("}"):
            return found
        while True:
            self.space()
            key = self.string()
            if key in found:
                raise NotJson(f"{key!r} twice")
            self.space()
            self.expect(":")
            found[key] = self.value(depth + 1)
            if self.skip("}"):
                return found
            self.expect(",")

    def elements(self, depth):
        found = []
        self.space()
        if self.skip("]"):
            return found
        while True:
            found.append(self.value(depth + 1))
            if self.skip("]"):
                return found
            self.expect(",")


def parse(text):
    """The one value that this text is."""
    parser = _Parser(text)
    value = parser.value(0)
    if parser.at != len(text):
        raise NotJson(f"more than one value: character {parser.at}")
    return value
