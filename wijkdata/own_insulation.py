"""What follows from a number that the team set itself for insulating to label B, in Dutch.

Such a number is used as it is, so it can be more than the published one of the Standaard, which goes further; see
``effect_parameters.values``. What a home has no gas for is not saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wijkdata import dutch
from wijkdata.effect_parameters import DWELLING_TYPES, Parameter
from wijkdata.effects import Values, split_gas
from wijkdata.stock import Group


def remarks(groups: Iterable[Group], known: Mapping[str, Parameter], values: Values) -> list[str]:
    """Return what to know of the team's own numbers for label B.

    Parameters
    ----------
    groups
        Those that are insulated.
    values
        The middle, of ``effect_parameters.values``.
    """
    found = {}
    for group in groups:
        kind, name = group.type, DWELLING_TYPES[group.type]
        cost, further = known[f"isolatie_b_kosten_{kind}"], known[f"isolatie_standaard_kosten_{kind}"]
        if cost.own and cost.value > further.value:
            found[f"kosten {kind}"] = (
                f"Label B ({name}): de kosten van het team zijn hoger dan die van de Standaard, die verder gaat. De "
                "Standaard is daarom ook met dat bedrag geteld, en de stap daarheen met 0. Vul ook de kosten van de "
                "Standaard in."
            )
        saved = known[f"isolatie_b_gas_{kind}"]
        if not saved.own:
            continue
        heating = split_gas(group.gas, values).heating
        if saved.value > heating:
            found[f"gas {group.name}"] = (
                f"Label B ({group.name}): het team geeft een besparing van {dutch.number(saved.value, 0)} m³, en "
                f"zo’n woning gebruikt {dutch.number(heating, 0)} m³ om te verwarmen. Meer dan dat is niet geteld. "
                "Kijk het kengetal na."
            )
        elif saved.value > values["isolatie_standaard_aandeel"] * group.gas:
            found[f"gas {kind}"] = (
                f"Label B ({name}): de besparing van het team is hoger dan die van de Standaard, die verder gaat. De "
                "Standaard bespaart hier daarom evenveel. Vul ook de besparing van de Standaard in."
            )
    return list(found.values())
