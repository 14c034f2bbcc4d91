"""Gemeente Rotterdam: municipal trees per buurt, and the Wijkprofiel (safety, social and physical index).

Neither file carries CBS codes. The trees are keyed by the name of the buurt, the Wijkprofiel by a number that is the
end of the CBS code, with the name beside it. A row is only taken over where name and, if there is one, number lead
to exactly one buurt of the gemeente; every other row is set aside, with its name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from wijkdata import areas as area_codes
from wijkdata import catalogue, observations
from wijkdata.dutch import join, number
from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.sources.loaded import Loaded, Sample, sample
from wijkdata.sources.reading import Source, read_text, set_aside, with_set_aside
from wijkdata.sources.tables import Table

GEMEENTE = "GM0599"

PUBLISHER = "Gemeente Rotterdam"
_ATTRIBUTION = "Bron: Gemeente Rotterdam"
_LICENCE = "niet vermeld in het bestand"

TREES = Table(
    id="Bomen per buurt",
    title="Bomen in beheer bij de gemeente Rotterdam, per buurt",
    publisher=PUBLISHER,
    attribution=_ATTRIBUTION,
    licence=_LICENCE,
    years=(),
)
#: Editions of the Wijkprofiel whose form this module knows.
EDITIONS = (2014, 2016, 2018)
PROFILES = tuple(
    Table(
        id=f"Wijkprofiel {year}",
        title=f"Wijkprofiel Rotterdam {year}",
        publisher=PUBLISHER,
        attribution=f"{_ATTRIBUTION}, Wijkprofiel {year}",
        licence=_LICENCE,
        years=(year,),
    )
    for year in EDITIONS
)
TABLES = (TREES, *PROFILES)

_TREE_COLUMNS = ("buurt", "aantal_bomen", "aantal_met_kroonomvang", "som_kroonoppervlak_m2")
_TREE_NOTE = "peildatum niet vermeld; het jaar is dat van overname"

_FILE_NAME = re.compile(r"gemeente_(\d{4})_(vi|si|fi_obj|fi_subj)\.csv")
_NUMBER_COLUMN = "wijknr"
_NAME_COLUMN = "BUURT"
_INDEX_NOTE = "index uit enquête en registraties; aantal ondervraagden niet gepubliceerd"
_SURVEY_NOTE = "enquête; aantal ondervraagden niet gepubliceerd"

#: Numbers of the Wijkprofiel that are no buurt: the gebieden (former deelgemeenten) and Rotterdam as a whole.
_GEBIEDEN = range(4000, 4100)
_WHOLE_GEMEENTE = 5000


@dataclass(frozen=True)
class _Figure:
    indicator: str
    column: str
    note: str


#: What is taken over from each kind of file; the physical index stands in both fi files and comes from fi_obj.
_FIGURES = {
    "vi": (
        _Figure("veiligheidsindex", "Veiligheidsindex", _INDEX_NOTE),
        _Figure("tevreden_buurt_aandeel", "% (zeer) tevreden met de buurt", _SURVEY_NOTE),
    ),
    "si": (_Figure("sociale_index", "Sociale Index", _INDEX_NOTE),),
    "fi_obj": (_Figure("fysieke_index", "Fysieke Index", _INDEX_NOTE),),
    "fi_subj": (),
}


def recognises(seen: Sample) -> bool:
    """Say whether a file is one of the two that this module reads, by its first line."""
    columns = seen.lines[0].split(";") if seen.lines else []
    return set(_TREE_COLUMNS) <= set(columns) or {_NUMBER_COLUMN, _NAME_COLUMN} <= set(columns)


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path],  # noqa: ARG001  (every reader takes it)
    areas: pd.DataFrame,
) -> Loaded:
    """Load the trees per buurt, or one file of the Wijkprofiel.

    Parameters
    ----------
    path
        The file; one of the Wijkprofiel under its published name.
    retrieved
        ISO date on which it was taken over.
    companions
        Not needed.
    areas
        Register of areas.

    Raises
    ------
    SourceError
        As `read_bomen` and `read_wijkprofiel`.
    """
    # A name may belong to a buurt elsewhere; these files are about one gemeente.
    own = areas[areas["gemeente"] == GEMEENTE]
    trees = set(_TREE_COLUMNS) <= set(sample(path).lines[0].split(";"))
    found = (read_bomen if trees else read_wijkprofiel)(path, own, retrieved=retrieved)
    used = set(found["table"])
    tables = tuple(one for one in TABLES if one.id in used)
    kind = tables[0].title if tables else "Wijkprofiel Rotterdam"
    return Loaded(kind=kind, tables=tables, observations=found, set_aside=set_aside(found))


def read_bomen(source: Source, areas: pd.DataFrame, *, retrieved: str) -> pd.DataFrame:
    """Read the municipal trees per buurt: ``bomen_aantal`` and ``boomkroon_gemeente_m2`` [m²].

    The status is ``voorlopig``: this is a register that changes, without a reference date; the year is that of taking
    over. The crown area is the sum over trees whose crown is known; the note says how many.
    Source: gemeente Rotterdam, trees per buurt.

    Parameters
    ----------
    source
        CSV with semicolons: gebied, buurt, aantal_bomen, aantal_met_kroonomvang, som_kroonoppervlak_m2.
    areas
        Register of areas: code, boundary_year, name, level. A name counts whatever year CBS used it in.
    retrieved
        ISO date on which the file was taken over from the publisher.

    Returns
    -------
    DataFrame
        Observations, two rows per buurt. Names that fit no buurt, or more than one, are counted in ``attrs``.

    Raises
    ------
    SourceError
        If a column is missing, a cell is no number, or two rows lead to the same buurt.
    """
    raw = read_text(source)
    register = _Register(areas)
    year = int(retrieved[:4])
    unknown: list[str] = []
    ambiguous: list[str] = []
    rows: list[dict[str, Any]] = []
    for line, cells in _cells(raw.name, raw.text, _TREE_COLUMNS):
        codes = register.codes_named(cells["buurt"])
        if len(codes) != 1:
            (ambiguous if codes else unknown).append(cells["buurt"])
            continue
        trees, with_crown, crown = (
            _number(cells[column], f"{raw.name}, rij {line}, kolom ‘{column}’")
            for column in _TREE_COLUMNS[1:]
        )
        known_crown = bool(with_crown) and crown is not None
        crown_note = f"kroon bekend van {number(with_crown, 0)} van de {number(trees, 0)} bomen; {_TREE_NOTE}"
        common = {"area": codes[0], "year": year, "boundary_year": register.boundary_year(codes[0], year)}
        rows += [
            {"indicator": "bomen_aantal", "value": trees, "note": _TREE_NOTE, **common},
            {
                "indicator": "boomkroon_gemeente_m2",
                "value": crown if known_crown else None,
                "note": crown_note if known_crown else f"van geen boom is de kroon bekend; {_TREE_NOTE}",
                **common,
            },
        ]
    return with_set_aside(
        _observations(rows, TREES, retrieved, raw.name, status="voorlopig"),
        {
            f"naam van geen buurt in Rotterdam ({join(unknown)})": len(unknown),
            f"naam van meer dan één buurt in Rotterdam ({join(ambiguous)})": len(ambiguous),
        },
    )


def read_wijkprofiel(path: Path | str, areas: pd.DataFrame, *, retrieved: str) -> pd.DataFrame:
    """Read one file of the Wijkprofiel Rotterdam (``gemeente_2018_vi.csv`` and so on).

    From ``vi``: ``veiligheidsindex`` and ``tevreden_buurt_aandeel`` [%]; from ``si``: ``sociale_index``; from
    ``fi_obj``: ``fysieke_index`` (``fi_subj`` carries the same index, gives no rows, and must agree where it lies
    beside it). Indices: Rotterdam 2014 = 100. Edition and kind come from the file name: the file itself does not
    tell them. Source: gemeente Rotterdam, Wijkprofiel 2014, 2016 and 2018.

    Parameters
    ----------
    path
        The file, under its published name. Files of other editions in the same folder are compared with it.
    areas
        Register of areas: code, boundary_year, name, level.
    retrieved
        ISO date on which the file was taken over from the publisher.

    Returns
    -------
    DataFrame
        Observations for buurten and for the gemeente. Gebieden, combined buurten, parts of a buurt, and rows in
        which number and name contradict each other are counted in ``attrs``.

    Raises
    ------
    SourceError
        If the name is no published one, a column is missing or double, a cell is no number, the file is a copy of
        an earlier edition, or the two files with the physical index disagree.
    """
    file = Path(path)
    match = _FILE_NAME.fullmatch(file.name)
    if match is None:
        raise SourceError(
            f"Aan de naam {file.name} is niet te zien welk Wijkprofiel dit is. Geef het bestand zijn oorspronkelijke "
            "naam terug, zoals gemeente_2018_vi.csv."
        )
    year, kind = int(match[1]), match[2]
    table = next((one for one in PROFILES if one.years == (year,)), None)
    if table is None:
        raise SourceError(
            f"{file.name}: wijkdata kent het Wijkprofiel van {join(map(str, EDITIONS), 'en')}, niet van {year}."
        )
    _refuse_copy_of_earlier_edition(file, year, kind)
    lines = list(_cells(file.name, _read_cp1252(file), (_NUMBER_COLUMN, _NAME_COLUMN)))
    if kind == "fi_obj":
        _refuse_other_physical_index(file, year)
    register = _Register(areas)
    taken, reasons = _sort_out(lines, register)
    figures = _FIGURES[kind]
    rows = [
        {
            "area": code,
            "indicator": figure.indicator,
            "value": value,
            "note": figure.note if value is not None else f"leeg bij de gemeente; {figure.note}",
            "year": year,
            "boundary_year": register.boundary_year(code, year),
        }
        for figure in figures
        for code, value in _column(file.name, taken, figure.column)
    ]
    if not figures:
        reasons = {"fysieke index: overgenomen uit het bestand fi_obj": len(lines)}
    return with_set_aside(_observations(rows, table, retrieved, file.name), reasons)


class _Register:
    """The buurten of Rotterdam by name and by number, in every division that is known."""

    def __init__(self, areas: pd.DataFrame) -> None:
        mine = areas[areas["code"].map(area_codes.gemeente) == GEMEENTE]
        self._years = {str(code): list(years) for code, years in mine.groupby("code")["boundary_year"]}
        buurten = mine[mine["level"] == "buurt"]
        if buurten.empty:
            raise SourceError(
                f"Het register van gebieden bevat geen buurten van Rotterdam ({GEMEENTE}). Lees eerst de Kerncijfers "
                "wijken en buurten van CBS voor Rotterdam in."
            )
        self._by_name: dict[str, set[str]] = {}
        self._by_number: dict[int, set[str]] = {}
        for code, name in zip(buurten["code"], buurten["name"], strict=True):
            self._by_name.setdefault(_normalise(name), set()).add(code)
            if code[-2:].isdigit():
                self._by_number.setdefault(int(code[-2:]), set()).add(code)

    def codes_named(self, name: str) -> list[str]:
        """Return the codes of all buurten that ever had this name."""
        return sorted(self._by_name.get(_normalise(name), ()))

    def codes_numbered(self, wanted: int) -> list[str]:
        """Return the codes of all buurten that end in this number."""
        return sorted(self._by_number.get(wanted, ()))

    def boundary_year(self, code: str, year: int) -> int:
        """Return the known division nearest to a year, the older of two equally near."""
        years = self._years.get(code, [year])
        return int(min(years, key=lambda known: (abs(known - year), known)))


def _normalise(name: str) -> str:
    """Reduce a name to its letters and digits: "'s-Gravenland" and "s Gravenland" are the same name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]", "", plain.lower())


