"""CBS figures per gemeente through the years: energy use of dwellings (81528NED) and main heating (84948NED).

The kinds of heating in 84948NED are codes, and the file does not say what they mean. The pairing is proven each time
the file is read: the description says that the total without gas is the sum of two kinds, and in every row the code
taken for that total is the sum of the codes taken for those two. Where a row contradicts itself its figures are not
taken over. In 2023 CBS reported that in some shares a zero had dropped out (10,1 became 1,1); two totals in the table
are still wrong in that way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import areas as area_codes
from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_area_tables as forms
from wijkdata.sources import cbs_odata, cbs_service, cbs_sheet, cbs_years, reading
from wijkdata.sources.cbs_kwb import ROUNDED_TO_50
from wijkdata.sources.cbs_metadata import TableInfo, statuses
from wijkdata.sources.cbs_sheet import NOT_SHOWN, Topic
from wijkdata.sources.cbs_zonnestroom import EMPTY
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import Table

ENERGY_ID = "81528NED"
HEATING_ID = "84948NED"

NOT_PUBLISHED = "voor dit jaar door CBS niet gepubliceerd"
CONTRADICTION = "niet overgenomen: de cijfers van CBS in deze rij spreken elkaar tegen"

_WHAT = "met de cijfers per gemeente"
_REGION, _PERIOD = "RegioS", "Perioden"
_NO_GEMEENTE = "geen gemeente of land (provincie, regio, onbekend)"
_NO_FIGURES = "gemeente zonder enig cijfer in dat jaar (meestal omdat zij toen niet bestond)"

_CONTRADICTED = "cijfers die zichzelf tegenspreken"

_DWELLING_KIND, _ALL_DWELLINGS = "Woningkenmerken", "T001100"
_COUNTRY_IN_ENERGY = "NL01"
_COUNTRIES = ("NL00", _COUNTRY_IN_ENERGY)
#: So many gemeenten stay under the 10,000 rows of one answer; more are fetched with the whole country.
_MOST_GEMEENTEN = 40
_ENERGY: Mapping[str, str] = {
    "gas_gem": "GemiddeldAardgasverbruik",
    "elektra_gem": "GemiddeldeElektriciteitslevering",
    "elektra_gem_netto": "GemiddeldeNettoElektriciteitslevering",
    "stadsverwarming_aandeel": "Stadsverwarming",
}
#: Up to this year every figure for gas and electricity in the table is a multiple of 50, later of 10.
_LAST_YEAR_BY_FIFTY = 2014

_HEATING_KIND, _HEATING_SHARE = "TypeVerwarmingsinstallatie", "Woningen"
_HEATING: Mapping[str, str] = {
    "aardgasvrij_aandeel": "A052175",
    "cv_aandeel": "A050112",
    "verwarming_onbekend_aandeel": "A050120",
}
_GAS_FREE = _HEATING["aardgasvrij_aandeel"]
_GAS_FREE_PARTS = ["A050116", "A050119"]
_KINDS = [f"A0501{number}" for number in range(12, 21)]
_SUM_IN_TEXT = re.compile(
    r"sommatie van de categorieën \W?Stadsverwarming zonder gasverbruik\W? en "
    r"\W?Elektrisch verwarmd zonder gasverbruik"
)
_ROUNDING_OF_TOTAL = 0.15  # a total and two parts, each rounded to 0.1
_ROUNDING_OF_KINDS = 0.45  # nine kinds, each rounded to 0.1
_FLOAT_NOISE = 1e-6
_MAX_CONTRADICTIONS = 0.01


def recognises_energie(sample: Sample) -> bool:
    """Tell whether a file with this beginning is the table of energy use per gemeente (81528NED)."""
    return forms.has_columns(sample, _topics(_DWELLING_KIND, _ENERGY["gas_gem"], _ENERGY["elektra_gem"]))


def recognises_verwarming(sample: Sample) -> bool:
    """Tell whether a file with this beginning is the table of main heating per gemeente (84948NED)."""
    return forms.has_columns(sample, _topics(_HEATING_KIND, _HEATING_SHARE))


def _topics(*stems: str) -> list[Topic]:
    return [Topic((), (stem,)) for stem in (_REGION, _PERIOD, *stems)]


def recognises(sample: Sample) -> bool:
    """Tell whether a file with this beginning is one of the two tables."""
    return recognises_energie(sample) or recognises_verwarming(sample)


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Read everything in one of the two tables: all gemeenten, the country and all years.

    Parameters
    ----------
    path
        Answer of OData (typed or untyped), or its CSV.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``TableInfos`` of the same table.

    Raises
    ------
    SourceError
        If ``TableInfos`` was not given along, and as `read_energie` and `read_verwarming`.
    """
    sheet = forms.read_sheet(path, what=_WHAT)
    is_energy = _is_energy(sheet)
    metadata = forms.given_along(companions, forms.TABLE_INFOS, path, ENERGY_ID if is_energy else HEATING_ID)
    return _loaded(sheet, metadata, retrieved)


