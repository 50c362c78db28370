#!/usr/bin/env python3
"""Writes the election fixtures of this folder. Run from anywhere: python3 tests/data/make.py

Sources
  ee2023: ../shared/data/ee2023 (beside the project), infoaed/rk2023-data, CC BY 4.0: candidates, lists, votes.
          Not in that folder: the districts' names (as in the Riigikogu Election Act, without "linnaosa"), the days of
          online voting and the last day to apply from abroad (valimised.ee), the hours 9:00 and 20:00 (ERR News).
  lu-panachage, small: invented here. The seats per constituency are those of Luxembourg's electoral law.

The same input gives the same bytes. Every draft is checked against the manifest rules of docs/protocol.md,
and the Estonian figures against the published totals, before anything is written.
"""

import json
import random
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "data"

# SHA-256 of the DER certificate "TEST of ESTEID2018": a test card issuer, so that no demo trusts a production card.
TEST_ISSUER = "2291c167b5275152b53f1efa2c1805c9a15ec8def7120e56a3726a2959b31049"


def draft(title, languages, schedule, units, contests, styles, voters_max, weight_max, min_reporting_unit):
    """A manifest without its keys: authority, trustees, registrar, ballot_box and witnesses are left out."""
    return {
        "version": 1,
        "title": title,
        "languages": languages,
        "schedule": schedule,
        "reporting_units": units,
        "contests": contests,
        "styles": styles,
        "eid": {"trust_anchors": [TEST_ISSUER], "origins": ["https://vote.example.org"]},
        "rules": {"revoting": True, "paper_precedence": True},
        "voters_max": voters_max,
        "weight_max": weight_max,
        "min_reporting_unit": min_reporting_unit,
        "limits": {
            "ballots_per_chain": 50,
            "challenges_per_chain": 20,
            "credentials_per_chain": 20,
            "second_device_checks": 3,
        },
        "clients": [],
    }


def schedule(opens, closes, time_zone, postal):
    return {
        "opens": opens,
        "closes": closes,
        "grace_seconds": 600,
        "time_zone": time_zone,
        "postal_deadlines": [{"kind": k, "apply_until": a, "return_until": r} for k, a, r in postal],
    }


def rule(option_max, total_min, total_max):
    return {"option_max": option_max, "total_min": total_min, "total_max": total_max}


# ---- Estonia, 5 March 2023 -------------------------------------------------------------------------------------

DISTRICTS = [  # (Estonian, English), districts 1 to 12
    ("Tallinna Haabersti, Põhja-Tallinna ja Kristiine", "Haabersti, Põhja-Tallinn and Kristiine, Tallinn"),
    ("Tallinna Kesklinna, Lasnamäe ja Pirita", "Kesklinn, Lasnamäe and Pirita, Tallinn"),
    ("Tallinna Mustamäe ja Nõmme", "Mustamäe and Nõmme, Tallinn"),
    ("Harju- ja Raplamaa", "Harju and Rapla counties"),
    ("Hiiu-, Lääne- ja Saaremaa", "Hiiu, Lääne and Saare counties"),
    ("Lääne-Virumaa", "Lääne-Viru county"),
    ("Ida-Virumaa", "Ida-Viru county"),
    ("Järva- ja Viljandimaa", "Järva and Viljandi counties"),
    ("Jõgeva- ja Tartumaa", "Jõgeva and Tartu counties"),
    ("Tartu linn", "City of Tartu"),
    ("Võru-, Valga- ja Põlvamaa", "Võru, Valga and Põlva counties"),
    ("Pärnumaa", "Pärnu county"),
]

