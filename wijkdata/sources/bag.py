"""BAG: addresses with their buurt, from the verblijfsobjecten of the Kadaster (WFS of PDOK, GeoJSON, GeoPackage).

Figures that are known per address or postcode only (energy labels, connections, a list of one's own) come to a buurt
through these addresses. All objects in use are taken over and not only dwellings: a shop has a gas connection too.
Caravans and houseboats (standplaatsen, ligplaatsen) and second addresses of one object are not in this layer.

The GeoPackage that PDOK offers (``bag-light.gpkg``) holds the whole country and is many gigabytes: of each gemeente
of which the boundaries are known only the part within these is read.
"""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from wijkdata.errors import SourceError
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded, Sample, sample
from wijkdata.sources.reading import Source, read_json
from wijkdata.sources.tables import Table

if TYPE_CHECKING:
    import geopandas as gpd

BASE = "https://service.pdok.nl/lv/bag/wfs/v2_0"
CRS = "EPSG:28992"

TABLE = Table(
    id="BAG",
    title="Basisregistratie Adressen en Gebouwen",
    publisher="Kadaster",
    attribution="Bron: Kadaster, Basisregistratie Adressen en Gebouwen (BAG)",
    licence="publiek domein (CC0)",
    years=(),
)

ADDRESS_COLUMNS = [
    "postcode",
    "house_number",
    "letter",
    "addition",
    "object",
    "buurt",
    "purpose",
    "boundary_year",
]
#: Objects that exist and may be used.
IN_USE = (
    "Verblijfsobject in gebruik",
    "Verblijfsobject in gebruik (niet ingemeten)",
    "Verbouwing verblijfsobject",
)
HOME = "woonfunctie"

#: Objects per answer of the service, and the smallest tile that is divided further. [objects, m]
PAGE, _SMALLEST = 1000, 25.0

_ID = r"\d{16}"
_FIELDS = (
    "identificatie",
    "status",
    "gebruiksdoel",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
)
#: By which columns a layer of a GeoPackage is known: the service and the file of PDOK have these alike.
_OF_OBJECTS, _OF_PANDEN = (
    ("identificatie", "gebruiksdoel", "huisnummer"),
    ("identificatie", "bouwjaar", "status"),
)
_WHICH_LAYER = (
    "Download de laag ‘verblijfsobject’ van de BAG als GeoJSON of GeoPackage, in RD-coördinaten (EPSG:28992)."
)
_NO_BAG_ID, _NOT_IN_USE = "geen BAG-nummer van 16 cijfers", "verblijfsobject niet in gebruik (status)"
_NO_NUMBER, _OUTSIDE = "geen huisnummer", "ligt buiten de buurten waarvan de grenzen bekend zijn"


def homes(addresses: pd.DataFrame) -> pd.DataFrame:
    """Return the addresses that are a dwelling: those whose purpose contains ``woonfunctie``."""
    return addresses[addresses["purpose"].str.contains(HOME, regex=False)]


