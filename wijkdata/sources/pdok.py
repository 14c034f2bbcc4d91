"""CBS Wijk- en buurtkaart and generalised boundaries, in every form in which PDOK and CBS give them.

The same map comes as answer of a WFS (names in camelCase, RD), as page of an OGC API (snake_case, degrees), as
GeoPackage (snake_case) and, until 2022, as shapefile (names of ten letters at most). Names are compared without
underscores and letter case: ``gemiddeldGasverbruikkoopwoning`` and ``gemiddeld_gasverbruikkoopwoning`` are one.

The map carries figures too. What to know about them:

* Two columns of gas stand side by side and which one is filled differs by year: from 2023 on
  ``gemiddeld_aardgasverbruik``, while ``gemiddeld_gasverbruik_totaal`` is there but empty. Whichever has the figure
  is taken; the same for electricity.
* ``perc_huurwoningen_in_bezit_…`` is a share of all dwellings, whatever its name says (CBS says so).
* Ages, household types and origin are percentages here and counts in the other tables of CBS: not taken over. Of the
  several columns about low incomes the map does not say which limit each uses: not taken over either.
* The file names the year of the map, not that of each figure. What the first edition has (inhabitants,
  households, surface, density) is of that year; what later editions add gets the year of the map, with a note.
* Nor does the file say which figures are provisional. They all count as such here; StatLine tells.
* ``stedelijkheid_adressen_per_km2`` is a class from 1 to 5, whatever its name says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from wijkdata import areas, catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import boundaries, geofiles, reading
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import CC_BY, Table

SECRET = "CBS toont geen cijfer: geheim of niet aanwezig"  # noqa: S105
LATER = f"{observations.NOT_YET_PUBLISHED}; CBS geeft dit cijfer in een latere uitgave van de kaart"
NO_LONGER = "CBS publiceert dit cijfer hier niet meer"
EMPTY = "leeg in de kaart"
STATUS = "de kaart noemt geen status; als voorlopig behandeld"
YEAR_OF_MAP = (
    "het jaar is dat van de kaart, die geen eigen jaar en geen status noemt; als voorlopig behandeld"
)
GAS_FREE = YEAR_OF_MAP + "; of dit te vergelijken is met de reeks over hoofdverwarming staat er niet bij"

_NO_LONGER = -99991.0
#: What numbers mean that are no figures; every other one up to the highest is a code that we do not know.
_SENTINELS = {-99997.0: SECRET, -99995.0: LATER, _NO_LONGER: NO_LONGER}
_HIGHEST_SENTINEL = -99990.0

UNKNOWN_CODE = "onbekende code in de kaart: "
IMPOSSIBLE = "geen geldige waarde in de kaart: "
#: Every note there is, with the status that goes with it.
_STATUS_OF = {
    STATUS: "voorlopig",
    YEAR_OF_MAP: "voorlopig",
    GAS_FREE: "voorlopig",
    SECRET: "geheim",
    LATER: "ontbreekt",
    NO_LONGER: "ontbreekt",
    UNKNOWN_CODE: "ontbreekt",
    IMPOSSIBLE: "ontbreekt",
    EMPTY: "ontbreekt",
}
_NOTES = list(_STATUS_OF)

#: Columns per indicator, the preferred one first: names of the map, then of shapefiles.
_FIGURES: dict[str, tuple[str, ...]] = {
    "inwoners": ("aantal_inwoners", "AANT_INW"),
    "huishoudens": ("aantal_huishoudens", "AANTAL_HH"),
    "woningen": ("woningvoorraad", "WONINGEN"),
    "woz_gem": ("gemiddelde_woningwaarde", "WOZ"),
    "eengezins_aandeel": ("percentage_eengezinswoning", "P_1GEZW"),
    "meergezins_aandeel": ("percentage_meergezinswoning", "P_MGEZW"),
    "bewoond_aandeel": ("percentage_bewoond",),
    "koop_aandeel": ("percentage_koopwoningen", "P_KOOPWON"),
    "huur_aandeel": ("percentage_huurwoningen", "P_HUURWON"),
    "corporatie_aandeel": ("perc_huurwoningen_in_bezit_woningcorporaties",),
    "overige_verhuur_aandeel": ("perc_huurwoningen_in_bezit_overige_verhuurders",),
    "voor_2000_aandeel": ("percentage_bouwjaarklasse_tot_2000", "P_WONT2000"),
    "gas_gem": (
        "gemiddeld_aardgasverbruik",
        "gemiddeld_aardgasverbruik_totaal",
        "gemiddeld_gasverbruik_totaal",
        "G_GAS_TOT",
    ),
    "gas_gem_appartement": ("gemiddeld_gasverbruik_appartement",),
    "gas_gem_tussenwoning": ("gemiddeld_gasverbruik_tussenwoning",),
    "gas_gem_hoekwoning": ("gemiddeld_gasverbruik_hoekwoning",),
    "gas_gem_tweeondereenkap": ("gemiddeld_gasverbruik_2_onder_1_kap_woning",),
    "gas_gem_vrijstaand": ("gemiddeld_gasverbruik_vrijstaande_woning",),
    "gas_gem_huur": ("gemiddeld_gasverbruik_huurwoning",),
    "gas_gem_koop": ("gemiddeld_gasverbruikkoopwoning",),
    "elektra_gem": (
        "gemiddelde_elektriciteitslevering",
        "gemiddelde_elektriciteitslevering_totaal",
        "gemiddeld_elektriciteitsverbruik_totaal",
        "G_ELEK_TOT",
    ),
    "elektra_gem_appartement": ("gemiddeld_elektriciteitsverbruik_appartement",),
    "elektra_gem_tussenwoning": ("gemiddeld_elektriciteitsverbruik_tussenwoning",),
    "elektra_gem_hoekwoning": ("gemiddeld_elektriciteitsverbruik_hoekwoning",),
    "elektra_gem_tweeondereenkap": ("gem_elektriciteitsverbruik_2_onder_1_kap_woning",),
    "elektra_gem_vrijstaand": ("gem_elektriciteitsverbruik_vrijstaande_woning",),
    "elektra_gem_huur": ("gemiddeld_elektriciteitsverbruik_huurwoning",),
    "elektra_gem_koop": ("gemiddeld_elektriciteitsverbruikkoopwoning",),
    "stadsverwarming_aandeel": ("percentage_woningen_met_stadsverwarming", "P_STADVERW"),
    "aardgasvrij_aandeel": ("percentage_aardgasvrije_woningen",),
    "aardgas_aandeel": ("percentage_aardgaswoningen",),
    "zonnestroom_aandeel": ("percentage_woningen_met_zonnestroom",),
    "oppervlakte_land": ("oppervlakte_land_in_ha", "OPP_LAND"),
    "oppervlakte_water": ("oppervlakte_water_in_ha", "OPP_WATER"),
    "adressendichtheid": ("omgevingsadressendichtheid", "OAD"),
    "stedelijkheid": ("stedelijkheid_adressen_per_km2", "STED"),
}
#: Figures of the year itself, which the first edition of a map has.
_OWN_YEAR = (
    "inwoners",
    "huishoudens",
    "oppervlakte_land",
    "oppervlakte_water",
    "adressendichtheid",
    "stedelijkheid",
)

#: Columns that say which area a row is about: code and name, the smallest area first.
_AREA = (
    ("buurtcode", "buurtnaam"),
    ("BU_CODE", "BU_NAAM"),
    ("wijkcode", "wijknaam"),
    ("WK_CODE", "WK_NAAM"),
    ("gemeentecode", "gemeentenaam"),
    ("GM_CODE", "GM_NAAM"),
    ("statcode", "statnaam"),
)
_WATER = ("water", "H2O")
_CHANGE = ("indelingswijziging_wijken_en_buurten", "indelingswijziging_gemeente_wijk_buurt", "IND_WBI")
_YEAR = ("jaar", "jrstatcode", "jaarcode")
_OUTSIDE = {"JA": "water", "B": "in België"}
#: Ends of the codes of buurten that are water or abroad, and the gemeente that stands for abroad.
_NO_LAND = r"BU\d{4}999[78]|\w{2}0998\w*"

_WHICH = "Gebruik de Wijk- en buurtkaart van CBS, of de gebiedsindelingen, zoals PDOK die geeft."


def _bare(name: str) -> str:
    return name.replace("_", "").casefold()


def _spellings(name: str) -> set[str]:
    """Return how a column is written in the different forms."""
    if "_" in name and not name.isupper():
        return {name, re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)}
    return {name, name.lower(), name.upper()}


#: Every column that is read, in every spelling.
COLUMNS = sorted(
    {
        spelling
        for names in (*_AREA, _WATER, _CHANGE, _YEAR, *_FIGURES.values())
        for name in names
        for spelling in _spellings(name)
    }
)


# --- recognising and loading -----------------------------------------------------------------------------------

_KEY = re.compile(r'"([A-Za-z0-9_]+)"\s*:')
_AREA_KEYS = {_bare(code) for code, _ in _AREA if code != "statcode"}
_MAP_KEYS = {_bare(name) for name in (*_CHANGE, "water", "jrstatcode", "aantal_inwoners", "AANT_INW")}
_LAYER = re.compile(r"(?:wijkenbuurten:)?(?:buurten|wijken|gemeenten)(?:_.*)?", re.IGNORECASE)
_FEATURE_ID = re.compile(r'"(?:wijkenbuurten:)?(?:buurten|wijken|gemeenten)\.[\w-]+"')


def recognises(sample: Sample) -> bool:
    """Tell whether a file is the Wijk- en buurtkaart or a map of generalised boundaries.

    Of a zip the beginning does not show the columns: it counts as a map, and reading it says so if it is not.
    """
    if sample.kind == "gpkg":
        return any(
            _has_columns({_bare(one) for one in columns}) or _is_layer(name, columns)
            for name, columns in sample.layers.items()
        )
    if sample.kind == "zip":
        return any(name.lower().endswith((".gpkg", ".shp", ".geojson")) for name in sample.members)
    text = sample.text.lstrip()
    if not text.startswith("{") or '"FeatureCollection"' not in text:
        return False
    keys = {_bare(key) for key in _KEY.findall(text)}
    return _has_columns(keys) or ("statcode" not in keys and bool(_FEATURE_ID.search(text)))


def _has_columns(keys: Set[str]) -> bool:
    if "statcode" in keys:
        return bool(keys & {"jrstatcode", "jaarcode"})
    return bool(keys & _AREA_KEYS and keys & _MAP_KEYS)


def _is_layer(name: str, columns: Sequence[str]) -> bool:
    """Tell whether a layer with codes of areas is called after what it holds; some maps have no more columns."""
    return bool({_bare(one) for one in columns} & _AREA_KEYS and _LAYER.fullmatch(name))


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:  # noqa: ARG001
    """Take everything from one file: areas, boundaries and figures. No other file is needed with it.

    Raises
    ------
    SourceError
        As `read_kaart`.
    """
    return _loaded(path.name, list(_read(path)), retrieved)


def load_pages(
    what: str, pages: Sequence[tuple[str, Path]], *, retrieved: str, gemeente: str | None = None
) -> Loaded:
    """Take everything from the pages of an answer, as `load` does from a file.

    Parameters
    ----------
    what
        What was asked for, for messages.
    pages
        Each with the name it goes by in messages.
    retrieved
        ISO date on which they were fetched.
    gemeente
        Code of a gemeente: keep only what is in it.

    Raises
    ------
    SourceError
        As `read_kaart`, and if there are no areas on them.
    """
    rows = [one for name, path in pages for one in _read(path, name)]
    if not rows:
        raise SourceError(
            f"{what}: PDOK heeft geen gebieden van {gemeente or 'Nederland'}. Kijk of de code klopt en of de "
            "gemeente in dat jaar bestond."
        )
    return _loaded(what, rows, retrieved, gemeente)


def read_kaart(source: geofiles.Source, *, retrieved: str) -> pd.DataFrame:
    """Read the figures of a Wijk- en buurtkaart.

    Source: CBS/Kadaster, Wijk- en buurtkaart. Shares are in % of all dwellings, the mean value of dwellings in
    thousands of euros, gas in m³ and electricity in kWh per dwelling and year.

    Parameters
    ----------
    source
        GeoJSON, GeoPackage, or a zip with a GeoPackage or shapefile: the file, or its content.
    retrieved
        ISO date on which the file was taken over from the publisher.

    Returns
    -------
    DataFrame
        Observations: every indicator of which the map has a column, for every area on land. A figure that CBS does
        not show is a row with the status ``geheim`` or ``ontbreekt`` and the reason in ``note``.

    Raises
    ------
    SourceError
        If the file is no such map, is damaged, names no year, names an area twice with different figures, or has a
        text where a number belongs.
    """
    name = "" if isinstance(source, str | Path) else str(getattr(source, "name", "") or "het bestand")
    found = _loaded(Path(name or str(source)).name, list(_read(source)), retrieved)
    return reading.with_set_aside(found.observations, dict(found.set_aside))


def table(year: int) -> Table:
    """Return how to cite the map of one year."""
    name = f"Wijk- en buurtkaart {year}"
    return Table(name, name, "CBS/Kadaster", "Bron: CBS/Kadaster", CC_BY, (year,))


def generalised_table(year: int) -> Table:
    """Return how to cite the generalised boundaries of one year."""
    name = f"Gebiedsindelingen {year}"
    title = f"CBS Gebiedsindelingen {year}, gegeneraliseerd"
    return Table(name, title, "CBS/Kadaster", "Bron: CBS/Kadaster", CC_BY, (year,))


# --- rows ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rows:
    """The areas of one layer: code, boundary_year, name, change, columns of figures by bare name, geometry in RD."""

    generalised: bool
    frame: gpd.GeoDataFrame
    set_aside: dict[str, int]


def _read(source: geofiles.Source, name: str = "") -> Iterator[_Rows]:
    for layer in geofiles.read_layers(source, COLUMNS, name=name):
        if (found := _rows(layer)) is not None:
            yield found


def _rows(layer: geofiles.Layer) -> _Rows | None:
    """Return the areas on land of a layer; None for a layer that is not about areas."""
    frame = layer.frame.rename(columns=_bare)
    frame = frame.loc[:, ~frame.columns.duplicated()]
    found = [(_bare(code), _bare(name)) for code, name in _AREA if _bare(code) in frame.columns]
    if not found:
        return None
    code_column, name_column = found[0]
    _refuse_without_code(layer.file, frame, code_column)
    codes = reading.clean_codes(frame[code_column].astype("str").fillna(""))
    aside = _outside(frame, codes)
    kept = frame[(aside == "").to_numpy()]
    codes = codes[kept.index]
    figures = [name for name in (_bare(one) for names in _FIGURES.values() for one in names) if name in kept]
    result = gpd.GeoDataFrame(
        {
            "code": codes,
            "boundary_year": _years(layer, kept, codes),
            "name": _text(kept, (name_column,)).where(lambda names: names != "", codes),
            "change": _text(kept, tuple(map(_bare, _CHANGE))).str.removesuffix(".0"),
            **{name: kept[name] for name in figures},
        },
        geometry=kept.geometry.to_numpy(),
        crs=kept.crs,
    )
    counts = {str(reason): int(count) for reason, count in aside[aside != ""].value_counts().items()}
    generalised = code_column == "statcode" and not figures
    return _Rows(generalised, geofiles.to_rd(layer.file, result), counts)


def _refuse_without_code(name: str, frame: gpd.GeoDataFrame, found: str) -> None:
    """Refuse a layer that names smaller areas than it has codes of: these would be taken for the larger ones."""
    for code, title in ((_bare(code), _bare(title)) for code, title in _AREA):
        if code == found:
            return
        if title in frame.columns:
            raise SourceError(
                f"{name}: de kolom ‘{code}’ ontbreekt, terwijl ‘{title}’ er wel is. Download de kaart opnieuw en "
                "wijzig het bestand niet."
            )


def _outside(frame: pd.DataFrame, codes: pd.Series) -> pd.Series:
    """Return per row why it is no area on land; empty where it is."""
    water = _text(frame, tuple(map(_bare, _WATER))).str.upper()
    reasons = water.map(_OUTSIDE).fillna("").astype("str")
    known = reading.is_area(codes) & (codes != areas.COUNTRY)
    reasons = reasons.mask((reasons == "") & ~known, "geen code van een gemeente, wijk of buurt")
    return reasons.mask(
        (reasons == "") & codes.str.fullmatch(_NO_LAND), "water of buitenland (fictieve code)"
    )


def _text(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """Return the first of these columns that is there, as stripped text; empty texts where none is."""
    for name in names:
        if name in frame.columns:
            return frame[name].astype("str").fillna("").str.strip()
    return pd.Series("", index=frame.index, dtype="str")


def _years(layer: geofiles.Layer, frame: pd.DataFrame, codes: pd.Series) -> pd.Series:
    """Return the year of the division per row; the columns that name it must agree, else the layer names it."""
    given = [_text(frame, (_bare(name),)).str.extract(r"^((?:19|20)\d\d)", expand=False) for name in _YEAR]
    years = pd.Series(np.nan, index=frame.index, dtype="float64")
    for one in given:
        numbers = one.astype("float64")
        wrong = years.notna() & numbers.notna() & (years != numbers)
        if wrong.any():
            raise SourceError(
                f"{layer.file}: bij {codes[wrong].iloc[0]} staan twee jaren, {years[wrong].iloc[0]:.0f} en "
                f"{numbers[wrong].iloc[0]:.0f}. Download de kaart opnieuw."
            )
        years = years.fillna(numbers)
    if in_name := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", layer.name):
        years = years.fillna(float(in_name[0]))
    if years.isna().any():
        raise SourceError(
            f"{layer.file} noemt bij {codes[years.isna()].iloc[0]} geen jaar (‘jaar’ of ‘jrstatcode’), en zonder "
            f"jaar is de indeling niet bekend. {_WHICH}"
        )
    return years.astype("int64")


def _together(name: str, rows: Sequence[_Rows]) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Put layers or pages under each other; what came twice counts once."""
    frame = gpd.GeoDataFrame(
        pd.concat([one.frame for one in rows], ignore_index=True), geometry="geometry", crs=geofiles.CRS
    )
    frame, counts = boundaries.merged(name, frame)
    for one in rows:
        for reason, count in one.set_aside.items():
            counts[reason] = counts.get(reason, 0) + count
    return frame, counts


