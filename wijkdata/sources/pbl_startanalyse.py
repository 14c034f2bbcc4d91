"""PBL Startanalyse aardgasvrije buurten 2020: gas connections, CO2 of buildings and energy labels per buurt.

Read from the GeoJSON per gemeente (``GM0599.geojson``): 430 fields per buurt, every value a text. The figures of
the start year (``ref_2019_…``) are outcomes of PBL's model, not observations, and so have the status ``model``.

What the fields are, and what they are not, worked out on all buurten in the published files of Rotterdam (55) and
Apeldoorn (91):

``ref_2019_A01``
    Connections to the gas network: in every buurt exactly the dwellings (I09) plus the other buildings (I10), so
    PBL gives each building one. It is no count of meters.
``ref_2019_H15``
    CO2 of the buildings [t/yr]. It is the gas they use plus the electricity for cooling: 56.8 kg per GJ of gas
    (H09) and 28 kg per GJ of cold (H05), times the WEQ (I11), give it back to within the rounding of H09 and H05
    in 143 of the 146 buurten (the other three have 1 to 3 WEQ). Gas times 56.5 kg/GJ alone gives 97% of the total
    of Rotterdam; the ratio of H15 to it runs from 0.99 to 1.23 there and is highest where there is much cooling
    (harbours, business parks).
    Electricity for lighting and appliances is *not* in it; other buildings than dwellings are. So it cannot be
    compared with CO2 of homes from the gas and electricity of CBS.
``percentage_woningen_afgemeld_labelA`` … ``G``
    Dwellings with a registered label of that class, in whole percents of *all* dwellings. Only with the
    estimated labels (``voorlopig``) they make up 96 to 104, so their own sum is the coverage.
``percentage_woningen_met_afgemeld_label``
    Not used: it is 93 to 100 everywhere, even 100 where no class has a registered label at all. Whatever its
    name says, it counts the estimated labels too.

The file names no division of areas. Its list of gemeenten is that of 2019 and 2020, all its codes occur in the CBS
division of 2019, and its boundaries are those from before the changes that CBS marks for 2020: hence 2019.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from wijkdata import areas, catalogue, observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.reading import Source, read_json, set_aside, with_set_aside
from wijkdata.sources.tables import Table

if TYPE_CHECKING:
    import geopandas as gpd

TABLE = Table(
    id="Startanalyse 2020",
    title="Startanalyse aardgasvrije buurten 2020",
    publisher="PBL",
    attribution="Bron: PBL, Startanalyse aardgasvrije buurten 2020",
    licence="niet vermeld in het bestand",
    years=(2019,),
)
TABLES = (TABLE,)

YEAR = 2019
BOUNDARY_YEAR = 2019

_CODE = "BU_CODE"
#: Stands for "Onbekend" in tables of CBS, and is no area.
_UNKNOWN = "GM9999"
_NAME, _GEMEENTE, _GEMEENTE_NAME = "I02_buurtnaam", "I05_gemeentecode", "I06_gemeentenaam"
_DWELLINGS = "I09_aantalwoningen"
_GAS_CONNECTIONS = "ref_2019_A01"
_CO2 = "ref_2019_H15"
_LABELS = {letter: f"percentage_woningen_afgemeld_label{letter}" for letter in "ABCDEFG"}
_FIELDS = (_CODE, _DWELLINGS, _GAS_CONNECTIONS, _CO2, *_LABELS.values())

#: Texts that stand where a number is expected, and what they mean to the reader of the figure.
_MARKERS = {
    "": "leeg bij PBL",
    "-": "bij PBL niet van toepassing",
    "onbekend": "bij PBL onbekend",
    "hoger": "PBL noemt geen getal maar ‘hoger’",
}

_WHICH_FILE = "Gebruik het GeoJSON-bestand per gemeente van de Startanalyse 2020, zoals GM0599.geojson."
DWELLINGS_NOTE = "aantal woningen in het model van de Startanalyse"
_CRS = "EPSG:28992"
#: What a coordinate in degrees in the Netherlands lies between. [°]
_WEST, _SOUTH, _EAST, _NORTH = 3.0, 50.0, 8.0, 54.0
#: Splinters smaller than this come from repairing a polygon, not from the map. [m²]
_SPLINTER = 1.0
_NO_DWELLINGS = "geen woningen in deze buurt"
_LABELS_ROUNDED = "aandelen per label zijn bij PBL afgerond op hele procenten"


def read_startanalyse(source: Source, *, retrieved: str) -> pd.DataFrame:
    """Read the start-year figures of one gemeente from the Startanalyse of 2020 (GeoJSON with boundaries).

    Per buurt and for 2019: ``gasaansluitingen`` [connections], ``co2_gebouwen`` [t/yr], ``label_dekking`` [% of
    all dwellings], ``label_ab_aandeel`` and ``label_efg_aandeel`` [% of the dwellings with a registered label]
    and ``woningen_met_label`` [dwellings]. The number of dwellings itself is not taken over: CBS publishes it.
    Source: PBL, Startanalyse aardgasvrije buurten 2020.

    Parameters
    ----------
    source
        The file of one gemeente, such as ``GM0599.geojson``.
    retrieved
        ISO date on which the file was taken over from the publisher.

    Returns
    -------
    DataFrame
        Observations, six rows per buurt in the file; a figure that PBL does not give is a row with the status
        ``ontbreekt``. Buurten that PBL left out have no row. What was set aside stands in ``attrs``.

    Raises
    ------
    SourceError
        If the file is not this form of the Startanalyse, or holds a text that is neither number nor known marker.
    """
    name, document = read_json(source)
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    without_code = 0
    for position, properties in enumerate(_properties(name, document), start=1):
        missing = [field for field in _FIELDS if field not in properties]
        if missing:
            raise SourceError(
                f"{name} is geen Startanalyse 2020 met grenzen: in onderdeel {position} "
                f"{'ontbreekt' if len(missing) == 1 else 'ontbreken'} {join(missing[:4])}. {_WHICH_FILE}"
            )
        code = areas.clean(str(properties[_CODE]))
        if not _is_buurt(code):
            without_code += 1
            continue
        if code in seen:
            raise SourceError(f"{name} noemt buurt {code} twee keer. Download het bestand opnieuw bij PBL.")
        seen.add(code)
        rows.extend(_rows(code, properties, name))
    frame = pd.DataFrame(rows, columns=["area", "indicator", "value", "method", "note"])
    frame = frame.assign(
        status=frame["value"].notna().map({True: "model", False: "ontbreekt"}),
        unit=[catalogue.indicator(indicator).unit for indicator in frame["indicator"]],
        year=YEAR,
        source=TABLE.publisher,
        table=TABLE.id,
        retrieved=retrieved,
        boundary_year=BOUNDARY_YEAR,
    )
    return with_set_aside(observations.validate(frame, where=name), {"geen buurtcode": without_code})


def recognises(sample: Sample) -> bool:
    """Tell whether a file is the GeoJSON of a gemeente from the Startanalyse of 2020."""
    return sample.kind == "text" and all(
        f'"{word}"' in sample.text for word in ("features", _CODE, _DWELLINGS, _GAS_CONNECTIONS)
    )


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:  # noqa: ARG001
    """Load everything in the file of one gemeente: figures, the number of dwellings, names and boundaries.

    The number of dwellings has the status ``model``; it is there so that an area without figures of CBS has weights.

    Parameters
    ----------
    path
        The file of one gemeente, such as ``GM0599.geojson``.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        Not needed.

    Raises
    ------
    SourceError
        As `read_startanalyse`; also where a boundary is no polygon in degrees.
    """
    figures = read_startanalyse(path, retrieved=retrieved)
    name, document = read_json(path)
    features = [
        (code, feature)
        for feature in document["features"]
        if _is_buurt(code := areas.clean(str(feature["properties"][_CODE])))
    ]
    register = _areas([(code, feature["properties"]) for code, feature in features])
    boundaries, without = _boundaries(name, features, register)
    table = observations.validate(
        pd.concat([figures, _dwellings(name, features, retrieved)], ignore_index=True), where=name
    )
    aside = {**set_aside(figures), "buurt zonder grens in het bestand": without}
    return Loaded(
        kind=f"PBL {TABLE.title}",
        tables=TABLES,
        observations=table,
        areas=register,
        boundaries=boundaries,
        set_aside={reason: count for reason, count in aside.items() if count},
    )


def _is_buurt(code: str) -> bool:
    return areas.level(code) == "buurt" and code[2:6] != _UNKNOWN[2:]


def clean_name(text: str) -> str:
    """Return a name without the quotes that an SQL export put around it: ``'''s Gravenland'`` is ’s Gravenland."""
    name = " ".join(text.split())
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].replace("''", "'")
    return name.strip()


def _dwellings(name: str, features: Sequence[tuple[str, Mapping[str, Any]]], retrieved: str) -> pd.DataFrame:
    found = [
        _read(feature["properties"][_DWELLINGS], where=f"{name}, buurt {code}, veld {_DWELLINGS}")
        for code, feature in features
    ]
    values = pd.Series([value for value, _ in found], dtype="float64")
    return pd.DataFrame(
        {
            "area": [code for code, _ in features],
            "indicator": "woningen",
            "year": YEAR,
            "value": values,
            "unit": catalogue.indicator("woningen").unit,
            "status": values.notna().map({True: "model", False: "ontbreekt"}),
            "source": TABLE.publisher,
            "table": TABLE.id,
            "method": observations.PUBLISHED,
            "note": [why or DWELLINGS_NOTE for _, why in found],
            "retrieved": retrieved,
            "boundary_year": BOUNDARY_YEAR,
        }
    )


def _areas(features: Sequence[tuple[str, Mapping[str, Any]]]) -> pd.DataFrame:
    """Return the buurten and gemeenten that the file names."""
    names = {code: clean_name(str(properties.get(_NAME) or "")) or code for code, properties in features}
    for _, properties in features:
        gemeente = areas.clean(str(properties.get(_GEMEENTE) or ""))
        title = clean_name(str(properties.get(_GEMEENTE_NAME) or ""))
        if areas.level(gemeente) == "gemeente" and gemeente != _UNKNOWN and title:
            names.setdefault(gemeente, title)
    codes = pd.Series(list(names), dtype="str")
    titles = pd.Series(list(names.values()), dtype="str")
    return area_rows(codes, BOUNDARY_YEAR, titles, pd.Series("", index=codes.index))


def _boundaries(
    name: str, features: Sequence[tuple[str, Mapping[str, Any]]], register: pd.DataFrame
) -> tuple[gpd.GeoDataFrame | None, int]:
    """Return the boundaries in metres, repaired, and the number of buurten without one."""
    import geopandas as gpd  # noqa: PLC0415  (slow to import, and only needed where a file is loaded)

    shapes = {code: _shape(name, code, feature.get("geometry")) for code, feature in features}
    shapes = {code: shape for code, shape in shapes.items() if shape is not None}
    if not shapes:
        return None, len(features)
    metres = gpd.GeoSeries(list(shapes.values()), crs="EPSG:4326").to_crs(_CRS)
    titles = register.set_index("code")["name"]
    frame = gpd.GeoDataFrame(
        {
            "code": list(shapes),
            "name": [titles[code] for code in shapes],
            "level": "buurt",
            "boundary_year": BOUNDARY_YEAR,
        },
        geometry=[_repaired(shape) for shape in metres],
        crs=_CRS,
    )
    return frame.sort_values("code", ignore_index=True), len(features) - len(shapes)


def _shape(name: str, code: str, geometry: object) -> Any:
    """Return a geometry in degrees; None where there is none."""
    import shapely  # noqa: PLC0415

    if geometry is None:
        return None
    try:
        found = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, TypeError, ValueError):
        found = None
    if found is None or found.geom_type not in ("Polygon", "MultiPolygon"):
        raise SourceError(f"{name}: de grens van buurt {code} is geen leesbaar vlak. {_WHICH_FILE}")
    if found.is_empty:
        return None
    west, south, east, north = found.bounds
    if not (_WEST < west <= east < _EAST and _SOUTH < south <= north < _NORTH):
        raise SourceError(
            f"{name}: de grens van buurt {code} staat niet in graden (lengte, breedte) in Nederland. {_WHICH_FILE}"
        )
    return found


def _repaired(shape: Any) -> Any:
    """Return the polygons of a geometry, valid and without the splinters of the repair."""
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    large = polygons[shapely.area(polygons) >= min(_SPLINTER, np.max(shapely.area(polygons), initial=0.0))]
    return shapely.MultiPolygon(list(large))


def _properties(name: str, document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the properties of every feature in the file."""
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise SourceError(f"{name} bevat geen buurten (‘features’). {_WHICH_FILE}")
    found = [feature.get("properties") if isinstance(feature, dict) else None for feature in features]
    if not all(isinstance(properties, dict) for properties in found):
        raise SourceError(f"{name} bevat buurten zonder gegevens (‘properties’). {_WHICH_FILE}")
    return [properties for properties in found if properties is not None]


def _rows(code: str, properties: Mapping[str, Any], file_name: str) -> list[dict[str, Any]]:
    """Return the six observations of one buurt, without the columns that are the same for the whole file."""

    def read(field: str) -> tuple[float | None, str]:
        return _read(properties[field], where=f"{file_name}, buurt {code}, veld {field}")

    def row(
        indicator: str, value: float | None, note: str, method: str = observations.PUBLISHED
    ) -> dict[str, Any]:
        return {"area": code, "indicator": indicator, "value": value, "note": note, "method": method}

    connections, why_no_connections = read(_GAS_CONNECTIONS)
    co2, why_no_co2 = read(_CO2)
    return [
        row(
            "gasaansluitingen",
            connections,
            why_no_connections or "woningen plus andere gebouwen in het model",
        ),
        row(
            "co2_gebouwen",
            co2,
            why_no_co2 or "woningen én andere gebouwen; gas plus elektriciteit voor koeling",
        ),
        *(
            row(*one)
            for one in _label_figures(*read(_DWELLINGS), {key: read(name) for key, name in _LABELS.items()})
        ),
    ]


def _label_figures(
    dwellings: float | None, why_no_dwellings: str, shares: Mapping[str, tuple[float | None, str]]
) -> list[tuple[str, float | None, str, str]]:
    """Return indicator, value, note and method of the four figures about registered labels.

    Parameters
    ----------
    dwellings
        All dwellings of the buurt.
    why_no_dwellings
        Why that number is unknown; empty if it is known.
    shares
        Per label class the dwellings with such a registered label, in percents of all dwellings, with the reason
        where it is unknown.
    """
    sum_method = "som van de aandelen geregistreerde labels A t/m G"
    ab_method = "(A + B) / som van A t/m G × 100"
    efg_method = "(E + F + G) / som van A t/m G × 100"
    count_method = "woningen in de Startanalyse × dekking / 100, afgerond op hele woningen"
    known = {letter: share for letter, (share, _) in shares.items() if share is not None}
    reason = ""
    if dwellings == 0:
        reason = _NO_DWELLINGS
    elif len(known) < len(shares):
        reason = next(why for share, why in shares.values() if share is None)
    # seven rounded shares can add up to a little more than all dwellings
    coverage = None if reason else min(sum(known.values()), 100.0)
    count = None if coverage is None or dwellings is None else float(round(dwellings * coverage / 100))
    share_reason = reason or ("" if coverage else "geen woning met een geregistreerd label")

    def share_of(letters: str) -> float | None:
        if share_reason or not coverage:
            return None
        return round(sum(known[letter] for letter in letters) / coverage * 100, 1)

    return [
        ("label_dekking", coverage, reason or _LABELS_ROUNDED, sum_method),
        ("label_ab_aandeel", share_of("AB"), share_reason or _LABELS_ROUNDED, ab_method),
        ("label_efg_aandeel", share_of("EFG"), share_reason or _LABELS_ROUNDED, efg_method),
        (
            "woningen_met_label",
            count,
            reason or (why_no_dwellings if count is None else _LABELS_ROUNDED),
            count_method,
        ),
    ]


def _read(text: object, *, where: str) -> tuple[float | None, str]:
    """Read one value; where there is none, return None and the reason."""
    cleaned = str(text).strip() if text is not None else ""
    if cleaned.lower() in _MARKERS:
        return None, _MARKERS[cleaned.lower()]
    try:
        value = float(cleaned)
    except ValueError:
        raise SourceError(
            f"In {where} staat ‘{cleaned[:40]}’ waar een getal hoort. Download het bestand opnieuw bij PBL; blijft "
            "dit zo, dan kent wijkdata deze uitgave nog niet."
        ) from None
    if not (math.isfinite(value) and value >= 0):
        return None, f"PBL geeft ‘{cleaned}’: geen geldige waarde"
    return value, ""
