"""Every file of tests/vectors, recomputed from docs/protocol.md."""

import hashlib
import json
import os

import ballot
import board as boards
import cbor
import ceremony
import ed25519
import group
import manifest
import note
import rangeproof
import tally
import tracker
import tree
from transcript import Transcript

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors")
unhex = bytes.fromhex


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return json.load(file)


class Checks:
    """Counts what agrees and keeps what does not."""

    def __init__(self, name):
        self.name, self.count, self.wrong = name, 0, []

    def equal(self, found, expected, what):
        self.count += 1
        if found != expected:
            self.wrong.append(f"{self.name}: {what}: found {found!r}, the file says {expected!r}")


def le32(n):
    return int(n).to_bytes(32, "little").hex()


def encoded(points):
    return [group.encode(p).hex() for p in points]


def election():
    return manifest.Election(read("manifest.json")["manifests"][0]["manifest"].encode())


def entries():
    """Entries of board.json with their blobs."""
    file = read("board.json")
    first = [(unhex(file["entries"][0]["bytes"]), election().data)]
    return first + [(unhex(e["bytes"]), unhex(e.get("blob") or "")) for e in file["entries"][1:]]


def replayed(checks=None):
    """board.json, entry by entry; the board right before each."""
    file, state = read("board.json"), boards.Board(election())
    for at, (entry, blob) in enumerate(entries()):
        state.post(entry, blob)
        if checks:
            expected = file["entries"][at]
            checks.equal(boards.kind_of(entry), expected["type"], f"type of entry {at}")
            checks.equal(state.tree.root().hex(), expected["root"], f"root after entry {at}")
    return state


def generators(checks):
    file = read("generators.json")
    for name, p in (("G", group.G), ("H", group.H), ("H_bp", group.H_BP)):
        checks.equal(group.encode(p).hex(), file[name], name)
    for case in file["G_i"]:
        checks.equal(group.encode(group.vector_generator(case["i"])).hex(), case["point"], f"G_{case['i']}")


def _reads(item, data):
    reader = cbor.Reader(data)
    try:
        if item == "null":
            fine = reader.null()
        else:
            getattr(reader, item)()
            fine = True
        reader.end()
        return fine
    except cbor.Encoding:
        return False


def encodings(checks):
    file = read("encodings.json")
    for case in file["uint"]:
        value, data = int(case["uint"]), unhex(case["cbor"])
        checks.equal(cbor.Reader(data).uint(), value, case)
        checks.equal(cbor.write(value), data, case)
    for case in file["byte_strings"]:
        value, data = unhex(case["bytes"]), unhex(case["cbor"])
        checks.equal(cbor.Reader(data).bytes(), value, case)
        checks.equal(cbor.write(value), data, case)
    for case in file["text_strings"]:
        value, data = case["text"], unhex(case["cbor"])
        checks.equal(cbor.Reader(data).text(), value, case)
        checks.equal(cbor.write(value), data, case)
    checks.equal(cbor.write([1, b"\2\2\2", "x", None]).hex(), file["array_of_1_h020202_x_null"], "array")
    for case in file["refused_cbor"]:
        checks.equal(_reads(case["item"], unhex(case["cbor"])), False, case)
    for case, label in zip(file["hashes"], (b"tabella/v1/manifest", b"tabella/v1/tracker")):
        checks.equal(hashlib.sha256(label + unhex(case["input"])).hexdigest(), case["sha256"], case)
    case = file["signature"]
    signed = b"tabella/v1/" + case["purpose"].encode() + b"\0" + unhex(case["election_id"]) + unhex(case["message"])
    checks.equal(signed.hex(), case["signed"], "what is signed")
    key, signature = unhex(case["public_key"]), unhex(case["signature"])
    checks.equal(ed25519.verify(key, signed, signature), True, "a signature")
    for at in range(0, 64, 7):
        changed = bytearray(signature)
        changed[at] ^= 1
        checks.equal(ed25519.verify(key, signed, bytes(changed)), False, f"byte {at} of a signature")
    for case in file["tracker_texts"]:
        checks.equal(tracker.text(unhex(case["tracker"])), case["text"], case)
    for case in file["tracker_inputs"]:
        checks.equal(tracker.parse(case["input"]), case["read"], case)


