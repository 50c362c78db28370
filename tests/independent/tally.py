"""Groups of reporting units, tally ciphertexts and counts (section 10)."""

import group
from ballot import Rejected
from ceremony import Share, lagrange, share_transcript

# encodings of 0·G, 1·G, … with their numbers, as many as were ever needed, and the last as a point
_baby_steps = {group.IDENTITY_BYTES: 0}
_last_step = group.IDENTITY


def merge(parents, sizes, minimum):
    """Groups of units (positions), from their sizes; None if even all together are too few (section 10.1)."""

    def line(unit):
        """The unit and all above it, upwards."""
        found = []
        while unit is not None:
            found.append(unit)
            unit = parents[unit]
        return found

    def order(some):
        return some[1], min(some[0])

    groups = [({unit}, size) for unit, size in sizes.items()]
    while groups:
        smallest = min(groups, key=order)
        if smallest[1] >= minimum:
            break
        groups.remove(smallest)
        above = [line(parents[unit]) for unit in smallest[0]]
        # common ancestors of the parents, lowest first, then the virtual root
        nodes = [node for node in above[0] if all(node in other for other in above)]
        for node in [*nodes, None]:
            under = [g for g in groups if node is None or all(node in line(unit) for unit in g[0])]
            if under:
                break
        if not under:
            return None
        partner = min(under, key=order)
        groups.remove(partner)
        groups.append((smallest[0] | partner[0], smallest[1] + partner[1]))
    return [sorted(units) for units, _ in sorted(groups, key=lambda g: min(g[0]))]


class Group:
    """One sum to be decrypted: number and weight of its ballots, A and the B_o."""

    def __init__(self, units, options):
        self.units = units
        self.ballots = self.weight = 0
        self.a = group.IDENTITY
        self.b = [group.IDENTITY] * options

    def add(self, weight, a, b):
        self.ballots += 1
        self.weight += weight
        self.a = group.add(self.a, group.multiply(weight, a))
        self.b = [group.add(p, group.multiply(weight, q)) for p, q in zip(self.b, b)]


class Statement:
    """What is to be decrypted on a closed board. `root` and `size` count `close`."""

    def __init__(self, election, counted, root, size):
        """`counted` are pairs of a weight and a posted ballot."""
        self.election, self.root, self.size = election, root, size
        self.counted = len(counted)
        # one list of groups for each contest, in manifest order
        self.contests = [[] for _ in election.contests]
        self._numbers(counted)
        for weight, posted in counted:
            self._add(weight, posted)

    def _numbers(self, counted):
        self._group_of = {}
        for c, contest in enumerate(self.election.contests):
            sizes = {style.unit: 0 for style in self.election.styles.values() if c in style.contests}
            for _, posted in counted:
                if c in posted.style.contests:
                    sizes[posted.style.unit] += 1
            merged = merge(self.election.parents, sizes, self.election.min_reporting_unit)
            for units in merged or []:
                own = Group([self.election.units[unit] for unit in units], len(contest.options))
                self.contests[c].append(own)
                for unit in units:
                    self._group_of[c, unit] = own

    def _add(self, weight, posted):
        style = posted.style
        a = group.decode(posted.A)
        bits, points = iter(posted.B), iter(posted.points_b)
        for c in style.contests:
            contest = self.election.contests[c]
            source = points if contest.has_points else bits
            b = [group.decode(next(source)) for _ in contest.options]
            own = self._group_of.get((c, style.unit))
            if own:
                own.add(weight, a, b)

    def read_shares(self, reader):
        """Per contest and group. Raises Encoding."""
        reader.array(len(self.contests))
        found = []
        for contest, groups in zip(self.election.contests, self.contests):
            reader.array(len(groups))
            found.append([Share(reader, len(contest.options)) for _ in groups])
        return found

    def check_shares(self, shares, ceremony, trustee):
        """Per contest and group the D as points. Raises Rejected `share`."""
        found = []
        for contest, groups, own in zip(self.election.contests, self.contests, shares):
            found.append([])
            for g, share in zip(groups, own):
                transcript = share_transcript(
                    self.election.id, self.root, self.size, trustee, contest.id, g.units
                )
                d = share.check(transcript, g.a, g.b, ceremony, trustee, contest.key_indices, "share")
                found[-1].append(d)
        return found

    def read_counts(self, reader):
        """Per contest, group and option. Raises Encoding."""
        reader.array(len(self.contests))
        found = []
        for contest, groups in zip(self.election.contests, self.contests):
            reader.array(len(groups))
            found.append([])
            for _ in groups:
                reader.array(len(contest.options))
                found[-1].append([reader.uint() for _ in contest.options])
        return found

    def check_counts(self, shares, threshold, claimed):
        """The claimed counts are those that the shares (trustee → points) give. Raises Rejected."""
        if len(shares) < threshold:
            raise Rejected("tally", f"{len(shares)} shares of {threshold}")
        chosen = tuple(sorted(shares)[:threshold])
        weights = lagrange(chosen)
        agrees = True
        for c, (contest, groups) in enumerate(zip(self.election.contests, self.contests)):
            for at, g in enumerate(groups):
                bound = contest.option_max * g.weight
                for o, b in enumerate(g.b):
                    terms = [(-l, shares[k][c][at][o]) for l, k in zip(weights, chosen)]
                    votes = group.add(b, group.sum_of_products(terms))
                    claim = claimed[c][at][o]
                    if claim <= bound and group.equal(group.multiply_base(claim), votes):
                        continue
                    if find_count(votes, bound) is None:
                        raise Rejected("tally", f"no count for option {contest.options[o]} of {contest.id}")
                    agrees = False
        if not agrees:
            raise Rejected("counts")


def find_count(votes, bound):
    """n from 0 to the bound with n·G = votes, or None: baby steps, giant steps."""
    global _last_step
    step = 1
    while step * step <= bound:
        step *= 2
    while len(_baby_steps) < step:
        _last_step = group.add(_last_step, group.G)
        _baby_steps[group.encode(_last_step)] = len(_baby_steps)
    giant = group.negate(group.multiply_base(step))
    for i in range(bound // step + 1):
        at = _baby_steps.get(group.encode(votes))
        if at is not None and i * step + at <= bound:
            return i * step + at
        votes = group.add(votes, giant)
    return None
