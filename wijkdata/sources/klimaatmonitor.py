"""Klimaatmonitor (Rijkswaterstaat): its open data service, and answers that were kept of it.

The service gives codes, and its values as text. What a variable means is read from its own description.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pandas as pd

from wijkdata import observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources import delimited
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.klimaatmonitor_figures import (
    MISSING,
    NO_DIVISION,
    Subject,
    as_loaded,
    completed,
    subject_of,
)
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.reading import clean_codes, is_area, read_json, set_aside, with_set_aside

ADDRESS = "https://klimaatmonitor.databank.nl/jiveservices/odata"
KEY = "WIJKDATA_KLIMAATMONITOR_KEY"

_HOW_TO_GET_A_KEY = (
    "Vraag een sleutel aan met het contactformulier op klimaatmonitor.databank.nl (zie daar ‘Handleiding open data "
    f"service’; de dienst is voor overheden) en zet die in de omgevingsvariabele {KEY}. Zonder sleutel kunt u een "
    "export van de website toevoegen met ‘wijkdata add’."
)


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is an answer of Klimaatmonitor with values."""
    return (
        sample.kind == "text"
        and sample.text.lstrip().startswith("{")
        and all(f'"{word}"' in sample.text for word in ("ValueString", "ExternalCode", "PeriodLevel"))
    )


def load(
    path: Path, *, retrieved: str, companions: Mapping[str, Path], boundary_year: int | None = None
) -> Loaded:
    """Load an answer of the service.

    Parameters
    ----------
    path
        The JSON of ``Values``.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``variabele``: the answer of ``Variables('…')`` about the same variable.
    boundary_year
        Year of the division; by default the year of the figures.

    Raises
    ------
    SourceError
        If ``variabele`` was not given along, and as `read_values`.
    """
    if "variabele" not in companions:
        raise SourceError(
            f"{path.name} bevat waarden van Klimaatmonitor zonder te zeggen waarvan. Voeg ook het antwoord van "
            "Variables('…') over dezelfde variabele toe."
        )
    figures = read_values(path, companions["variabele"], retrieved=retrieved, boundary_year=boundary_year)
    return as_loaded(figures)


def read_values(
    source: Path, variable: Path, *, retrieved: str, boundary_year: int | None = None
) -> pd.DataFrame:
    """Read one page of values of the service.

    Source: Klimaatmonitor, Rijkswaterstaat.

    Parameters
    ----------
    source
        Answer of ``Values``.
    variable
        Answer of ``Variables('…')`` about the same variable: gives title and unit.
    retrieved
        ISO date on which the answer was fetched.
    boundary_year
        Year of the division; by default the year of the figures, because the answer does not name it.

    Returns
    -------
    DataFrame
        Observations. ``?`` and empty values are rows with the status ``ontbreekt``.

    Raises
    ------
    SourceError
        If an answer has another form, or the variable is none that we use.
    """
    variable_name, described = read_json(variable)
    subject = _described(variable_name, described)
    name, document = read_json(source)
    rows = document.get("value")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceError(f"{name} bevat geen waarden (‘value’). Haal het opnieuw op bij Klimaatmonitor.")
    if not rows:
        return with_set_aside(observations.empty(), {})
    frame = pd.DataFrame(rows)
    missing = [
        one
        for one in ("ExternalCode", "GeoLevel", "PeriodLevel", "Period", "ValueString")
        if one not in frame
    ]
    if missing:
        raise SourceError(f"{name}: {join(missing)} ontbreekt. Haal het opnieuw op bij Klimaatmonitor.")
    frame = frame.fillna("").astype("str").apply(lambda column: column.str.strip())
    _check_variable(name, frame, described)
    yearly = (frame["PeriodLevel"].str.casefold() == "year") & frame["Period"].str.fullmatch(r"(19|20)\d\d")
    codes = clean_codes(frame["ExternalCode"])
    bare = (frame["GeoLevel"] == "gemeente") & codes.str.fullmatch(r"\d{1,4}")
    codes = codes.mask(bare, "GM" + codes.str.zfill(4))
    known = is_area(codes)
    taken = frame[known & yearly]
    texts = taken["ValueString"]
    no_value = texts.isin(list(MISSING))
    values = delimited.numbers(texts.mask(no_value, ""), name=name, column="ValueString") * subject.factor
    years = taken["Period"].astype("int64")
    remarks = taken["Description"] if "Description" in taken else pd.Series("", index=taken.index)
    table = pd.DataFrame(
        {
            "area": codes[taken.index],
            "indicator": subject.indicator,
            "year": years,
            "value": values,
            "method": subject.method,
            "note": texts.map(MISSING).where(no_value, remarks.where(remarks != "", NO_DIVISION)),
            "boundary_year": boundary_year or years,
        }
    )
    aside = {
        "geen code van een gemeente, wijk of buurt": int((~known).sum()),
        "geen cijfer over een jaar": int((known & ~yearly).sum()),
    }
    return with_set_aside(completed(name, table, retrieved), aside)