PARTIES = {  # id in ee-yler2023.json and ee-elected-2023.csv: (name in the source, Estonian, English)
    "PP": ("Erakond Parempoolsed", "Erakond Parempoolsed", "Parempoolsed"),
    "ROH": ("Erakond Eestimaa Rohelised", "Erakond Eestimaa Rohelised", "Estonian Greens"),
    "IE": ("ISAMAA Erakond", "ISAMAA Erakond", "Isamaa"),
    "SDE": ("Sotsiaaldemokraatlik Erakond", "Sotsiaaldemokraatlik Erakond", "Social Democratic Party"),
    "EKRE": (
        "Eesti Konservatiivne Rahvaerakond",
        "Eesti Konservatiivne Rahvaerakond",
        "Conservative People's Party of Estonia",
    ),
    "EE200": ("Erakond Eesti 200", "Erakond Eesti 200", "Estonia 200"),
    "REF": ("Eesti Reformierakond", "Eesti Reformierakond", "Estonian Reform Party"),
    "KESK": ("Eesti Keskerakond", "Eesti Keskerakond", "Estonian Centre Party"),
    "EÜVP": ("EESTIMAA ÜHENDATUD VASAKPARTEI", "Eestimaa Ühendatud Vasakpartei", "Estonian United Left Party"),
}
INDEPENDENT = "Üksikkandidaadid"


def read_ee():
    """The published candidates by number, checked against the totals and the source's other files."""
    source = SHARED / "ee2023"
    rows = json.loads((source / "ee-res2023.json").read_text(encoding="utf-8"))
    by_number = {row["number"]: row for row in rows}
    assert len(rows) == len(by_number) == 968, "968 candidates, each with its own number"
    assert {row["district"] for row in rows} == set(range(1, 13)), "12 districts"
    assert sum(row["votes"] for row in rows) == 610_299, "votes"
    assert sum(row["electronic"] for row in rows) == 312_181, "electronic votes"
    assert all(0 <= row["electronic"] <= row["votes"] for row in rows)

    seats = json.loads((source / "ee-dists2023.json").read_text(encoding="utf-8"))
    assert len(seats) == 12 and sum(seats.values()) == 101, "101 seats"

    lists = json.loads((source / "ee-yler2023.json").read_text(encoding="utf-8"))
    assert set(lists) == set(PARTIES)
    for party, numbers in lists.items():
        named = {n for n, row in by_number.items() if row["party"] == PARTIES[party][0]}
        assert len(numbers) == len(named) and set(numbers) == named, f"national list of {party}"
    assert sum(row["party"] == INDEPENDENT for row in rows) == 968 - sum(map(len, lists.values())) == 10

    votes = Counter((row["name"], row["party"], row["votes"]) for row in rows)
    elected = (source / "ee-elected-2023.csv").read_text(encoding="utf-8").splitlines()
    assert len(elected) == 101
    for line in elected:
        name, party, count = (field.strip() for field in line.split(","))
        assert votes[(name, PARTIES[party][0], int(count))] == 1, f"elected: {line}"
    return [by_number[n] for n in sorted(by_number)]


def readable(name):
    """KADRI NAPRITSON-ACUNA -> Kadri Napritson-Acuna: one capital per part, at spaces and hyphens only."""
    return " ".join("-".join(part[:1] + part[1:].lower() for part in word.split("-")) for word in name.split(" "))