def read_addresses(source: Source, boundaries: gpd.GeoDataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Read the addresses in use and the buurt in which each lies.

    Source: Kadaster, BAG, layer ``verblijfsobject``.

    Parameters
    ----------
    source
        GeoJSON in metres (EPSG:28992).
    boundaries
        Of buurten: code, boundary_year, geometry [m, EPSG:28992]. Of each gemeente the newest division counts. Give
        those of the whole gemeente: what lies outside is set aside, and then a postcode on the edge seems to lie
        inside as a whole.

    Returns
    -------
    tuple of DataFrame and dict
        `ADDRESS_COLUMNS`, sorted by object; boundary_year is the year of the division of its buurt. And how many
        objects were set aside, by reason (Dutch).

    Raises
    ------
    SourceError
        If the file is no such layer, or there are no boundaries of buurten.
    """
    name, document = read_json(source)
    return _addresses([_objects(name, document)], boundaries)


def recognises(sample: Sample) -> bool:
    """Tell whether this is GeoJSON or a GeoPackage with objects or buildings of the BAG."""
    if sample.kind == "gpkg":
        return bool(_layer_of(sample, _OF_OBJECTS)) or (
            bool(_layer_of(sample, _OF_PANDEN)) and bool(_layer_of(sample, ("aantal_verblijfsobjecten",)))
        )
    return _is_layer(sample, "pandidentificatie") or _is_layer(sample, "aantal_verblijfsobjecten")


def _is_layer(sample: Sample, own_field: str) -> bool:
    return (
        sample.kind == "text"
        and sample.text.lstrip()[:1] == "{"
        and all(
            f'"{name}"' in sample.text for name in ("features", "identificatie", "gebruiksdoel", own_field)
        )
    )


def load(
    path: Path,
    *,
    retrieved: str,  # noqa: ARG001  (every reader takes it)
    companions: Mapping[str, Path] | None = None,  # noqa: ARG001
    boundaries: gpd.GeoDataFrame | None = None,
) -> Loaded:
    """Load the addresses of a file.

    Parameters
    ----------
    path
        GeoJSON of the layer ``verblijfsobject``, or a GeoPackage with that layer.
    retrieved, companions
        Not used.
    boundaries
        Needed: boundaries of the buurten, see `read_addresses`.

    Raises
    ------
    SourceError
        If the boundaries are missing, or the file holds buildings, which have no address.
    """
    seen = sample(path)
    if seen.kind == "gpkg":
        layer = _objects_layer(seen)
        addresses, aside = _of_geopackage(path, layer, _known(path.name, boundaries))
    else:
        name, document = read_json(path)
        if "aantal_verblijfsobjecten" in _first_properties(document):
            raise SourceError(f"{name} bevat panden van de BAG; die hebben geen adres. {_WHICH_LAYER}")
        objects = _objects(name, document)
        addresses, aside = _addresses([objects], _known(name, boundaries))
    return Loaded(kind="BAG adressen", tables=(TABLE,), addresses=addresses, set_aside=aside)


def _known(name: str, boundaries: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if boundaries is None or boundaries.empty:
        raise SourceError(
            f"{name} bevat adressen, maar niet de buurt waarin ze liggen. Voeg eerst de buurtgrenzen van de "
            "gemeente toe (CBS Wijk- en buurtkaart)."
        )
    return boundaries


# --- the service ----------------------------------------------------------------------------------------------


def base_address() -> str:
    """Return the address of the service; ``WIJKDATA_BAG_URL`` names another."""
    return os.environ.get("WIJKDATA_BAG_URL") or BASE


def get_addresses(client: Client, boundaries: gpd.GeoDataFrame, *, base: str | None = None) -> Loaded:
    """Fetch the addresses in use of buurten, buurt by buurt.

    The service gives at most 1000 objects at a time, and not always in the same order; a page can then repeat an
    object and so have left out another. Where that shows, the tile is fetched again in four parts.

    Parameters
    ----------
    client
        Fetches and keeps.
    boundaries
        As for `read_addresses`.
    base
        Address of the service; see `base_address`.

    Returns
    -------
    Loaded
        The addresses; the client keeps the files as they came.

    Raises
    ------
    DownloadError
        If the service does not answer.
    SourceError
        If it answers with something else.
    """
    buurten = _buurten(boundaries)
    fetcher = _Fetcher(client, base or base_address())
    for code, box in zip(buurten["code"], buurten.geometry.bounds.to_numpy(), strict=True):
        fetcher.fetch(str(code), (box[0], box[1], box[2], box[3]))
    addresses, aside = _addresses(fetcher.objects, boundaries)
    if fetcher.incomplete:
        aside["deel van een buurt dat de dienst niet volledig gaf"] = fetcher.incomplete
    return Loaded(kind="BAG adressen", tables=(TABLE,), addresses=addresses, set_aside=aside)


@dataclass
class _Fetcher:
    client: Client
    base: str
    objects: list[pd.DataFrame] = field(default_factory=list)
    incomplete: int = 0

    def fetch(self, name: str, box: tuple[float, float, float, float]) -> None:
        """Fetch every object in a box [m]."""
        pages = list(self._pages(name, box))
        found = pd.concat(pages, ignore_index=True)
        repeated = bool(found["identificatie"].duplicated().any())
        self.objects.append(found)
        if len(pages) > 1 and repeated:
            self._in_four(name, box)

    def _in_four(self, name: str, box: tuple[float, float, float, float]) -> None:
        west, south, east, north = box
        if max(east - west, north - south) < _SMALLEST:
            self.incomplete += 1
            return
        middle, half = (west + east) / 2, (south + north) / 2
        for part in (
            (west, south, middle, half),
            (middle, south, east, half),
            (west, half, middle, north),
            (middle, half, east, north),
        ):
            self.fetch(name, part)

    def _pages(self, name: str, box: tuple[float, float, float, float]) -> Iterator[pd.DataFrame]:
        start = 0
        while True:
            params = {
                "service": "WFS",
                "version": "2.0.0",
                "request": "GetFeature",
                "typeNames": "bag:verblijfsobject",
                "outputFormat": "application/json",
                "srsName": CRS,
                "count": str(PAGE),
                "startIndex": str(start),
                "bbox": ",".join(f"{edge:.1f}" for edge in _widened(box)),
            }
            _, document = self.client.fetch_json(self.base, name=f"BAG-adressen {name}", params=params)
            found = _objects(f"het antwoord van {self.base}", document)
            yield found
            start += len(found)
            if len(found) < PAGE:
                return


def _widened(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    # Rounded outwards to a decimetre: what lies on the edge belongs to it.
    west, south, east, north = box
    return (
        float(np.floor(west * 10) / 10),
        float(np.floor(south * 10) / 10),
        float(np.ceil(east * 10) / 10),
        float(np.ceil(north * 10) / 10),
    )


# --- a GeoPackage ---------------------------------------------------------------------------------------------


def _layer_of(seen: Sample, columns: Sequence[str]) -> str:
    """Return the first layer of a GeoPackage that has these columns; empty if there is none."""
    return next((name for name, there in seen.layers.items() if set(columns) <= set(there)), "")


def _objects_layer(seen: Sample) -> str:
    layer = _layer_of(seen, _OF_OBJECTS)
    if not layer:
        raise SourceError(f"{seen.name} bevat panden van de BAG; die hebben geen adres. {_WHICH_LAYER}")
    missing = [one for one in _FIELDS if one not in seen.layers[layer]]
    if missing:
        raise SourceError(
            f"{seen.name}: in de laag ‘{layer}’ ontbreekt het veld {missing[0]}. {_WHICH_LAYER}",
        )
    return layer


def _of_geopackage(
    path: Path, layer: str, boundaries: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the addresses of every gemeente of which the boundaries are known; the rest is not read."""
    buurten = _buurten(boundaries)
    total = _number_of_objects(path, layer)
    parts: list[pd.DataFrame] = []
    aside: dict[str, int] = {}
    read = 0
    for _, own in buurten.groupby(buurten["code"].str.slice(2, 6)):
        found = _within(path, layer, tuple(own.total_bounds))
        found = found[_lies_in(found, own) != ""]
        read += len(found)
        part, counts = _addresses([found], own)
        parts.append(part)
        for reason, count in counts.items():
            aside[reason] = aside.get(reason, 0) + count
    addresses = pd.concat(parts, ignore_index=True).sort_values("object", ignore_index=True, kind="stable")
    # What lies on the line between two gemeenten was found in both.
    addresses = addresses.drop_duplicates("object", ignore_index=True)
    outside = max(0, total - read)
    return addresses, aside | ({_OUTSIDE: outside} if outside else {})


def _number_of_objects(path: Path, layer: str) -> int:
    """Return how many objects a layer has, after a check on its coordinates."""
    import pyogrio  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy, and only needed here)

    with _told(path):
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    crs = str(info["crs"] or "")
    if crs.startswith("EPSG:") and crs != CRS:
        raise SourceError(f"{path.name} staat in {crs} en niet in RD-coördinaten. {_WHICH_LAYER}")
    return int(info["features"])