def _check_variable(name: str, frame: pd.DataFrame, described: Mapping[str, Any]) -> None:
    """Refuse a description of another variable, where the answer says of which it is."""
    ids = frame["@odata.id"] if "@odata.id" in frame else pd.Series(dtype="str")
    said = {found[1] for one in ids.head(100) if (found := re.search(r"Variables\('([^']+)'\)", one))}
    of = str(_entry(described).get("ExternalCode") or "")
    if said and of and said != {of}:
        raise SourceError(
            f"{name} gaat over de variabele {join(sorted(said))} en de beschrijving over {of}. Geef de "
            "beschrijving van dezelfde variabele mee."
        )


def _entry(described: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = described.get("value")
    return (
        inner[0] if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict) else described
    )


def _described(name: str, described: Mapping[str, Any]) -> Subject:
    """Return what a variable is about, from its own description."""
    entry = _entry(described)
    title, unit = entry.get("Name"), entry.get("Unit")
    if not isinstance(title, str) or not title.strip():
        raise SourceError(
            f"{name} is geen beschrijving van een variabele van Klimaatmonitor: ‘Name’ ontbreekt."
        )
    found = subject_of(title, "", unit if isinstance(unit, str) else "")
    if found is None:
        raise SourceError(
            f"{name}: de variabele ‘{title[:80]}’ ({unit or 'eenheid onbekend'}) is geen cijfer dat wijkdata "
            "gebruikt."
        )
    return found


def get_klimaatmonitor(
    client: Client,
    *,
    levels: Sequence[str] = ("buurt", "wijk", "gemeente"),
    years: Iterable[int] | None = None,
    boundary_year: int | None = None,
    base: str | None = None,
) -> Loaded:
    """Fetch every variable of the service that wijkdata uses, for the whole country.

    Which variables these are is read from the service itself, by title and unit.

    Parameters
    ----------
    client
        Fetches and keeps.
    levels
        ``buurt``, ``wijk``, ``gemeente``.
    years
        Years to fetch; all years by default.
    boundary_year
        Year of the division of the service; by default the year of the figures.
    base
        Address of the service; by default ``WIJKDATA_KLIMAATMONITOR_URL`` or that of the publisher.

    Raises
    ------
    SourceError
        If there is no key, the service does not accept it, or it has none of the variables.
    """
    service = _Service(client, base or os.environ.get("WIJKDATA_KLIMAATMONITOR_URL") or ADDRESS, _key())
    periods = [str(year) for year in years] if years is not None else ["all"]
    wanted = service.variables()
    if not wanted:
        raise SourceError("Klimaatmonitor heeft geen van de variabelen die wijkdata gebruikt.")
    frames = [
        read_values(page, variable, retrieved=service.retrieved, boundary_year=boundary_year)
        for code, variable in wanted.items()
        for level in levels
        for page in service.values(code, level, periods)
    ]
    aside = set_aside(*frames)
    table = pd.concat(frames, ignore_index=True) if frames else observations.empty()
    double = table.duplicated(observations.KEY)
    if double.any():
        # One subject may be there as several variables, in different units.
        aside["cijfer dat al uit een andere variabele komt"] = int(double.sum())
    return as_loaded(with_set_aside(table[~double].reset_index(drop=True), aside))