def estonia():
    rows = read_ee()
    ids = {names[0]: party for party, names in PARTIES.items()}
    contests, counts = [], {}
    for district, (et, en) in enumerate(DISTRICTS, start=1):
        here = [row for row in rows if row["district"] == district]  # by candidate number, as on the paper list
        parties = [ids[p] for p in dict.fromkeys(row["party"] for row in here) if p != INDEPENDENT]
        options = []
        for row in here:
            option = {"id": str(row["number"]), "name": {"und": readable(row["name"])}}
            if row["party"] != INDEPENDENT:
                option["list"] = ids[row["party"]]
            options.append(option)
        contests.append({
            "id": f"d{district}",
            "title": {"en": f"Electoral district {district}: {en}", "et": f"Valimisringkond nr {district}: {et}"},
            "rule": rule(1, 1, 1),
            "lists": [{"id": p, "name": {"en": PARTIES[p][2], "et": PARTIES[p][1]}} for p in parties],
            "options": options,
        })
        counts[f"d{district}"] = {str(row["number"]): row["electronic"] for row in here}
        # Numbers are drawn list by list, so ballot order by number is also list by list, independents last.
        order = [option.get("list") for option in options]
        assert [p for i, p in enumerate(order) if i == 0 or order[i - 1] != p] in (parties, parties + [None])

    manifest = draft(
        title={"en": "Parliament election, 5 March 2023", "et": "Riigikogu valimised, 5. märts 2023"},
        languages=["en", "et"],
        schedule=schedule(
            "2023-02-27T07:00:00Z",
            "2023-03-04T18:00:00Z",
            "Europe/Tallinn",
            # Real: apply from abroad by 3 February. The rest are examples: no postal vote exists within the country.
            [
                ("home", "2023-02-20T21:59:59Z", "2023-03-05T18:00:00Z"),
                ("abroad", "2023-02-03T21:59:59Z", "2023-03-05T18:00:00Z"),
            ],
        ),
        units=[{"id": "ee", "name": {"en": "Estonia", "et": "Eesti"}}]
        + [{"id": f"d{d}", "name": {"en": en, "et": et}, "parent": "ee"} for d, (et, en) in enumerate(DISTRICTS, 1)],
        contests=contests,
        styles=[{"id": c["id"], "contests": [c["id"]], "reporting_unit": c["id"]} for c in contests],
        voters_max=400_000,
        weight_max=1,
        min_reporting_unit=10,
    )
    published = {
        "source": "Electronic votes per candidate, Estonian parliament election of 5 March 2023; infoaed/rk2023-data",
        "licence": "CC BY 4.0",
        "contests": counts,
        "ballots": {contest: sum(options.values()) for contest, options in counts.items()},
    }
    assert sum(published["ballots"].values()) == 312_181
    assert sum(len(contest["options"]) for contest in contests) == 968
    return manifest, published


# Seats by mandate as published with the data (elected-2023-desc.txt of the same source): the nine personal mandates, and the
# compensation mandates in the order in which they were given, with their comparative figures cut to three decimals.
PERSONAL = """KAJA KALLAS; JÜRI RATAS; KRISTEN MICHAL; HANNO PEVKUR; JÜRGEN LIGI; SIIM KALLAS; MIHHAIL KÕLVART; URMAS PAET;
URMAS KLAAS"""
COMPENSATION = """PRIIT SIBUL 14392.616; RIINA SOLMAN 11773.910; TÕNIS LUKAS 9992.119; JAANUS KARILAID 9963.326;
HENDRIK JOHANNES TERRAS 9397.060; TANEL KIIK 9270.826; LAURI LÄÄNEMETS 8707.884; RIHO TERRAS 8697.721; TARMO TAMM 8689.250;
TÕNIS MÖLDER 8672.658; ERKKI KELDO 8669.025; EVELIN POOLAMETS 8562.355; EERIK-NIILES KROSS 8424.823;
MART VÕRKLAEV 8194.703; JAAK AAB 8150.520; PEETER TALI 8085.305; ARVO ALLER 8079.181; SIGNE KIVI 7977.462;
RIINA SIKKUT 7832.048; KRISTO ENN VAGA 7772.031; ANDRES METSOJA 7712.811; ANDRE HANIMÄGI 7690.586; RENE KOKK 7650.174;
ANDRUS SEEME 7577.458; LIISA-LY PAKOSTA 7563.628; ANTI HAUGAS 7392.890"""
# What the electronic votes alone would have given (elected-2023-e-desc.txt): a second working of the same law, in which a list
# lacks candidates with a tenth of the quota.
ELECTRONIC = """PRIIT SIBUL 7089.766; MARTIN HELME 6428.219; RIINA SOLMAN 5799.798; EVELIN POOLAMETS 5455.412; ERKKI KELDO 5044.315;
SIGNE KIVI 4924.686; TÕNIS LUKAS 4922.092; KRISTO ENN VAGA 4810.892; JAAK VALGE 4748.708; ANDRUS SEEME 4702.511;
LAURI LÄÄNEMETS 4602.698; ANTI HAUGAS 4599.158; HENDRIK JOHANNES TERRAS 4595.035; MAIT KLAASSEN 4500.486; ÕNNE PILLAK 4406.179;
JAANUS KARILAID 4397.493; TARMO TAMM 4335.738; IRINA TALVISTE 4315.950; RIHO TERRAS 4284.475; JÜRI JAANSON 4229.534;
HELLE-MOONIKA HELME 4210.975; REILI RAND 4186.304; MIHKEL LEES 4146.691; PEETER TALI 4105.508; TOOMAS JÄRVEOJA 4067.202;
MADIS TIMPSON 3990.861; TANEL KIIK 3955.195; MARGIT SUTROP 3917.485; MAKSIM ILJIN 3899.651"""
# ee-elected-2023.csv is the Riigikogu after ministers, mayors and members of the European Parliament had made room: who did, and, of
# the same source, who took the seat.
ALTERNATES = """YANA TOOM > ALEKSEI JEVGRAFOV; MARINA KALJURAND > TIIT MARAN; KAJA KALLAS > MAIT KLAASSEN;
MART VÕRKLAEV > ÕNNE PILLAK; JOHANNA-MARIA LEHTME > ZÜLEYXA IZMAILOVA; KRISTEN MICHAL > HANAH LAHE; SIGNE RIISALO > MATI RAIDMA;
MADIS KALLAS > REILI RAND; KALLE LAANET > URVE TIIDUS; HANNO PEVKUR > KATRIN KUUSEMÄE; LAURI LÄÄNEMETS > EDUARD ODINETS;
JAAK MADISON > KALLE GRÜNTHAL; RIHO TERRAS > MART MAASTIK; HEIDY PURGA > VALDO RANDPERE; MIHHAIL KÕLVART > KERSTI SARAPUU;
VLADIMIR SVET > ENN EESMAA; RIINA SIKKUT > PRIIT LOMP; MARGUS TSAHKNA > JUKU-KALLE RAID; URMAS PAET > EERO MERILIND;
KRISTINA KALLAS > TANEL TEIN; URMAS KLAAS > MARGIT SUTROP"""


