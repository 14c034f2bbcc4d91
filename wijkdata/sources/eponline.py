"""EP-Online: the registered energy labels of dwellings (RVO) per buurt, from the total file and the BAG addresses.

Labels by the method in force since 2021 (NTA 8800) and by earlier ones are not the same measure; both are valid until
they expire, so both count, and the note of each figure says in which proportion.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.errors import SourceError
from wijkdata.sources import addressing, reading
from wijkdata.sources.bag import HOME, homes
from wijkdata.sources.eponline_labels import (
    LABELS,
    NTA_8800,
    OLDER_REGISTRATION,
    OUTSIDE,
    read_labels,
    recognises,
)
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import Table

__all__ = ["labels_per_buurt", "load", "read_labels", "recognises", "table_of"]

GOOD, BAD = frozenset(LABELS[:7]), frozenset("EFG")
#: From which part of the dwellings on the addresses count as all of them: the two have different dates. [-]
_NEARLY_ALL = 0.95

NOT_FOUND = "label waarvan het adres niet bij de BAG-adressen staat"
AMBIGUOUS = "label waarvan het adres bij meer dan één BAG-adres past"
NO_HOME = "label op een adres dat in de BAG geen woning is"


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path] | None = None,  # noqa: ARG001  (every reader takes it)
    addresses: pd.DataFrame | None = None,
    dwellings: pd.Series | None = None,
    reference_date: str | None = None,
    boundary_year: int | None = None,
) -> Loaded:
    """Load the label figures per buurt from a total file.

    Parameters
    ----------
    path
        CSV or the zip around it.
    retrieved
        ISO date on which the file was taken over.
    companions
        Not used.
    addresses
        Needed: the BAG addresses of the gemeente, as `bag.read_addresses` returns them.
    dwellings
        Dwellings per buurt for the coverage, see `labels_per_buurt`.
    reference_date
        ISO date; needed for older files, which do not say when they were published.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Raises
    ------
    SourceError
        If something needed is missing, or the file is not of this form.
    """
    addresses = addressing.needed(
        addresses, f"{path.name} bevat energielabels zonder buurt. Om die toe te delen"
    )
    labels = read_labels(path, reference_date=reference_date, addresses=addresses)
    found = labels_per_buurt(labels, addresses, dwellings, retrieved=retrieved, boundary_year=boundary_year)
    return loaded(table_of(labels), found, reading.set_aside(labels, found))


def loaded(table: Table, found: pd.DataFrame, set_aside: Mapping[str, int]) -> Loaded:
    """Return the figures with how to cite them, and about how many dwellings each is."""
    return Loaded(
        kind=f"EP-Online totaalbestand, stand {_written(str(table.modified))}",
        tables=(table,),
        observations=found,
        set_aside=set_aside,
        behind=found["area"].map(
            found[found["indicator"] == "woningen_met_label"].set_index("area")["value"]
        ),
    )


def table_of(labels: pd.DataFrame) -> Table:
    """Return how to cite the labels."""
    return table_at(str(labels.attrs["reference_date"]))


def table_at(date: str) -> Table:
    """Return how to cite the labels as they were on an ISO date."""
    return Table(
        id="EP-Online",
        title="EP-Online, geregistreerde energielabels",
        publisher="RVO",
        attribution="Bron: RVO, EP-Online",
        licence="niet vermeld in het bestand",
        years=(int(date[:4]),),
        modified=date,
    )


def labels_per_buurt(
    labels: pd.DataFrame,
    addresses: pd.DataFrame,
    dwellings: pd.Series | None = None,
    *,
    retrieved: str,
    boundary_year: int | None = None,
) -> pd.DataFrame:
    """Count the labels per buurt.

    Parameters
    ----------
    labels
        As `eponline.read_labels` returns them.
    addresses
        As `bag.read_addresses` returns them: all addresses in use of the gemeente.
    dwellings
        Dwellings per buurt, by code of the buurt; its ``name`` says whose count it is. By default the dwellings
        among the addresses.
    retrieved
        ISO date on which the file was taken over.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Returns
    -------
    DataFrame
        Observations per buurt: ``woningen_met_label`` [dwellings], ``label_dekking`` [% of all dwellings],
        ``label_ab_aandeel`` and ``label_efg_aandeel`` [% of the dwellings with a label]. What could not be joined
        is in ``attrs`` by reason (see `reading.set_aside`).

    Raises
    ------
    SourceError
        If there are no dwellings among the addresses.
    """
    addresses = addressing.distinct(addresses)
    stock = homes(addresses).groupby("buurt").size()
    if stock.empty:
        raise SourceError(
            "Er zijn geen adressen van woningen bekend. Haal eerst de BAG-adressen van de gemeente op."
        )
    joined, aside = _joined(labels, addresses)
    counts = _counts(joined, stock.index)
    counts["known"] = stock
    years = addressing.boundary_years(pd.Series(counts.index), addresses, boundary_year)
    frame = figures_of(
        counts,
        dwellings,
        table_of(labels),
        retrieved=retrieved,
        boundary_years=dict(zip(counts.index, years, strict=True)),
    )
    return reading.with_set_aside(frame, aside)


def figures_of(
    counts: pd.DataFrame,
    dwellings: pd.Series | None,
    table: Table,
    *,
    retrieved: str,
    boundary_years: Mapping[str, int],
) -> pd.DataFrame:
    """Return the observations that follow from what was counted; see `labels_per_buurt`.

    Parameters
    ----------
    counts
        Per buurt: labelled, good (A+++++ to B), bad (E to G), nta and by_address [dwellings with a label], and known
        [dwellings among the addresses].
    boundary_years
        Year of the division of each buurt.
    """
    counts["stock"] = (
        (counts["known"] if dwellings is None else dwellings).reindex(counts.index).astype("float64")
    )
    whose = str(dwellings.name or "opgegeven woningvoorraad") if dwellings is not None else "BAG"
    frame = pd.concat(_figures(counts, whose, str(table.modified)), ignore_index=True)
    frame = frame.assign(
        status=np.where(frame["value"].notna(), "definitief", "ontbreekt"),
        unit=frame["indicator"].map(lambda indicator: catalogue.indicator(indicator).unit),
        year=table.years[0],
        source=table.publisher,
        table=table.id,
        retrieved=retrieved,
        boundary_year=frame["area"].map(dict(boundary_years)),
    )
    return observations.validate(frame, where="de energielabels")


def _joined(labels: pd.DataFrame, addresses: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return buurt, label and method of each dwelling with a label, and what could not be joined."""
    position, how = addressing.find(labels, addresses)
    aside = {
        OUTSIDE: int((how == addressing.ELSEWHERE).sum()),
        NOT_FOUND: int((how == addressing.UNKNOWN).sum()),
        AMBIGUOUS: int((how == addressing.AMBIGUOUS).sum()),
    }
    found = labels[["label", "method", "registered"]].assign(
        place=position, by_address=how == addressing.BY_ADDRESS
    )
    found = found[position >= 0].sort_values("registered", kind="stable")
    double = found["place"].duplicated(keep="last")
    aside[OLDER_REGISTRATION] = int(double.sum())
    found = found[~double]
    places = addresses.iloc[found["place"].to_numpy()]
    is_home = places["purpose"].str.contains(HOME, regex=False).to_numpy()
    aside[NO_HOME] = int((~is_home).sum())
    found = found.assign(buurt=places["buurt"].to_numpy())[is_home]
    return found, aside