def _key() -> str:
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise SourceError(f"Voor de dienst van Klimaatmonitor is een sleutel nodig. {_HOW_TO_GET_A_KEY}")
    return key


class _Service:
    """The open data service, with its key in the header only."""

    def __init__(self, client: Client, base: str, key: str) -> None:
        self.client, self.base, self.retrieved = client, base.rstrip("/"), ""
        self._headers = {"apikey": key, "Accept": "application/json"}

    def variables(self) -> dict[str, Path]:
        """Return the variables that we use with the answer that describes each."""
        found: dict[str, Path] = {}
        for page in self._pages(f"{self.base}/Variables", "Klimaatmonitor: variabelen"):
            for entry in _entries(page):
                code = str(entry.get("ExternalCode") or "")
                if code and _is_used(entry):
                    address = f"{self.base}/Variables('{quote(code, safe='')}')"
                    found[code], _ = self._fetch(address, f"Klimaatmonitor: variabele {code}")
        return found

    def values(self, code: str, level: str, periods: Iterable[str]) -> Iterator[Path]:
        """Yield the pages with values; none where the variable is not there at this level."""
        for period in periods:
            address = (
                f"{self.base}/Variables('{quote(code, safe='')}')/GeoLevels('{level}')/PeriodLevels('year')"
                f"/Periods('{period}')/Values"
            )
            try:
                yield from (
                    path for path, _ in self._pages_with_path(address, f"Klimaatmonitor: {code} per {level}")
                )
            except DownloadError as error:
                if error.status != 404:
                    raise
                self.client.tell(f"Klimaatmonitor heeft {code} niet per {level} ({period})")

    def _pages(self, address: str, name: str) -> Iterator[Mapping[str, Any]]:
        return (answer for _, answer in self._pages_with_path(address, name))

    def _pages_with_path(self, address: str, name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        seen: set[str] = set()
        following: str | None = address
        while following:
            if following in seen:
                raise SourceError(f"{name}: Klimaatmonitor verwijst steeds naar dezelfde bladzijde.")
            seen.add(following)
            path, answer = self._fetch(following, name)
            yield path, answer
            link = answer.get("@odata.nextLink")
            following = link if isinstance(link, str) else None
            if following and urlsplit(following)[:2] != urlsplit(self.base)[:2]:
                # The key must not go to another server.
                raise SourceError(f"{name}: Klimaatmonitor verwijst naar een ander adres dan {self.base}.")

    def _fetch(self, address: str, name: str) -> tuple[Path, Mapping[str, Any]]:
        try:
            raw, answer = self.client.fetch_json(address, name=name, headers=self._headers)
        except DownloadError as error:
            if error.status in (401, 403):
                raise SourceError(f"Klimaatmonitor aanvaardt de sleutel niet. {_HOW_TO_GET_A_KEY}") from None
            raise
        if not isinstance(answer, dict):
            raise SourceError(
                f"{name}: Klimaatmonitor gaf iets anders dan verwacht. Probeer het later opnieuw."
            )
        self.retrieved = raw.retrieved
        return raw.path, answer


def _entries(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = page.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _is_used(entry: Mapping[str, Any]) -> bool:
    title, unit = entry.get("Name"), entry.get("Unit")
    try:
        return (
            isinstance(title, str)
            and subject_of(title, "", unit if isinstance(unit, str) else "") is not None
        )
    except SourceError:
        return False
