"""Boundaries of buurten and gebieden by the gemeente Rotterdam itself.

The coordinates are RD although the file declares nothing. ``TEKST`` is the end of the CBS code: four digits of a
buurt (``1448`` is BU05991448), two of a gebied, which is the wijk of CBS (``14`` is WK059914).

The file names no year. Its 91 buurten and 21 gebieden are exactly those of CBS in 2022; from 2016 to 2021 CBS had one
more, BU05992650. Of the 55 buurten that can be compared with the boundaries of 2019, six differ by more than half a
hectare, and CBS marks each of these as changed since. Hence 2022; a file with the buurt that was lifted is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import boundaries, geofiles
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.tables import Table

BOUNDARY_YEAR = 2022

_NO_LICENCE = "niet vermeld in het bestand"
BUURTEN = Table(
    "tir_buurten",
    "Buurten van Rotterdam",
    "Gemeente Rotterdam",
    "Bron: Gemeente Rotterdam",
    _NO_LICENCE,
    (2022,),
)
GEBIEDEN = Table(
    "tir_gebieden",
    "Gebieden van Rotterdam",
    "Gemeente Rotterdam",
    "Bron: Gemeente Rotterdam",
    _NO_LICENCE,
    (2022,),
)
TABLES = (BUURTEN, GEBIEDEN)

_CODE, _GEMEENTE, _BUURT, _GEBIED = "TEKST", "GEMEENTE", "BUURTNAAM", "GEBDNAAM"
_ROTTERDAM = "0599"
#: Buurten that were lifted in 2022.
_UNTIL_2021 = ("BU05992650",)
_WHICH = "Gebruik het oorspronkelijke bestand van de gemeente Rotterdam."


def recognises(sample: Sample) -> bool:
    """Tell whether a file holds the buurten or gebieden of the gemeente Rotterdam."""
    if sample.kind == "gpkg":
        return any({_CODE, _GEMEENTE, _GEBIED, "GEBIED"} <= set(one) for one in sample.layers.values())
    keys = set(re.findall(r'"([A-Z]+)"\s*:', sample.text))
    return (
        sample.text.lstrip().startswith("{")
        and '"FeatureCollection"' in sample.text
        and {_CODE, _GEMEENTE, _GEBIED, "GEBIED"} <= keys
    )


def read_grenzen(source: geofiles.Source) -> gpd.GeoDataFrame:
    """Read the boundaries of buurten, or of gebieden as wijken.

    Source: Gemeente Rotterdam.

    Returns
    -------
    GeoDataFrame
        code, boundary_year, name, change (unknown, so empty) and geometry [m, EPSG:28992], as in the file.

    Raises
    ------
    SourceError
        If the file is not this form, has an unknown code or one of before 2022, or lies elsewhere.
    """
    layers = geofiles.read_layers(source, (_CODE, _GEMEENTE, _BUURT, _GEBIED))
    if not layers or not {_CODE, _GEMEENTE, _GEBIED} <= set(layers[0].frame.columns):
        name = layers[0].file if layers else "Het bestand"
        raise SourceError(f"{name} heeft niet de velden {_CODE}, {_GEMEENTE} en {_GEBIED}. {_WHICH}")
    file, frame = layers[0].file, layers[0].frame
    buurten = _BUURT in frame.columns
    gemeenten = frame[_GEMEENTE].astype("str").fillna("").str.strip().str.removesuffix(".0").str.zfill(4)
    if (gemeenten != _ROTTERDAM).any():
        raise SourceError(
            f"{file} gaat over gemeente {gemeenten[gemeenten != _ROTTERDAM].iloc[0]}; deze vorm kennen wij "
            "alleen van Rotterdam (599)."
        )
    ends = frame[_CODE].astype("str").fillna("").str.strip().str.upper()
    wrong = ~ends.str.fullmatch(r"\d{4}" if buurten else r"\d{2}")
    if wrong.any():
        raise SourceError(
            f"{file}: ‘{ends[wrong].iloc[0]}’ (onderdeel {wrong.to_numpy().argmax() + 1}) is geen nummer van een "
            f"{'buurt zoals 1448' if buurten else 'gebied zoals 14'}. {_WHICH}"
        )
    codes = ("BU" if buurten else "WK") + gemeenten + ends
    if codes.isin(_UNTIL_2021).any():
        raise SourceError(
            f"{file} noemt {dutch.join(_UNTIL_2021)}, die er sinds 2022 niet meer is. Van welk jaar deze indeling "
            "is, weten wij niet; gebruik de Wijk- en buurtkaart van CBS van dat jaar."
        )
    names = frame[_BUURT if buurten else _GEBIED].astype("str").str.strip()
    rows = gpd.GeoDataFrame(
        {"code": codes, "boundary_year": BOUNDARY_YEAR, "name": names.fillna(codes), "change": ""},
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )
    return geofiles.to_rd(file, rows)


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:  # noqa: ARG001
    """Take areas and boundaries from one file. No other file is needed with it.

    Raises
    ------
    SourceError
        As `read_grenzen`.
    """
    frame, counts = boundaries.merged(path.name, read_grenzen(path))
    buurten = frame["code"].str.startswith("BU").all()
    table = BUURTEN if buurten else GEBIEDEN
    shapes = boundaries.boundaries(frame)
    counts["vlak ontbreekt; de naam is wel overgenomen"] = len(frame) - len(shapes)
    return Loaded(
        kind=f"{table.title}, grenzen van de gemeente (indeling {BOUNDARY_YEAR})",
        tables=(table,),
        areas=boundaries.register(frame),
        boundaries=shapes if len(shapes) else None,
        set_aside={reason: count for reason, count in counts.items() if count},
    )
