"""What every published form of a CBS table comes down to: columns with a title and a unit, and rows of cells.

CBS gives one and the same table as two kinds of CSV, as two kinds of OData v3 JSON and as OData v4. The reader of
each form makes a `Sheet` of it; whoever needs a figure asks for it by what it is (`Topic`): its title and unit where
the form gives these, else the stem of its key. Never by position, and never by the number behind a key (``_47``),
which changes with every edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import reading

NOT_SHOWN = "CBS toont ‘.’: onbekend, niet betrouwbaar genoeg of geheim"
EMPTY = "leeg bij CBS: kan niet voorkomen of is nihil"
#: A typed answer has the same nothing for ``.`` and for blank.
NULL = "leeg bij CBS: onbekend, geheim, nihil of nog niet gepubliceerd"
#: What stars behind a year or a column mean.
STATUS_OF_STARS = {"": "definitief", "*": "voorlopig", "**": "nader voorlopig"}

#: The words in which v4 says that a figure is withheld; each other reason is passed on as it is.
_WITHHELD = ("secret", "confidential", "geheim")
#: From so many areas of one level on, a column without any figure is not published for that level.
_WHOLE_COUNTRY = 1000
_SUFFIX = re.compile(r"_\d+$")


@dataclass(frozen=True)
class Column:
    """One column of a published table.

    Attributes
    ----------
    key
        Its name in `Sheet.cells`: the key of OData, or a number of its own.
    title
        Title as published, without padding, depth marks and stars; empty where the form gives none.
    unit
        Unit as published; None where the form gives none.
    parents
        Titles of the groups it stands under, the outermost first.
    stars
        What stands behind the title: ``*`` provisional, ``**`` revised provisional.
    """

    key: str
    title: str = ""
    unit: str | None = None
    parents: tuple[str, ...] = ()
    stars: str = ""

    @property
    def stem(self) -> str:
        """The key without the number behind it."""
        return stem(self.key)

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return self.title or self.key


@dataclass(frozen=True)
class Topic:
    """What to look for in a table.

    Attributes
    ----------
    titles
        Titles it has or had; compared without regard to case and spaces.
    stems
        Keys of OData v3 it has or had, without the number behind them.
    units
        Units in which it may come; any unit if empty.
    under
        Part of the title of a group above it; only looked at where more columns fit.
    codes
        Codes of OData v4.
    """

    titles: tuple[str, ...]
    stems: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    under: str = ""
    codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return (self.titles or self.stems or self.codes)[0]


@dataclass(frozen=True)
class Sheet:
    """A published table, in whatever form it came.

    Attributes
    ----------
    file
        Name of the file, for messages.
    form
        ``portaal``, ``dataset``, ``sleutels`` (a CSV with the keys of OData), ``typed``, ``untyped`` or ``v4``.
    columns
        Its columns; a key occurs once.
    cells
        Its rows, one column per key: text without padding, or numbers where the form has numbers. The index holds
        the row numbers of the file.
    table
        The id of the table; empty where the form does not give it.
    title
        Title of the table; empty where the form does not give it.
    decimal
        Decimal sign in text.
    reasons
        v4 only: per cell what CBS gives as reason for it.
    more
        Where the next part is, if the file is one part of more; empty if it is complete.
    again
        What to do when something is wrong, for messages.
    """

    file: str
    form: str
    columns: tuple[Column, ...]
    cells: pd.DataFrame
    table: str = ""
    title: str = ""
    decimal: str = "."
    reasons: pd.DataFrame | None = None
    more: str = ""
    again: str = "Download de hele tabel opnieuw bij CBS en wijzig het bestand niet."

    def column(self, key: str) -> Column:
        """Return a column by its key."""
        return next(column for column in self.columns if column.key == key)

    def described(self, descriptions: Mapping[str, Column]) -> Sheet:
        """Return the sheet with the titles, units and groups that CBS describes for its keys."""
        return replace(self, columns=tuple(descriptions.get(one.key, one) for one in self.columns))


@dataclass(frozen=True)
class Figures:
    """The cells of one column as numbers.

    Attributes
    ----------
    numbers
        Numbers; NaN where there is none.
    hidden
        Where CBS withholds it, or may do so (``.``).
    note
        Per cell why there is no number, or what to know about it; empty where there is nothing to tell.
    absent
        v4 only: where the file says nothing at all about this area.
    """

    numbers: pd.Series
    hidden: pd.Series
    note: pd.Series
    absent: pd.Series


@lru_cache(maxsize=8192)
def stem(key: str) -> str:
    """Return a key of OData without the number behind it: ``Appartement_48`` gives ``Appartement``."""
    return _SUFFIX.sub("", key)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a title or unit as it is compared: without case, padding, doubled spaces and odd signs."""
    spaced = " ".join(text.replace("\xa0", " ").replace("m3", "m³").replace("km2", "km²").split())
    return spaced.replace("x 1000 ", "x 1 000 ").replace("x 1.000 ", "x 1 000 ").casefold()