def _loaded(name: str, rows: Sequence[_Rows], retrieved: str, gemeente: str | None = None) -> Loaded:
    if not rows:
        raise SourceError(f"{name} bevat geen gemeenten, wijken of buurten die wij herkennen. {_WHICH}")
    frame, counts = _together(name, rows)
    if gemeente is not None:
        inside = frame["code"].str.slice(2, 6) == gemeente[2:]
        counts["andere gemeente"] = int((~inside).sum())
        frame = frame[inside].reset_index(drop=True)
    if frame.empty:
        raise SourceError(f"{name} bevat geen enkele gemeente, wijk of buurt op land. {_WHICH}")
    generalised = all(one.generalised for one in rows)
    years = sorted(set(frame["boundary_year"]))
    tables = tuple((generalised_table if generalised else table)(int(year)) for year in years)
    shapes = boundaries.boundaries(frame)
    counts["vlak ontbreekt; de rest is wel overgenomen"] = len(frame) - len(shapes)
    title = "CBS Gebiedsindelingen" if generalised else "CBS Wijk- en buurtkaart"
    return Loaded(
        kind=f"{title} {dutch.join(map(str, years))}",
        tables=tables,
        observations=_observations(name, frame, retrieved),
        areas=boundaries.register(frame),
        boundaries=shapes if len(shapes) else None,
        set_aside={reason: count for reason, count in counts.items() if count},
    )


