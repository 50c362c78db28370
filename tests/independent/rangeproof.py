"""Aggregated range proofs of 32 bits, as section 17 says that `bulletproofs` 5 verifies them."""

import secrets

import group
from group import G, H_BP, L

BITS = 32


class Proof:
    def __init__(self, data):
        elements = [data[i : i + 32] for i in range(0, len(data), 32)]
        self.A, self.S, self.T_1, self.T_2 = elements[:4]
        self.scalars = elements[4:7] + elements[-2:]
        rounds = elements[7:-2]
        self.L, self.R = rounds[::2], rounds[1::2]

    def is_canonical(self):
        """Whether all of its scalars are."""
        return all(group.scalar(encoded) is not None for encoded in self.scalars)

    def verify(self, transcript, commitments):
        """For canonical proofs. The transcript goes on behind the proof."""
        m = len(commitments)
        total = BITS * m
        points = [self.A, self.S, self.T_1, self.T_2, *self.L, *self.R]
        decoded = [group.decode(encoded) for encoded in points]
        if None in decoded or group.IDENTITY_BYTES in points:
            return False
        big_a, s, t_1, t_2 = decoded[:4]
        l_points, r_points = decoded[4 : 4 + len(self.L)], decoded[4 + len(self.L) :]
        t_x, t_x_blinding, e_blinding, a, b = (group.scalar(encoded) for encoded in self.scalars)

        transcript.append(b"dom-sep", b"rangeproof v1")
        transcript.append_u64(b"n", BITS)
        transcript.append_u64(b"m", m)
        for commitment in commitments:
            transcript.append(b"V", group.encode(commitment))
        transcript.append_all((b"A", self.A), (b"S", self.S))
        y, z = transcript.challenge_scalar(b"y"), transcript.challenge_scalar(b"z")
        transcript.append_all((b"T_1", self.T_1), (b"T_2", self.T_2))
        x = transcript.challenge_scalar(b"x")
        for label, encoded in zip((b"t_x", b"t_x_blinding", b"e_blinding"), self.scalars):
            transcript.append(label, encoded)
        w = transcript.challenge_scalar(b"w")
        transcript.append(b"dom-sep", b"ipp v1")
        transcript.append_u64(b"n", total)
        u = []
        for left, right in zip(self.L, self.R):
            transcript.append_all((b"L", left), (b"R", right))
            u.append(transcript.challenge_scalar(b"u"))

        sum_y = sum_of_powers(y, total)
        delta = (z - z * z) * sum_y - pow(z, 3, L) * ((1 << BITS) - 1) * sum_of_powers(z, m)
        # the first equation, right side minus left side, under a weight of our own
        weight = secrets.randbelow((1 << 128) - 1) + 1
        terms = [
            (weight * (delta - t_x), G),
            (-weight * t_x_blinding, H_BP),
            (weight * x, t_1),
            (weight * x * x, t_2),
        ]
        terms += [(weight * pow(z, 2 + j, L), v) for j, v in enumerate(commitments)]
        # the second
        terms += [(1, big_a), (x, s), (-e_blinding, H_BP), (w * (t_x - a * b), G)]
        inverse = [pow(value, -1, L) for value in u]
        for value, value_inverse, left, right in zip(u, inverse, l_points, r_points):
            terms += [(value * value, left), (value_inverse * value_inverse, right)]
        products = s_values(u, inverse, total)
        y_inverse, y_power = pow(y, -1, L), 1
        for i in range(total):
            j, k = divmod(i, BITS)
            terms.append((-z - a * products[i], group.range_generators(b"G", j)[k]))
            # s_i^(-1) is s of the index with all bits the other way
            own = pow(z, 2 + j, L) * (1 << k) - b * products[total - 1 - i]
            terms.append((z + y_power * own, group.range_generators(b"H", j)[k]))
            y_power = y_power * y_inverse % L
        return group.is_identity(group.sum_of_products(terms))


def sum_of_powers(base, count):
    """base^0 + … + base^(count − 1)."""
    total, power = 0, 1
    for _ in range(count):
        total += power
        power = power * base % L
    return total % L


def s_values(u, inverse, count):
    """s_i: u_1 goes with the highest bit of i."""
    values = [1]
    for value, value_inverse in zip(u, inverse):
        values = [s * factor % L for s in values for factor in (value_inverse, value)]
    assert len(values) == count
    return values
