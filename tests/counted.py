"""Numbers and dwellings to reckon with: those of the published examples, and any that hypothesis can think of."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from wijkdata.ambition.model import Step
from wijkdata.effect_parameters import DWELLING_TYPES, VARIANTS, parameters, values
from wijkdata.effects import MEASURES, Gas
from wijkdata.stock import PERIODS, Group, Stock

#: The numbers as they ship, per variant.
VALUES = values(parameters())
MIDDLE = VALUES["midden"]

#: PBL, Referentieverbruik warmte woningen II (5629), page 14: tussenwoning of 1975-1991, label C, 101 m².
PBL = Gas(794, 275, 34)

#: The same dwelling as `split_gas` splits it: its share of heating, and its cooking.
PBL_SPLIT = {"aandeel_verwarming": PBL.heating / PBL.total, "gas_koken": PBL.cooking}

#: Prices and costs of the worked examples: gas and electricity of 2025-26, heat at the ACM maximum of 2026 per GJ and
#: the fixed cost of 2025; insulation saves 200 m³.
EXAMPLE = {
    **MIDDLE,
    **PBL_SPLIT,
    "isolatie_b_gas_tussenwoning": 200.0,
    "gasprijs": 1.40,
    "stroomprijs": 0.27,
    "warmteprijs": 40.97,
    "vastrecht_gas": 260.0,
    "vastrecht_warmte": 760.77,
}
#: CO2 factors of the same examples: CO2emissiefactoren.nl, list of 2026, production only.
FACTORS_2026 = {"gas": 1.779, "elektriciteit": 0.200, "warmte": 34.31}

kinds = st.sampled_from(list(DWELLING_TYPES))
variants = st.sampled_from(VARIANTS)
measures = st.sampled_from(list(MEASURES))
#: Of one dwelling [m³/yr].
metered = st.floats(0, 6_000)
#: From a single home on: what is less than a billionth of one is taken to be none.
counts = st.floats(1, 20_000)


@st.composite
def stocks(draw: st.DrawFn) -> Stock:
    """Draw dwellings: some groups on gas, and others apart."""
    keys = draw(
        st.lists(st.tuples(kinds, st.sampled_from(list(PERIODS))), min_size=1, max_size=4, unique=True)
    )
    groups = tuple(Group(kind, period, draw(counts), draw(st.floats(50, 5_000))) for kind, period in keys)
    on_heat, electric = draw(st.floats(0, 5_000)), draw(st.floats(0, 5_000))
    dwellings = sum(one.dwellings for one in groups) + on_heat + electric
    solar = draw(st.none() | st.floats(0, 1.2))
    return Stock(
        groups,
        dwellings,
        on_heat,
        electric,
        None if solar is None else solar * dwellings,
        None,
        draw(st.none() | st.floats(0, 5_000)),
        draw(st.none() | st.floats(0, 1)),
        2024,
        (),
    )


@st.composite
def lines(draw: st.DrawFn) -> Step:
    """Draw a line of a programme."""
    start = draw(st.integers(2025, 2032))
    return Step(
        measure=draw(measures),
        homes=draw(st.just(0.0) | st.floats(0.5, 5_000)),
        start=start,
        end=draw(st.integers(start, 2036)),
        type=draw(st.just("") | kinds),
    )


programmes = st.lists(lines(), max_size=6)


def with_values(**changed: float) -> Mapping[str, Mapping[str, float]]:
    """Return the numbers as they ship, with these in every variant."""
    return {variant: {**one, **changed} for variant, one in VALUES.items()}
