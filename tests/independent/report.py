"""What a run found: the fifteen named checks of section 11."""

CHECKS = [
    "manifest",
    "checkpoint",
    "log",
    "consistency",
    "witnesses",
    "key-ceremony",
    "credentials",
    "ballots",
    "challenges",
    "end",
    "close",
    "tally",
    "shares",
    "result",
    "counting",
]
V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15 = range(1, 16)
CHECK_OF = {
    "manifest": V1,
    "trustee-commitment": V6,
    "complaint": V6,
    "joint-keys": V6,
    "test-share": V6,
    "open": V6,
    "credential": V7,
    "revocation": V7,
    "ballot": V8,
    "challenge": V9,
    "notice": V10,
    "end": V10,
    "close": V11,
    "decryption-share": V13,
    "result": V14,
}
EXIT_CODES = {"verified": 0, "failed": 1, "incomplete": 3}


class Failed(Exception):
    """A check does not hold: its number, the reason's name, the entry's index or None, a sentence."""

    def __init__(self, check, reason, index=None, words=""):
        super().__init__(words or reason)
        self.check, self.reason, self.index, self.words = check, reason, index, words

    def as_json(self):
        return {"index": self.index, "check": f"V{self.check}", "reason": self.reason, "words": self.words}


class Report:
    def __init__(self):
        self.election = self.root = self.phase = self.result = self.counters = None
        self.size = 0
        self.verdicts = {check: "pending" for check in range(1, 16)}
        self.words = {check: "not reached" for check in range(1, 16)}
        self.failures = []

    def passed(self, check, words=""):
        self.verdicts[check], self.words[check] = "passed", words

    def pending(self, check, words):
        self.words[check] = words

    def failed(self, failure):
        self.verdicts[failure.check], self.words[failure.check] = "failed", failure.words or failure.reason
        self.failures.append(failure)

    @property
    def first_failure(self):
        """The lowest index, then the lowest check; failures without an index come last."""
        return min(
            self.failures, key=lambda f: (f.index is None, f.index or 0, f.check), default=None
        )

    @property
    def verdict(self):
        found = set(self.verdicts.values())
        return "failed" if "failed" in found else "incomplete" if "pending" in found else "verified"

    def as_json(self):
        """Fields and names as the other verifier's report has them; the sentences are our own."""
        first = self.first_failure
        return {
            "verdict": self.verdict,
            "election": self.election,
            "size": self.size,
            "root": self.root,
            "phase": self.phase,
            "first_failure": first.as_json() if first else None,
            "checks": [
                {"check": f"V{n}", "name": name, "verdict": self.verdicts[n], "words": self.words[n]}
                for n, name in enumerate(CHECKS, 1)
            ],
            "counters": self.counters,
            "result": self.result,
        }

    def lines(self):
        for n, name in enumerate(CHECKS, 1):
            yield f"V{n:<3} {self.verdicts[n]:8} {name:13} {self.words[n]}"
        first = self.first_failure
        if first:
            at = "" if first.index is None else f"entry {first.index}: "
            yield f"First failure: {at}V{first.check} ({first.reason}) {first.words}"
        yield f"Verdict: {self.verdict}"