def get_regio(
    client: Client,
    areas: Collection[str] | None,
    tables: Collection[str] = (ENERGY_ID, HEATING_ID),
    *,
    base: str | None = None,
) -> Loaded:
    """Fetch the tables of all years, and read them.

    Parameters
    ----------
    client
        Fetches, and keeps what came.
    areas
        Codes of gemeenten, wijken or buurten: of their gemeenten and the country. All gemeenten for None.
    tables
        Ids of the tables.
    base
        Address of the service, in place of that of CBS (or that in ``WIJKDATA_CBS_URL``).

    Raises
    ------
    DownloadError
        If neither could be fetched.
    UnknownAreaError
        If an area is no code of a gemeente, wijk or buurt.
    """
    gemeenten = None if areas is None else sorted({cbs_years.gemeente_of(area) for area in areas})
    found: list[Loaded] = []
    failed: dict[str, int] = {}
    for table in tables:
        try:
            found.append(_fetched(client, table, gemeenten, base))
        except SourceError as error:
            client.tell(f"CBS {table}: {error}")
            failed[f"CBS {table} niet opgehaald: {error}"] = 1
    if not found:
        raise DownloadError("\n".join(failed) or "Kies ten minste één tabel.")
    return cbs_years.merged(dutch.join(one.kind for one in found), found, failed)


def _fetched(client: Client, table: str, gemeenten: Sequence[str] | None, base: str | None) -> Loaded:
    for _ in range(cbs_service.EDITIONS):
        infos = cbs_service.get_resource(client, table, forms.TABLE_INFOS, address=base)
        sheet, retrieved = _figures(client, table, gemeenten, base)
        # A table that is published anew in between would be half old, half new.
        if cbs_service.get_resource(client, table, forms.TABLE_INFOS, address=base) == infos:
            return _loaded(sheet, infos, retrieved)
        client.tell(f"CBS {table}: is tussendoor vernieuwd; wordt opnieuw opgehaald")
    raise DownloadError(
        f"CBS vernieuwt tabel {table} terwijl wij haar ophalen. Probeer het over een uur opnieuw."
    )


def _figures(
    client: Client, table: str, gemeenten: Sequence[str] | None, base: str | None
) -> tuple[cbs_sheet.Sheet, str]:
    """Fetch the rows of gemeenten and the country, or all; and the date on which they came."""
    params = {"$format": "json"}
    resource = "ODataFeed"
    if gemeenten is not None and len(gemeenten) <= _MOST_GEMEENTEN:
        codes = [*_COUNTRIES, *gemeenten]
        params["$filter"] = " or ".join(f"{_REGION} eq '{cbs_service.padded(one, _REGION)}'" for one in codes)
        resource = "ODataApi"
    parts = list(
        cbs_service.follow(
            client,
            f"{cbs_service.base(base)}/{resource}/odata/{table}/UntypedDataSet",
            name=f"CBS {table} UntypedDataSet",
            params=params,
        )
    )
    joined = cbs_odata.join([cbs_odata.read_dataset(cbs_service.text_of(part)) for part in parts])
    return replace(joined, file=f"CBS {table}", more=""), max(part.retrieved for part in parts)


def _is_energy(sheet: cbs_sheet.Sheet) -> bool:
    return any(one.stem == _DWELLING_KIND for one in sheet.columns)


def _loaded(sheet: cbs_sheet.Sheet, metadata: cbs_odata.AnySource, retrieved: str) -> Loaded:
    is_energy = _is_energy(sheet)
    read, kind = (
        (_energie, "CBS Energieverbruik van woningen per gemeente")
        if is_energy
        else (_verwarming, "CBS Hoofdverwarming van woningen per gemeente")
    )
    frame = read(sheet, metadata, retrieved, None)
    years = sorted({int(year) for year in frame["year"]})
    span = f" {years[0]}-{years[-1]}" if years else ""
    return Loaded(
        kind + span,
        (read_table(metadata, years),),
        frame,
        set_aside=reading.set_aside(frame),
    )