def manifests(checks):
    for case in read("manifest.json")["manifests"]:
        own = manifest.Election(case["manifest"].encode())
        checks.equal(own.id.hex(), case["election_id"], "election id")
        checks.equal(own.key_count, case["W"], "W")
        for contest, expected in zip(own.contests, case["contests"]):
            checks.equal(contest.id, expected["contest"], "contest")
            checks.equal(contest.key_indices, expected["key_indices"], f"key indices of {contest.id}")
        for style, expected in zip(own.styles.values(), case["styles"]):
            found = (style.id, style.M, style.N, style.J, style.range_proof_bytes)
            names = ("style", "M", "N", "J", "range_proof_bytes")
            checks.equal(found, tuple(expected[name] for name in names), f"style {style.id}")


def ceremonies(checks):
    file, own = read("ceremony.json"), election()
    packages, at = [], []
    for k, case in enumerate(file["commitments"], 1):
        package = ceremony.read_package(unhex(case["package"]), own.key_count, own.threshold)
        packages.append(ceremony.check_package(package, k))
        at.append(unhex(case["entry"]))
        checks.equal(entries()[case["index_in_board_json"]][0], at[-1], f"entry of trustee {k}")
    found = ceremony.Ceremony(at, packages)
    checks.equal(found.hash.hex(), file["ceremony_hash"], "ceremony hash")
    checks.equal([key.hex() for key in found.keys.encoded], file["joint_keys"], "joint keys")
    checks.equal(found.keys.hash.hex(), file["keys_hash"], "keys hash")
    secrets = [group.scalar(unhex(s)) for s in file["joint_secrets"]]
    checks.equal(encoded(map(group.multiply_base, secrets)), file["joint_keys"], "joint secrets")
    for case in file["trustees"]:
        _, keys = found.verification_keys(case["trustee"])
        checks.equal([key.hex() for key in keys], case["verification_keys"], "verification keys")
        shares = [group.multiply_base(group.scalar(unhex(s))) for s in case["secret_shares"]]
        checks.equal(encoded(shares), case["verification_keys"], "secret shares")
    a, b = found.test_ciphertext
    checks.equal(group.encode(a).hex(), file["test_ciphertext"]["A"], "A of the test ciphertext")
    checks.equal(encoded(b), file["test_ciphertext"]["B"], "B of the test ciphertext")


def whole_board(checks):
    file, state = read("board.json"), replayed(checks)
    checks.equal(state.election.id.hex(), file["election_id"], "election id")
    checks.equal(state.phase, "complete", "phase")


def ballots(checks):
    file, own = read("ballots.json"), election()
    keys = ballot.Keys([group.decode(unhex(key)) for key in file["joint_keys"]])
    checks.equal(keys.hash.hex(), file["keys_hash"], "keys hash")
    on_board = entries()
    for case in file["ballots"]:
        what = f"{case['kind']} with style {case['style']}"
        entry = unhex(case["entry"])
        posted = ballot.Posted(own, entry, case["kind"])
        secret = group.scalar(unhex(case["credential_secret"]))
        checks.equal(group.encode(group.multiply_base(secret)).hex(), case["credential"], f"P of {what}")
        checks.equal(posted.P.hex(), case["credential"], f"P within {what}")
        checks.equal(posted.previous.hex(), case["previous"], f"previous of {what}")
        r = ballot.seed_scalar(own.id, posted.P, case["style"], unhex(case["seed"]))
        checks.equal(le32(r), case["r"], f"r of {what}")
        checks.equal(group.encode(group.multiply_base(r)).hex(), case["A"], f"A of {what}")
        style = own.styles[case["style"]]
        made = [
            group.encode(group.add(group.multiply_base(v), group.multiply(r, keys.at(w)))).hex()
            for v, w in zip(case["choices"], style.keys + style.points_keys)
        ]
        checks.equal(made, case["B"] + case["B_points"], f"B of {what}")
        checks.equal([b.hex() for b in posted.B + posted.points_b], made, f"B within {what}")
        drawn = ballot.Challenges(own, keys, posted)
        checks.equal((le32(drawn.y), le32(drawn.x)), (case["y"], case["x"]), f"y and x of {what}")
        checks.equal(posted.tracker.hex(), case["tracker"], f"tracker of {what}")
        checks.equal(tracker.text(posted.tracker), case["tracker_text"], f"tracker's text of {what}")
        for equation in ballot.equations(own, keys, posted):
            checks.equal(equation.holds(), True, f"{equation.name} of {what}")
        checks.equal(case["ballot"] in case["entry"], True, f"ballot in the entry of {what}")
        if case.get("index_in_board_json") is not None:
            checks.equal(on_board[case["index_in_board_json"]][0], entry, f"entry of {what}")