_Line = tuple[int, dict[str, str]]


def _sort_out(lines: Iterable[_Line], register: _Register) -> tuple[list[tuple[str, _Line]], dict[str, int]]:
    """Find the area of every line of the Wijkprofiel; return the lines with one, and why the others have none."""
    taken: list[tuple[str, _Line]] = []
    gebieden: list[str] = []
    other_areas: list[str] = []
    contradictions: list[str] = []
    for line in lines:
        text, name = line[1][_NUMBER_COLUMN].strip(), line[1][_NAME_COLUMN].strip()
        wanted = int(text) if text.isdecimal() else -1
        if wanted == _WHOLE_GEMEENTE and _normalise(name) == "rotterdam":
            taken.append((GEMEENTE, line))
        elif wanted in _GEBIEDEN:
            gebieden.append(name)
        elif wanted >= 100 or wanted < 0:
            other_areas.append(name)
        else:
            codes = sorted(set(register.codes_numbered(wanted)) & set(register.codes_named(name)))
            if len(codes) == 1:
                taken.append((codes[0], line))
            else:
                contradictions.append(f"{name}, {text}")
    return taken, {
        "gebied (voormalige deelgemeente)": len(gebieden),
        f"samengevoegde buurten of een deel van een buurt ({join(other_areas)})": len(other_areas),
        f"nummer en naam horen niet bij dezelfde buurt ({join(contradictions)})": len(contradictions),
    }


