"""Ambitions that others set and what became of them: two tables, collected from public sources.

``ambities.csv`` has one row per ambition, ``resultaten.csv`` one per result, duration or cost, with the ambitions it
is about. Both are semicolon-separated UTF-8 with a decimal point; an empty cell is what the source does not say.
Every row names its source and the year of it.

What is taken over are figures, statements in the words of the collector and sources. The column ``citaat`` repeats
the source word for word and is not; a cell that repeats its own quotation is refused, so that none gets in by another
way. Rows of low reliability (``betrouwbaarheid`` laag) are set aside, and a status that rests on one says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.kept_tables import kept_table
from wijkdata.sources import delimited
from wijkdata.sources.reading import Source, with_set_aside
from wijkdata.sources.tables import Table

_LICENCE = "eigen samenvatting, geen tekst van de bron overgenomen"
_ATTRIBUTION = "Bron: per rij genoemd, met adres en jaar"

LOW = "laag"
UNCERTAIN = "uitkomst te onzeker om te tonen"
_ASIDE = "betrouwbaarheid laag"

#: Words in a row that a quotation has at least; fewer are a name or an amount.
_LONGEST_SHARED = 4

_QUOTED_SENTENCE = re.compile(r"'[A-Z][^']*[.!?]'")
_REFERENCE = re.compile(r"\b[RK]\d+\b")
_COMMON: Mapping[str, tuple[str, ...]] = {
    "betrouwbaarheid": ("hoog", "middel", LOW),
}


@dataclass(frozen=True)
class _Form:
    """The form of one of the tables: our name of each column by the name in the file, and what may stand in it."""

    id: str
    columns: Mapping[str, str]
    numbers: Collection[str]
    years: Collection[str]
    words: Mapping[str, tuple[str, ...]]


_AMBITIONS = _Form(
    id=r"A\d{3}",
    columns={
        "id": "id",
        "gemeente": "gemeente",
        "wijk_buurt": "place",
        "schaal": "scale",
        "afzender": "sender",
        "thema": "theme",
        "doel": "statement",
        "indicator": "indicator",
        "nulwaarde": "baseline",
        "nuljaar": "baseline_year",
        "nulwaarde_herkomst": "baseline_from",
        "streefwaarde": "target",
        "streefwaarde_max": "target_max",
        "eenheid": "unit",
        "streefjaar": "target_year",
        "streefjaar_herkomst": "target_year_from",
        "richting": "direction",
        "meetbaar": "testable",
        "wat_ontbreekt": "missing",
        "status": "status",
        "bron_url": "source",
        "bron_jaar": "source_year",
        "betrouwbaarheid": "reliability",
        "opmerking": "note",
    },
    numbers=("nulwaarde", "streefwaarde", "streefwaarde_max"),
    years=("nuljaar", "streefjaar", "bron_jaar"),
    words={**_COMMON, "meetbaar": ("ja", "deels", "nee"), "richting": ("omhoog", "omlaag", "gelijk")},
)
_RESULTS = _Form(
    id=r"[RK]\d{2}",
    columns={
        "id": "id",
        "soort": "kind",
        "gemeente": "gemeente",
        "wijk_buurt": "place",
        "thema": "theme",
        "ambitie_ids": "ambitions",
        "wat_beloofd": "promised",
        "beloofd_getal": "promised_value",
        "beloofd_eenheid": "promised_unit",
        "beloofd_jaar": "promised_year",
        "wat_bereikt": "achieved",
        "bereikt_getal": "achieved_value",
        "bereikt_eenheid": "achieved_unit",
        "peiljaar": "year",
        "pct_van_beloofd": "share_of_promise",
        "status": "status",
        "oorzaak": "cause",
        "les_voor_team": "lesson",
        "bron_url": "source",
        "tweede_bron_url": "second_source",
        "bron_jaar": "source_year",
        "betrouwbaarheid": "reliability",
        "opmerking": "note",
    },
    numbers=("beloofd_getal", "bereikt_getal", "pct_van_beloofd"),
    years=("beloofd_jaar", "peiljaar", "bron_jaar"),
    words={
        **_COMMON,
        "soort": ("resultaat", "doorlooptijd", "kosten_van_vertraging", "kosten_per_woning", "schaal"),
    },
)

AMBITION_COLUMNS = (*_AMBITIONS.columns.values(), "catalogue")
RESULT_COLUMNS = (*_RESULTS.columns.values(), "years", "years_from")


def read_ambitions(source: Source) -> pd.DataFrame:
    """Read what others set; rows of low reliability are set aside.

    Source: public sources, named per row.

    Returns
    -------
    DataFrame
        `AMBITION_COLUMNS`: texts (empty where the source does not say), ``baseline``, ``target`` and ``target_max``
        in the unit of the row, years as whole numbers or NA. ``theme`` is an id of the catalogue; ``catalogue`` is
        the indicator of the catalogue that counts the same, by our reading, or empty.

    Raises
    ------
    SourceError
        If the file is not readable, misses a column, or a cell holds what its column cannot have.
    """
    name, cells = _read(source, _AMBITIONS)
    frame = _typed(name, cells, _AMBITIONS)
    frame["catalogue"] = frame["indicator"].map(_readings()["indicators"]).fillna("")
    return _without_low(frame)


def read_results(source: Source) -> pd.DataFrame:
    """Read what became of ambitions, how long it took and what it cost; rows of low reliability are set aside.

    Source: public sources, named per row.

    Returns
    -------
    DataFrame
        `RESULT_COLUMNS`: as `read_ambitions`; ``ambitions`` holds the ids of ambitions, with ``;`` between them.
        ``years`` is in how many years ``achieved_value`` was reached, NaN where that is not known, and
        ``years_from`` says whether both stand so in the source (``bron``) or are our reading (``lezing``).

    Raises
    ------
    SourceError
        As `read_ambitions`.
    """
    name, cells = _read(source, _RESULTS)
    frame = _typed(name, cells, _RESULTS)
    known = _readings()["years"]
    frame["years"] = frame["id"].map({key: float(one["years"]) for key, one in known.items()})
    where = {key: "lezing" if one.get("reading") else "bron" for key, one in known.items()}
    frame["years_from"] = frame["id"].map(where).fillna("")
    return _without_low(frame)


def joined(ambitions: pd.DataFrame, results: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables, with nothing in them that points to a row that was set aside.

    A status that rests on a result of low reliability becomes `UNCERTAIN`; the id of an ambition that was set aside
    leaves the result.
    """
    known, told = set(ambitions["id"]), set(results["id"])

    def status(text: str) -> str:
        named = _REFERENCE.findall(text)
        return UNCERTAIN if named and not set(named) & told else text

    about = [";".join(one for one in text.split(";") if one in known) for text in results["ambitions"]]
    return ambitions.assign(status=ambitions["status"].map(status)), results.assign(ambitions=about)


