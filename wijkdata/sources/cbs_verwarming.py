"""What the two publications of CBS about the main heating of dwellings have in common: kinds of heating, and shares.

Where the shares of an area do not add up to 100%, apart from rounding, none of them is taken over. The total without
gas overlaps its parts, and not every table has it: there it is the sum of two rounded shares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources.cbs_sheet import Figures, Sheet

CONTRADICTION = "niet overgenomen: de aandelen van CBS in deze rij spreken elkaar tegen"
SUMMED = "som van stadsverwarming zonder gas en elektrisch verwarmd zonder gas"

#: Which kind each indicator is.
_INDICATORS: Mapping[str, str] = {
    "aardgasvrij_aandeel": "zonder gas",
    "cv_aandeel": "individuele cv",
    "blokverwarming_aandeel": "blokverwarming",
    "stadsverwarming_zonder_gas_aandeel": "stadsverwarming zonder gas",
    "stadsverwarming_hoog_gas_aandeel": "stadsverwarming hoog gas",
    "stadsverwarming_laag_gas_aandeel": "stadsverwarming laag gas",
    "elektrisch_zonder_gas_aandeel": "elektrisch zonder gas",
    "elektrisch_hoog_gas_aandeel": "elektrisch hoog gas",
    "elektrisch_laag_gas_aandeel": "elektrisch laag gas",
    "verwarming_onbekend_aandeel": "onbekend",
}
_GAS_FREE = "zonder gas"
_GAS_FREE_PARTS = ("stadsverwarming zonder gas", "elektrisch zonder gas")
_NEEDED = ("individuele cv", *_GAS_FREE_PARTS)

#: Of so many rows the sums may be wrong before the codes cannot mean what they seem to mean.
_MAX_CONTRADICTIONS = 0.01
_FLOAT_NOISE = 1e-6


def kind_of(title: str) -> str:
    """Return which kind of heating a title or column header means; empty if it is none we know.

    The words count, so that "Elektrisch verwarmd zonder gasverbruik" and "Hoofdzakelijk elektrisch verwarmd zonder
    gasverbruik" are the same kind.
    """
    words = " ".join(re.sub(r"-\s+", "", title.replace("\xa0", " ")).split()).casefold()
    level = next((one for one in ("hoog", "laag", "zonder") if f"{one} gas" in words), "")
    if words.startswith("totaal"):
        return _GAS_FREE if level == "zonder" else ""
    for start, kind in (("individuele cv", "individuele cv"), ("blokverwarming", "blokverwarming")):
        if words.startswith(start):
            return kind
    for word in ("stadsverwarming", "elektrisch"):
        if word in words:
            # Without its level of gas it may be all of them together.
            return f"{word} {'zonder gas' if level == 'zonder' else level + ' gas'}" if level else ""
    return "onbekend" if "onbekend" in words else ""


@dataclass(frozen=True)
class Shares:
    """Shares per row, where a row is an area and a year.

    Attributes
    ----------
    codes
        Area of each row.
    labels
        What to call each row in a message.
    kinds
        Per kind that we know its figures.
    others
        Per title that we do not know its figures; they count for the sum.
    set_aside
        What was left out, by reason.
    """

    codes: pd.Series
    labels: pd.Series
    kinds: Mapping[str, Figures]
    others: Mapping[str, Figures]
    set_aside: Mapping[str, int]


def classified(file: str, codes: pd.Series, labels: pd.Series, found: Mapping[str, Figures]) -> Shares:
    """Tell which title is which kind.

    Raises
    ------
    SourceError
        If two titles are the same kind, or one that is needed is missing.
    """
    kinds: dict[str, Figures] = {}
    titles: dict[str, str] = {}
    others: dict[str, Figures] = {}
    for title, figures in found.items():
        kind = kind_of(title)
        if kind in kinds:
            raise SourceError(
                f"{file}: ‘{titles[kind]}’ en ‘{title}’ lijken dezelfde soort verwarming. Wij nemen de cijfers niet "
                "over; kijk bij CBS wat er is veranderd."
            )
        if kind:
            kinds[kind], titles[kind] = figures, title
        else:
            others[title] = figures
    missing = [kind for kind in _NEEDED if kind not in kinds]
    if missing:
        raise SourceError(
            f"{file}: {dutch.join(f'‘{one}’' for one in missing)} {'komt' if len(missing) == 1 else 'komen'} er niet "
            f"in voor. Wel aanwezig: {dutch.join(f'‘{one}’' for one in found)}. Neem alle soorten verwarming mee in "
            "de export, of download de hele tabel opnieuw."
        )
    aside = {
        f"soort verwarming die wij niet kennen: ‘{title}’": int(figures.numbers.notna().sum())
        for title, figures in others.items()
    }
    return Shares(codes, labels, kinds, others, aside)


def indicators(sheet: Sheet, shares: Shares, status: pd.Series) -> list[pd.DataFrame]:
    """Return the rows of each indicator, without the figures that contradict themselves."""
    step = _step(shares)
    total, summed = _gas_free(shares, step)
    wrong_sum, wrong_total = _contradictions(sheet, shares, step)
    frames = []
    for indicator, kind in _INDICATORS.items():
        shown = total if kind == _GAS_FREE else shares.kinds.get(kind)
        if shown is None:
            continue
        wrong = (wrong_sum | wrong_total) if kind == _GAS_FREE else wrong_sum
        wrong = wrong & shown.numbers.notna()
        values = shown.numbers.mask(wrong)
        frame = pd.DataFrame(
            {
                "area": shares.codes,
                "indicator": indicator,
                "value": values,
                "unit": catalogue.indicator(indicator).unit,
                "status": status.mask(values.isna(), "ontbreekt").mask(
                    shown.hidden & values.isna(), "geheim"
                ),
                "note": shown.note.mask(wrong, CONTRADICTION),
                "method": observations.PUBLISHED,
            }
        )
        if kind == _GAS_FREE:
            frame["method"] = frame["method"].mask(summed & values.notna(), SUMMED)
        frames.append(frame)
    return frames


def _gas_free(shares: Shares, step: float) -> tuple[Figures, pd.Series]:
    """Return the share without gas: the published total, or where there is none the sum; and where it is the sum."""
    heat, electric = (shares.kinds[kind] for kind in _GAS_FREE_PARTS)
    sums = heat.numbers + electric.numbers
    rounded = f"som van twee op {dutch.number(step, 0 if step >= 1 else 1)} procent afgeronde aandelen"
    published = shares.kinds.get(_GAS_FREE)
    if published is None:
        note = heat.note.where(heat.note != "", electric.note).mask(sums.notna(), rounded)
        shown = replace(heat, numbers=sums, note=note, hidden=heat.hidden | electric.hidden)
        return shown, sums.notna()
    summed = published.numbers.isna() & sums.notna()
    numbers = published.numbers.fillna(sums)
    return replace(published, numbers=numbers, note=published.note.mask(summed, rounded)), summed


def _step(shares: Shares) -> float:
    """Return to what the shares are rounded: 1, or 0,1 [%]."""
    numbers = pd.concat([one.numbers for one in (*shares.kinds.values(), *shares.others.values())]).dropna()
    return 1.0 if bool((numbers == numbers.round()).all()) else 0.1


def _contradictions(sheet: Sheet, shares: Shares, step: float) -> tuple[pd.Series, pd.Series]:
    """Return where the kinds do not add up to 100%, and where the total without gas is not the sum of its parts.

    Raises
    ------
    SourceError
        If these are so many that the columns cannot mean what this module takes them for.
    """
    parts = [one.numbers for kind, one in shares.kinds.items() if kind != _GAS_FREE]
    parts += [
        one.numbers for title, one in shares.others.items() if not title.casefold().startswith("totaal")
    ]
    off = (pd.concat(parts, axis=1).sum(axis=1, skipna=False) - 100).abs()
    nothing = pd.Series(data=False, index=off.index)
    # Without the unknown ones there is no reason that they add up.
    wrong_sum = off > len(parts) * step / 2 + _FLOAT_NOISE if "onbekend" in shares.kinds else nothing
    absent = [one for one in _INDICATORS.values() if one not in (*shares.kinds, _GAS_FREE)]
    without = f" (de kolom {dutch.join(f'‘{one}’' for one in absent)} ontbreekt)" if absent else ""
    _refuse_many(sheet, shares, wrong_sum, off, f"alle soorten verwarming samen 100% zijn{without}")
    if _GAS_FREE not in shares.kinds:
        return wrong_sum, nothing
    heat, electric = (shares.kinds[kind].numbers for kind in _GAS_FREE_PARTS)
    off = (shares.kinds[_GAS_FREE].numbers - heat - electric).abs()
    wrong_total = off > 3 * step / 2 + _FLOAT_NOISE
    rule = "het totaal zonder gas gelijk is aan stadsverwarming en elektrisch zonder gas samen"
    _refuse_many(sheet, shares, wrong_total, off, rule)
    return wrong_sum, wrong_total


def _refuse_many(sheet: Sheet, shares: Shares, wrong: pd.Series, off: pd.Series, rule: str) -> None:
    checked = int(off.notna().sum())
    count = int(wrong.sum())
    if count and (count == checked or count > max(_MAX_CONTRADICTIONS * checked, 1)):
        label = shares.labels.iloc[int(off.fillna(0).argmax())]
        raise SourceError(
            f"{sheet.file}: in {dutch.number(count, 0)} van {dutch.number(checked, 0)} gebieden geldt niet dat "
            f"{rule} (grootste afwijking: {label}). De kolommen of codes betekenen dan iets anders dan wij weten; "
            "wij nemen de tabel niet over. Kijk bij CBS wat er is veranderd."
        )