def read_energie(
    source: reading.Source,
    metadata: reading.Source,
    *,
    retrieved: str,
    within: str | None = None,
) -> pd.DataFrame:
    """Read gas, electricity and district heating of all dwellings per gemeente and year.

    Source: CBS, Energieverbruik particuliere woningen; woningtype en regio's (81528NED), all dwellings together
    (T001100). Gas in m³ and electricity in kWh per dwelling and year, district heating in % of the dwellings.

    Parameters
    ----------
    source
        Answer of OData (typed or untyped), or its CSV.
    metadata
        Description of the table (``TableInfos``, JSON): gives the status of the figures per year.
    retrieved
        ISO date on which the file was taken over from the publisher.
    within
        Code of a gemeente: keep only that gemeente and the country.

    Returns
    -------
    DataFrame
        Observations of gemeenten and the country (``NL00``, in the file ``NL01``); an empty cell is a row with the
        status ``ontbreekt``. ``boundary_year`` is the reporting year: a gemeente has figures only for the years in
        which it existed.

    Raises
    ------
    SourceError
        If the files do not belong together, a column is missing, a cell is no number, or the description gives no
        status for a year.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    return _energie(forms.read_sheet(source, what=_WHAT), metadata, retrieved, within)


def _energie(
    sheet: cbs_sheet.Sheet, metadata: cbs_odata.AnySource, retrieved: str, within: str | None
) -> pd.DataFrame:
    table = _read(sheet, metadata, ENERGY_ID, [_DWELLING_KIND, *_ENERGY.values()])
    cells = table.cells[table.cells[_DWELLING_KIND] == _ALL_DWELLINGS]
    if cells.empty:
        raise SourceError(
            f"{table.file} bevat geen rijen voor alle woningen samen ({_DWELLING_KIND} {_ALL_DWELLINGS}). Download "
            "de hele tabel opnieuw."
        )
    area = cells["area"].replace(_COUNTRY_IN_ENERGY, area_codes.COUNTRY)
    texts = cells.assign(area=area).set_index(["area", "year"])
    hidden = pd.DataFrame({indicator: texts[stem] == "." for indicator, stem in _ENERGY.items()})
    figures = cells[["year"]].assign(
        area=area, **{indicator: _numbers(table, cells, stem) for indicator, stem in _ENERGY.items()}
    )
    frame = _observations(table, figures, hidden, retrieved, within)
    by_fifty = (
        frame["indicator"].isin(["gas_gem", "elektra_gem"])
        & (frame["year"] <= _LAST_YEAR_BY_FIFTY)
        & frame["value"].notna()
    )
    frame.loc[by_fifty, "note"] = ROUNDED_TO_50
    return frame


def read_verwarming(
    source: reading.Source,
    metadata: reading.Source,
    *,
    retrieved: str,
    within: str | None = None,
) -> pd.DataFrame:
    """Read how dwellings are heated per gemeente and year, in % of the dwellings on 1 January.

    Source: CBS, Woningen; hoofdverwarmingsinstallaties, regio 2017-2022 (84948NED). ``aardgasvrij_aandeel`` is
    district heating without gas plus electric heating without gas (A052175), ``cv_aandeel`` an own boiler
    (A050112), ``verwarming_onbekend_aandeel`` an unknown installation (A050120).

    Parameters
    ----------
    source, metadata, retrieved, within
        As for `read_energie`.

    Returns
    -------
    DataFrame
        Observations of gemeenten and the country. A figure of a row that contradicts itself (see the module) has
        the status ``ontbreekt``.

    Raises
    ------
    SourceError
        As for `read_energie`; and if the description no longer says that the gas-free total is the sum of two
        kinds, or more than 1% of the rows contradict it.
    UnknownAreaError
        If ``within`` is no code of a gemeente.
    """
    return _verwarming(forms.read_sheet(source, what=_WHAT), metadata, retrieved, within)


def _verwarming(
    sheet: cbs_sheet.Sheet, metadata: cbs_odata.AnySource, retrieved: str, within: str | None
) -> pd.DataFrame:
    table = _read(sheet, metadata, HEATING_ID, [_HEATING_KIND, _HEATING_SHARE])
    if not _SUM_IN_TEXT.search(table.info.text):
        raise SourceError(
            f"{table.info.file} zegt niet meer dat het totaal zonder gasverbruik de som is van stadsverwarming en "
            "elektrisch verwarmd zonder gasverbruik. Zonder die zin is niet zeker wat de codes betekenen; wij nemen "
            "de tabel niet over."
        )
    shares, withheld = _shares(table)
    wrong_total, wrong_kinds = _contradictions(table, shares)
    figures = pd.DataFrame({name: shares[code] for name, code in _HEATING.items()}).reset_index()
    hidden = pd.DataFrame({name: withheld[code] for name, code in _HEATING.items()})
    frame = _observations(table, figures, hidden, retrieved, within)
    row = pd.MultiIndex.from_frame(frame[["area", "year"]])
    contradicted = row.isin(wrong_kinds) | (
        row.isin(wrong_total) & (frame["indicator"] == "aardgasvrij_aandeel").to_numpy()
    )
    reasons = reading.set_aside(frame) | {_CONTRADICTED: int(contradicted.sum())}
    changed = frame.assign(
        value=frame["value"].mask(contradicted),
        status=frame["status"].mask(contradicted, "ontbreekt"),
        note=frame["note"].mask(contradicted, CONTRADICTION),
    )
    return reading.with_set_aside(changed, reasons)


def read_table(metadata: cbs_odata.AnySource, years: Sequence[int]) -> Table:
    """Return how to cite the table with this description."""
    return cbs_odata.read_info(metadata).table(years)


@dataclass(frozen=True)
class _RegionTable:
    """Cells as text, with the area and year of each row."""

    file: str
    info: TableInfo
    cells: pd.DataFrame


def _read(
    sheet: cbs_sheet.Sheet, metadata: cbs_odata.AnySource, table_id: str, stems: Sequence[str]
) -> _RegionTable:
    info = cbs_odata.read_info(metadata)
    file = sheet.file
    if info.id != table_id:
        raise SourceError(
            f"{info.file} beschrijft tabel {info.id}; hier hoort de tabelinformatie van {table_id}."
        )
    if sheet.table not in ("", table_id):
        raise SourceError(f"{file} is van tabel {sheet.table}; hier hoort {table_id}.")
    columns = {stem: forms.find(sheet, Topic((), (stem,))) for stem in (_REGION, _PERIOD, *stems)}
    cells = pd.DataFrame({stem: cbs_sheet.texts(sheet.cells[one.key]) for stem, one in columns.items()})
    no_year = ~cells[_PERIOD].str.fullmatch(r"\d{4}JJ00")
    if no_year.any():
        row = cells.index[no_year][0]
        raise SourceError(
            f"{file}, rij {row}, kolom ‘{_PERIOD}’: ‘{cells[_PERIOD][row]}’ is geen heel jaar zoals 2020JJ00. "
            "Download de hele tabel opnieuw."
        )
    cells["area"] = reading.clean_codes(cells[_REGION])
    cells["year"] = cells[_PERIOD].str.slice(0, 4).astype("int64")
    return _RegionTable(file, info, cells)


def _numbers(table: _RegionTable, cells: pd.DataFrame, stem: str) -> pd.Series:
    """Return a column as numbers; ``.`` and empty become NaN."""
    return reading.numbers(cells[stem].mask(cells[stem] == ".", ""), name=table.file, column=stem)


def _shares(table: _RegionTable) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the share of each kind of heating [%] as columns, indexed by area and year; and where it is withheld."""
    cells = table.cells
    missing = sorted({*_KINDS, _GAS_FREE} - set(cells[_HEATING_KIND]))
    if missing:
        raise SourceError(
            f"{table.file}: van {dutch.join(missing)} staan er geen rijen in de kolom ‘{_HEATING_KIND}’. Download de "
            "hele tabel opnieuw."
        )
    double = cells.duplicated(["area", "year", _HEATING_KIND])
    if double.any():
        row = cells.index[double][0]
        raise SourceError(
            f"{table.file}, rij {row}: {cells['area'][row]} komt voor {cells['year'][row]} twee keer voor. Download "
            "de hele tabel opnieuw."
        )
    values = _numbers(table, cells, _HEATING_SHARE)
    withheld = cells[_HEATING_SHARE] == "."
    rows = cells.assign(share=values, withheld=withheld).set_index(["area", "year"])
    of_kind = {kind: rows[rows[_HEATING_KIND] == kind] for kind in (*_KINDS, _GAS_FREE)}
    return (
        pd.DataFrame({kind: found["share"] for kind, found in of_kind.items()}),
        pd.DataFrame({kind: found["withheld"] for kind, found in of_kind.items()}),
    )


