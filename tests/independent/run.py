"""The independent verifier's command line; README.md says what it does."""

import argparse
import json
import multiprocessing
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import agreement  # noqa: E402
import vectors  # noqa: E402
from parallel import Helpers  # noqa: E402
from report import EXIT_CODES  # noqa: E402
from source import BadArchive, open_board  # noqa: E402
from verifier import Trust, verify  # noqa: E402

SHOWN = 40


def _hex32(text):
    data = bytes.fromhex(text)
    if len(data) != 32:
        raise argparse.ArgumentTypeError("64 hexadecimal digits")
    return data


def _verify(options):
    try:
        source = open_board(options.board)
    except (OSError, BadArchive) as error:
        print(f"{options.board}: {error}", file=sys.stderr)
        return 2
    if not source.has_checkpoint():
        print(f"{options.board}: no board, it has no file checkpoint", file=sys.stderr)
        return 2
    helpers = Helpers(options.processes)
    try:
        report = verify(source, Trust(options.election_id, options.authority_key), helpers)
    finally:
        helpers.close()
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print(*report.lines(), sep="\n")
    return EXIT_CODES[report.verdict]


def _say(passed, wrong, begun):
    for sentence in wrong[:SHOWN]:
        print(sentence[:600])
    if len(wrong) > SHOWN:
        print(f"… and {len(wrong) - SHOWN} more")
    verdict = "FAILED" if wrong else "ok"
    print(f"test result: {verdict}. {passed} passed; {len(wrong)} failed; in {time.time() - begun:.0f} s", flush=True)
    return 1 if wrong else 0


def _vectors(options):
    begun, passed = time.time(), 0
    wrong = [f"{name} is read by nothing" for name in vectors.missing()]
    with multiprocessing.Pool(options.processes) as pool:
        # the longest first
        names = sorted(vectors.ALL, key=lambda name: name not in vectors.SLOW)
        for name, count, differ in pool.imap_unordered(vectors.check, names, chunksize=1):
            print(f"{name}: {count} comparisons, {len(differ)} differ", flush=True)
            passed += count - len(differ)
            wrong += differ
    return _say(passed, wrong, begun)


def _boards(options):
    begun, lawful, others, wrong, seconds = time.time(), 0, 0, [], 0
    names = agreement.families(options.folder)
    folders = [os.path.join(options.folder, name) for name in names]
    with multiprocessing.Pool(options.processes) as pool:
        for done, found in enumerate(pool.imap_unordered(agreement.check_family, folders, chunksize=1), 1):
            lawful, others, seconds = lawful + found[0], others + found[1], seconds + found[3]
            wrong += found[2]
            if done % 50 == 0:
                print(f"{done} of {len(folders)} families", flush=True)
    expected = (options.valid or lawful, options.mutated or others)
    if (lawful, others) != expected:
        wrong.append(f"{lawful} lawful boards and {others} others, not {expected[0]} and {expected[1]}")
    print(f"{lawful} lawful boards, {others} others; {seconds:.0f} s of processor time")
    disagree = len({sentence.rsplit(":", 2)[0] for sentence in wrong})
    return _say(lawful + others - disagree, wrong, begun)


def _board(options):
    family = agreement.write_board(options.family, options.number, options.out)
    given = family["boards"][options.number]
    print(f"{given['name']}\nits first failure there: {given['report']['first_failure']}")
    print(f"--election-id {family['election']} or --authority-key {family['authority']}, by {given['trust']}")
    return 0


def main():
    parser = argparse.ArgumentParser(description="An independent verifier of Tabella's boards")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many work at once")
    commands = parser.add_subparsers(required=True)

    command = commands.add_parser("verify", help="verify a board: a directory or an archive")
    command.add_argument("board")
    trust = command.add_mutually_exclusive_group(required=True)
    trust.add_argument("--election-id", type=_hex32, metavar="HEX")
    trust.add_argument("--authority-key", type=_hex32, metavar="HEX")
    command.add_argument("--json", action="store_true", help="one line of JSON")
    command.set_defaults(run=_verify)

    command = commands.add_parser("vectors", help="compare with every file of tests/vectors")
    command.set_defaults(run=_vectors)

    command = commands.add_parser("boards", help="compare with the reports on boards that the example `boards` made")
    command.add_argument("folder")
    command.add_argument("--valid", type=int, help="how many there must be")
    command.add_argument("--mutated", type=int, help="how many there must be")
    command.set_defaults(run=_boards)

    command = commands.add_parser("board", help="write one of those boards into a directory")
    command.add_argument("family", help="folder with family.json")
    command.add_argument("number", type=int)
    command.add_argument("out")
    command.set_defaults(run=_board)

    options = parser.parse_args()
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