def table(name: str, title: str, frame: pd.DataFrame) -> Table:
    """Return what is to be cited of one of the tables as a whole; each row names its own source."""
    years = tuple(sorted({int(year) for year in frame["source_year"].dropna()}))
    return Table(name, title, "openbare bronnen, per rij genoemd", _ATTRIBUTION, _LICENCE, years)


# --- reading -----------------------------------------------------------------------------------------------------


def _read(source: Source, form: _Form) -> tuple[str, pd.DataFrame]:
    """Read the cells of one table, and check what stands in them."""
    name, cells = delimited.read_cells(source)
    absent = [one for one in (*form.columns, "citaat") if one not in cells.columns]
    if absent:
        raise SourceError(
            f"{name} mist de kolom {join(absent[:4])}. Dit is een ander bestand of een andere uitgave; gebruik de "
            "tabel met voorbeelden zoals zij is uitgegeven."
        )
    _check_ids(name, cells["id"], form)
    for column, allowed in {**form.words, "thema": tuple(_readings()["themes"])}.items():
        _refuse(
            name, cells[column], ~cells[column].isin(allowed), f"kan hier niet; het is {join(allowed, 'of')}"
        )
    _refuse(
        name, cells["bron_url"], ~cells["bron_url"].str.match(r"https?://\S+$"), "is geen adres van een bron"
    )
    for key, texts in _readings()["reworded"].items():
        for column, text in texts.items():
            if column in form.columns:
                cells.loc[cells["id"] == key, column] = text
    _refuse_quotations(name, cells, form)
    return name, cells


def _check_ids(name: str, ids: pd.Series, form: _Form) -> None:
    _refuse(name, ids, ~ids.str.fullmatch(form.id), "is geen nummer van een rij in deze tabel")
    _refuse(name, ids, ids.duplicated(), "staat er twee keer")


def _refuse_quotations(name: str, cells: pd.DataFrame, form: _Form) -> None:
    """Refuse a cell that repeats the quotation of its row, or has a sentence between quotation marks."""
    for column in form.columns:
        if column in ("bron_url", "tweede_bron_url"):
            continue
        for row, quoted, text in zip(cells.index, cells["citaat"], cells[column], strict=True):
            if _QUOTED_SENTENCE.search(text) or _repeats(text, quoted):
                raise SourceError(
                    f"{name}, rij {row}, kolom ‘{column}’: hier staat een zin van de bron zelf. Vat hem in eigen "
                    "woorden samen; teksten van anderen nemen wij niet over."
                )


def _repeats(text: str, quoted: str) -> bool:
    """Say whether a text has the whole of a quotation in it."""
    words = _plain(quoted)
    return len(words.split()) >= _LONGEST_SHARED and f" {words} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _refuse(name: str, cells: pd.Series, wrong: pd.Series, why: str) -> None:
    if wrong.any():
        row = cells.index[wrong][0]
        raise SourceError(
            f"{name}, rij {row}, kolom ‘{cells.name}’: ‘{str(cells.loc[row])[:40]}’ {why}. Herstel de rij, of "
            "gebruik de tabel zoals zij is uitgegeven."
        )


def _typed(name: str, cells: pd.DataFrame, form: _Form) -> pd.DataFrame:
    found: dict[str, Any] = {}
    for column, ours in form.columns.items():
        texts = cells[column]
        if column in form.years:
            _refuse(name, texts, ~texts.str.fullmatch(r"((19|2[01])\d\d)?"), "is geen jaartal")
            found[ours] = delimited.numbers(texts, name=name, column=column).astype("Int64")
        elif column in form.numbers:
            found[ours] = delimited.numbers(texts, name=name, column=column)
        elif column == "thema":
            found[ours] = texts.map(_readings()["themes"])
        else:
            found[ours] = texts
    return pd.DataFrame(found)


def _without_low(frame: pd.DataFrame) -> pd.DataFrame:
    low = frame["reliability"] == LOW
    return with_set_aside(frame[~low].reset_index(drop=True), {_ASIDE: int(low.sum())})


@cache
def _readings() -> dict[str, Any]:
    return dict(kept_table("inspiration.yaml", "wijkdata.sources"))