def estonia_seats():
    """All votes, mandates and national lists; and who was elected, and who sat, to compare with."""
    rows, source = read_ee(), SHARED / "ee2023"
    times = Counter(row["name"] for row in rows)
    number = {row["name"]: str(row["number"]) for row in rows if times[row["name"]] == 1}
    mandates = json.loads((source / "ee-dists2023.json").read_text(encoding="utf-8"))
    lists = json.loads((source / "ee-yler2023.json").read_text(encoding="utf-8"))
    districts = range(1, 13)
    counts = {
        "source": "All votes per candidate, Estonian parliament election of 5 March 2023; infoaed/rk2023-data",
        "licence": "CC BY 4.0",
        "contests": {f"d{d}": {str(r["number"]): r["votes"] for r in rows if r["district"] == d} for d in districts},
        "seats": {f"d{d}": mandates[str(d)] for d in districts},
        "lists": lists,
    }

    def split(text, mark):
        return [tuple(part.strip().rsplit(mark, 1)) for part in text.replace("\n", " ").split(";")]

    sitting = (source / "ee-elected-2023.csv").read_text(encoding="utf-8").splitlines()
    sitting = [tuple(field.strip() for field in line.split(",")) for line in sitting]
    # two candidates are called Tarmo Tamm; votes tell them apart
    number |= {r["name"]: str(r["number"]) for r in rows for name, _, v in sitting if (r["name"], str(r["votes"])) == (name, v)}
    sitting = [number[name] for name, _, _ in sitting]
    changes = [(number[out], number[inn]) for out, inn in split(ALTERNATES, " > ")]
    elected = (set(sitting) - {inn for _, inn in changes}) | {out for out, _ in changes}
    assert len(elected) == len(set(sitting)) == 101
    personal = [number[name.strip()] for name in PERSONAL.replace("\n", " ").split(";")]
    compensation = [(number[name], figure) for name, figure in split(COMPENSATION, " ")]
    electronic = [(number[name], figure) for name, figure in split(ELECTRONIC, " ")]
    named = set(personal) | {candidate for candidate, _ in compensation}
    assert len(named) == 9 + 26 and named < elected
    return counts, {
        "source": "Elected and sitting members, Estonian parliament election of 5 March 2023; infoaed/rk2023-data",
        "licence": "CC BY 4.0",
        "personal": sorted(personal),
        "district": sorted(elected - named),
        "compensation": [{"candidate": candidate, "figure": figure} for candidate, figure in compensation],
        "electronic_compensation": [{"candidate": candidate, "figure": figure} for candidate, figure in electronic],
        "declined": [out for out, _ in changes],
        "members": sorted(sitting),
    }


