"""Where a board's files come from: a directory or an archive (section 8.1)."""

import os
import re
import stat

PARTS = ("tile/", "blob/", "witnessed/")


class Unreadable(Exception):
    """A file is there and cannot be read."""


class BadArchive(Exception):
    """With a sentence."""


class Directory:
    def __init__(self, root):
        self.root = root

    def has_checkpoint(self):
        return os.path.lexists(os.path.join(self.root, "checkpoint"))

    def read(self, path):
        """The bytes of a file, None if there is none."""
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Unreadable(f"{path}: {error}") from None


class Files:
    """Files in memory."""

    def __init__(self, files):
        self.files = files

    def read(self, path):
        return self.files.get(path)


_PATH = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_BLOCK = 512


def _octal(field):
    text = field.rstrip(b"\0 ").lstrip(b" ")
    if not re.fullmatch(rb"[0-7]+", text):
        raise BadArchive("a number in a header is not octal")
    return int(text, 8)


def _string(field):
    return field.split(b"\0", 1)[0]


class Archive:
    """POSIX ustar. Places of the files are remembered, contents read when they are asked for."""

    def __init__(self, path):
        self.file = open(path, "rb")
        self.places = {}
        self._seen = set()
        end = self.file.seek(0, os.SEEK_END)
        at = 0
        while at < end:
            self.file.seek(at)
            header = self.file.read(_BLOCK)
            at += _BLOCK
            if header == bytes(_BLOCK):
                break
            at = self._member(header, at, end)

    def _member(self, header, at, end):
        if len(header) < _BLOCK:
            raise BadArchive("a header is cut off")
        blanked = header[:148] + b" " * 8 + header[156:]
        if sum(blanked) != _octal(header[148:156]):
            raise BadArchive("the checksum of a header")
        kind, length = header[156:157], _octal(header[124:136])
        name = _string(header[:100])
        if header[257:262] == b"ustar" and _string(header[345:500]):
            name = _string(header[345:500]) + b"/" + name
        next_ = at + -(-length // _BLOCK) * _BLOCK
        if kind == b"5":
            return next_
        if kind not in (b"0", b"\0"):
            raise BadArchive(f"{name!r} is no regular file")
        path = name.decode("utf-8", "replace").removeprefix("./")
        if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
            raise BadArchive(f"the path {path!r}")
        if path in self._seen:
            raise BadArchive(f"{path} twice")
        self._seen.add(path)
        if at + length > end:
            raise BadArchive(f"{path} is cut off")
        if path == "checkpoint" or path.startswith(PARTS):
            self.places[path] = (at, length)
        return next_

    def has_checkpoint(self):
        return "checkpoint" in self.places

    def read(self, path):
        if path not in self.places:
            return None
        at, length = self.places[path]
        self.file.seek(at)
        return self.file.read(length)


def open_board(path):
    """The board at this path."""
    if stat.S_ISDIR(os.stat(path).st_mode):
        return Directory(path)
    return Archive(path)