def authorisations(checks):
    file = read("authorisation.json")
    for case in file["authorisations"]:
        key, credential = unhex(case["K"]), unhex(case["credential"])
        seed = unhex(case["seed"]) if case["seed"] else None
        c = ballot.authorisation_challenge(
            unhex(file["election_id"]), case["purpose"].encode(), credential, unhex(case["tracker"]), seed, key
        )
        checks.equal(le32(c), case["c"], f"c of {case['purpose']}")
        left = group.multiply_base(group.scalar(unhex(case["z"])))
        right = group.add(group.decode(key), group.multiply(c, group.decode(credential)))
        checks.equal(group.equal(left, right), True, f"authorisation of {case['purpose']}")


def transcripts(checks):
    for case in read("transcripts.json")["transcripts"]:
        transcript = Transcript(case["transcript"].encode())
        for step in case["steps"]:
            if "append" in step:
                transcript.append(step["append"].encode(), unhex(step["bytes"]))
            elif "challenge" in step:
                drawn = transcript.challenge_scalar(step["challenge"].encode())
                checks.equal(le32(drawn), step["scalar"], f"{step['challenge']} of {case['of']}")
            elif "challenge-bytes" in step:
                drawn = transcript.challenge_bytes(step["challenge-bytes"].encode(), len(step["bytes"]) // 2)
                checks.equal(drawn.hex(), step["bytes"], f"{step['challenge-bytes']} of {case['of']}")
            else:
                proof = rangeproof.Proof(unhex(step["range-proof"]))
                commitments = [group.decode(unhex(c)) for c in step["commitments"]]
                checks.equal(proof.is_canonical(), True, f"scalars of {case['of']}")
                checks.equal(proof.verify(transcript, commitments), True, f"range proof of {case['of']}")


def shares(checks):
    file, own, state = read("shares.json"), election(), replayed()
    statement, keys = state.statement, state.ceremony
    checks.equal((state.close_root.hex(), state.close), (file["root"], file["size"]), "tree of close")
    checks.equal(own.id.hex(), file["election_id"], "election id")
    for case in file["shares"]:
        k, test = case["trustee"], case["test_share"]
        blob = cbor.write([b"".join(map(unhex, test["D"])), b"".join(map(unhex, test["t"])), unhex(test["s"])])
        a, b = keys.test_ciphertext
        share = ceremony.Share(cbor.Reader(blob), own.key_count)
        transcript = ceremony.test_transcript(own.id, keys.hash, k)
        share.check(transcript, a, b, keys, k, range(1, own.key_count + 1), "test-share")
        checks.equal(True, True, "a test share")
        reader = cbor.Reader(unhex(case["blob"]))
        found = statement.read_shares(reader)
        reader.end()
        statement.check_shares(found, keys, k)
        for contest, groups, expected in zip(own.contests, found, case["contests"]):
            checks.equal(contest.id, expected["contest"], "contest")
            made = [{"D": [d.hex() for d in s.D], "t": [t.hex() for t in s.t], "s": s.s.hex()} for s in groups]
            checks.equal(made, expected["groups"], f"shares of trustee {k} in {contest.id}")


def tallies(checks):
    file, state = read("tally.json"), replayed()
    checks.equal((state.close, state.close_root.hex()), (file["size"], file["root"]), "tree of close")
    counted = {}
    for at, (entry, _) in enumerate(entries()):
        if boards.kind_of(entry) == "ballot":
            counted[ballot.Posted(state.election, entry, "ballot").tracker] = at
    chains = state.counted_chains()
    found = sorted((counted[c.last], c.style, c.weight) for c in chains)
    expected = [(c["index"], c["style"], c["weight"]) for c in file["counted_ballots"]]
    checks.equal(found, sorted(expected), "counted ballots")
    for contest, groups, counts, case in zip(
        state.election.contests, state.statement.contests, state.counts, file["contests"]
    ):
        checks.equal((contest.id, contest.key_indices), (case["contest"], case["key_indices"]), "contest")
        made = [
            {
                "units": g.units,
                "ballots": g.ballots,
                "weight": g.weight,
                "bound": g.weight * contest.option_max,
                "A": group.encode(g.a).hex(),
                "B": encoded(g.b),
                "counts": own,
            }
            for g, own in zip(groups, counts)
        ]
        checks.equal(made, case["groups"], f"groups of {contest.id}")
    postal = [[reference, own] for reference, own in state.postal]
    checks.equal(cbor.write([state.counts, postal]).hex(), file["result_blob"], "result")
    for case in file["lagrange"]:
        made = [le32(l) for l in ceremony.lagrange(tuple(case["trustees"]))]
        checks.equal(made, case["coefficients"], f"Lagrange {case['trustees']}")
    for refused in file["lagrange_refused"]:
        checks.equal(_is_refused(lambda: ceremony.lagrange(tuple(refused)), ValueError), True, refused)


def _is_refused(action, errors):
    try:
        action()
        return False
    except errors:
        return True


def groups(checks):
    for case in read("groups.json")["cases"]:
        found = tally.merge(case["parents"], dict(case["sizes"]), case["minimum"])
        checks.equal(found or [], case["groups"] or [], case["name"])


def merkle(checks):
    file = read("merkle.json")

    def leaf(i):
        return tree.leaf_hash(str(i).encode())

    roots = {}
    for case in file["roots"]:
        roots[case["size"]] = tree.root_of(map(leaf, range(case["size"])))
        checks.equal(roots[case["size"]].hex(), case["root"], f"root of {case['size']}")

    def root(size):
        return roots.get(size) or tree.root_of(map(leaf, range(size)))

    for case in file["inclusion"]:
        index, size, proof = case["index"], case["size"], [unhex(h) for h in case["proof"]]
        fine = tree.check_inclusion(index, size, leaf(index), proof, root(size))
        checks.equal(fine, True, f"inclusion of {index} in {size}")
        fine = tree.check_inclusion(index, size, leaf(index + 1), proof, root(size))
        checks.equal(fine, False, f"inclusion of another leaf than {index} in {size}")
    for case in file["consistency"]:
        old, new, proof = case["old"], case["new"], [unhex(h) for h in case["proof"]]
        checks.equal(tree.check_consistency(old, new, root(old), root(new), proof), True, f"{old} to {new}")
        if old < new:
            fine = tree.check_consistency(old, new, root(new), root(new), proof)
            checks.equal(fine, False, f"{old} to {new}, another old root")


def checkpoints(checks):
    file = read("checkpoint.json")
    log, members = _note_keys(file)
    found = note.Note(file["note"].encode())
    checkpoint = note.Checkpoint.open(found, log)
    named = (checkpoint.origin, checkpoint.size, checkpoint.root.hex())
    checks.equal(named, (file["origin"], file["size"], file["root"]), "checkpoint")
    for case, key in zip(file["witnesses"], members):
        checks.equal((key.id.hex(), key.public.hex()), (case["key_id"], case["public_key"]), "witness")
    times = {key.name: note.cosignature_time(found, key) for key in members}
    expected = {case["witness"]: case["time"] for case in file["cosigned"]}
    checks.equal({name: time for name, time in times.items() if time is not None}, expected, "cosignatures")
    case = file["proof"]
    proof = note.TlogProof(case["tlog_proof"])
    checks.equal(proof.index, case["index"], "index of the tlog-proof")
    head, leaf = note.Checkpoint.open(proof.note, log), tree.leaf_hash(unhex(case["entry"]))
    fine = tree.check_inclusion(proof.index, head.size, leaf, proof.hashes, head.root)
    checks.equal(fine, True, "tlog-proof")


def _note_keys(file):
    log = note.Vkey.parse(file["log"]["vkey"])
    return log, [note.Vkey.parse(case["vkey"]) for case in file["witnesses"]]


def negative_boards(checks):
    for given in read("negative.json")["boards"]:
        def part(value):
            return unhex(value["bytes"]), unhex(value.get("blob") or "")

        state = boards.Board(manifest.Election(given["manifest"].encode()))
        states = [state.copy()]
        for value in given["entries"]:
            state.post(*part(value))
            states.append(state.copy())
        for case in given["cases"]:
            state = states[case["after"]].copy()
            for value in case.get("given", []):
                state.post(*part(value))
            before = (state.phase, state.tree.root(), state.counters.copy())
            checks.equal(_rejection(state, *part(case["entry"])), case["rejection"], case["name"])
            after = (state.phase, state.tree.root(), state.counters)
            checks.equal(after, before, f"{case['name']} changed the board")


def _rejection(state, entry, blob):
    try:
        state.post(entry, blob)
        return "accepted"
    except ballot.Rejected as rejected:
        return rejected.name


def negative_rest(checks):
    file = read("negative.json")
    for case in file["no_entries"]:
        checks.equal(_no_entry(unhex(case["entry"]), unhex(case["blob"])), case["error"], case["name"])
    good = file["manifests"]["manifest"].encode()
    manifest.Election(good)
    for case in file["manifests"]["cases"]:
        at, removed = case["at"], case["remove"].encode()
        checks.equal(good[at : at + len(removed)], removed, f"place of {case['name']}")
        changed = good[:at] + case["insert"].encode() + good[at + len(removed) :]
        checks.equal(_manifest_error(changed), case["error"], case["name"])
    log, members = _note_keys(read("checkpoint.json"))
    for case in file["notes"]:

        def open_(data=unhex(case["note"])):
            found = note.Note(data)
            note.Checkpoint.open(found, log)
            note.cosigned(found, members, 2)

        checks.equal(_is_refused(open_, note.BadNote), True, case["name"])
    for case in file["paths"]:
        checks.equal(tree.parse_tile_path(case["path"]), None, case["path"])
    for level, n, width in ((0, 0, 256), (63, 1234067, 3), ("entries", 999, 255)):
        path = tree.tile_path(level, n, width)
        checks.equal(tree.parse_tile_path(path), (level, n, width), path)


def _no_entry(entry, blob):
    try:
        name = boards.blob_hash(entry, boards.kind_of(entry))
    except cbor.Encoding:
        return "encoding"
    return "accepted" if name is None or hashlib.sha256(blob).digest() == name else "blob-hash"


def _manifest_error(data):
    try:
        manifest.Election(data)
        return "accepted"
    except manifest.Refused as refused:
        return refused.name


ALL = {
    "generators.json": generators,
    "encodings.json": encodings,
    "manifest.json": manifests,
    "ceremony.json": ceremonies,
    "board.json": whole_board,
    "ballots.json": ballots,
    "authorisation.json": authorisations,
    "transcripts.json": transcripts,
    "shares.json": shares,
    "tally.json": tallies,
    "groups.json": groups,
    "merkle.json": merkle,
    "checkpoint.json": checkpoints,
    "negative.json": negative_rest,
    "negative.json (boards)": negative_boards,
}

SLOW = ("negative.json (boards)", "board.json", "shares.json")


def check(name):
    """The file with this name: how many comparisons, and the sentences of those that differ."""
    checks = Checks(name)
    ALL[name](checks)
    return name, checks.count, checks.wrong


def missing():
    """Files that nothing here reads."""
    read_here = {name.split(" ")[0] for name in ALL}
    return sorted(name for name in os.listdir(FOLDER) if name.endswith(".json") and name not in read_here)
