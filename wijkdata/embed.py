"""Write the embedded data set from a folder of files as their publishers made them public.

The same files and the same date give the same bytes. A file is replaced only when everything has been read and
written without error.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from wijkdata import dutch, embed_pace, observations
from wijkdata.datapackage import DESCRIPTOR, LICENSE, RESOURCES, Contents, describe, license_text
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.reasons import reason
from wijkdata.sources import (
    cbs_kwb,
    cbs_regio,
    cbs_zonnestroom,
    etlocal,
    inspiration,
    interests,
    pbl_startanalyse,
    reading,
    reference_tables,
    rotterdam,
)
from wijkdata.sources.tables import NO_LICENCE, Table, cbs

GEMEENTE = "GM0599"

#: Years of which the register of areas comes from the solar tables: the KWB exports stop before.
_AREAS_FROM_SOLAR = range(max(cbs_kwb.TABLE_IDS) + 1, max(cbs_zonnestroom.TABLE_IDS) + 1)

_KWB = "kwb_rotterdam/Kerncijfers_wijken_en_buurten_{year}.csv"
_SOLAR = ("zonnestroom/{table}.csv", "zonnestroom/{table}_metadata.json")
_ENERGY = ("cbs_regio/81528NED_energieverbruik_woningtype_regio.csv", "cbs_regio/81528NED_metadata.json")
_HEATING = ("cbs_regio/84948NED_hoofdverwarming_regio_2017-2022.csv", "cbs_regio/84948NED_metadata.json")
#: The number of dwellings per buurt that the solar tables do not have.
_DWELLINGS = "etlocal/stedin_neighbourhoods_2016.csv"
_STARTANALYSE = f"startanalyse/{GEMEENTE}.geojson"
_TREES = "bomen/bomen_per_buurt_rotterdam.csv"
_PROFILE = "wijkprofiel/gemeente_{year}_{kind}.csv"
_PROFILE_KINDS = ("vi", "si", "fi_obj", "fi_subj")
_BOUNDARIES = "grenzen/rotterdam_buurten_2014.geojson"
#: Collected from many publishers and therefore kept apart: in the folder of raw files, or beside it.
_ELSEWHERE = {"ambities": "inspiratie/ambities.csv", "resultaten": "inspiratie/resultaten.csv"}

#: Goes round under the name of 2018 but is the edition of 2016; its reader refuses it.
_KNOWN_COPY = "gemeente_2018_si.csv"

_CSV_COLUMNS = [
    "area",
    "indicator",
    "year",
    "value",
    "status",
    "table",
    "method",
    "note",
    "boundary_year",
]


@dataclass(frozen=True)
class FileReport:
    """What one raw file gave.

    Attributes
    ----------
    name
        Name of the raw file.
    rows, areas, indicators, years
        Observations taken over, and how many areas, indicators and which years they cover.
    without_value
        Observations that only say why there is no figure.
    set_aside
        Rows of the file not taken over, by reason.
    refused
        Why the file was not taken over at all; empty if it was.
    examples
        Examples from elsewhere, in a file that holds no figures of areas.
    """

    name: str
    rows: int = 0
    areas: int = 0
    indicators: int = 0
    years: tuple[int, ...] = ()
    without_value: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""
    examples: int = 0

    def text(self) -> str:
        """Return the report as Dutch lines."""
        if self.refused:
            return f"{self.name}: niet overgenomen. {self.refused}"
        if self.rows:
            first = (
                f"{self.name}: {dutch.number(self.areas)} gebieden, {dutch.number(self.indicators)} "
                f"{'indicator' if self.indicators == 1 else 'indicatoren'}, {_span(self.years)}; "
                f"{dutch.number(self.rows)} rijen, waarvan {dutch.number(self.without_value)} zonder cijfer"
            )
        elif self.areas:
            first = f"{self.name}: grenzen van {dutch.number(self.areas)} gebieden"
        elif self.examples:
            first = f"{self.name}: {dutch.number(self.examples)} voorbeelden"
        else:
            first = f"{self.name}: geen cijfers overgenomen"
        aside = [
            f"  opzij gezet: {dutch.number(count)} × {reason}" for reason, count in self.set_aside.items()
        ]
        return "\n".join([first, *aside])


@dataclass(frozen=True)
class Report:
    """What was read, and which files were written."""

    read: tuple[FileReport, ...]
    written: Mapping[str, int]
    folder: Path

    def text(self) -> str:
        """Return the report as Dutch lines."""
        files = [f"  {name}: {dutch.number(size / 1000, 1)} kB" for name, size in self.written.items()]
        return "\n".join([*(one.text() for one in self.read), f"Geschreven in {self.folder}:", *files])


@dataclass
class _Made:
    """The content of the files so far, by name of the resource, and what stands behind each."""

    texts: dict[str, str] = field(default_factory=dict)
    contents: dict[str, Contents] = field(default_factory=dict)
    reports: list[FileReport] = field(default_factory=list)

    def add(self, name: str, text: str, tables: Iterable[Table], indicators: Iterable[str] = ()) -> None:
        self.texts[name] = text
        self.contents[name] = Contents(tuple(tables), tuple(indicators))


def embed(raw: Path, out: Path, *, retrieved: str) -> Report:
    """Read the raw files and write the embedded data set.

    Parameters
    ----------
    raw
        Folder with the files as published, in one folder per source.
    out
        Folder to write to; it is made if it is not there. Other files in it are left alone.
    retrieved
        ISO date on which the raw files were taken over from their publishers.

    Returns
    -------
    Report
        Per raw file what was taken over and what was set aside.

    Raises
    ------
    SourceError
        If a raw file is missing or not as its reader knows it. Nothing is written then.
    """
    _check_complete(raw)
    made = _Made()
    areas = _embed_cbs(raw, retrieved, made)
    _embed_paces(raw, retrieved, made)
    _embed_local(raw, retrieved, areas, made)
    _embed_boundaries(raw, areas, made)
    _embed_reference_tables(made)
    _embed_elsewhere(raw, made)
    written = _write(out, made, retrieved)
    return Report(tuple(made.reports), written, out)


def _check_complete(raw: Path) -> None:
    """Refuse a folder in which files are missing, naming them all at once."""
    needed = [
        *(_KWB.format(year=year) for year in cbs_kwb.TABLE_IDS),
        *(name.format(table=table) for table in cbs_zonnestroom.TABLE_IDS.values() for name in _SOLAR),
        *_ENERGY,
        *_HEATING,
        _DWELLINGS,
        _STARTANALYSE,
        _TREES,
        *(_PROFILE.format(year=year, kind=kind) for year in rotterdam.EDITIONS for kind in _PROFILE_KINDS),
        _BOUNDARIES,
    ]
    missing = [Path(name) for name in needed if not (raw / name).is_file()]
    missing += [Path(name) for name in _ELSEWHERE.values() if not _elsewhere(raw, name).is_file()]
    if missing:
        listed = "\n".join(f"  {path.name} in de map {raw / path.parent}" for path in missing)
        raise SourceError(
            f"Er {'ontbreekt een bestand' if len(missing) == 1 else 'ontbreken bestanden'}:\n{listed}\nZet het daar "
            "neer zoals de uitgever het geeft, of noem een andere map met ruwe bestanden."
        )


def _embed_cbs(raw: Path, retrieved: str, made: _Made) -> pd.DataFrame:
    """Add the tables of CBS and the register of areas; returns that register."""
    kwb_files = [raw / _KWB.format(year=year) for year in cbs_kwb.TABLE_IDS]
    _add(
        made,
        "cbs_kwb",
        [_read(made, path, partial(cbs_kwb.read_kwb, path, retrieved=retrieved)) for path in kwb_files],
        cbs_kwb.TABLES,
    )

    solar_files = {
        year: tuple(raw / name.format(table=table) for name in _SOLAR)
        for year, table in cbs_zonnestroom.TABLE_IDS.items()
    }
    solar_tables = [cbs_zonnestroom.read_table(metadata) for _, metadata in solar_files.values()]
    _add(
        made,
        "cbs_zonnestroom",
        [
            _read(
                made,
                path,
                partial(
                    cbs_zonnestroom.read_zonnestroom, path, metadata, retrieved=retrieved, within=GEMEENTE
                ),
            )
            for path, metadata in solar_files.values()
        ],
        solar_tables,
    )
    for name, files, read in (
        ("cbs_energie", _ENERGY, cbs_regio.read_energie),
        ("cbs_verwarming", _HEATING, cbs_regio.read_verwarming),
    ):
        path, metadata = (raw / one for one in files)
        frame = _read(made, path, partial(read, path, metadata, retrieved=retrieved, within=GEMEENTE))
        _add(made, name, [frame], [cbs_regio.read_table(metadata, sorted(set(frame["year"])))])

    areas = register_of_areas(
        [cbs_kwb.read_areas(path) for path in kwb_files],
        [
            cbs_zonnestroom.read_areas(*files, within=GEMEENTE)
            for year, files in solar_files.items()
            if year in _AREAS_FROM_SOLAR
        ],
    )
    newer = [table for table in solar_tables if set(table.years) & set(_AREAS_FROM_SOLAR)]
    made.add("areas", _csv(areas), [*cbs_kwb.TABLES, *newer])
    return areas


def _embed_paces(raw: Path, retrieved: str, made: _Made) -> None:
    """Add how fast figures moved in all gemeenten and buurten."""
    path = raw / _DWELLINGS
    dwellings = _read(made, path, partial(etlocal.read_etlocal, path, retrieved=retrieved))
    solar = [
        (raw / figures.format(table=table), raw / metadata.format(table=table))
        for figures, metadata in [_SOLAR]
        for table in cbs_zonnestroom.TABLE_IDS.values()
    ]
    heating, energy = ((raw / figures, raw / metadata) for figures, metadata in (_HEATING, _ENERGY))
    found = embed_pace.read_paces(dwellings, solar, heating, energy, retrieved=retrieved)
    made.add("tempo", _csv(found.gemeenten), found.tables)
    made.add("tempo_verdeling", _csv(found.summary), found.tables)


def register_of_areas(named: Sequence[pd.DataFrame], unnamed: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join areas of several years to one register, sorted by code and year.

    Parameters
    ----------
    named
        Areas with a name, from the KWB exports.
    unnamed
        Areas of other years, in which wijken and buurten have no name: they get the newest name of their code, or
        the code itself if it never had one.
    """
    with_name = pd.concat(named, ignore_index=True)
    newest = (
        with_name.sort_values("boundary_year").drop_duplicates("code", keep="last").set_index("code")["name"]
    )
    others = pd.concat(unnamed, ignore_index=True)
    found = others["code"].map(newest).fillna(others["code"])
    others["name"] = others["name"].where(others["name"] != "", found)
    register = pd.concat([with_name, others], ignore_index=True)
    return register.sort_values(["code", "boundary_year"], ignore_index=True)