# ---- Luxembourg's legislative ballot, synthetic ----------------------------------------------------------------

CONSTITUENCIES = [  # (id, seats, ballots, names)
    ("south", 23, 760, {"en": "South", "fr": "Sud", "de": "Süden", "lb": "Süden"}),
    ("centre", 21, 620, {"en": "Centre", "fr": "Centre", "de": "Zentrum", "lb": "Zentrum"}),
    ("north", 9, 350, {"en": "North", "fr": "Nord", "de": "Norden", "lb": "Norden"}),
    ("east", 7, 270, {"en": "East", "fr": "Est", "de": "Osten", "lb": "Osten"}),
]

WEATHER = [  # the six invented lists, with their share of the voters in percent
    ("1", 27, {"en": "Sun List", "fr": "Liste Soleil", "de": "Liste Sonne", "lb": "Lëscht Sonn"}),
    ("2", 22, {"en": "Moon List", "fr": "Liste Lune", "de": "Liste Mond", "lb": "Lëscht Mound"}),
    ("3", 19, {"en": "Star List", "fr": "Liste Étoile", "de": "Liste Stern", "lb": "Lëscht Stär"}),
    ("4", 15, {"en": "Rain List", "fr": "Liste Pluie", "de": "Liste Regen", "lb": "Lëscht Reen"}),
    ("5", 11, {"en": "Snow List", "fr": "Liste Neige", "de": "Liste Schnee", "lb": "Lëscht Schnéi"}),
    ("6", 6, {"en": "Wind List", "fr": "Liste Vent", "de": "Liste Wind", "lb": "Lëscht Wand"}),
]

# Stars as given names, minerals as family names: readable, with the letters of the four languages, and nobody's.
STARS = """Acamar Adhara Alcor Alkes Altair Alya Ankaa Arcturus Atria Bellatrix Canopus Capella Caph Castor Chara Deneb
Diadem Elara Electra Errai Étamin Gacrux Gemma Hadar Hamal Izar Kitalpha Lesath Lyra Maia Markab Mérope Mira Mirach
Mizar Naos Nashira Nihal Nunki Polaris Pollux Porrima Procyon Rastaban Régulus Rigel Sadr Saïph Schedar Sirrah Sirius
Spica Talitha Tania Taygète Thuban Unuk Vega Vesper Zosma""".split()
MINERALS = """Achat Alabaster Amethyst Andesit Anthrazit Apatit Azurit Basalt Béryl Bimsstein Borax Calcit Chalcedon
Citrin Cölestin Diabas Diorit Dolomit Feldspat Fluorit Gabbro Galenit Gips Glimmer Gneis Granat Granit Graphit Grès
Hämatit Jade Jaspis Kaolin Kiesel Korund Kreide Lapis Lavagestein Magnetit Malachit Marmor Mergel Obsidian Olivin Onyx
Opal Porphyr Pyrit Quarz Rubin Rutil Sandstein Schiefer Silex Talk Topas Tuff Türkis Zirkon Zölestin-Granit""".split()


def synthetic_names():
    """Names of the 60 candidates of each list; no two of the 360 are alike."""
    names = [[f"{STARS[(7 * k + 11 * l) % 60]} {MINERALS[(k + 10 * l) % 60]}" for k in range(60)] for l in range(6)]
    assert len(STARS) == len(set(STARS)) == len(MINERALS) == len(set(MINERALS)) == 60
    assert len({name for row in names for name in row}) == 360
    return names


def pick(rng, weights):
    """An index, drawn with whole-number weights."""
    at = int(rng.random() * sum(weights))
    for index, weight in enumerate(weights):
        if at < weight:
            return index
        at -= weight
    raise AssertionError("weights are positive")


