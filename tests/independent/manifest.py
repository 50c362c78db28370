"""The manifest: its reading, its refusals, its key indices and ballot styles (section 3)."""

import hashlib
import re

import ed25519
import note
import strict_json


class Refused(Exception):
    """With a name of section 3.3."""

    def __init__(self, name, words=""):
        super().__init__(f"{name}: {words}" if words else name)
        self.name = name


# what a field may be: "u16" and its like, "string", "bool", "time", TEXT, a list of one, an object
TEXT = "text"
_NUMBERS = {"u16": 1 << 16, "u32": 1 << 32, "u64": 1 << 64}
_KEYED = {"name": "string", "key": "string"}
_OPTIONAL = {
    *("parent", "list", "blank", "weight_max"),
    *("level", "issuers", "policies", "signing_policies", "refused_policies"),
}
_SHAPE = {
    "version": "u32",
    "title": TEXT,
    "languages": ["string"],
    "authority": _KEYED,
    "schedule": {
        "opens": "time",
        "closes": "time",
        "grace_seconds": "u32",
        "time_zone": "string",
        "postal_deadlines": [{"kind": "string", "apply_until": "time", "return_until": "time"}],
    },
    "reporting_units": [{"id": "string", "name": TEXT, "parent": "string"}],
    "contests": [
        {
            "id": "string",
            "title": TEXT,
            "rule": {"option_max": "u32", "total_min": "u32", "total_max": "u32"},
            "lists": [{"id": "string", "name": TEXT}],
            "options": [{"id": "string", "name": TEXT, "list": "string", "blank": "bool"}],
        }
    ],
    "styles": [{"id": "string", "contests": ["string"], "reporting_unit": "string"}],
    "trustees": {
        "threshold": "u16",
        "members": [{"name": "string", "key": "string", "encryption_key": "string"}],
    },
    "registrar": _KEYED,
    "ballot_box": {"name": "string", "receipt_key": "string", "checkpoint_key": "string"},
    "witnesses": {"quorum": "u32", "members": ["string"]},
    "eid": {
        "trust_anchors": ["string"],
        "origins": ["string"],
        "level": "level",
        "issuers": [
            {
                "anchor": "string",
                "level": "level",
                "policies": ["string"],
                "signing_policies": ["string"],
                "refused_policies": ["string"],
            }
        ],
    },
    "rules": {"revoting": "bool", "paper_precedence": "bool"},
    "voters_max": "u64",
    "weight_max": "u64",
    "min_reporting_unit": "u64",
    "limits": {
        "ballots_per_chain": "u32",
        "challenges_per_chain": "u32",
        "credentials_per_chain": "u32",
        "second_device_checks": "u32",
    },
    "clients": [{"name": "string", "sha256": "string"}],
}
_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_HEX32 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"[a-z0-9._\[\]-]+|\[[a-z0-9._\[:\]-]*")
_RECIPIENT = re.compile("age1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}")


