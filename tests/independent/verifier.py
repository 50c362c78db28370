"""A board verified from its first entry, in the order of section 11."""

import hashlib
from functools import lru_cache

import note
import tree
from ballot import Rejected
from board import Board, blob_hash, kind_of
from cbor import Encoding
from manifest import Election, Refused
from report import (
    CHECK_OF, V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15, Failed, Report,
)
from source import Unreadable

WITNESSED_MAX = 10_000
# the same election is read once: many boards of one family are verified in one process
_election = lru_cache(maxsize=256)(Election)


class Trust:
    """What is known from elsewhere: the election's id, or its authority's key."""

    def __init__(self, election=None, authority=None):
        self.election, self.authority = election, authority

    def holds(self, election):
        if self.election is not None:
            return election.id == self.election
        return election.authority == self.authority


class Run:
    def __init__(self, source, trust, helpers=None):
        self.source, self.trust, self.helpers = source, trust, helpers
        self.report = Report()
        self.election = self.board = None
        # sizes that V4 asks about with the roots that notes name; one of another tree
        self.asked, self.forked = {}, None
        self.notes = []

    def run(self):
        try:
            self._steps()
        except Failed as failure:
            self.report.failed(failure)
        return self.report

    def _steps(self):
        self._read_checkpoint()
        self._trusted_manifest()
        self._signed_checkpoint()
        self._kept_notes()
        try:
            self._witnesses()
        except Failed as failure:
            self.report.failed(failure)
        self._entries()
        self._roots()
        for check in (self._ceremony, self._voting, self._seen_in_time, self._closing, self._counting):
            try:
                check()
            except Failed as failure:
                self.report.failed(failure)
        if not self.report.failures:
            self.report.counters = self._counters()
            self.report.result = self._outcome() if self.board.counts is not None else None

    def _read(self, check, path, index=None):
        try:
            return self.source.read(path)
        except Unreadable as error:
            raise Failed(check, "unreadable", index, str(error)) from None

    # steps 1 to 5

    def _read_checkpoint(self):
        data = self._read(V2, "checkpoint")
        if data is None:
            raise Failed(V2, "checkpoint", words="there is no checkpoint")
        try:
            self.note = note.Note(data)
            self.checkpoint = note.Checkpoint(self.note.text)
        except note.BadNote as error:
            raise Failed(V2, "checkpoint", words=str(error)) from None
        self.size = self.checkpoint.size

    def _tile(self, check, level, n, width):
        """A tile or bundle of so many elements; of a full one, more than is asked for may come."""
        data = self._read(check, tree.tile_path(level, n, width))
        if data is None and width < tree.TILE:
            return self._read(check, tree.tile_path(level, n)), tree.TILE
        return data, width

    def _trusted_manifest(self):
        def wrong(words):
            return Failed(V1, "manifest", 0, words)

        if self.size == 0:
            raise wrong("no entry 0")
        data, expected = self._tile(V1, "entries", 0, min(self.size, tree.TILE))
        entries = None if data is None else tree.split_bundle(data)
        if entries is None or len(entries) != expected:
            raise wrong("no bundle of entry 0")
        entry = entries[0]
        try:
            if kind_of(entry) != "manifest":
                raise wrong("entry 0 is no manifest entry")
            name = blob_hash(entry, "manifest")
        except Encoding:
            raise wrong("entry 0 is no manifest entry") from None
        blob = self._read(V1, blob_path(name), 0)
        if blob is None or hashlib.sha256(blob).digest() != name:
            raise wrong("no manifest with the hash that entry 0 names")
        own_id = hashlib.sha256(b"tabella/v1/manifest" + blob).digest()
        if self.trust.election not in (None, own_id):
            raise Failed(V1, "trust", 0, "another election")
        try:
            self.election = _election(blob)
        except Refused as error:
            raise wrong(str(error)) from None
        if not self.trust.holds(self.election):
            raise Failed(V1, "trust", 0, "another authority")
        self.report.election = own_id.hex()
        self.board = Board(self.election)

    def _signed_checkpoint(self):
        try:
            note.Checkpoint.open(self.note, self.election.checkpoint_key)
        except note.BadNote as error:
            raise Failed(V2, "checkpoint", words=str(error)) from None
        self.report.size, self.report.root = self.size, self.checkpoint.root.hex()
        self.report.passed(V2, f"signed by {self.checkpoint.origin}: {self.size} entries")

    def _kept_notes(self):
        for size in self._index():
            data = self._read(V4, f"witnessed/{size}")
            if data is None:
                raise Failed(V4, "witnessed", words=f"no witnessed/{size}")
            try:
                kept = note.Note(data)
                checkpoint = note.Checkpoint.open(kept, self.election.checkpoint_key)
            except note.BadNote as error:
                raise Failed(V4, "witnessed", words=f"witnessed/{size}: {error}") from None
            if checkpoint.size != size:
                raise Failed(V4, "witnessed", words=f"witnessed/{size} is of {checkpoint.size} entries")
            if size > self.size:
                raise Failed(V4, "shrunk", words=f"witnessed/{size}, but {self.size} entries")
            self.asked[size] = checkpoint.root
            self.notes.append((size, kept))
        self.notes.append((self.size, self.note))

    def _index(self):
        data = self._read(V4, "witnessed/index") or b""
        lines = data.split(b"\n")
        try:
            if lines.pop() != b"":
                raise note.BadNote("the last line does not end")
            sizes = [note.number(line.decode("ascii")) for line in lines]
            if 0 in sizes or sizes != sorted(set(sizes)) or len(sizes) > WITNESSED_MAX:
                raise note.BadNote("not ascending, or too many")
        except (note.BadNote, UnicodeDecodeError) as error:
            raise Failed(V4, "witnessed", words=f"witnessed/index: {error}") from None
        return sizes

    def _witnesses(self):
        try:
            times = note.cosigned(self.note, self.election.witnesses, self.election.quorum)
        except note.BadNote as error:
            raise Failed(V5, "quorum", words=str(error)) from None
        self.report.passed(V5, f"{len(times)} cosignatures, {self.election.quorum} are needed")

    # step 6

    def _entries(self):
        self.levels = [[]]
        for n, width in tree.widths(self.size):
            first = n * tree.TILE
            entries = self._bundle(n, width)
            leaves = self._hashes(0, n, width)
            if self.helpers and self.board.phase == "voting":
                self.helpers.prepare(self.board, entries)
            for index, entry in enumerate(entries, first):
                self._entry(index, entry, leaves[index - first])
            self._full_tiles()

    def _bundle(self, n, width):
        first = n * tree.TILE
        data, expected = self._tile(V3, "entries", n, width)
        if data is None:
            raise Failed(V3, "bundle", first, f"no {tree.tile_path('entries', n, width)}")
        entries = tree.split_bundle(data)
        if entries is None or len(entries) != expected:
            raise Failed(V3, "bundle", first, f"{tree.tile_path('entries', n, width)} is not of {expected} entries")
        return entries[:width]

    def _hashes(self, level, n, width):
        path = tree.tile_path(level, n, width)
        data, expected = self._tile(V3, level, n, width)
        if data is None:
            raise Failed(V3, "tile", words=f"no {path}")
        if len(data) != 32 * expected:
            raise Failed(V3, "tile", words=f"{path} has {len(data)} bytes")
        return [data[i : i + 32] for i in range(0, 32 * width, 32)]

    def _entry(self, index, entry, leaf):
        if tree.leaf_hash(entry) != leaf:
            raise Failed(V3, "leaf-hash", index, "the entry's hash is not the tile's")
        try:
            kind = kind_of(entry)
            name = blob_hash(entry, kind)
        except Encoding:
            raise Failed(V3, "encoding", index, "no entry") from None
        blob = None
        if name is not None:
            blob = self._read(V3, blob_path(name), index)
            if blob is None:
                raise Failed(V3, "blob-missing", index, name.hex())
            if hashlib.sha256(blob).digest() != name:
                raise Failed(V3, "blob-hash", index, name.hex())
        try:
            self.board.post(entry, blob)
        except Rejected as rejected:
            raise Failed(CHECK_OF[kind], rejected.name, index, str(rejected)) from None
        self.report.phase = self.board.phase
        if kind == "manifest":
            self.report.passed(V1, f"election {self.election.id.hex()}")
        self.levels[0].append(leaf)
        size = self.board.tree.size
        if size in self.asked and self.board.tree.root() != self.asked[size]:
            # said when all entries are read
            self.forked = size

    def _full_tiles(self):
        """The hash of a full tile stands a level higher."""
        level = 0
        while self.levels[level] and len(self.levels[level]) % tree.TILE == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(tree.root_of(self.levels[level][-tree.TILE :]))
            level += 1

    # step 7

    def _roots(self):
        for level, hashes in enumerate(self.levels[1:], 1):
            for n, width in tree.widths(len(hashes)):
                if self._hashes(level, n, width) != hashes[n * tree.TILE : n * tree.TILE + width]:
                    raise Failed(V3, "tile", words=f"{tree.tile_path(level, n, width)} has other hashes")
        if self.board.tree.root() != self.checkpoint.root:
            raise Failed(V3, "root", words=f"the entries' root is {self.board.tree.root().hex()}")
        self.report.passed(V3, f"{self.size} entries make the signed root")
        if self.forked is not None:
            raise Failed(V4, "fork", words=f"witnessed/{self.forked} has another root")
        self.report.passed(V4, f"goes on from {len(self.asked)} kept checkpoints")

    # step 8

    def _ceremony(self):
        board, report = self.board, self.report
        if board.phase in ("empty", "setup"):
            for check in (V6, V7, V8, V9):
                report.pending(check, "before open")
            return
        n, t, w = len(self.election.trustees), self.election.threshold, self.election.key_count
        report.passed(V6, f"{t} of {n} trustees, {w} joint keys, attempt {board.attempt}")

    def _voting(self):
        board, report = self.board, self.report
        if board.phase in ("empty", "setup"):
            return
        count = board.counters
        report.passed(V7, f"{count['credential']} credentials, {count['revocation']} revocations")
        report.passed(V8, f"{count['ballot']} ballots")
        report.passed(V9, f"{count['challenge']} challenges")

    def _seen_in_time(self):
        index, limit = self.board.end_index, self.board.closes + self.election.grace
        if index is None:
            self.report.pending(V10, "before end")
            return
        moments = []
        for size, kept in self.notes:
            if size > index:
                try:
                    times = note.cosigned(kept, self.election.witnesses, self.election.quorum)
                except note.BadNote:
                    continue
                moments.append(times[self.election.quorum - 1])
        if any(moment <= limit for moment in moments):
            self.report.passed(V10, f"end is entry {index}, seen at {min(moments)}; the limit was {limit}")
        elif moments:
            raise Failed(V10, "late", index, f"seen at {min(moments)}; the limit was {limit}")
        elif self.board.close is not None:
            raise Failed(V10, "quorum", index, "no quorum has seen end")
        else:
            self.report.pending(V10, "no quorum has seen end yet")

    def _closing(self):
        board, report = self.board, self.report
        if board.close is None:
            for check in (V11, V12, V13, V14):
                report.pending(check, "before close")
            return
        report.passed(V11, f"{board.close} entries with close, root {board.close_root.hex()}")
        groups = sum(map(len, board.statement.contests))
        report.passed(V12, f"{board.statement.counted} ballots count, in {groups} groups")
        said = f"of trustees {', '.join(map(str, sorted(board.shares)))}; {self.election.threshold} are needed"
        if len(board.shares) < self.election.threshold:
            report.pending(V13, said)
        else:
            report.passed(V13, said)
        if board.counts is None:
            report.pending(V14, "before result")
        else:
            report.passed(V14, f"{sum(map(len, board.counts))} groups are counted as the shares give")

    def _outcome(self):
        found = []
        for c, contest in enumerate(self.election.contests):
            groups, counts = self.board.statement.contests[c], self.board.counts[c]
            postal = [group for _, counted in self.board.postal for group in counted[c]]

            def totals(some):
                return [[o, sum(group[i] for group in some)] for i, o in enumerate(contest.options)]

            found.append(
                {
                    "contest": contest.id,
                    "groups": [
                        {
                            "units": g.units,
                            "ballots": g.ballots,
                            "weight": g.weight,
                            "counts": [list(pair) for pair in zip(contest.options, own)],
                            "postal": totals([counted[c][place] for _, counted in self.board.postal]),
                        }
                        for place, (g, own) in enumerate(zip(groups, counts))
                    ],
                    "totals": totals(counts),
                    "postal": totals(postal),
                    "protocols": [
                        {"reference": reference, "votes": sum(map(sum, counted[c]))}
                        for reference, counted in self.board.postal
                    ],
                }
            )
        return found

    def _counting(self):
        board, count = self.board, self.board.counters
        if board.close is None:
            self.report.pending(V15, "before close")
            return
        counted = board.counted_chains()
        voted = [chain for chain in board.chains if chain.ballots]
        revoked = [chain for chain in voted if chain.revoked]
        superseded = sum(chain.ballots - 1 for chain in voted)
        if count["ballot"] != len(counted) + superseded + len(revoked):
            raise Failed(V15, "counters", words="cast = counted + superseded + revoked does not hold")
        if sum(chain.credentials for chain in board.chains) != count["credential"]:
            raise Failed(V15, "counters", words="credentials")
        for contest, groups, own in zip(
            self.election.contests, board.statement.contests, board.counts or [[]] * len(self.election.contests)
        ):
            if sum(g.ballots for g in groups) > len(counted):
                raise Failed(V15, "counts", words=f"more ballots than are counted in contest {contest.id}")
            for g, votes in zip(groups, own):
                if not contest.total_min * g.weight <= sum(votes) <= contest.total_max * g.weight:
                    raise Failed(V15, "counts", words=f"unlawful sum of votes in contest {contest.id}")

        self.report.passed(
            V15, f"{count['ballot']} cast = {len(counted)} counted + {superseded} superseded + {len(revoked)} revoked"
        )

    def _counters(self):
        board, count = self.board, self.board.counters
        voted = [chain for chain in board.chains if chain.ballots]

        def gone(reason, some):
            return sum(chain.revoked == reason for chain in some)

        return {
            "credentials": count["credential"],
            "replacements": count["credential"] - len(board.chains),
            "ballots": count["ballot"],
            "challenges": count["challenge"],
            "counted": len(board.counted_chains()),
            "revoked_paper": gone("paper", board.chains),
            "revoked_paper_with_ballot": gone("paper", voted),
            "revoked_administrative": gone("administrative", board.chains),
            "revoked_administrative_with_ballot": gone("administrative", voted),
            "notices": count["notice"],
        }


def blob_path(name):
    return f"blob/sha256/{name.hex()}"


def verify(source, trust, helpers=None):
    """The report on a board."""
    return Run(source, trust, helpers).run()