def _cells(name: str, text: str, needed: Sequence[str]) -> Iterable[_Line]:
    """Give every line of a CSV file with semicolons as line number and cells by header.

    Headers that occur twice are left out, unless they are needed: then the file is refused.
    """
    try:
        table = [row for row in csv.reader(text.splitlines(), delimiter=";") if row]
    except csv.Error:
        raise SourceError(
            f"{name}: een cel is veel te lang: een aanhalingsteken wordt niet gesloten. Gebruik het bestand zoals "
            "de gemeente het gaf."
        ) from None
    headers = [header.strip() for header in table[0]] if table else []
    for column in needed:
        if headers.count(column) != 1:
            problem = "ontbreekt" if column not in headers else f"komt {headers.count(column)} keer voor"
            raise SourceError(
                f"{name}: de kolom ‘{column}’ {problem}. Gebruik het bestand zoals de gemeente het gaf."
            )
    single = [position for position, header in enumerate(headers) if headers.count(header) == 1]
    for line, row in enumerate(table[1:], start=2):
        if len(row) != len(headers):
            raise SourceError(
                f"{name}, rij {line}: {len(row)} cellen in plaats van {len(headers)}. Gebruik het bestand zoals de "
                "gemeente het gaf."
            )
        yield line, {headers[position]: row[position].strip() for position in single}