def _contradictions(table: _RegionTable, shares: pd.DataFrame) -> tuple[pd.Index, pd.Index]:
    """Return the rows in which the gas-free total is not the sum of its parts, and those not adding up to 100%.

    Raises
    ------
    SourceError
        If these are so many that the codes cannot mean what this module takes them for.
    """
    total_off = (shares[_GAS_FREE] - shares[_GAS_FREE_PARTS].sum(axis=1, skipna=False)).abs()
    kinds_off = (shares[_KINDS].sum(axis=1, skipna=False) - 100).abs()
    wrong_total = total_off > _ROUNDING_OF_TOTAL + _FLOAT_NOISE
    wrong_kinds = kinds_off > _ROUNDING_OF_KINDS + _FLOAT_NOISE
    for wrong, off, rule in (
        (wrong_total, total_off, f"{_GAS_FREE} = {' + '.join(_GAS_FREE_PARTS)}"),
        (wrong_kinds, kinds_off, f"{_KINDS[0]} t/m {_KINDS[-1]} samen 100%"),
    ):
        checked = int(off.notna().sum())
        if not checked or wrong.sum() > max(_MAX_CONTRADICTIONS * checked, 1):
            area, year = shares.index[int(off.fillna(0).argmax())]
            raise SourceError(
                f"{table.file}: in {dutch.number(int(wrong.sum()))} van {dutch.number(checked)} gebieden en jaren "
                f"geldt niet dat {rule} (eerste of grootste afwijking: {area} in {year}). De codes betekenen dan "
                "iets anders dan wij weten; wij nemen de tabel niet over. Kijk bij CBS wat er is veranderd."
            )
    return shares.index[wrong_total], shares.index[wrong_kinds]