def _embed_local(raw: Path, retrieved: str, areas: pd.DataFrame, made: _Made) -> None:
    """Add the figures of PBL and of the gemeente."""
    path = raw / _STARTANALYSE
    frame = _read(made, path, partial(pbl_startanalyse.read_startanalyse, path, retrieved=retrieved))
    _add(made, "pbl_startanalyse", [frame], pbl_startanalyse.TABLES)

    trees = raw / _TREES
    frames = [_read(made, trees, partial(rotterdam.read_bomen, trees, areas, retrieved=retrieved))]
    for year in rotterdam.EDITIONS:
        for kind in _PROFILE_KINDS:
            profile = raw / _PROFILE.format(year=year, kind=kind)
            frames.append(
                _read(
                    made,
                    profile,
                    partial(rotterdam.read_wijkprofiel, profile, areas, retrieved=retrieved),
                )
            )
    _add(made, "rotterdam", frames, rotterdam.TABLES)


def _embed_boundaries(raw: Path, areas: pd.DataFrame, made: _Made) -> None:
    from wijkdata.sources import grenzen  # noqa: PLC0415  (geopandas is slow to import)

    path = raw / _BOUNDARIES
    buurten = grenzen.read_buurten(path)
    made.reports.append(FileReport(path.name, areas=len(buurten)))
    for name, frame in (("buurten_2014", buurten), ("wijken_2014", grenzen.to_wijken(buurten, areas))):
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "grenzen.geojson"
            grenzen.write_geojson(frame, file)
            made.add(name, file.read_text(encoding="utf-8"), grenzen.TABLES)


