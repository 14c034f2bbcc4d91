"""Made-up files in the forms in which CBS, network operators and RVO publish them, as large as one asks for.

The same makers write the large files that are measured and the small ones on which a program warms up first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata.sources.cbs_kwb_measures import ALL_TABLE_IDS, MEASURES

AREAS = 18_000
FILLING = 100
#: Part of the figures that is missing. [-]
MISSING = 0.1
YEAR = 2016

#: What the files are called in their folder.
KWB_JSON, TABLE_INFOS = "TypedDataSet.json", "TableInfos.json"
KWB_EXPORT, KWB_DATASET = "Kerncijfers_export.csv", "Kerncijfers_dataset.csv"
CONNECTIONS, LABELS, ADDRESSES = "kleinverbruik.csv", "totaal.csv", "adressen.parquet"

#: Headers as published.
_FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
_CONNECTIONS_HEAD = _FIXTURES / "kleinverbruik" / "kv_stedin_2023.csv"
_LABELS_HEAD = _FIXTURES / "eponline" / "eponline_v4_totaal.csv"

#: Columns of the Kerncijfers that are read, as the keys of 2016; the others are filling.
KEYS = (
    *("AantalInwoners_5", "HuishoudensTotaal_28", "Woningvoorraad_34", "GemiddeldeWoningwaarde_35"),
    *(
        "PercentageEengezinswoning_36",
        "PercentageMeergezinswoning_37",
        "PercentageBewoond_38",
        "Koopwoningen_40",
    ),
    *(
        "HuurwoningenTotaal_41",
        "InBezitWoningcorporatie_42",
        "InBezitOverigeVerhuurders_43",
        "BouwjaarVoor2000_45",
    ),
    *("GemiddeldElektriciteitsverbruikTotaal_47", "GemiddeldAardgasverbruikTotaal_55"),
    *("PercentageWoningenMetStadsverwarming_63", "HuishoudensMetEenLaagInkomen_72"),
    *(
        "OppervlakteLand_101",
        "OppervlakteWater_102",
        "MateVanStedelijkheid_105",
        "Omgevingsadressendichtheid_106",
    ),
)

#: Postcodes have four digits from 1000 and two letters: so many follow each other with the same digits.
_LETTERS = 26 * 26
_FIRST_DIGITS, _DIGITS_OF_GEMEENTE = 1000, 3000
#: Most rows for which there are postcodes enough, at two rows for two postcodes.
MOST_ROWS = (10_000 - _FIRST_DIGITS) * _LETTERS
#: How large the gemeente is of which is asked, however long the file: ranges, and tens of registrations.
_RANGES, _TENS = 5_000, 10_000
_CLASSES = ("A+++", "A+", "A", "B", "C", "D", "E", "F", "G")


def codes(count: int = AREAS) -> list[str]:
    """Return codes of gemeenten, wijken and buurten in about the proportion that they have."""
    per_gemeente = 1 + 10 + 10 * 4
    found = ["NL00"]
    for number in range(1, count // per_gemeente + 2):
        found.append(f"GM{number:04d}")
        found += [f"WK{number:04d}{wijk:02d}" for wijk in range(1, 11)]
        found += [f"BU{number:04d}{wijk:02d}{buurt:02d}" for wijk in range(1, 11) for buurt in range(1, 5)]
    return found[:count]


# --- Kerncijfers wijken en buurten --------------------------------------------------------------------------------


def kwb_json(folder: Path, areas: int = AREAS) -> None:
    """Write a whole table as OData JSON, 126 columns; and its TableInfos."""
    keys = [*KEYS, *(f"Opvulling_{200 + number}" for number in range(FILLING))]
    rows = [
        {
            "ID": number,
            "WijkenEnBuurten": f"{code:10}",
            "Gemeentenaam_1": f"{'Gemeente':40}",
            "SoortRegio_2": "Buurt     ",
            "Codering_3": f"{code:10}",
            "IndelingswijzigingWijkenEnBuurten_4": "1",
            **dict(zip(keys, values, strict=True)),
        }
        for number, (code, values) in enumerate(_figures(areas, len(keys)))
    ]
    head = f"https://opendata.cbs.nl/ODataApi/OData/{_table()}/$metadata#Cbs.OData.WebAPI.TypedDataSet"
    _write_json(folder / KWB_JSON, {"odata.metadata": head, "value": rows})
    table_infos(folder)


def table_infos(folder: Path) -> None:
    """Write what CBS says of the table."""
    row = {
        "Identifier": _table(),
        "Title": f"Kerncijfers wijken en buurten {YEAR}",
        "Period": str(YEAR),
        "Modified": "2019-10-15T02:00:00",
        "ShortDescription": "Status van de cijfers:\nDe cijfers zijn definitief.\n\nWijzigingen:\nGeen.",
    }
    _write_json(folder / TABLE_INFOS, {"value": [row]})


def kwb_export(folder: Path, areas: int = AREAS) -> None:
    """Write a whole table as the export of a screen of StatLine: a decimal comma, titles and units apart."""
    titles, units = _titled()
    own = ("", "Gemeentenaam", "Soort regio", "Codering", "Jaar", "Indelingswijziging wijken en buurten")
    head = [
        f"Kerncijfers wijken en buurten {YEAR}" + ";" * (len(own) + len(titles) - 1),
        ";" * (len(own) + len(titles) - 1),
        ";Onderwerp" + ";" * (len(own) + len(titles) - 2),
        ";".join([*own, *titles]),
        ";".join(["Wijken en buurten", "naam", "omschrijving", "code", "", "code", *units]),
    ]
    rows = (
        f"Naam;Gemeente;Buurt;{code};{YEAR};1;"
        + ";".join("." if one is None else f"{one},5" for one in values)
        for code, values in _figures(areas, len(titles))
    )
    _write_lines(folder / KWB_EXPORT, head, rows)


def kwb_dataset(folder: Path, areas: int = AREAS) -> None:
    """Write a whole table as StatLine gives a dataset: everything in quotation marks, aligned to the right."""
    titles, units = _titled()
    head = ["Wijken en buurten", "Gemeentenaam (naam)", "Soort regio (omschrijving)", "Codering (code)"]
    head += ["Indelingswijziging wijken en buurten (code)"]
    head += [f"{title} ({unit})" for title, unit in zip(titles, units, strict=True)]
    rows = (
        f'"Naam";"Gemeente";"Buurt";"{code}";"1";"'
        + '";"'.join(f"{'.' if one is None else f'{one}.5':>8}" for one in values)
        + '"'
        for code, values in _figures(areas, len(titles))
    )
    _write_lines(folder / KWB_DATASET, ['"' + '";"'.join(head) + '"'], rows)
    table_infos(folder)


def _table() -> str:
    return ALL_TABLE_IDS[YEAR]


def _titled() -> tuple[list[str], list[str]]:
    """Return titles and units of the columns that a table of the year has."""
    topics = [one.topic for one in MEASURES.values() if one.expected(YEAR)]
    filling = [f"Opvulling {number}" for number in range(FILLING)]
    return [one.titles[0] for one in topics] + filling, [one.units[0] for one in topics] + [
        "aantal"
    ] * FILLING


def _figures(areas: int, columns: int) -> Iterator[tuple[str, list[int | None]]]:
    random = np.random.default_rng(7)
    figures = random.integers(1, 100, (areas, columns)).astype(object)
    figures[random.random((areas, columns)) < MISSING] = None
    return zip(codes(areas), figures.tolist(), strict=True)


# --- connections --------------------------------------------------------------------------------------------------


def connections(folder: Path, rows: int) -> None:
    """Write a file of a network operator, and the addresses of one gemeente.

    Each range is two postcodes, once with gas and once with electricity, and lies in one buurt as a whole.
    """
    random = np.random.default_rng(11)
    count = rows // 2
    step = MOST_ROWS // count
    first = _FIRST_DIGITS * _LETTERS + np.arange(count) * step
    start, end = _postcodes(first), _postcodes(first + 1)
    number, share = random.integers(10, 60, count).tolist(), random.integers(0, 10_001, count).tolist()
    lines = (
        f'"Voorbeeld Netbeheer B.V."\t871687800090000015\t"Voorbeeldstraat"\t"{start[row]}"\t"{end[row]}"\t'
        f'"VOORBEELD"\t"NL"\t"{product}"\t"KVB"\t{number[row]}\t100\t{share[row] // 100},{share[row] % 100:02d}\t'
        f'95,83\t"{kind}"\t1042,5\t0\t87,5'
        for row in range(count)
        for product, kind in (("GAS", "G4"), ("ELK", "3x25"))
    )
    head = _CONNECTIONS_HEAD.read_text(encoding="utf-8").splitlines()[:1]
    _write_lines(folder / CONNECTIONS, head, lines)
    begin = int(np.searchsorted(first, _DIGITS_OF_GEMEENTE * _LETTERS))
    near = range(begin, min(begin + _RANGES, count))
    postcode = [(start, end)[one % 2][row] for row in near for one in range(20)]
    buurt = [_buurt((row - begin) // 50) for row in near for _ in range(20)]
    _write_addresses(folder, postcode, buurt, [f"059901{one:010d}" for one in range(len(postcode))])


# --- labels -------------------------------------------------------------------------------------------------------


def labels(folder: Path, rows: int) -> None:
    """Write a total file of EP-Online, and the addresses of one gemeente.

    Of ten rows the last is an older registration of the dwelling before it. Some are of another building, expired, or
    not built yet.
    """
    random = np.random.default_rng(13)
    step = max(1, rows // 10 // _TENS)
    row = np.arange(rows)
    dwelling = row - (row % 10 == 9)
    near = row // 10 % step == 0
    gemeente = _DIGITS_OF_GEMEENTE * _LETTERS + dwelling // 10 // step % (100 * _LETTERS)
    elsewhere = (_DIGITS_OF_GEMEENTE + 200) * _LETTERS + dwelling // 10 % (6000 * _LETTERS)
    postcode = _postcodes(np.where(near, gemeente, elsewhere))
    number = (dwelling % 10 + 1).tolist()
    found = [f"{'0599' if here else '0344'}01{one:010d}" for here, one in zip(near, dwelling, strict=True)]
    year = np.where(row % 10 == 9, 2016, random.integers(2017, 2026, rows))
    # Newer ones may have been made by the older method, and the other way round: as if by chance.
    method = np.where(
        year < 2021, "Rekenmethodiek Definitief Energielabel", "NTA 8800:2023 (basisopname)"
    ).tolist()
    until = np.where(row % 25 == 3, 2025, 2035).tolist()
    status = np.where(row % 50 == 7, "Vergunningsaanvraag", "Bestaand").tolist()
    kind = np.where(row % 20 == 5, "U", "W").tolist()
    label = [_CLASSES[one] for one in random.integers(0, len(_CLASSES), rows)]
    lines = (
        f"{y}0318;{y}0315;{until[one]}0315;Voorbeeld BV;Basisopname;{status[one]};{method[one]};0;{kind[one]};"
        f"Rijwoning tussen;;;{postcode[one]};{number[one]};;;;{found[one]};;;0599100000000001;;;1968;96,50;1,72;"
        f"{label[one]};;;118,20;214,35;;3,4;;;;;;;;38,1;11840,0"
        for one, y in enumerate(year.tolist())
    )
    head = _LABELS_HEAD.read_text(encoding="utf-8").splitlines()[:3]
    _write_lines(folder / LABELS, head, lines)
    here = np.flatnonzero(near & (row % 10 != 9)).tolist()
    buurt = [_buurt(one * 100 // len(here)) for one in range(len(here))]
    _write_addresses(
        folder,
        [postcode[one] for one in here],
        buurt,
        [found[one] for one in here],
        [number[one] for one in here],
    )


# --- what they share ----------------------------------------------------------------------------------------------


def _buurt(number: int) -> str:
    return f"BU0599{number // 10:02d}{number % 10:02d}"


def _postcodes(keys: np.ndarray) -> list[str]:
    digits, letters = keys // _LETTERS, keys % _LETTERS
    pairs = [chr(65 + one // 26) + chr(65 + one % 26) for one in range(_LETTERS)]
    return [f"{four}{pairs[two]}" for four, two in zip(digits.tolist(), letters.tolist(), strict=True)]


def _write_addresses(
    folder: Path, postcode: list[str], buurt: list[str], found: list[str], number: list[int] | None = None
) -> None:
    frame = pd.DataFrame(
        {
            "postcode": postcode,
            "house_number": number or range(1, len(postcode) + 1),
            "letter": "",
            "addition": "",
            "object": found,
            "buurt": buurt,
            "purpose": "woonfunctie",
            "boundary_year": 2024,
        }
    )
    frame.to_parquet(folder / ADDRESSES)


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")


def _write_lines(path: Path, head: Iterable[str], rows: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in head:
            file.write(line.removeprefix("\ufeff") + "\r\n")
        file.writelines(line + "\r\n" for line in rows)
