"""What the map services (GeoServer) of several publishers have in common: asking the features of one gemeente."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wijkdata import areas
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources.download import Client, DownloadError, Raw

#: More features than the Netherlands has buurten.
LARGEST = 50_000

_PREFIXES = {"gemeente": "GM", "wijk": "WK", "buurt": "BU"}


def prefix(gemeente: str, level: str) -> str:
    """Return how the codes of a level begin in a gemeente: ``BU0599``.

    Raises
    ------
    UnknownAreaError
        If the code is no code of a gemeente, or the level is unknown.
    """
    code = areas.clean(gemeente)
    if areas.level(code) != "gemeente":
        raise UnknownAreaError(f"‘{gemeente}’ is geen code van een gemeente. Schrijf die als GM0599.")
    if level not in _PREFIXES:
        raise UnknownAreaError(f"Het niveau ‘{level}’ is er niet. Kies gemeente, wijk of buurt.")
    return _PREFIXES[level] + code[2:]


def fetch_features(
    client: Client, base: str, *, layer: str, name: str, where: str, extra: Mapping[str, str] | None = None
) -> Raw | None:
    """Fetch the features of a layer that meet a condition; all of them if the service refuses the condition.

    Parameters
    ----------
    base
        Address of the service.
    where
        Condition in CQL.
    extra
        More of the query.

    Returns
    -------
    Raw or None
        The answer as it came; None where the layer holds nothing that meets the condition.

    Raises
    ------
    DownloadError
        If the service gives no features at all, with what it said.
    SourceError
        If the service cut the answer off.
    """
    params = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeName": layer,
        "outputFormat": "application/json",
        "srsName": "EPSG:28992",
        "count": str(LARGEST),
        **(extra or {}),
    }
    try:
        raw, answer = client.fetch_json(base, name=name, params={**params, "CQL_FILTER": where})
    except DownloadError as error:
        if "ExceptionReport" not in error.text:
            raise
        client.tell(f"{name}: de dienst kan niet op gemeente kiezen; heel Nederland wordt opgehaald")
        raw, answer = client.fetch_json(base, name=name, params=params)
    found = answer.get("features") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise SourceError(f"{name}: {raw.address} gaf geen gebieden (‘features’). Probeer het later opnieuw.")
    _check_complete(name, answer, found)
    return raw if found else None


def _check_complete(name: str, answer: Mapping[str, Any], found: Sequence[Any]) -> None:
    matched = answer.get("numberMatched", answer.get("totalFeatures"))
    if isinstance(matched, int) and matched > len(found):
        raise SourceError(
            f"{name}: de dienst gaf {len(found)} van de {matched} gebieden. Probeer het later opnieuw."
        )


def properties(name: str, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the properties of every feature in an answer, with the id of the feature as ``feature_id``.

    Raises
    ------
    SourceError
        If there are no features, or features without properties.
    """
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise SourceError(f"{name} bevat geen gebieden (‘features’). Download het opnieuw bij de uitgever.")
    rows = []
    for position, feature in enumerate(features, start=1):
        fields = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(fields, dict):
            raise SourceError(f"{name}: onderdeel {position} heeft geen gegevens (‘properties’).")
        rows.append({**fields, "feature_id": feature.get("id")})
    return rows