def unix_time(text):
    """Seconds since 1970 of a `time`, or None."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    year, month, day, hours, minutes, seconds = map(int, match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        return None
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    # days from 0000-01-01, which is a leap year, to the first of January
    days = 365 * year + (year + 3) // 4 - (year + 99) // 100 + (year + 399) // 400
    days += sum(lengths[: month - 1]) + day - 1 - 719528
    time = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return time if time <= 253402207200 else None


def _read(value, shape, where):
    """Checks names and types, which is what a reader does before it understands anything."""

    def wrong(words):
        raise Refused("json", f"{where}: {words}")

    if isinstance(shape, dict):
        if isinstance(value, list):
            raise Refused("other-reading", f"{where}: an array for an object")
        if not isinstance(value, dict):
            wrong("no object")
        for key in value:
            if key not in shape:
                wrong(f"unknown field {key!r}")
        for key, inner in shape.items():
            if key in value:
                _read(value[key], inner, f"{where}.{key}")
            elif key not in _OPTIONAL:
                wrong(f"no {key}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            wrong("no array")
        if not value and where.rsplit(".", 1)[-1] in ("issuers", "policies", "signing_policies", "refused_policies"):
            raise Refused("other-reading", f"{where}: empty")
        for position, element in enumerate(value):
            _read(element, shape[0], f"{where}[{position}]")
    elif shape == TEXT:
        if isinstance(value, list):
            wrong("an array for a text")
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            wrong("no text")
    elif shape == "bool":
        if not isinstance(value, bool):
            wrong("neither true nor false")
        if where.endswith(".blank") and not value:
            raise Refused("other-reading", f"{where}: false")
    elif shape in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int) or value >= _NUMBERS[shape]:
            wrong("no number of its range")
    elif not isinstance(value, str):
        wrong("no string")
    elif shape == "level" and value not in ("low", "substantial", "high"):
        wrong(f"no level: {value}")
    elif shape == "level" and value == "high":
        raise Refused("other-reading", f"{where}: high")
    elif shape == "time" and unix_time(value) is None:
        wrong(f"no time: {value}")


def _unique(values, where):
    """Ids: not empty, none twice."""
    seen = set()
    for value in values:
        if value == "":
            raise Refused("text", f"{where}: empty")
        if value in seen:
            raise Refused("repeated", f"{where}: {value}")
        seen.add(value)


def _some(values, where):
    values = list(values)
    if not values:
        raise Refused("empty", where)
    _unique(values, where)


def _key(text, where):
    if not _HEX32.fullmatch(text) or ed25519.public_key(bytes.fromhex(text)) is None:
        raise Refused("key", f"{where}: {text}")
    return bytes.fromhex(text)


def _vkey(text, algorithm, where):
    try:
        key = note.Vkey.parse(text)
    except note.BadNote as error:
        raise Refused("key", f"{where}: {error}") from None
    if key.algorithm != algorithm or ed25519.public_key(key.public) is None:
        raise Refused("key", f"{where}: {text}")
    return key


def _is_origin(text):
    if not text.startswith("https://"):
        return False
    host, colon, port = text.removeprefix("https://").rpartition(":")
    if not colon or "]" in port:
        # the last colon, if any, belongs to an address in brackets
        host, port = host + colon + port, None
    if port is not None and (not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > 65535 or port == "443"):
        return False
    return _HOST.fullmatch(host) is not None


def _is_object_identifier(text):
    arcs = text.split(".")
    if not all(re.fullmatch("0|[1-9][0-9]{0,9}", arc) and int(arc) < 1 << 32 for arc in arcs):
        return False
    return len(text) <= 64 and 2 <= len(arcs) <= 20 and int(arcs[0]) <= 2 and int(arcs[1]) <= 39


def coefficients(most):
    """The coefficients of [0, most] (section 5.1)."""
    if most == 0:
        return []
    e = most.bit_length()
    return [1 << i for i in range(e - 1)] + [most - ((1 << (e - 1)) - 1)]


class Contest:
    def __init__(self, fields):
        self.id = fields["id"]
        self.option_max = fields["rule"]["option_max"]
        self.total_min = fields["rule"]["total_min"]
        self.total_max = fields["rule"]["total_max"]
        self.options = [option["id"] for option in fields["options"]]
        # from 1
        self.key_indices = []

    @property
    def has_points(self):
        return self.option_max > 255

    def is_lawful(self, values):
        total = sum(values)
        return max(values) <= self.option_max and self.total_min <= total <= self.total_max


class Style:
    """Which contests stand on a ballot, and the numbers of its proof (section 5.1)."""

    def __init__(self, fields, contests, unit):
        self.id = fields["id"]
        self.unit = unit
        # positions in the manifest, in manifest order
        self.contests = [c for c, contest in enumerate(contests) if contest.id in set(fields["contests"])]
        on_it = [contests[c] for c in self.contests]
        self.bit_contests = [contest for contest in on_it if not contest.has_points]
        self.points_contests = [contest for contest in on_it if contest.has_points]
        self.keys = [w for contest in self.bit_contests for w in contest.key_indices]
        self.points_keys = [w for contest in self.points_contests for w in contest.key_indices]
        # q(m), from 0
        self.contest_of = [q for q, contest in enumerate(self.bit_contests) for _ in contest.options]
        # (m, coefficient) for each bit of an option, (q, coefficient) for each slack bit; m, q from 0
        self.option_bits = [
            (m, c)
            for m, q in enumerate(self.contest_of)
            for c in coefficients(self.bit_contests[q].option_max)
        ]
        self.slack_bits = [
            (q, c)
            for q, contest in enumerate(self.bit_contests)
            for c in coefficients(contest.total_max - contest.total_min)
        ]
        self.M, self.Q, self.J = len(self.keys), len(self.bit_contests), len(self.points_keys)
        self.N = len(self.option_bits) + len(self.slack_bits)
        # commitments of the range proof, up to the next power of two
        commitments = sum(2 * len(contest.options) + 2 for contest in self.points_contests)
        self.padded = 1 << max(commitments - 1, 0).bit_length()
        self.range_proof_bytes = 32 * (9 + 2 * (32 * self.padded).bit_length() - 2) if self.J else 0

    def challenge_bytes(self):
        """Bytes of the largest `challenge` entry (section 3.2)."""

        def head(n):
            return 1 if n < 24 else 2 if n < 256 else 3 if n < 65536 else 5

        def string(n):
            return head(n) + n

        points = 1
        if self.J:
            points = 1 + 2 * string(32 * self.J) + string(self.range_proof_bytes) + 2 * string(96)
        ballot = 2 + string(32) + string(len(self.id.encode())) + 3 * string(32)
        ballot += string(32 * self.M) + string(192) + string(32 * self.N) + string(96) + points
        choices = head(self.M + self.J) + 5 * (self.M + self.J)
        return 1 + string(9) + string(ballot) + string(32) + choices + 2 * string(32)


class Election:
    """What a lawful manifest says."""

    def __init__(self, data):
        """Raises Refused."""
        self.data = data
        self.id = hashlib.sha256(b"tabella/v1/manifest" + data).digest()
        try:
            self.fields = strict_json.parse(data.decode("utf-8"))
        except UnicodeDecodeError:
            raise Refused("not-utf8") from None
        except strict_json.NotJson as error:
            raise Refused("json", str(error)) from None
        _read(self.fields, _SHAPE, "manifest")
        self._understand()

    def _understand(self):
        m = self.fields
        if m["version"] != 1:
            raise Refused("version", str(m["version"]))
        _some(m["languages"], "languages")
        for language in m["languages"]:
            if language == "und" or not _LANGUAGE.fullmatch(language):
                raise Refused("text", f"language {language}")
        self._text(m["title"], "title")
        self._schedule(m["schedule"])
        self.voters_max, self.min_reporting_unit = m["voters_max"], m["min_reporting_unit"]
        self.weight_max = m.get("weight_max", 1)
        if 0 in (self.voters_max, self.weight_max, self.min_reporting_unit):
            raise Refused("zero", "voters_max, weight_max or min_reporting_unit")
        self.limits, self.revoting = m["limits"], m["rules"]["revoting"]
        _some((unit["id"] for unit in m["reporting_units"]), "reporting units")
        for unit in m["reporting_units"]:
            self._name(unit["name"], unit["id"])
        _some((contest["id"] for contest in m["contests"]), "contests")
        for contest in m["contests"]:
            self._contest(contest)
        _some((style["id"] for style in m["styles"]), "styles")
        for style in m["styles"]:
            _some(style["contests"], f"contests of style {style['id']}")
        self._outside(m["eid"], m["clients"])
        self._people(m)
        self._units(m["reporting_units"])
        self._styles(m)

    def _text(self, text, where):
        if set(text) != set(self.fields["languages"]):
            raise Refused("languages", where)

    def _name(self, name, where):
        if set(name) != {"und"}:
            self._text(name, where)

    def _schedule(self, schedule):
        self.opens, self.closes = unix_time(schedule["opens"]), unix_time(schedule["closes"])
        self.grace = schedule["grace_seconds"]
        if self.closes <= self.opens:
            raise Refused("schedule", "closes is not after opens")
        if not re.fullmatch(r"[A-Za-z0-9/_+-]+", schedule["time_zone"]):
            raise Refused("text", f"time zone {schedule['time_zone']}")
        _unique((deadline["kind"] for deadline in schedule["postal_deadlines"]), "postal deadlines")

    def _contest(self, contest):
        where = f"contest {contest['id']}"
        self._text(contest["title"], where)
        lists, options, rule = contest["lists"], contest["options"], contest["rule"]
        _unique((list_["id"] for list_ in lists), f"lists of {where}")
        for list_ in lists:
            self._name(list_["name"], where)
        _some((option["id"] for option in options), f"options of {where}")
        known = {list_["id"] for list_ in lists}
        for option in options:
            self._name(option["name"], where)
            if "list" in option and option["list"] not in known:
                raise Refused("unknown", f"list {option['list']} in {where}")
        if rule["option_max"] == 0:
            raise Refused("zero", f"option_max of {where}")
        if rule["total_min"] > rule["total_max"] or rule["total_max"] > len(options) * rule["option_max"]:
            raise Refused("totals", where)
        blank = sum("blank" in option for option in options)
        if blank + (rule["total_min"] == 0) > 1:
            raise Refused("blank", where)
        if self.voters_max * self.weight_max * rule["option_max"] > 1 << 48:
            raise Refused("too-many-votes", where)

    def _outside(self, eid, clients):
        _unique(eid["trust_anchors"], "trust anchors")
        for anchor in eid["trust_anchors"]:
            if not _HEX32.fullmatch(anchor):
                raise Refused("text", f"trust anchor {anchor}")
        _unique(eid["origins"], "origins")
        for origin in eid["origins"]:
            if not _is_origin(origin):
                raise Refused("text", f"origin {origin}")
        issuers = eid.get("issuers", [])
        _unique([issuer["anchor"] for issuer in issuers], "issuers")
        for issuer in issuers:
            if issuer["anchor"] not in eid["trust_anchors"]:
                raise Refused("text", f"issuer {issuer['anchor']}")
            for listed in ("policies", "signing_policies", "refused_policies"):
                policies = issuer.get(listed, [])
                _unique(policies, listed)
                for policy in policies:
                    if not _is_object_identifier(policy):
                        raise Refused("text", f"policy {policy}")
        _unique((client["name"] for client in clients), "clients")
        for client in clients:
            if not _HEX32.fullmatch(client["sha256"]):
                raise Refused("text", f"client {client['name']}")

    def _people(self, m):
        self.threshold, members = m["trustees"]["threshold"], m["trustees"]["members"]
        n = len(members)
        if not (2 <= self.threshold <= n <= 65535 and 2 * self.threshold > n):
            raise Refused("threshold", f"{self.threshold} of {n}")
        self.trustees, recipients = [], []
        for member in members:
            self.trustees.append(_key(member["key"], member["name"]))
            if not _RECIPIENT.fullmatch(member["encryption_key"]):
                raise Refused("key", f"encryption key of {member['name']}")
            recipients.append(member["encryption_key"])
        if len(set(self.trustees)) < n or len(set(recipients)) < n:
            raise Refused("same-key", "trustees")
        box = m["ballot_box"]
        receipt = _key(box["receipt_key"], "receipt key")
        self.checkpoint_key = _vkey(box["checkpoint_key"], note.ED25519, "checkpoint key")
        if receipt == self.checkpoint_key.public:
            raise Refused("same-key", "receipt key and checkpoint key")
        self.authority = _key(m["authority"]["key"], "authority")
        self.registrar = _key(m["registrar"]["key"], "registrar")
        self.quorum, names = m["witnesses"]["quorum"], m["witnesses"]["members"]
        if 2 * self.quorum <= len(names) or self.quorum > len(names):
            raise Refused("quorum", f"{self.quorum} of {len(names)}")
        self.witnesses = [_vkey(name, note.COSIGNATURE, "witness") for name in names]
        _unique((key.name for key in self.witnesses), "witnesses")
        if len({key.public for key in self.witnesses}) < len(names):
            raise Refused("same-key", "witnesses")

    def _units(self, units):
        self.units = [unit["id"] for unit in units]
        position = {unit: at for at, unit in enumerate(self.units)}
        for unit in units:
            if "parent" in unit and unit["parent"] not in position:
                raise Refused("unknown", f"parent {unit['parent']}")
        # positions; None for a root
        self.parents = [position[unit["parent"]] if "parent" in unit else None for unit in units]
        for at in range(len(units)):
            steps, up = 0, at
            while up is not None:
                up, steps = self.parents[up], steps + 1
                if steps > len(units):
                    raise Refused("unit-cycle", self.units[at])

    def _styles(self, m):
        self.contests = [Contest(contest) for contest in m["contests"]]
        known = {contest.id for contest in self.contests}
        named = {contest for style in m["styles"] for contest in style["contests"]}
        if named - known:
            raise Refused("unknown", f"contest {min(named - known)}")
        if known - named:
            raise Refused("unused-contest", min(known - named))
        self._key_indices([set(style["contests"]) for style in m["styles"]])
        if self.key_count > 4096:
            raise Refused("too-many-keys", str(self.key_count))
        self.styles = {}
        for fields in m["styles"]:
            if fields["reporting_unit"] not in self.units:
                raise Refused("unknown", f"unit {fields['reporting_unit']}")
            unit = self.units.index(fields["reporting_unit"])
            if unit in self.parents:
                raise Refused("no-leaf", fields["reporting_unit"])
            style = self.styles[fields["id"]] = Style(fields, self.contests, unit)
            if style.J > 128:
                raise Refused("too-many-points-options", style.id)
            if style.challenge_bytes() > 65535:
                raise Refused("challenge-too-long", style.id)

    def _key_indices(self, styles):
        """Section 3.4."""
        taken = {}
        for contest in self.contests:
            together = {other for style in styles if contest.id in style for other in style}
            ranges = [taken[other] for other in together if other in taken]
            offset, count = 0, len(contest.options)
            while clash := [end for start, end in ranges if offset < end and start < offset + count]:
                offset = min(clash)
            taken[contest.id] = (offset, offset + count)
            contest.key_indices = list(range(offset + 1, offset + count + 1))
        self.key_count = max(end for _, end in taken.values())