def _embed_reference_tables(made: _Made) -> None:
    for name, make in (
        ("co2_factors", reference_tables.co2_factors),
        ("parameters", reference_tables.parameters),
        ("references", reference_tables.references),
    ):
        frame = make()
        made.add(name, _csv(frame), _cited_in_rows(frame))
    published = interests.interests()
    made.add("belangen", _csv(published), interests.tables(published))


def _embed_elsewhere(raw: Path, made: _Made) -> None:
    """Add what others set, and what became of it."""
    ambitions, results = (_elsewhere(raw, name) for name in _ELSEWHERE.values())
    frames = [inspiration.read_ambitions(ambitions), inspiration.read_results(results)]
    for path, frame in zip((ambitions, results), frames, strict=True):
        made.reports.append(FileReport(path.name, examples=len(frame), set_aside=reading.set_aside(frame)))
    titles = ("Ambities van andere gemeenten", "Wat er van ambities elders werd")
    names = ("ambities_elders", "resultaten_elders")
    for name, title, frame in zip(names, titles, inspiration.joined(*frames), strict=True):
        made.add(name, _csv(frame), [inspiration.table(name, title, frame)])


def _elsewhere(raw: Path, name: str) -> Path:
    """Return where a table of examples is: in the folder of raw files or, if it is not there, beside it."""
    return raw / name if (raw / name).is_file() else raw.parent / name