def panachage_ballot(rng, seats):
    """One simulated ballot: votes by (list, position). Half vote for a list, some stay within one, some mix."""
    shares = [share for _, share, _ in WEATHER]
    manner = pick(rng, [3, 52, 20, 25])  # blank, list vote, within one list, across lists
    if manner == 0:
        return {}
    home = pick(rng, shares)
    if manner == 1:
        return {(home, position): 1 for position in range(seats)}
    votes = defaultdict(int)
    total = max(1, seats - pick(rng, [60, 15, 10, 8, 7]))
    fame = [2 * seats + (4 * seats if p < 2 else 0) - p for p in range(seats)]
    while sum(votes.values()) < total:
        party = home if manner == 2 or pick(rng, [1, 1]) else pick(rng, shares)
        choice = (party, pick(rng, fame))
        if votes[choice] < 2:
            votes[choice] += 1
    return votes


def luxembourg():
    names, rng = synthetic_names(), random.Random(2028)
    contests, counts, first = [], {}, 0
    for contest, seats, ballots, place in CONSTITUENCIES:
        ids = {(l, p): f"{contest[0]}{l + 1}{p + 1:02}" for l in range(6) for p in range(seats)}
        options = [
            {"id": ids[l, p], "name": {"und": names[l][first + p]}, "list": WEATHER[l][0]}
            for l in range(6)
            for p in range(seats)
        ]
        first += seats
        contests.append({
            "id": contest,
            "title": {
                "en": f"{place['en']} constituency, {seats} seats",
                "fr": f"Circonscription {place['fr']}, {seats} sièges",
                "de": f"Wahlbezirk {place['de']}, {seats} Sitze",
                "lb": f"Bezierk {place['lb']}, {seats} Deputéiert",
            },
            "rule": rule(2, 0, seats),
            "lists": [{"id": party, "name": name} for party, _, name in WEATHER],
            "options": options,
        })
        total = dict.fromkeys(ids.values(), 0)
        for _ in range(ballots):
            votes = panachage_ballot(rng, seats)
            assert sum(votes.values()) <= seats and all(v <= 2 for v in votes.values())
            for choice, count in votes.items():
                total[ids[choice]] += count
        assert all(0 <= count <= 2 * ballots for count in total.values())
        assert sum(total.values()) <= seats * ballots
        counts[contest] = total

    manifest = draft(
        title={
            "en": "Synthetic legislative election (Luxembourg ballot)",
            "fr": "Élections législatives synthétiques (bulletin luxembourgeois)",
            "de": "Synthetische Parlamentswahl (luxemburgischer Stimmzettel)",
            "lb": "Synthetesch Chamberwalen (lëtzebuergesche Wahlziedel)",
        },
        languages=["en", "fr", "de", "lb"],
        schedule=schedule(
            "2028-09-25T06:00:00Z",
            "2028-10-06T16:00:00Z",
            "Europe/Luxembourg",
            # 25 days (address in the country) or 40 days (abroad) before 8 October; back by 14:00 on that day.
            [
                ("home", "2028-09-13T21:59:59Z", "2028-10-08T12:00:00Z"),
                ("abroad", "2028-08-29T21:59:59Z", "2028-10-08T12:00:00Z"),
            ],
        ),
        units=[{
            "id": "lu",
            "name": {"en": "Luxembourg", "fr": "Luxembourg", "de": "Luxemburg", "lb": "Lëtzebuerg"},
        }]
        + [{"id": contest, "name": place, "parent": "lu"} for contest, _, _, place in CONSTITUENCIES],
        contests=contests,
        styles=[{"id": c["id"], "contests": [c["id"]], "reporting_unit": c["id"]} for c in contests],
        voters_max=300_000,
        weight_max=1,
        min_reporting_unit=10,
    )
    return manifest, {
        "source": "Synthetic: simulated voters, invented lists and candidates (tests/data/make.py)",
        "licence": "Same licence as the project",
        "contests": counts,
        "ballots": {contest: ballots for contest, _, ballots, _ in CONSTITUENCIES},
    }


# ---- A small election with every rule, invented ----------------------------------------------------------------