def _observations(
    table: _RegionTable,
    figures: pd.DataFrame,
    hidden: pd.DataFrame,
    retrieved: str,
    within: str | None,
) -> pd.DataFrame:
    """Turn figures per area and year (one column per indicator) into observations.

    ``hidden`` has the same columns, indexed by area and year: where CBS shows ``.``.
    """
    indicators = list(hidden.columns)
    known = reading.is_area(figures["area"])
    has_figure = figures[list(indicators)].notna().any(axis=1)
    set_aside = {_NO_GEMEENTE: int((~known).sum()), _NO_FIGURES: int((known & ~has_figure).sum())}
    kept = figures[known & has_figure & reading.inside(figures["area"], within)]
    long = kept.melt(["area", "year"], list(indicators), var_name="indicator", value_name="value")
    known_areas = figures.groupby("year")[list(indicators)].count().reset_index()
    known_areas = known_areas.melt(["year"], var_name="indicator", value_name="known")
    in_any_area = long[["year", "indicator"]].merge(known_areas, how="left")["known"] > 0
    status_of_year = statuses(table.info, sorted(set(long["year"])))
    empty = long["value"].isna()
    withheld = empty & in_any_area & _withheld(hidden, long)
    long["status"] = long["year"].map(status_of_year).mask(empty, "ontbreekt").mask(withheld, "geheim")
    reasons = [~empty, withheld, in_any_area]
    long["note"] = np.select(reasons, ["", NOT_SHOWN, EMPTY], default=NOT_PUBLISHED)
    long["unit"] = [catalogue.indicator(one).unit for one in long["indicator"]]
    long["boundary_year"] = long["year"]
    long["source"] = "CBS"
    long["table"] = table.info.id
    long["method"] = observations.PUBLISHED
    long["retrieved"] = retrieved
    return reading.with_set_aside(observations.validate(long, where=table.file), set_aside)


def _withheld(hidden: pd.DataFrame, long: pd.DataFrame) -> pd.Series:
    """Tell per observation whether CBS shows ``.`` for it; only the untyped answer keeps that apart."""
    if not hidden.any(axis=None):
        return pd.Series(data=False, index=long.index)
    marks = hidden.reset_index().melt(["area", "year"], var_name="indicator", value_name="withheld")
    marked = marks[marks["withheld"].astype(bool)].drop_duplicates(["area", "year", "indicator"])
    return long.merge(marked, how="left").set_index(long.index)["withheld"].notna()