def _counts(joined: pd.DataFrame, buurten: pd.Index) -> pd.DataFrame:
    flags = pd.DataFrame(
        {
            "buurt": joined["buurt"],
            "labelled": 1,
            "good": joined["label"].isin(GOOD),
            "bad": joined["label"].isin(BAD),
            "nta": joined["method"] == NTA_8800,
            "by_address": joined["by_address"],
        }
    )
    counts = flags.groupby("buurt").sum().reindex(buurten).fillna(0).astype("float64")
    return counts.rename_axis("area")


def _figures(counts: pd.DataFrame, whose: str, date: str) -> Iterator[pd.DataFrame]:
    labelled, stock = counts["labelled"], counts["stock"]
    some = labelled.where(labelled > 0)
    about = _notes(counts, date)
    none = "geen woning met een geregistreerd label"
    partial = counts["known"] < _NEARLY_ALL * stock
    known = (100 * counts["known"] / stock.where(stock > 0)).round().fillna(0).astype("int64").astype("str")
    too_few = (
        "maar "
        + known
        + "% van de woningen staat bij de bekende BAG-adressen; labels van de andere tellen niet mee"
    )
    coverage = (100 * labelled / stock.where((stock > 0) & ~partial)).round(1)
    over = coverage > 100
    coverage_note = (
        about.mask(over, about + "; meer woningen met een label dan woningen: de peildata verschillen")
        .mask(stock.isna(), f"het aantal woningen is onbekend ({whose})")
        .mask(stock == 0, f"geen woningen in deze buurt ({whose})")
        .mask(partial, too_few)
    )
    # A share of the labels of a few known dwellings would be read as that of the whole buurt.
    some = some.mask(partial)
    note = about.where(labelled > 0, none).mask(partial, too_few)
    newest = "nieuwste geldige registratie per woning, toegedeeld via het BAG-adres"
    for indicator, value, why, method in (
        ("woningen_met_label", labelled.mask(partial), note, f"geteld: {newest}"),
        (
            "label_dekking",
            coverage.clip(upper=100),
            coverage_note,
            f"woningen met een label / woningen ({whose}) × 100; {newest}",
        ),
        (
            "label_ab_aandeel",
            (100 * counts["good"] / some).round(1),
            note,
            f"(A+++++ tot en met B) / woningen met een label × 100; {newest}",
        ),
        (
            "label_efg_aandeel",
            (100 * counts["bad"] / some).round(1),
            note,
            f"(E + F + G) / woningen met een label × 100; {newest}",
        ),
    ):
        yield pd.DataFrame(
            {"area": counts.index, "indicator": indicator, "value": value.to_numpy(), "note": why.to_numpy()}
        ).assign(method=method)


def _notes(counts: pd.DataFrame, date: str) -> pd.Series:
    share = (100 * counts["nta"] / counts["labelled"].where(counts["labelled"] > 0)).round().fillna(0)
    nta = share.astype("int64").astype("str")
    older = (100 - share).astype("int64").astype("str")
    notes = f"stand {_written(date)}; {NTA_8800}: " + nta + "%, oudere methoden: " + older + "%"
    by_address = counts["by_address"].astype("int64")
    return notes.where(
        by_address == 0,
        notes + "; " + by_address.astype("str") + " gevonden op adres in plaats van BAG-nummer",
    )


def _written(iso_date: str) -> str:
    date = dt.date.fromisoformat(iso_date)
    return f"{date.day}-{date.month}-{date.year}"