# --- figures ---------------------------------------------------------------------------------------------------


def _observations(name: str, frame: pd.DataFrame, retrieved: str) -> pd.DataFrame:
    found = {
        indicator: [_bare(one) for one in names if _bare(one) in frame.columns]
        for indicator, names in _FIGURES.items()
    }
    found = {indicator: columns for indicator, columns in found.items() if columns}
    if not found:
        return observations.empty()
    parts = [_figure(name, frame, indicator, columns) for indicator, columns in found.items()]
    # Texts are taken from short lists: making each of half a million anew would take longer than reading the map.
    values, notes = np.concatenate([one for one, _ in parts]), np.concatenate([one for _, one in parts])
    rows, which = np.tile(np.arange(len(frame)), len(found)), np.repeat(np.arange(len(found)), len(frame))
    years = frame["boundary_year"].to_numpy()[rows]
    note = pd.Series(_texts(_NOTES).take(notes))
    odd = note.isin([UNKNOWN_CODE, IMPOSSIBLE])
    if odd.any():
        note[odd] += [f"{value:.12g}" for value in values[odd]]
    status = pd.Series(_texts(list(_STATUS_OF.values())).take(notes))
    result = pd.DataFrame(
        {
            "area": frame["code"].array.take(rows),
            "indicator": _texts(list(found)).take(which),
            "year": years,
            "value": np.where(status.isin(observations.WITHOUT_VALUE), np.nan, values),
            "unit": _texts([catalogue.indicator(one).unit for one in found]).take(which),
            "status": status,
            "source": "CBS/Kadaster",
            "table": "Wijk- en buurtkaart " + pd.Series(years).astype("str"),
            "method": observations.PUBLISHED,
            "note": note,
            "retrieved": retrieved,
            "boundary_year": years,
        }
    )
    return observations.validate(result, where=name)