def small():
    def both(en, fr):
        return {"en": en, "fr": fr}

    def contest(ident, title, numbers, options, lists=()):
        return {
            "id": ident,
            "title": title,
            "rule": rule(*numbers),
            "lists": [{"id": list_id, "name": name} for list_id, name in lists],
            "options": [
                {"id": f"{ident}-{i}", "name": name} | ({"list": listed[0]} if listed else {})
                for i, (name, *listed) in enumerate(options, start=1)
            ],
        }

    def person(name, *listed):
        return ({"und": name}, *listed)

    contests = [
        contest(
            "mayor", both("Mayor", "Maire"), (1, 1, 1),
            [person("Altair Basalt"), person("Maia Feldspat"), person("Sirius Granit")],
        ),
        contest(
            "bridge", both("Shall the old bridge be kept?", "Faut-il garder le vieux pont\u00a0?"), (1, 0, 1),
            [(both("Yes", "Oui"),), (both("No", "Non"),)],
        ),
        contest(
            "market", both("Market days that suit you", "Jours de marché qui vous conviennent"), (1, 0, 5),
            [
                (both("Monday", "Lundi"),), (both("Tuesday", "Mardi"),), (both("Thursday", "Jeudi"),),
                (both("Friday", "Vendredi"),), (both("Saturday", "Samedi"),),
            ],
        ),
        contest(
            "board", both("School board: up to three members", "Comité d'école\u00a0: trois membres au plus"), (1, 0, 3),
            [
                person("Capella Quarz"), person("Izar Marmor"), person("Lyra Onyx"), person("Nunki Jade"),
                person("Régulus Schiefer"), person("Vega Türkis"),
            ],
        ),
        contest(
            "council", both("Town council: four votes", "Conseil communal\u00a0: quatre voix"), (2, 0, 4),
            [
                person("Bellatrix Opal", "river"), person("Castor Gneis", "river"), person("Electra Topas", "river"),
                person("Hamal Kiesel", "river"), person("Mérope Rubin", "hill"), person("Polaris Tuff", "hill"),
                person("Spica Pyrit", "hill"), person("Thuban Kreide", "hill"),
            ],
            [("river", both("River List", "Liste Rivière")), ("hill", both("Hill List", "Liste Colline"))],
        ),
        contest(
            "delegates",
            both("Delegates: five votes to pile up or spread", "Délégués\u00a0: cinq voix à cumuler ou répartir"),
            (5, 0, 5),
            [person("Chara Lapis"), person("Gemma Malachit"), person("Naos Diorit"), person("Talitha Graphit")],
        ),
        contest(
            "budget",
            both("Share out 1000 points of the budget", "Répartissez 1000 points du budget"),
            (1000, 0, 1000),
            [
                (both("Parks", "Parcs"),), (both("Library", "Bibliothèque"),), (both("Buses", "Autobus"),),
                (both("Playgrounds", "Aires de jeux"),), (both("Reserve", "Réserve"),),
            ],
        ),
    ]
    return draft(
        title=both("A small election", "Une petite élection"),
        languages=["en", "fr"],
        schedule=schedule(
            "2027-03-01T08:00:00Z",
            "2027-03-05T17:00:00Z",
            "Europe/Luxembourg",
            [
                ("home", "2027-02-12T22:59:59Z", "2027-03-07T13:00:00Z"),
                ("abroad", "2027-01-26T22:59:59Z", "2027-03-07T13:00:00Z"),
            ],
        ),
        # Leaves at two depths: `east` right under the root, `harbour` one step further down.
        units=[
            {"id": "town", "name": both("Town", "Ville")},
            {"id": "east", "name": both("East", "Est"), "parent": "town"},
            {"id": "west", "name": both("West", "Ouest"), "parent": "town"},
            {"id": "harbour", "name": both("Harbour", "Port"), "parent": "west"},
        ],
        contests=contests,
        styles=[
            {"id": unit, "contests": ["mayor", "bridge", *own, "budget"], "reporting_unit": unit}
            for unit, own in [("east", ["market", "board"]), ("harbour", ["council", "delegates"])]
        ],
        voters_max=1000,
        weight_max=3,
        min_reporting_unit=3,
    )


# ---- Checks and output -----------------------------------------------------------------------------------------


def unique(ids):
    ids = list(ids)
    assert len(ids) == len(set(ids)), f"repeated id among {ids}"
    return set(ids)