def _column(name: str, taken: Iterable[tuple[str, _Line]], column: str) -> Iterable[tuple[str, float | None]]:
    """Give code and value of one column of the Wijkprofiel."""
    for code, (line, cells) in taken:
        if column not in cells:
            raise SourceError(
                f"{name}: de kolom ‘{column}’ ontbreekt of komt vaker voor. Gebruik het bestand zoals de gemeente "
                "het gaf."
            )
        yield code, _number(cells[column].removesuffix("%"), f"{name}, rij {line}, kolom ‘{column}’")


def _number(text: str, where: str) -> float | None:
    """Read a number with a decimal comma; None for an empty cell."""
    if not text:
        return None
    if not re.fullmatch(r"\d+(,\d+)?", text):
        raise SourceError(
            f"{where}: ‘{text[:40]}’ is geen getal zoals de gemeente het schrijft. Gebruik het oorspronkelijke "
            "bestand."
        )
    return float(text.replace(",", "."))


def _read_cp1252(file: Path) -> str:
    """Read a file of the Wijkprofiel, which the gemeente saved in the Windows character set."""
    try:
        text = file.read_text(encoding="cp1252")
    except OSError as error:
        raise SourceError(
            f"Het bestand {file.name} in de map {file.parent} is niet te lezen ({reason(error)}). Kijk of het er "
            "staat en of u het mag openen."
        ) from None
    except UnicodeDecodeError:
        raise SourceError(
            f"{file.name} is geen tekstbestand zoals de gemeente het gaf. Gebruik het oorspronkelijke bestand."
        ) from None
    if "\0" in text:
        raise SourceError(
            f"{file.name} is door een rekenblad als ‘Unicode-tekst’ (UTF-16) bewaard. Gebruik het bestand zoals de "
            "gemeente het gaf."
        )
    return text


def _refuse_copy_of_earlier_edition(file: Path, year: int, kind: str) -> None:
    """Refuse a file that is an older edition under a new name; gemeente_2018_si.csv is known to go round so."""
    content = _read_cp1252(file)
    for earlier in EDITIONS:
        other = file.with_name(f"gemeente_{earlier}_{kind}.csv")
        if earlier < year and other.is_file() and _read_cp1252(other) == content:
            raise SourceError(
                f"{file.name} heeft dezelfde inhoud als {other.name}: het zijn niet de cijfers van {year}. Vraag de "
                f"gemeente om het juiste bestand, of laat {file.name} weg."
            )


def _refuse_other_physical_index(file: Path, year: int) -> None:
    """Check that the physical index in fi_obj and in fi_subj, where it lies beside it, is the same."""
    other = file.with_name(f"gemeente_{year}_fi_subj.csv")
    if not other.is_file():
        return
    column = _FIGURES["fi_obj"][0].column
    needed = (_NUMBER_COLUMN, _NAME_COLUMN, column)
    mine, theirs = (
        {cells[_NUMBER_COLUMN]: cells[column] for _, cells in _cells(one.name, _read_cp1252(one), needed)}
        for one in (file, other)
    )
    differing = sorted(key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key))
    if differing:
        raise SourceError(
            f"{file.name} en {other.name} geven voor nummer {join(differing[:5])} een andere fysieke index. Gebruik "
            "twee bestanden van dezelfde uitgave."
        )


def _observations(
    rows: list[dict[str, Any]], table: Table, retrieved: str, where: str, *, status: str = "definitief"
) -> pd.DataFrame:
    """Complete rows to observations."""
    if not rows:
        return observations.empty()
    frame = pd.DataFrame(rows)
    frame = frame.assign(
        value=frame["value"].astype("float64"),
        unit=[catalogue.indicator(indicator).unit for indicator in frame["indicator"]],
        source=table.publisher,
        table=table.id,
        method=observations.PUBLISHED,
        retrieved=retrieved,
    )
    frame["status"] = frame["value"].notna().map({True: status, False: "ontbreekt"})
    return observations.validate(frame, where=where)
