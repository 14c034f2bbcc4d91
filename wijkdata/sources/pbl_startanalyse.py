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

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from wijkdata import areas, catalogue, observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources.reading import Source, read_json, with_set_aside
from wijkdata.sources.tables import Table

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
        if areas.level(code) != "buurt":
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