def find(sheet: Sheet, topic: Topic) -> Column:
    """Return the one column of a topic.

    Raises
    ------
    SourceError
        If it is missing, has another unit than expected, or occurs more than once.
    """
    column = find_if_there(sheet, topic)
    if column is None:
        titles = [one.name for one in sheet.columns if one.name]
        near = dict.fromkeys(dutch.nearest(topic.name, titles))
        hint = f" Lijkt erop: {dutch.join(f'‘{one}’' for one in near)}." if near else ""
        raise SourceError(f"{sheet.file}: de kolom ‘{topic.name}’ ontbreekt.{hint} {sheet.again}")
    return column


def find_if_there(sheet: Sheet, topic: Topic) -> Column | None:
    """Return the one column of a topic; None if it is not there.

    Raises
    ------
    SourceError
        If it has another unit than expected, or occurs more than once.
    """
    same = columns_of(sheet.columns, topic)
    expected = {plain(unit) for unit in topic.units}
    found = [one for one in same if not expected or one.unit is None or plain(one.unit) in expected]
    if len(found) > 1 and topic.under:
        under = plain(topic.under)
        found = [one for one in found if any(under in plain(group) for group in one.parents)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise SourceError(
            f"{sheet.file}: de kolom ‘{topic.name}’ ({found[0].unit or 'zonder eenheid'}) komt {len(found)} keer "
            f"voor, in kolom {dutch.join(str(sheet.columns.index(one) + 1) for one in found)}. {sheet.again}"
        )
    if same:
        units = dutch.join((f"‘{one.unit}’" for one in same), "of")
        raise SourceError(
            f"{sheet.file}, kolom {sheet.columns.index(same[0]) + 1}: de eenheid van ‘{same[0].name}’ is {units} en "
            f"niet ‘{dutch.join(topic.units, 'of')}’. Wij nemen dit cijfer niet over; kijk bij CBS wat er is "
            "veranderd."
        )
    return None


def columns_of(columns: Iterable[Column], topic: Topic) -> list[Column]:
    """Return the columns that have the title or key of a topic, whatever their unit."""
    told = _told_by((topic,))
    return [one for one in columns if told.fits(one)]


def has_one(column: Column, topics: tuple[Topic, ...]) -> bool:
    """Tell whether a column has the title or key of one of several topics, whatever its unit."""
    return _told_by(topics).fits(column)


@dataclass(frozen=True)
class _Told:
    """By what a column of one of several topics is told."""

    titles: frozenset[str]
    stems: frozenset[str]
    codes: frozenset[str]

    def fits(self, column: Column) -> bool:
        # A key counts beside a title: of some years the titles are not known.
        return (
            (bool(column.title) and plain(column.title) in self.titles)
            or column.stem.casefold() in self.stems
            or column.key in self.codes
        )


@lru_cache(maxsize=1024)
def _told_by(topics: tuple[Topic, ...]) -> _Told:
    return _Told(
        frozenset(plain(title) for one in topics for title in one.titles),
        frozenset(stem.casefold() for one in topics for stem in one.stems),
        frozenset(code for one in topics for code in one.codes),
    )


def figures(sheet: Sheet, column: Column) -> Figures:
    """Return the cells of a column as numbers, with the reason where there is none.

    Raises
    ------
    SourceError
        If a cell is neither a number nor one of the signs of CBS.
    """
    (shown,) = figures_of(sheet, [column])
    return shown


def figures_of(sheet: Sheet, columns: Sequence[Column]) -> list[Figures]:
    """Return the cells of columns as numbers, as `figures`; several of text at once take less time."""
    cells = [sheet.cells[one.key] for one in columns]
    if all(isinstance(one.dtype, pd.StringDtype) for one in cells):
        return _written(sheet, columns, cells)
    found = []
    for column, one in zip(columns, cells, strict=True):
        if pd.api.types.is_numeric_dtype(one) and not pd.api.types.is_bool_dtype(one):
            found.append(_typed(sheet, column, one.astype("float64")))
        else:
            # Cells of several kinds: what looks equal (1, True) must not become the same.
            found += _written(sheet, [column], [texts(one)])
    return found


def _written(sheet: Sheet, columns: Sequence[Column], cells: Sequence[pd.Series]) -> list[Figures]:
    """Return cells of text as numbers."""
    # Most figures occur many times: each is read once.
    which, different = pd.factorize(pd.concat(cells, ignore_index=True), use_na_sentinel=False)
    text = texts(pd.Series(different))
    try:
        numbers = _numbers(sheet, columns[0], text).to_numpy()
    except SourceError:
        # Now with the rows of the file, to say where it is.
        for column, one in zip(columns, cells, strict=True):
            _numbers(sheet, column, texts(one))
        raise
    hidden = (text == ".").to_numpy(dtype="bool")
    why = hidden + 2 * (text == "").to_numpy(dtype="int8")
    reasons = ["", NOT_SHOWN, NULL if sheet.form == "typed" else EMPTY]
    # All columns in one go; each then has its part.
    values, hidden = numbers[which], hidden[which]
    note = words(reasons, why[which], pd.RangeIndex(len(which)))
    found = []
    index, rows = sheet.cells.index, len(sheet.cells)
    for place, column in enumerate(columns):
        own = slice(place * rows, (place + 1) * rows)
        shown = pd.Series(values[own], index=index)
        _check_finite(sheet, column, shown)
        absent = _nowhere(shown)
        found.append(
            Figures(shown, pd.Series(hidden[own], index=index), note.iloc[own].set_axis(index), absent)
        )
    return found


def _numbers(sheet: Sheet, column: Column, text: pd.Series) -> pd.Series:
    shown = text.mask(text == ".", "")
    return reading.numbers(shown, name=sheet.file, column=column.name, decimal=sheet.decimal)


def words(choices: Sequence[str], which: np.ndarray, index: pd.Index) -> pd.Series:
    """Return one of a few texts per row; ``which`` holds its number."""
    return pd.Series(pd.array(list(choices), dtype="str").take(which), index=index)


def _typed(sheet: Sheet, column: Column, values: pd.Series) -> Figures:
    _check_finite(sheet, column, values)
    missing = values.isna()
    if sheet.reasons is None:
        note = words(["", NULL], missing.to_numpy().astype("int64"), values.index)
        return Figures(values, _nowhere(values), note, _nowhere(values))
    # Rows may have been left out of the cells alone.
    reasons = sheet.reasons.loc[values.index, column.key]
    reason = texts(reasons)
    given = (reason != "") & (reason.str.casefold() != "none")
    hidden = missing & reason.str.casefold().isin(_WITHHELD)
    note = ("CBS geeft als reden ‘" + reason + "’").where(given, "")
    absent = reasons.isna()
    return Figures(values, hidden, note.mask(missing & ~given, EMPTY), absent)


def _nowhere(values: pd.Series) -> pd.Series:
    return pd.Series(data=False, index=values.index)


def _check_finite(sheet: Sheet, column: Column, values: pd.Series) -> None:
    endless = np.isinf(values)
    if endless.any():
        raise SourceError(
            f"{sheet.file}, rij {values.index[endless][0]}, kolom ‘{column.name}’: dit getal is te groot om een "
            f"cijfer van CBS te zijn. {sheet.again}"
        )


def levels_of(codes: pd.Series) -> pd.Series:
    """Return of which level each area is, as a category: ``NL``, ``GM``, ``WK`` or ``BU``."""
    return codes.str.slice(0, 2).astype("category")


def not_yet_published(shown: Figures, levels: pd.Series) -> pd.Series:
    """Tell where a figure is missing because CBS has not published it yet.

    Certain only where the whole country is in the file and a level has no figure at all, or where not even a
    gemeente has one.

    Parameters
    ----------
    shown
        The figures.
    levels
        Of which level each area is, by `levels_of`.
    """
    missing = shown.numbers.isna().to_numpy()
    if not missing.any():
        return pd.Series(missing, index=levels.index)
    level, names = levels.cat.codes.to_numpy(), levels.cat.categories
    if missing.all() and {"GM", "NL"} & set(names):
        return pd.Series(missing, index=levels.index)
    total = np.bincount(level, minlength=len(names))
    without = np.bincount(level, weights=missing, minlength=len(names))
    nowhere = (without == total) & (total >= _WHOLE_COUNTRY)
    return pd.Series(nowhere[level], index=levels.index)


def texts(cells: pd.Series) -> pd.Series:
    """Return cells as text without padding; nothing becomes empty text.

    Whole numbers that came as text with a decimal (``24980.0``) stay as they are.
    """
    filled = cells.where(cells.notna(), "")
    return filled.astype("str").str.strip()


def opened(source: reading.Source | reading.RawFile) -> reading.RawFile:
    """Return the text of a file that may have been read already."""
    return source if isinstance(source, reading.RawFile) else reading.read_text(source)


def first_with_areas(sheet: Sheet, columns: Sequence[Column | None]) -> pd.Series:
    """Return the area codes of every row, from the column in which most of them are codes of an area.

    A column can hold names where codes are meant: a much used program exchanges the two.

    Raises
    ------
    SourceError
        If no column holds a code of an area.
    """
    best, most = None, 0
    for column in columns:
        if column is None:
            continue
        codes = reading.clean_codes(texts(sheet.cells[column.key]))
        count = int(reading.is_area(codes).sum())
        if count > most:
            best, most = codes, count
    if best is None:
        raise SourceError(f"{sheet.file} bevat geen enkele gemeente, wijk of buurt. {sheet.again}")
    return best