def largest_key_index(manifest):
    """W: offsets given greedily in manifest order, disjoint from earlier contests that share a style."""
    ranges, together = {}, defaultdict(set)
    for style in manifest["styles"]:
        for contest in style["contests"]:
            together[contest] |= set(style["contests"])
    for contest in manifest["contests"]:
        taken = [r for ident, r in ranges.items() if ident in together[contest["id"]]]
        length, offset = len(contest["options"]), 0
        while any(offset < end and begin < offset + length for begin, end in taken):
            offset += 1
        ranges[contest["id"]] = (offset, offset + length)
    return max(end for _, end in ranges.values())


def check_texts(manifest):
    """Every text in every offered language and no other, or `und` in an option's name; normalised, not empty."""
    languages = set(unique(manifest["languages"]))

    def text(of, proper=False):
        assert set(of) == languages or (proper and set(of) == {"und"}), of
        for string in of.values():
            assert string and string == string.strip() == unicodedata.normalize("NFC", string), string

    text(manifest["title"])
    for unit in manifest["reporting_units"]:
        text(unit["name"])
    for contest in manifest["contests"]:
        text(contest["title"])
        for listed in contest["lists"]:
            text(listed["name"])
        for option in contest["options"]:
            text(option["name"], proper=True)


def check(manifest, counts=None):
    check_texts(manifest)
    times = manifest["schedule"]
    assert times["opens"] < times["closes"]
    units = unique(unit["id"] for unit in manifest["reporting_units"])
    parents = {unit["parent"] for unit in manifest["reporting_units"] if "parent" in unit}
    assert parents <= units
    contests = {contest["id"]: contest for contest in manifest["contests"]}
    unique(contest["id"] for contest in manifest["contests"])
    for ident, contest in contests.items():
        numbers, options = contest["rule"], contest["options"]
        unique(option["id"] for option in options)
        lists = unique(listed["id"] for listed in contest["lists"])
        assert lists == {option["list"] for option in options if "list" in option}, ident
        assert options and 1 <= numbers["option_max"] < 2**32 and numbers["total_max"] < 2**32
        assert 0 <= numbers["total_min"] <= numbers["total_max"] <= numbers["option_max"] * len(options)
        assert manifest["voters_max"] * manifest["weight_max"] * numbers["option_max"] <= 2**48
    unique(option["id"] for contest in contests.values() for option in contest["options"])
    unique(style["id"] for style in manifest["styles"])
    for style in manifest["styles"]:
        unique(style["contests"])
        assert style["reporting_unit"] in units - parents, "a style's reporting unit is a leaf"
    assert {ident for style in manifest["styles"] for ident in style["contests"]} == set(contests)
    assert largest_key_index(manifest) <= 4096
    if counts:
        assert set(counts["contests"]) == set(contests)
        assert list(counts["ballots"]) == [style["id"] for style in manifest["styles"]]
        for ident, votes in counts["contests"].items():
            assert list(votes) == [option["id"] for option in contests[ident]["options"]]
            ballots = sum(counts["ballots"][s["id"]] for s in manifest["styles"] if ident in s["contests"])
            numbers = contests[ident]["rule"]
            assert all(0 <= count <= numbers["option_max"] * ballots for count in votes.values())
            assert numbers["total_min"] * ballots <= sum(votes.values()) <= numbers["total_max"] * ballots


def write(name, value):
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (HERE / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(text.encode())} bytes")


def main():
    elections = {"ee2023": estonia(), "lu-panachage": luxembourg(), "small": (small(), None)}
    for manifest, counts in elections.values():
        check(manifest, counts)
    seats, elected = estonia_seats()
    write("ee2023.seats.json", seats)
    write("ee2023.elected.json", elected)
    for name, (manifest, counts) in elections.items():
        write(f"{name}.draft.json", manifest)
        if counts:
            write(f"{name}.counts.json", counts)
            print(f"  ballots {sum(counts['ballots'].values())}, per style {counts['ballots']}")
            print(f"  votes {({c: sum(v.values()) for c, v in counts['contests'].items()})}")
        options = {contest["id"]: len(contest["options"]) for contest in manifest["contests"]}
        print(f"  options {options}, W = {largest_key_index(manifest)}")


if __name__ == "__main__":
    main()