def _cited_in_rows(frame: pd.DataFrame) -> list[Table]:
    """Return the tables that rows name themselves, in the columns source, table and year."""
    found = []
    for (publisher, table), rows in frame.groupby(["source", "table"]):
        years = tuple(sorted({int(year) for year in rows["year"].dropna()}))
        if publisher == "CBS":
            found.append(cbs(str(table), str(table), years))
        else:
            attribution = f"Bron: {publisher}"
            found.append(Table(str(table), str(table), str(publisher), attribution, NO_LICENCE, years))
    return found


def _read(made: _Made, path: Path, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Read one raw file and report on it; the file known to be a copy is only reported."""
    try:
        frame = read()
    except SourceError as error:
        if path.name != _KNOWN_COPY:
            raise
        made.reports.append(FileReport(path.name, refused=str(error)))
        return observations.empty()
    made.reports.append(
        FileReport(
            path.name,
            rows=len(frame),
            areas=frame["area"].nunique(),
            indicators=frame["indicator"].nunique(),
            years=tuple(sorted(set(frame["year"]))),
            without_value=int(frame["value"].isna().sum()),
            set_aside=reading.set_aside(frame),
        )
    )
    return frame


def _add(made: _Made, name: str, frames: Sequence[pd.DataFrame], tables: Iterable[Table]) -> None:
    """Add observations; a table that gave none is left out, and the years are those of its figures."""
    frame = observations.validate(
        pd.concat([one for one in frames if len(one)], ignore_index=True), where=f"{name}.csv"
    )
    ordered = frame.sort_values(["indicator", "area", "year", "table"], ignore_index=True)
    years = {str(table): tuple(sorted(set(rows))) for table, rows in frame.groupby("table")["year"]}
    cited = [replace(table, years=years[table.id]) for table in tables if table.id in years]
    undeclared = sorted(set(years) - {table.id for table in cited})
    if undeclared:
        raise SourceError(
            f"Voor {name}.csv is niet vastgelegd wie {dutch.join(undeclared)} uitgeeft. Meld dit bij de makers van "
            "wijkdata."
        )
    made.add(name, _csv(ordered[_CSV_COLUMNS]), cited, sorted(set(frame["indicator"])))


def _csv(frame: pd.DataFrame) -> str:
    """Return a table as CSV: empty where there is nothing, numbers as short as they can be."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [
        [_shortest(value) for value in frame[name]]
        if pd.api.types.is_numeric_dtype(frame[name])
        else _texts(frame[name])
        for name in frame.columns
    ]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _texts(column: pd.Series) -> list[str]:
    return ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]


