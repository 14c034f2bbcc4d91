"""Gemeenten, wijken and buurten: codes, names, parents and the year of the division they belong to.

A code is only unique together with the year of its division: codes and boundaries change. Names are no keys:
a wijk and a buurt can share one, and CBS renames them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from wijkdata import dutch
from wijkdata.errors import UnknownAreaError
from wijkdata.wholeness import whole_years

COUNTRY = "NL00"

#: How alike a name must be to be offered instead: a slip of the pen, and not a place that merely sounds alike.
_ALIKE = 0.7
#: How many gemeenten a message names.
_NAMED = 6
#: How to get the figures of a gemeente that is not there.
ANOTHER = (
    "Een andere gemeente haalt u op met ‘wijkdata fetch NAAM’ of voegt u toe met ‘wijkdata add BESTAND’."
)

#: What was meant as a code, even if a digit is missing.
_CODE_LIKE = re.compile(r"(GM|WK|BU)\d")

_PATTERNS = {
    "land": re.compile(r"NL\d{2}"),
    "gemeente": re.compile(r"GM\d{4}"),
    "wijk": re.compile(r"WK\d{4}[0-9A-Z]{2}"),
    "buurt": re.compile(r"BU\d{4}[0-9A-Z]{4}"),
}


def clean(code: str) -> str:
    """Return the code without the padding and in capitals: publishers pad with spaces."""
    return code.strip().upper()


@lru_cache(maxsize=1 << 15)
def level(code: str) -> str | None:
    """Return ``land``, ``gemeente``, ``wijk`` or ``buurt``; None for what is no area code."""
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(code)), None)


def parent(code: str) -> str | None:
    """Return the code one level up (buurt → wijk → gemeente → land), which the coding scheme itself tells."""
    match level(code):
        case "buurt":
            return "WK" + code[2:8]
        case "wijk":
            return "GM" + code[2:6]
        case "gemeente":
            return COUNTRY
        case _:
            return None


def gemeente(code: str) -> str | None:
    """Return the gemeente in which a wijk or buurt lies."""
    return "GM" + code[2:6] if level(code) in ("buurt", "wijk", "gemeente") else None


@dataclass(frozen=True)
class ProjectArea:
    """The set of buurten a team works on.

    Attributes
    ----------
    name
        Name on screen, such as "Prinsenland en Het Lage Land".
    codes
        The codes as chosen; one wijk or gemeente may stand for all its buurten.
    buurten
        All buurten of the area, sorted by code.
    boundary_year
        Year of the division in which these buurten are meant.
    """

    name: str
    codes: tuple[str, ...]
    buurten: tuple[str, ...]
    boundary_year: int

    @property
    def published_code(self) -> str | None:
        """The one area for which publishers have their own figure, if the choice is exactly one area."""
        return self.codes[0] if len(self.codes) == 1 else None

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """The chosen codes with their buurten; a code inside another chosen one is no part of its own."""
        outer = [code for code in self.codes if not {parent(code), gemeente(code)} & ({*self.codes} - {code})]
        return {
            code: tuple(one for one in self.buurten if code in (one, parent(one), gemeente(one)))
            for code in outer
        }

    @property
    def gemeente(self) -> str | None:
        """The gemeente in which the area lies; None if it spans more than one."""
        found = {gemeente(code) for code in self.codes}
        return found.pop() if len(found) == 1 else None


class Areas:
    """The register of known areas.

    Parameters
    ----------
    table
        One row per code and year of division: code, boundary_year, name, level, parent, gemeente, change.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        # Some tables know an area by its code only; then its last name is still its name.
        ordered = table.assign(_named=table["name"] != "").sort_values(
            ["_named", "boundary_year"], kind="stable"
        )
        newest = ordered.drop_duplicates("code", keep="last").drop(columns="_named")
        self._newest = newest.set_index("code").sort_index()
        self.codes: list[str] = list(self._newest.index)
        self._inside: dict[str, dict[int, set[str]]] = {}
        self._whole: dict[str, list[int]] = {}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {str(code): str(name) for code, name in self._newest["name"].items()}

    @cached_property
    def _years(self) -> dict[str, list[int]]:
        """The years of division in which each code occurs."""
        found: dict[str, set[int]] = {}
        for code, year in zip(self.table["code"], self.table["boundary_year"], strict=True):
            found.setdefault(code, set()).add(int(year))
        return {code: sorted(years) for code, years in found.items()}

    @cached_property
    def _changes(self) -> dict[str, list[int]]:
        """The years of division in which CBS says that the boundary of each code changed."""
        changed = self.table[self.table["change"] == "3"]
        found: dict[str, list[int]] = {}
        for code, year in zip(changed["code"], changed["boundary_year"], strict=True):
            found.setdefault(code, []).append(int(year))
        return found

    @cached_property
    def _told(self) -> dict[str, set[int]]:
        """The years of which CBS says whether the boundary of each code changed."""
        told = self.table[self.table["change"] != ""]
        found: dict[str, set[int]] = {}
        for code, year in zip(told["code"], told["boundary_year"], strict=True):
            found.setdefault(code, set()).add(int(year))
        return found

    def boundary_changes(self, codes: Iterable[str]) -> dict[int, list[str]]:
        """Return per year the areas of which CBS says that their boundary changed."""
        by_year: dict[int, list[str]] = {}
        for code in codes:
            for year in self._changes.get(code, ()):
                by_year.setdefault(year, []).append(code)
        return dict(sorted(by_year.items()))

    def untold_changes(self, codes: Iterable[str], before: int, after: int) -> dict[int, list[str]]:
        """Return the wijken and buurten of which it is not known whether their boundary changed, per year.

        CBS marks a change in the year in which it was made only: without the division of that year nothing tells of
        it. Of gemeenten CBS gives no mark in most years; they are left out.

        Parameters
        ----------
        codes
            Codes of areas.
        before, after
            Years: a change after the first, up to and including the last.
        """
        small = [code for code in codes if level(code) in ("wijk", "buurt")]
        found = {
            year: [code for code in small if year not in self._told.get(code, ())]
            for year in range(before + 1, after + 1)
        }
        return {year: untold for year, untold in found.items() if untold}

    def __contains__(self, code: object) -> bool:
        return code in self._newest.index

    def is_in(self, code: str, boundary_year: int) -> bool:
        """Say whether an area exists in the division of a year."""
        return boundary_year in self._years.get(code, ())

    def name(self, code: str) -> str:
        """Return the newest name of an area; the code itself where it has none."""
        return self._names.get(code) or code

    def children(self, code: str, boundary_year: int | None = None) -> list[str]:
        """Return the buurten of a wijk or gemeente in the division of one year (default: any year).

        Of a year of which not all its buurten are known, those of the nearest year of which they are: who loaded one
        buurt of a year has not made it the whole gemeente. None in a division in which the area does not occur.
        """
        found = self._buurten_of(code)
        if boundary_year is None:
            return sorted(set().union(*found.values()))
        if boundary_year not in found and not self.is_in(code, boundary_year):
            return []
        whole = self._whole_years(code)
        # Of two that are as near, the later one.
        near = min(whole, key=lambda one: (abs(one - boundary_year), -one), default=None)
        return [] if near is None else sorted(found[near])

    def buurten_of_all(self, area_level: str) -> dict[str, tuple[str, ...]]:
        """Return the buurten of every wijk or gemeente, each in the newest year of which all of them are known.

        The same as `project_area` has for each by itself, but the register is gone through once.

        Parameters
        ----------
        area_level
            ``wijk`` or ``gemeente``.

        Returns
        -------
        By code, sorted; nothing for an area of which no buurt is known.
        """
        rows = self.table[self.table["level"] == "buurt"]
        above = rows["parent" if area_level == "wijk" else "gemeente"]
        inside: dict[str, dict[int, set[str]]] = {}
        columns = (one.to_numpy().tolist() for one in (above, rows["boundary_year"], rows["code"]))
        for whole, year, code in zip(*columns, strict=True):
            inside.setdefault(whole, {}).setdefault(year, set()).add(code)
        found: dict[str, tuple[str, ...]] = {
            code: () for code in self.codes if _PATTERNS[area_level].fullmatch(code)
        }
        for code in found.keys() & inside.keys():
            of_year = inside[code]
            newest = of_year[max(of_year)]
            # A year that has all buurten that ever were is whole, whatever the others are.
            if not all(one <= newest for one in of_year.values()):
                newest = of_year[whole_years(of_year, self._changes)[-1]]
            found[code] = tuple(sorted(newest))
        return found

    def whole_year(self, code: str, boundary_year: int | None = None) -> int:
        """Return the newest year of division (up to one) of which all buurten of an area are known.

        Of a buurt that is every year in which it occurs; of an area without buurten too.
        """
        years = self._whole_years(code) or self._years[code]
        return max((one for one in years if boundary_year is None or one <= boundary_year), default=years[0])

    def _whole_years(self, code: str) -> list[int]:
        if code not in self._whole:
            self._whole[code] = whole_years(self._buurten_of(code), self._changes)
        return self._whole[code]

    def _buurten_of(self, code: str) -> dict[int, set[str]]:
        """Return the buurten that are known of a wijk or gemeente, per year of division."""
        if code not in self._inside:
            rows = self.table[self.table["level"] == "buurt"]
            rows = rows[rows["parent" if level(code) == "wijk" else "gemeente"] == code]
            of_year: dict[int, set[str]] = {}
            for one, year in zip(rows["code"], rows["boundary_year"], strict=True):
                of_year.setdefault(int(year), set()).add(str(one))
            self._inside[code] = of_year
        return self._inside[code]

    def find(self, text: str) -> pd.DataFrame:
        """Find areas by part of a name or code.

        Returns
        -------
        DataFrame
            code, name, level, parent, gemeente, boundary_years (list of int); the best match first.

        Raises
        ------
        UnknownAreaError
            If nothing matches, with the nearest names and the gemeenten there are.
        """
        wanted = text.strip().casefold()
        names = self._newest["name"].str.casefold()
        codes = self._newest.index.str.casefold()
        hit = names.str.contains(wanted, regex=False) | codes.str.contains(wanted, regex=False)
        if not wanted or not hit.any():
            raise UnknownAreaError(self.unknown(text))
        exact = (names == wanted) | (codes == wanted)
        rows = (
            self._newest[hit]
            .assign(_exact=~exact[hit])
            .sort_values(["_exact", "level", "name"], kind="stable")
        )
        found = rows.reset_index()[["code", "name", "level", "parent", "gemeente"]]
        found["boundary_years"] = [self._years[code] for code in found["code"]]
        return found

    def project_area(
        self, codes: Sequence[str], name: str | None = None, boundary_year: int | None = None
    ) -> ProjectArea:
        """Make a project area of buurten, wijken or gemeenten, given by code or by exact name.

        Raises
        ------
        UnknownAreaError
            For a code or name that is unknown, with the nearest; or that names several areas.
        """
        if not codes:
            raise UnknownAreaError("Kies ten minste één buurt, bijvoorbeeld BU05991448 (Prinsenland).")
        known = list(dict.fromkeys(self._resolve(code) for code in codes))
        year = boundary_year or min(self.whole_year(code) for code in known)
        buurten: set[str] = set()
        for code in known:
            buurten.update([code] if level(code) == "buurt" else self.children(code, year))
        chosen_name = name or dutch.join(self.name(code) for code in known)
        return ProjectArea(chosen_name, tuple(known), tuple(sorted(buurten)), year)

    def _resolve(self, text: str) -> str:
        code = clean(text)
        if code in self:
            return code
        same_name = self._newest.index[self._newest["name"].str.casefold() == text.strip().casefold()]
        if len(same_name) == 1:
            return str(same_name[0])
        if len(same_name) > 1:
            choices = dutch.join((f"{one} ({self._newest['level'][one]})" for one in same_name), "of")
            raise UnknownAreaError(f"‘{text}’ is de naam van meer gebieden. Geef de code: {choices}.")
        raise UnknownAreaError(self.unknown(text))

    def unknown(self, text: str) -> str:
        """Say in Dutch that an area is not known, what may have been meant, and how to get another gemeente.

        A code is only held against codes of its own gemeente and kind: one that merely looks like it lies elsewhere.
        """
        code = clean(text)
        within = gemeente(code)
        if within is not None and within not in self._gemeenten:
            return (
                f"Het gebied ‘{text.strip()}’ kennen wij niet: van de gemeente {within} zijn geen cijfers geladen. "
                f"{self.at_hand()} Haal die gemeente op met ‘wijkdata fetch {within}’, of voeg haar toe met "
                "‘wijkdata add BESTAND’."
            )
        near = self._near_codes(code) if _CODE_LIKE.match(code) else self._near_names(text)
        suggestion = dutch.join([f"{one} ({self.name(one)})" for one in near], "of")
        question = f" Bedoelt u {suggestion}?" if suggestion else ""
        return f"Het gebied ‘{text.strip()}’ kennen wij niet.{question} {self.at_hand()} {ANOTHER}"

    def _near_codes(self, code: str) -> list[str]:
        within = gemeente(code)
        same = [one for one in self.codes if one[:2] == code[:2] and within in (None, gemeente(one))]
        return dutch.nearest(code, same, cutoff=_ALIKE)

    def _near_names(self, text: str) -> list[str]:
        by_name = {self.name(code): code for code in self.codes}
        return [by_name[name] for name in dutch.nearest(text, by_name, cutoff=_ALIKE)]

    @cached_property
    def _gemeenten(self) -> set[str]:
        return {found for code in self.codes if (found := gemeente(code))}

    @property
    def only_gemeente(self) -> str | None:
        """The one gemeente of which there is something; None if there are more, or none at all."""
        return next(iter(self._gemeenten)) if len(self._gemeenten) == 1 else None

    def at_hand(self) -> str:
        """Say of which gemeenten there is something."""
        names = sorted({self.name(code) for code in self._gemeenten})
        more = len(names) - _NAMED
        named = [*names[:_NAMED], f"nog {more} andere"] if more > 0 else names
        return f"Er zijn cijfers voor {dutch.join(named)}." if names else "Er zijn nog geen cijfers."
