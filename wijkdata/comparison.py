"""What to hold the figures of an area against: its gemeente, the country, and rules of thumb."""

from __future__ import annotations

import pandas as pd

from wijkdata import catalogue, datasets
from wijkdata import figures as figures_at_hand
from wijkdata.areas import COUNTRY, ProjectArea
from wijkdata.series import series

COLUMNS = ["name", "year", "value", "source"]


def beside(area: ProjectArea, indicator: str, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the gemeente and the country, and other reference values, of one indicator.

    Parameters
    ----------
    area
        The project area.
    indicator
        Id from the catalogue.
    figures
        What `series` returned for the project area. A calculated figure is only put beside one that was calculated
        in the same way: the CO2 of a gemeente with its heat networks is no match for that of a buurt without them.

    Returns
    -------
    DataFrame
        `COLUMNS`; values in the unit of the indicator, ``year`` a float that is NaN for a rule of thumb. Empty for
        an indicator that adds up: a total of the country says nothing about a buurt.
    """
    entry = catalogue.indicator(indicator)
    if entry.adds_up:
        return pd.DataFrame(columns=COLUMNS)
    register = figures_at_hand.areas()
    own = figures[(figures["indicator"] == entry.id) & figures["value"].notna()]
    larger = [code for code in (area.gemeente, COUNTRY) if code in register and code not in area.codes]
    found = [_published(register.project_area([str(code)]), entry, own) for code in larger]
    rows = pd.concat([*found, _references(entry.id)], ignore_index=True)
    return rows.drop_duplicates(["name", "year"], ignore_index=True)


def _published(larger: ProjectArea, entry: catalogue.Indicator, own: pd.DataFrame) -> pd.DataFrame:
    rows = series(larger, [entry.id])
    rows = rows[rows["value"].notna()]
    if entry.kind == "berekend" and len(own):
        rows = rows[rows["method"].isin(own["method"])]
    return rows.assign(name=larger.name)[COLUMNS]


def _references(indicator: str) -> pd.DataFrame:
    table = datasets.references()
    rows = table[table["indicator"] == indicator]
    names = [
        figures_at_hand.areas().name(COUNTRY) if area == "NL" and pd.notna(year) else source
        for area, year, source in zip(rows["area"], rows["year"], rows["source"], strict=True)
    ]
    return rows.assign(name=names)[COLUMNS]