def _texts(texts: list[str]) -> Any:
    return pd.array(texts, dtype="str")


def _figure(
    name: str, frame: pd.DataFrame, indicator: str, columns: Sequence[str]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return per area the number in the map, and the place in the list of notes of what it means."""
    values, markers = _values(name, frame, columns)
    low, high = catalogue.indicator(indicator).limits
    impossible = (values < (-np.inf if low is None else low)) | (values > (np.inf if high is None else high))
    meanings: dict[str, pd.Series] = {
        IMPOSSIBLE: impossible,
        **{note: markers == marker for marker, note in _SENTINELS.items()},
        UNKNOWN_CODE: markers.notna(),
        EMPTY: values.isna(),
    }
    notes = np.select(
        list(meanings.values()), [_NOTES.index(note) for note in meanings], _NOTES.index(_note(indicator))
    )
    return values.fillna(markers).to_numpy(), notes


def _note(indicator: str) -> str:
    if indicator == "aardgasvrij_aandeel":
        return GAS_FREE
    return STATUS if indicator in _OWN_YEAR else YEAR_OF_MAP


def _values(name: str, frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.Series, pd.Series]:
    """Return the figures, and where there is none the number that says why; from the first column that has them."""
    values = pd.Series(np.nan, index=frame.index, dtype="float64")
    markers = values.copy()
    for column in columns:
        numbers = _numbers(name, frame, column)
        figure = numbers.where(numbers > _HIGHEST_SENTINEL)
        marker = numbers.where(numbers <= _HIGHEST_SENTINEL)
        values = values.fillna(figure)
        markers = markers.where(markers.notna() & (markers != _NO_LONGER), marker.fillna(markers))
    return values, markers.where(values.isna())


def _numbers(name: str, frame: pd.DataFrame, column: str) -> pd.Series:
    cells = frame[column]
    if cells.dtype == "bool" or not pd.api.types.is_numeric_dtype(cells):
        texts = cells.astype("str").fillna("").str.strip()
        cells = pd.to_numeric(texts.mask(texts == ""), errors="coerce")
        wrong = cells.isna() & (texts != "")
    else:
        texts = cells
        wrong = cells.astype("float64").abs() == np.inf
    if wrong.any():
        raise SourceError(
            f"{name}: bij {frame.loc[wrong, 'code'].iloc[0]} staat in ‘{column}’ de waarde "
            f"‘{str(texts[wrong].iloc[0])[:40]}’, en dat is geen getal. Download de kaart opnieuw."
        )
    return cells.astype("float64")
