"""Boards that the Rust side made and judged (`cargo run -p tabella-tests --example boards`): the same verdicts here?"""

import base64
import json
import os
import shutil
import tempfile
import time

from source import PARTS, Archive, Directory, Files, open_board
from verifier import Trust, verify

COMPARED = ("verdict", "election", "size", "root", "counters", "result")


def families(folder):
    return sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, "family.json")))


def _read(folder):
    with open(os.path.join(folder, "family.json"), encoding="utf-8") as file:
        return json.load(file)


def _files(folder):
    """All files of a lawful board, from its directory."""
    root, found = os.path.join(folder, "board"), {}
    for parent, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), root)
            with open(os.path.join(parent, name), "rb") as file:
                found[path] = file.read()
    return found


def mutated(files, changes):
    """The files of another board of the family."""
    found = {path: data for path, data in files.items() if path not in changes}
    found |= {path: base64.b64decode(text) for path, text in changes.items() if text is not None}
    return found


def _brief(report):
    """What must be the same: all but the sentences."""
    first = report["first_failure"]
    brief = {name: report[name] for name in COMPARED}
    brief["first_failure"] = first and (first["index"], first["check"], first["reason"])
    brief["checks"] = {check["check"]: check["verdict"] for check in report["checks"]}
    return brief


def differences(own, theirs):
    """Sentences on what two reports say differently."""
    own, theirs = _brief(own), _brief(theirs)
    return [f"{name}: here {own[name]}, there {theirs[name]}" for name in own if own[name] != theirs[name]]


def _trust(family, by_authority):
    if by_authority:
        return Trust(authority=bytes.fromhex(family["authority"]))
    return Trust(election=bytes.fromhex(family["election"]))


def check_family(folder):
    """(lawful boards, other boards, sentences on disagreements, processor seconds)."""
    begun = time.process_time()
    family, files, wrong = _read(folder), _files(folder), []
    where = os.path.basename(folder)

    def compare(name, source, by_authority, theirs):
        try:
            own = verify(source, _trust(family, by_authority)).as_json()
            found = differences(own, theirs)
        except Exception as error:  # noqa: BLE001 a verifier must not fall over, whatever the board
            found = [f"{type(error).__name__}: {error}"]
        wrong.extend(f"{where}, {name}: {sentence}" for sentence in found)

    compare("directory", Directory(os.path.join(folder, "board")), False, family["report"])
    archive = Archive(os.path.join(folder, "board.tar"))
    content = {path: archive.read(path) for path in archive.places}
    if content != {path: data for path, data in files.items() if path == "checkpoint" or path.startswith(PARTS)}:
        wrong.append(f"{where}: the archive has other files than the directory")
    # once: what stands in an unpacked archive beside the board is no part of it
    if where == "0000":
        with tempfile.TemporaryDirectory() as unpacked:
            shutil.unpack_archive(os.path.join(folder, "board.tar"), unpacked)
            if not os.path.isfile(os.path.join(unpacked, "README.txt")):
                wrong.append(f"{where}: the archive does not say what it is")
            compare("unpacked", open_board(unpacked), False, family["report"])
    for number, other in enumerate(family["boards"]):
        source = Files(mutated(files, other["changes"]))
        compare(f"{number} ({other['name']})", source, other["trust"] == "authority", other["report"])
    return 1, len(family["boards"]), wrong, time.process_time() - begun


def write_board(folder, number, out):
    """Leaves one mutated board of a family as a directory."""
    family = _read(folder)
    for path, data in mutated(_files(folder), family["boards"][number]["changes"]).items():
        path = os.path.join(out, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    return family