def _shortest(value: float) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _write(out: Path, made: _Made, retrieved: str) -> dict[str, int]:
    """Write all files beside the folder first, then move them into it."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{out.name}-", dir=out.parent, ignore_cleanup_errors=True
        ) as scratch:
            return _write_by_way_of(Path(scratch), out, made, retrieved)
    except OSError as error:
        raise WijkdataError(
            f"Schrijven in de map {out} lukt niet ({reason(error)}). Kijk of u daar mag schrijven en "
            "of er ruimte is."
        ) from None


def _write_by_way_of(scratch: Path, out: Path, made: _Made, retrieved: str) -> dict[str, int]:
    """Write all files in one folder and then move them into another, the descriptor last; return their sizes."""
    for resource in RESOURCES:
        _write_text(scratch / resource.path, made.texts[resource.name])
    _write_text(scratch / LICENSE, license_text(made.contents, retrieved=retrieved))
    descriptor = describe(scratch, made.contents, retrieved=retrieved)
    _write_text(scratch / DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n")
    out.mkdir(exist_ok=True)
    written = {}
    for name in (*(one.path for one in RESOURCES), LICENSE, DESCRIPTOR):
        written[name] = (scratch / name).stat().st_size
        (scratch / name).replace(out / name)
    return written


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _span(years: Sequence[int]) -> str:
    if not years:
        return ""
    consecutive = list(years) == list(range(years[0], years[-1] + 1))
    if len(years) > 2 and consecutive:
        return f"{years[0]} t/m {years[-1]}"
    return dutch.join(map(str, years))


def default_date(out: Path) -> str:
    """Return the date in the descriptor of an earlier data set, so that a repeat gives the same bytes; else today."""
    try:
        descriptor = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))
        dates = [table["retrieved"] for one in descriptor["resources"] for table in one.get("tables", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        dates = []
    return max(dates, default=date.today().isoformat())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command; returns the exit status: 0 done, 1 refused with a message, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="wijkdata embed",
        description="Schrijf de meegeleverde cijfers uit ruwe, gepubliceerde bestanden.",
    )
    parser.add_argument("raw", nargs="?", help="map met ruwe bestanden (anders: WIJKDATA_RAW)")
    parser.add_argument("--out", default="data", help="map om in te schrijven (data)")
    parser.add_argument("--date", help="dag van overname, zoals 2026-11-24 (anders: die van de vorige keer)")
    options = parser.parse_args(arguments)
    raw = options.raw or os.environ.get("WIJKDATA_RAW")
    if not raw:
        sys.stderr.write("Noem de map met ruwe bestanden: wijkdata embed MAP, of zet WIJKDATA_RAW.\n")
        return 2
    out = Path(options.out)
    retrieved = options.date or default_date(out)
    if not _is_iso_date(retrieved):
        sys.stderr.write(f"‘{retrieved}’ is geen datum. Schrijf die als 2026-11-24.\n")
        return 2
    try:
        report = embed(Path(raw), out, retrieved=retrieved)
    except WijkdataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{report.text()}\n")
    return 0


def _is_iso_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
