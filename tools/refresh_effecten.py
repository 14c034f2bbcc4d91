"""Write the tables of ``docs/effecten.md`` anew from the program: ``python tools/refresh_effecten.py``.

The words of the page are written by hand; each table between ``<!-- tabel: naam -->`` and ``<!-- einde -->`` comes
from here. Next to every outcome of the program stands the sum with which somebody can redo it; the tests do those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from wijkdata import catalogue, datasets, dutch, figures
from wijkdata.ambition import file
from wijkdata.ambition.coverage import Coverage, Situation, coverage, situation_of
from wijkdata.ambition.model import Assumption, HousingCosts, Step
from wijkdata.areas import ProjectArea
from wijkdata.baseline import baseline
from wijkdata.effect_parameters import VARIANTS, parameters, values
from wijkdata.effects import (
    GRID,
    GRID_NAME,
    HEATINGS,
    INSULATIONS,
    MEASURES,
    co2,
    co2_factors,
    gas_saved,
    split_gas,
    use,
)
from wijkdata.housing_costs import (
    change_for_owner,
    change_for_tenant,
    insulation_cost,
    investment,
    yearly_bill,
)
from wijkdata.programme import State, use_in

PAGE = Path(__file__).resolve().parent.parent / "docs" / "effecten.md"

#: The home that is worked out, and what is done at it.
KIND, METERED = "tussenwoning", 1_200.0
DONE = State("warmtenet", "b")
PACKAGES = (
    State(insulation="b"),
    State(insulation="standaard"),
    State("hybride"),
    State("warmtepomp", "standaard"),
    State("bodem", "standaard"),
    DONE,
)
YEAR = 2030
DEFINITION = HousingCosts()
#: The rent is not known; here it stays as it is.
RENT = Assumption(id="huurverandering", value=0.0, source="aanname van deze bladzijde")

PROGRAMME = (
    Step(measure="isolatie_b", homes=100, start=2026, end=2030),
    Step(measure="warmtenet", homes=60, start=2027, end=2030),
    Step(measure="zonnepanelen", homes=50, start=2026, end=2030),
)

SHOWN = (
    *("aandeel_verwarming", "gas_koken", "energie_inhoud_gas", "ketel_rendement_rv", "ketel_rendement_tw"),
    *("isolatie_b_gas_appartement", "isolatie_b_gas_tussenwoning", "isolatie_b_gas_eengezins"),
    *(
        "isolatie_standaard_aandeel",
        "hybride_aandeel",
        "hybride_spf",
        "warmtepomp_spf_rv",
        "warmtepomp_spf_tw",
    ),
    *("bodem_spf_rv", "bodem_spf_tw", "stroom_inductie", "zonnepanelen_vermogen", "zonnepanelen_opbrengst"),
    "zonnepanelen_eigen",
    *("gasprijs", "stroomprijs", "warmteprijs", "vastrecht_gas", "vastrecht_warmte"),
    *("isolatie_b_kosten_appartement", "isolatie_b_kosten_tussenwoning", "isolatie_b_kosten_eengezins"),
    *(
        "isolatie_standaard_kosten_appartement",
        "isolatie_standaard_kosten_tussenwoning",
        "isolatie_subsidie",
        "hybride_kosten",
        "hybride_subsidie",
    ),
    *("warmtepomp_kosten", "warmtepomp_subsidie", "bodem_kosten", "bodem_subsidie"),
    *("warmtenet_kosten", "warmtenet_subsidie", "zonnepanelen_kosten", "rente_lening", "looptijd_lening"),
    *("co2_gas", "co2_warmte", "co2_stroom_2026", "co2_stroom_2030"),
)

#: Of the area, what its sums start from.
FIGURES = (
    *("woningen", "meergezins_aandeel", "voor_2000_aandeel", "gas_gem", "gas_gem_tc", "elektra_gem"),
    "zonnestroom_vermogen",
)

KNOWN = parameters([RENT])
VALUES = values(KNOWN)
MIDDLE = VALUES["midden"]
FACTORS = co2_factors(YEAR, {}, MIDDLE)


def main() -> None:
    """Write the tables of the page."""
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def refreshed(text: str) -> str:
    """Return the page with its tables as the program gives them now."""
    made = tables()

    def table_of(found: re.Match[str]) -> str:
        return f"<!-- tabel: {found[1]} -->\n\n{made[found[1]]}\n\n<!-- einde -->"

    return re.sub(r"<!-- tabel: (\S+) -->.*?<!-- einde -->", table_of, text, flags=re.DOTALL)


def tables() -> dict[str, str]:
    """Return every table of the page by its name."""
    situation, done = the_area()
    return {
        "kengetallen": _table(("kengetal", "waarde", "laag tot hoog", "bron"), map(_parameter_row, SHOWN)),
        "woning": _steps(home_steps()),
        "woonlasten": _steps(bill_steps()),
        "pakketten": _table(
            (
                *(
                    "pakket",
                    "gas, m³",
                    "stroom, kWh",
                    "warmte, GJ",
                    f"CO₂ in {YEAR}, kg",
                    "rekening, euro per jaar",
                ),
                *("kosten na subsidie, euro", "lening, euro per maand", "eigenaar, euro per maand"),
                "huurder, euro per maand",
            ),
            map(_package_row, (State(), *PACKAGES)),
        ),
        "marge": _table(
            (
                *("kengetallen", "gas bespaard, m³", f"CO₂ bespaard in {YEAR}, kg"),
                *("eigenaar, euro per maand", "huurder, euro per maand"),
            ),
            map(_variant_row, VARIANTS),
        ),
        "gebied": _figures_table(situation),
        "voorraad": _stock_table(situation),
        "verdeling": _homes_table(situation, done),
        "wijk": _steps(area_steps(situation, done)),
        "doelen": _aims_table(done),
        "bewoners": _residents_table(situation, done),
    }


def the_area() -> tuple[Situation, Coverage]:
    """Return the example area, and what the small programme yields in it."""
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    known = example.model_copy(update={"parameters": [RENT], "stock": [], "housing_costs": DEFINITION})
    situation = situation_of(known, _area())
    return situation, coverage(situation, PROGRAMME)


def _area() -> ProjectArea:
    choice = file.load(datasets.folder() / "voorbeeld.ambitie.json").area
    return figures.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)


# --- one home ----------------------------------------------------------------------------------------------------


def home_steps() -> list[tuple[str, str, str]]:
    """Return step by step what the measures do to the gas, electricity, heat and CO2 of one home."""
    gas = split_gas(METERED, MIDDLE)
    saved = gas_saved(gas, KIND, DONE.insulation, MIDDLE)
    before = use(gas, 0.0, "ketel", induction=False, values=MIDDLE)
    after = use(gas, saved, DONE.heating, induction=False, values=MIDDLE)
    per_m3 = MIDDLE["energie_inhoud_gas"]
    rv, tap = per_m3 * MIDDLE["ketel_rendement_rv"], per_m3 * MIDDLE["ketel_rendement_tw"]
    left = gas.heating - saved
    share = MIDDLE["isolatie_standaard_aandeel"]
    most = share * METERED
    return [
        (
            "gas voor verwarming",
            f"{_n(MIDDLE['aandeel_verwarming'])} × {_n(METERED)}",
            f"{_n(gas.heating)} m³",
        ),
        ("gas om op te koken", "", f"{_n(gas.cooking)} m³"),
        (
            "gas voor warm water",
            f"{_n(METERED)} − {_n(gas.heating)} − {_n(gas.cooking)}",
            f"{_n(gas.water)} m³",
        ),
        (
            "de Standaard zou besparen",
            f"{_n(MIDDLE['isolatie_standaard_aandeel'])} × {_n(METERED)}",
            f"{_n(most)} m³",
        ),
        ("label B bespaart, en ten hoogste dat", "", f"{_n(saved)} m³"),
        ("blijft over voor verwarming", f"{_n(gas.heating)} − {_n(saved)}", f"{_n(left)} m³"),
        (
            "warmte om te verwarmen",
            f"{_n(left)} × {_n(per_m3, 5)} × {_n(MIDDLE['ketel_rendement_rv'])}",
            f"{_n(left * rv, 3)} GJ",
        ),
        (
            "warmte voor warm water",
            f"{_n(gas.water)} × {_n(per_m3, 5)} × {_n(MIDDLE['ketel_rendement_tw'])}",
            f"{_n(gas.water * tap, 3)} GJ",
        ),
        ("warmte van het net", f"{_n(left * rv, 3)} + {_n(gas.water * tap, 3)}", f"{_n(after.heat, 3)} GJ"),
        ("gas bespaard: alles", "", f"{_n(before.gas - after.gas)} m³"),
        ("stroom om te koken", "", f"{_n(after.power)} kWh"),
        ("CO₂ vooraf", f"{_n(METERED)} × {_n(FACTORS['gas'], 3)}", f"{_n(co2(before, FACTORS), 1)} kg"),
        (
            f"CO₂ daarna, in {YEAR}",
            (
                f"{_n(after.power)} × {_n(FACTORS['elektriciteit'], 3)} + "
                f"{_n(after.heat, 3)} × {_n(FACTORS['warmte'], 2)}"
            ),
            f"{_n(co2(after, FACTORS), 1)} kg",
        ),
    ]


def bill_steps() -> list[tuple[str, str, str]]:
    """Return step by step what the same measures do to the woonlasten of its owner and its tenant."""
    before, after, paid = _home(DONE)
    now, then = yearly_bill(before, "ketel", MIDDLE), yearly_bill(after, DONE.heating, MIDDLE)
    owner = change_for_owner(before, after, DONE.heating, paid, DEFINITION, MIDDLE)
    tenant = change_for_tenant(before, after, DONE.heating, MIDDLE)
    monthly = (1 + MIDDLE["rente_lening"] / 100) ** (1 / 12) - 1
    months = 12 * MIDDLE["looptijd_lening"]
    insulation, network = insulation_cost(KIND, "b", MIDDLE), MIDDLE["warmtenet_kosten"]
    part, given = MIDDLE["isolatie_subsidie"], MIDDLE["warmtenet_subsidie"]
    return [
        (
            "rekening vooraf",
            f"{_n(METERED)} × {_n(MIDDLE['gasprijs'])} + {_n(MIDDLE['vastrecht_gas'], 2)}",
            f"{_n(now, 2)} euro per jaar",
        ),
        (
            "rekening daarna",
            (
                f"{_n(after.power)} × {_n(MIDDLE['stroomprijs'], 2)} + {_n(after.heat, 3)} × "
                f"{_n(MIDDLE['warmteprijs'], 2)} + {_n(MIDDLE['vastrecht_warmte'], 2)}"
            ),
            f"{_n(then, 2)} euro per jaar",
        ),
        ("verschil per maand", f"({_n(then, 2)} − {_n(now, 2)}) : 12", f"{_n(owner.bill, 2)} euro"),
        ("kosten", f"{_n(insulation)} + {_n(network)}", f"{_n(paid.cost)} euro"),
        ("subsidie", f"{_n(part, 1)} × {_n(insulation)} + {_n(given)}", f"{_n(paid.subsidy)} euro"),
        ("te lenen", f"{_n(paid.cost)} − {_n(paid.subsidy)}", f"{_n(paid.own)} euro"),
        (
            "rente per maand",
            f"{_n(1 + MIDDLE['rente_lening'] / 100, 4)} ^ (1 : 12) − 1",
            f"{_n(monthly, 6)}",
        ),
        (
            "lening per maand",
            f"{_n(paid.own)} × {_n(monthly, 6)} : (1 − {_n(1 + monthly, 6)} ^ −{_n(months)})",
            f"{_n(owner.loan, 2)} euro",
        ),
        ("eigenaar", f"{_n(owner.bill, 2)} + {_n(owner.loan, 2)}", f"{_n(owner.total, 2)} euro per maand"),
        (
            "huurder, als de huur gelijk blijft",
            f"{_n(tenant.bill, 2)} + 0",
            f"{_n(tenant.total, 2)} euro per maand",
        ),
    ]


def _home(state: State, variant: str = "midden") -> tuple[Any, Any, Any]:
    numbers = VALUES[variant]
    gas = split_gas(METERED, numbers)
    saved = gas_saved(gas, KIND, state.insulation, numbers)
    before = use(gas, 0.0, "ketel", induction=False, values=numbers)
    after = use(gas, saved, state.heating, induction=False, values=numbers)
    return before, after, investment(KIND, state.heating, state.insulation, induction=False, values=numbers)


def _package_row(state: State) -> Sequence[str]:
    before, after, paid = _home(state)
    owner = change_for_owner(before, after, state.heating, paid, DEFINITION, MIDDLE)
    tenant = change_for_tenant(before, after, state.heating, MIDDLE)
    return (
        _state_name(state),
        _n(after.gas, 0),
        _n(after.power, 0),
        _n(after.heat, 1),
        _n(co2(after, FACTORS), 0),
        _n(yearly_bill(after, state.heating, MIDDLE), 0),
        _n(paid.own, 0),
        _n(owner.loan, 2),
        _n(owner.total, 2, sign=True),
        _n(tenant.total, 2, sign=True),
    )


def _variant_row(variant: str) -> Sequence[str]:
    before, after, paid = _home(DONE, variant)
    numbers = VALUES[variant]
    factors = co2_factors(YEAR, {}, numbers)
    owner = change_for_owner(before, after, DONE.heating, paid, DEFINITION, numbers)
    tenant = change_for_tenant(before, after, DONE.heating, numbers)
    return (
        variant,
        _n(before.gas - after.gas, 0),
        _n(co2(before - after, factors), 0),
        _n(owner.total, 0, sign=True),
        _n(tenant.total, 0, sign=True),
    )


# --- the area ----------------------------------------------------------------------------------------------------


def _figures_table(situation: Situation) -> str:
    """Return what the sums for the area start from: each figure with its year, and how it follows or who gives it."""
    rows = baseline(_area(), indicators=FIGURES).set_index("indicator")
    year = int(rows["year"]["gas_gem"])
    known = datasets.parameters()["value"]
    norm, days = known["graaddagen_norm_1981_2010"], known[f"graaddagen_{year}"]
    share = MIDDLE["aandeel_verwarming"]
    found = [
        (
            catalogue.indicator(one).name,
            str(int(row["year"])),
            f"{row['source']} ({row['table']})",
            _figure(one, row),
        )
        for one, row in rows.iterrows()
        if one != "gas_gem_tc"
    ]
    found.append(
        (
            "Gas per woning bij normaal weer",
            str(year),
            (
                f"{_n(rows['value']['gas_gem'], 2)} × ({_n(share)} × {_n(norm)} : {_n(days)} + {_n(1 - share)}), met "
                "de graaddagen van een normaal jaar en van dat jaar (KNMI)"
            ),
            _figure("gas_gem_tc", rows.loc["gas_gem_tc"]),
        )
    )
    found += [
        (
            f"CO₂ van {name}",
            str(year),
            "Klimaatmonitor",
            f"{_n(situation.factors[year, carrier], 3)} kg/{unit}",
        )
        for carrier, name, unit in (("gas", "aardgas", "m³"), ("elektriciteit", "elektriciteit", "kWh"))
    ]
    return _table(("cijfer", "jaar", "som of bron", "uitkomst"), found)


def _figure(indicator: str, row: Any) -> str:
    entry = catalogue.indicator(indicator)
    return dutch.number(row["value"], 0 if entry.kind == "aantal" else 2, unit=entry.unit)


def _stock_table(situation: Situation) -> str:
    stock = situation.stock
    rows = [
        (one.name, _n(one.dwellings, 2), _n(one.gas, 2), _n(one.dwellings * one.gas, 0))
        for one in stock.groups
    ]
    mean = stock.gas / stock.on_gas
    rows.append(("samen", _n(stock.on_gas, 0), _n(mean, 2), _n(stock.gas, 0)))
    return _table(("woningen op aardgas", "aantal", "gas, m³ per woning", "gas, m³ samen"), rows)


def _homes_table(situation: Situation, done: Coverage) -> str:
    ends = done.course.homes_at(YEAR)
    states = sorted({state for _, state in ends})
    rows = []
    for number, group in enumerate(situation.stock.groups):
        cells = [ends.get((number, state), 0.0) for state in states]
        rows.append((group.name, *(_n(one, 2) for one in cells), _n(group.dwellings - sum(cells), 2)))
    whole = [
        sum(ends.get((number, one), 0.0) for number in range(len(situation.stock.groups))) for one in states
    ]
    rows.append(("samen", *(_n(one, 0) for one in whole), _n(situation.stock.on_gas - sum(whole), 0)))
    return _table((f"eind {YEAR}", *map(_state_name, states), "zoals nu"), rows)


def area_steps(situation: Situation, done: Coverage) -> list[tuple[str, str, str]]:
    """Return step by step what the programme does in the area in the last year."""
    stock, end = situation.stock, done.yields["midden"]
    old = [number for number, one in enumerate(stock.groups) if one.can_be_insulated]
    insulated = {
        number: sum(
            one.homes for one in done.course.moves if one.measure == "isolatie_b" and one.group == number
        )
        for number in old
    }
    ends = done.course.homes_at(YEAR)
    net = [
        (number, state, homes)
        for (number, state), homes in sorted(ends.items())
        if state.heating == "warmtenet"
    ]
    saved = {
        number: gas_saved(split_gas(stock.groups[number].gas, MIDDLE), stock.groups[number].type, "b", MIDDLE)
        for number in old
    }
    gas = {one: end.use[YEAR, one] for one in ("isolatie_b", "warmtenet")}
    now = co2_factors(stock.year, situation.factors, MIDDLE)
    then = co2_factors(YEAR, situation.factors, MIDDLE)
    panels = done.course.homes_by("zonnepanelen", YEAR)
    connected = done.course.homes_by("warmtenet", YEAR)
    parts = {one.aim.indicator: one.parts for one in done.answers}["co2_woningen"]
    each = {(number, state): use_in(stock.groups[number], state, MIDDLE) for number, state, _ in net}
    left = {
        (number, state): stock.groups[number].gas - (saved[number] if state.insulation else 0.0)
        for number, state, _ in net
    }
    power = stock.power or 0.0
    costs = {one: sum(cost for (_, key), cost in end.cost.items() if key == one) for one in MEASURES}
    given = {one: sum(paid for (_, key), paid in end.subsidy.items() if key == one) for one in MEASURES}
    return [
        (
            "gas bespaard door isolatie",
            " + ".join(f"{_n(insulated[one], 2)} × {_n(saved[one])}" for one in old),
            f"{_n(-gas['isolatie_b'].gas, 0)} m³",
        ),
        (
            "gas dat bij het warmtenet nog weggaat",
            " + ".join(f"{_n(homes, 2)} × {_n(left[number, state], 2)}" for number, state, homes in net),
            f"{_n(-gas['warmtenet'].gas, 0)} m³",
        ),
        (
            "warmte van het net",
            " + ".join(f"{_n(homes, 2)} × {_n(each[number, state].heat, 3)}" for number, state, homes in net),
            f"{_n(gas['warmtenet'].heat, 0)} GJ",
        ),
        (
            "stroom om te koken",
            f"{_n(connected)} × {_n(MIDDLE['stroom_inductie'])}",
            f"{_n(gas['warmtenet'].power, 0)} kWh",
        ),
        (
            "stroom van de panelen",
            f"{_n(panels)} × {_n(MIDDLE['zonnepanelen_vermogen'], 2)} × {_n(MIDDLE['zonnepanelen_opbrengst'])}",
            f"{_n(-end.use[YEAR, 'zonnepanelen'].power, 0)} kWh",
        ),
        (
            "CO₂ minder door isolatie",
            f"{_n(-gas['isolatie_b'].gas, 0)} × {_n(then['gas'], 3)} : 1.000",
            f"{_n(-parts['isolatie_b'], 1)} t",
        ),
        (
            "CO₂ minder door het warmtenet",
            (
                f"({_n(-gas['warmtenet'].gas, 0)} × {_n(then['gas'], 3)} − {_n(gas['warmtenet'].heat, 0)} × "
                f"{_n(then['warmte'], 2)} − {_n(gas['warmtenet'].power, 0)} × {_n(then['elektriciteit'], 3)}) : 1.000"
            ),
            f"{_n(-parts['warmtenet'], 1)} t",
        ),
        (
            "CO₂ minder door de panelen",
            (
                f"{_n(MIDDLE['zonnepanelen_eigen'])} × {_n(-end.use[YEAR, 'zonnepanelen'].power, 0)} × "
                f"{_n(then['elektriciteit'], 3)} : 1.000"
            ),
            f"{_n(-parts['zonnepanelen'], 1)} t",
        ),
        (
            "CO₂ minder door schonere stroom",
            (
                f"({_n(stock.gas, 0)} × ({_n(now['gas'], 3)} − {_n(then['gas'], 3)}) + {_n(stock.dwellings)} × "
                f"{_n(power, 2)} × ({_n(now['elektriciteit'], 3)} − {_n(then['elektriciteit'], 3)})) : 1.000"
            ),
            f"{_n(-parts[GRID], 1)} t",
        ),
        (
            "kosten van isolatie",
            " + ".join(
                f"{_n(insulated[one], 2)} × {_n(insulation_cost(stock.groups[one].type, 'b', MIDDLE))}"
                for one in old
            ),
            f"{_n(costs['isolatie_b'], 0)} euro",
        ),
        (
            "kosten van het warmtenet",
            f"{_n(connected)} × {_n(MIDDLE['warmtenet_kosten'])}",
            f"{_n(costs['warmtenet'], 0)} euro",
        ),
        (
            "kosten van de panelen",
            f"{_n(panels)} × {_n(MIDDLE['zonnepanelen_vermogen'], 2)} × {_n(MIDDLE['zonnepanelen_kosten'])}",
            f"{_n(costs['zonnepanelen'], 0)} euro",
        ),
        (
            "subsidie",
            (
                f"{_n(MIDDLE['isolatie_subsidie'], 1)} × {_n(costs['isolatie_b'], 0)} + {_n(connected)} × "
                f"{_n(MIDDLE['warmtenet_subsidie'])}"
            ),
            f"{_n(sum(given.values()), 0)} euro",
        ),
    ]


def _aims_table(done: Coverage) -> str:
    rows = []
    for one in done.answers:
        aim = one.aim
        if one.reached is None or aim.start is None or aim.year != YEAR:
            continue
        parts = [
            (name, one.parts.get(key, 0.0))
            for key, name in (
                *((key, measure.short) for key, measure in MEASURES.items()),
                (GRID, GRID_NAME.lower()),
            )
        ]
        digits = 2 if aim.decimals == 0 and abs(aim.start) < 10_000 else 1
        told = " ".join(
            f"{'+' if part > 0 else '−'} {_n(abs(part), digits)} ({name})" for name, part in parts if part
        )
        rows.append(
            (
                f"{aim.name}, {aim.unit}",
                f"{_n(aim.start, digits)} ({aim.start_year}{', normaal weer' if aim.normal else ''})",
                told,
                _n(one.reached, digits),
                _n(aim.target),
                _n(one.gap, digits),
            )
        )
    heads = ("doel", "nieuwste cijfer", "wat het programma doet", f"in {YEAR}", "streefwaarde", "niet gedekt")
    return _table(heads, rows)


def _residents_table(situation: Situation, done: Coverage) -> str:
    rows = []
    for one in done.residents:
        owner, tenant = (one.changes[who]["midden"] for who in ("eigenaar", "huurder"))
        rows.append(
            (
                situation.stock.groups[one.group].name,
                _state_name(one.state),
                _n(one.homes, 2),
                _n(owner.bill, 2),
                _n(owner.loan, 2),
                _n(owner.total, 2),
                _n(tenant.total, 2),
            )
        )
    return _table(
        (
            *("woning", "wat er is gedaan", "aantal", "rekening, euro per maand", "lening, euro per maand"),
            *("eigenaar samen", "huurder"),
        ),
        rows,
    )


# --- words and tables --------------------------------------------------------------------------------------------


def _parameter_row(key: str) -> Sequence[str]:
    one = KNOWN[key]
    of = [one.source, one.table, one.year_text]
    return one.name, f"{_n(one.value)} {one.unit}", one.span_text, ", ".join(part for part in of if part)


def _state_name(state: State) -> str:
    heating = HEATINGS[state.heating] if state.heating != "ketel" else ""
    insulation = INSULATIONS[state.insulation] if state.insulation else ""
    return ", ".join(one for one in (heating, insulation) if one) or "zoals nu"


def _n(value: float, decimals: int | None = None, *, sign: bool = False) -> str:
    """Write a number the Dutch way; without decimals given as many as it has."""
    if decimals is None:
        text = f"{value:.5f}".rstrip("0")
        decimals = len(text.partition(".")[2])
    return dutch.number(value, decimals, sign=sign)


def _steps(rows: Iterable[tuple[str, str, str]]) -> str:
    return _table(("stap", "som", "uitkomst"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