def _within(path: Path, layer: str, box: tuple[float, ...]) -> pd.DataFrame:
    """Return the objects in a box [m], with the place of each; by the spatial index of the layer if it has one."""
    import pyogrio  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    with _told(path):
        frame = pyogrio.read_dataframe(path, layer=layer, columns=list(_FIELDS), bbox=box, use_arrow=True)
        # Damaged text only shows when it is taken out.
        found = pd.DataFrame({one: frame[one].to_numpy(dtype=object) for one in _FIELDS})
    places = frame.geometry.to_numpy() if "geometry" in frame else np.full(len(frame), None, dtype=object)
    # A program can save points as collections of one point.
    several = shapely.get_type_id(places) == 4
    places[several] = shapely.get_geometry(places[several], 0)
    return found.assign(x=shapely.get_x(places), y=shapely.get_y(places))


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell in Dutch what the library could not read; its warnings are about the name of the file."""
    import pyarrow as pa  # noqa: PLC0415
    from pyogrio.errors import DataLayerError, DataSourceError  # type: ignore[import-untyped]  # noqa: PLC0415
    from shapely.errors import ShapelyError  # noqa: PLC0415

    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except (
        DataSourceError,
        DataLayerError,
        ShapelyError,
        pa.lib.ArrowException,
        ValueError,
        RuntimeError,
        OSError,
    ):
        raise SourceError(
            f"{path.name} is beschadigd of afgebroken. Download het opnieuw bij PDOK."
        ) from None


# --- reading --------------------------------------------------------------------------------------------------


def _features(name: str, document: Any) -> list[Any]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise SourceError(f"{name} is geen GeoJSON met BAG-gegevens (‘features’ ontbreekt). {_WHICH_LAYER}")
    _check_crs(name, document)
    return features


def _first_properties(document: Any) -> Mapping[str, Any]:
    features = document.get("features") if isinstance(document, dict) else None
    first = features[0] if isinstance(features, list) and features else None
    properties = first.get("properties") if isinstance(first, dict) else None
    return properties if isinstance(properties, dict) else {}


def _check_crs(name: str, document: Mapping[str, Any]) -> None:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    given = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if given and "28992" not in given:
        raise SourceError(f"{name} staat in {given[:60]} en niet in RD-coördinaten. {_WHICH_LAYER}")


def _properties(name: str, document: Any, fields: tuple[str, ...], layer: str) -> list[dict[str, Any]]:
    features = _features(name, document)
    found = [feature.get("properties") if isinstance(feature, dict) else None for feature in features]
    if not all(isinstance(properties, dict) for properties in found):
        raise SourceError(f"{name} bevat onderdelen zonder gegevens (‘properties’). {_WHICH_LAYER}")
    present = set().union(*(properties.keys() for properties in found if properties is not None))
    missing = [one for one in fields if one not in present] if found else []
    if missing:
        raise SourceError(
            f"{name} is geen BAG-laag ‘{layer}’: het veld {missing[0]} ontbreekt. "
            f"{_WHICH_LAYER if layer == 'verblijfsobject' else ''}".strip()
        )
    return [properties for properties in found if properties is not None]


def _objects(name: str, document: Any) -> pd.DataFrame:
    """Return the fields of the objects with the place of each, x and y [m, EPSG:28992]."""
    properties = _properties(name, document, _FIELDS, "verblijfsobject")
    frame = pd.DataFrame(properties, columns=list(_FIELDS)).astype("object")
    places = [_place(feature.get("geometry")) for feature in document["features"]]
    frame[["x", "y"]] = np.array(places, dtype="float64").reshape(-1, 2)
    # Degrees would put everything in the sea south of the country, silently.
    known = frame["x"].notna()
    if known.any() and frame.loc[known, "x"].abs().max() < 400 and frame.loc[known, "y"].abs().max() < 400:
        raise SourceError(f"{name} staat in graden en niet in RD-coördinaten. {_WHICH_LAYER}")
    return frame


def _place(geometry: Any) -> tuple[float, float]:
    nowhere = (float("nan"), float("nan"))
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return nowhere
    found = geometry.get("coordinates")
    if not isinstance(found, list) or len(found) < 2:
        return nowhere
    x, y = found[:2]
    if any(isinstance(one, bool) or not isinstance(one, int | float) or abs(one) > 1e9 for one in (x, y)):
        return nowhere
    return float(x), float(y)


def _text(column: pd.Series) -> pd.Series:
    """Return a field as text; a list becomes text with commas, a missing value an empty one."""
    texts = [value.strip() if isinstance(value, str) else _one_text(value) for value in column]
    return pd.Series(texts, index=column.index, dtype="str")


def _one_text(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _addresses(
    parts: list[pd.DataFrame], boundaries: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, dict[str, int]]:
    buurten = _buurten(boundaries)
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_FIELDS, "x", "y"])
    ids = _text(found["identificatie"])
    has_id = ids.str.fullmatch(_ID)
    aside = {_NO_BAG_ID: int((~has_id).sum())}
    found, ids = found[has_id], ids[has_id]
    first = ~ids.duplicated()
    found, ids = found[first], ids[first]
    in_use = _text(found["status"]).isin(IN_USE)
    aside[_NOT_IN_USE] = int((~in_use).sum())
    found, ids = found[in_use], ids[in_use]
    frame = pd.DataFrame(
        {
            "postcode": _text(found["postcode"]).str.replace(" ", "").str.upper(),
            "house_number": pd.to_numeric(_text(found["huisnummer"]), errors="coerce"),
            "letter": _text(found["huisletter"]).str.upper(),
            "addition": _text(found["toevoeging"]).str.upper(),
            "object": ids,
            "buurt": (buurt := _lies_in(found, buurten)),
            "purpose": _text(found["gebruiksdoel"]).str.casefold(),
            "boundary_year": pd.Series(buurt, index=found.index).map(
                buurten.set_index("code")["boundary_year"]
            ),
        }
    )
    numbered = frame["house_number"].between(1, 99_999) & (frame["house_number"] % 1 == 0)
    outside = frame["buurt"] == ""
    aside[_NO_NUMBER] = int((~numbered).sum())
    aside[_OUTSIDE] = int((outside & numbered).sum())
    frame = frame[numbered & ~outside].astype({"house_number": "int64", "boundary_year": "int64"})
    return frame.sort_values("object", ignore_index=True)[ADDRESS_COLUMNS], {
        reason: count for reason, count in aside.items() if count
    }


def _buurten(boundaries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the buurten, of each gemeente in its newest division, in order of their code."""
    found = boundaries[boundaries["code"].str.startswith("BU")]
    newest = found.groupby(found["code"].str.slice(2, 6))["boundary_year"].transform("max")
    found = found[found["boundary_year"] == newest]
    if found.empty:
        raise SourceError("De opgegeven grenzen bevatten geen buurten. Geef de buurtgrenzen van de gemeente.")
    if found.crs is not None and found.crs.to_epsg() != 28992:
        found = found.to_crs(CRS)
    return found.sort_values("code", ignore_index=True)


def _lies_in(points: pd.DataFrame, buurten: gpd.GeoDataFrame) -> np.ndarray:
    """Return the code of the buurt in which each point lies; of two that share a line the first, of none ''."""
    import shapely  # noqa: PLC0415  (heavy, and only needed here)

    places = shapely.points(points["x"].to_numpy("float64"), points["y"].to_numpy("float64"))
    tree = shapely.STRtree(buurten.geometry.to_numpy())
    which, polygon = tree.query(places, predicate="intersects")
    nearest = pd.Series(polygon).groupby(which).min()
    codes = np.full(len(points), "", dtype=object)
    codes[nearest.index.to_numpy(dtype="int64")] = buurten["code"].to_numpy(dtype=object)[nearest.to_numpy()]
    return codes
