"""What can be said of a ballot or challenge without its place on the board, one by one or many together.

Verdicts are remembered: they depend on nothing but the election, its keys and the bytes.
"""

from ballot import Posted, Rejected, all_hold, check_challenge, check_equations, equations
from cbor import Encoding


class Proofs:
    def __init__(self, election, keys):
        self.election, self.keys = election, keys
        self.verdicts = {}

    def check(self, entry, kind):
        """The posted ballot, if all of its own is right. Raises Rejected."""
        if entry not in self.verdicts:
            if len(self.verdicts) > 1 << 14:
                self.verdicts.clear()
            self.verdicts[entry] = self._verdict(entry, kind)
        if self.verdicts[entry] is not None:
            raise Rejected(self.verdicts[entry])
        return Posted(self.election, entry, kind)

    def check_batch(self, entries):
        """Verdicts of (entry, kind) pairs, in their order: None, or the name of a rejection."""
        verdicts, ready, together = [], [], []
        for entry, kind in entries:
            try:
                posted = self._posted(entry, kind)
                found = equations(self.election, self.keys, posted)
            except Rejected as rejected:
                verdicts.append(rejected.name)
                continue
            ready.append((len(verdicts), posted, found))
            together += found
            verdicts.append(None)
        fine = all_hold(together)
        for position, posted, found in ready:
            try:
                if not fine:
                    check_equations(found)
                if posted.kind == "challenge":
                    check_challenge(self.election, self.keys, posted)
            except Rejected as rejected:
                verdicts[position] = rejected.name
        return verdicts

    def _posted(self, entry, kind):
        try:
            return Posted(self.election, entry, kind)
        except Encoding:
            raise Rejected("encoding") from None

    def _verdict(self, entry, kind):
        return self.check_batch([(entry, kind)])[0]
