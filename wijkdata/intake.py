"""Taking in files that a user gives: recognised by content, loaded whole or refused with the reason."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from wijkdata import dutch, figures, revisions
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.sources import recognise, small_counts
from wijkdata.sources.loaded import Loaded, Sample, sample
from wijkdata.store import Entry, Store, sha256_of

#: What a reader can need of what was loaded before it, in the order in which it comes about.
_NEEDS = ("areas", "boundaries", "addresses")

#: How a user gives what a file does not say itself.
_OPTIONS = {
    "year": "--year 2023",
    "operator": "--operator NAAM",
    "reference_date": "--reference-date 2026-04-01",
    "boundary_year": "--boundary-year 2024",
}
#: The year in the name of a file: too little to go by, enough for an example.
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes
    ----------
    name
        Name of the file.
    kind
        What it was recognised as; empty where it was refused before that.
    rows, without_value
        Observations taken over, and how many of those only say why there is no figure.
    areas, indicators, years
        What they are about.
    boundaries, addresses
        Areas with a boundary, and addresses.
    set_aside
        Rows not taken over, by reason.
    refused
        Why nothing was taken over; empty if it was.
    again
        Whether the same bytes had been added before.
    differs
        Which figures an earlier file gave otherwise, and which of the two counts; empty if none.
    """

    name: str
    kind: str = ""
    rows: int = 0
    without_value: int = 0
    areas: int = 0
    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    boundaries: int = 0
    addresses: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""
    again: bool = False
    differs: str = ""

    def text(self) -> str:
        """Return the outcome as Dutch lines."""
        if self.refused:
            return f"{self.name}: niet toegevoegd. {self.refused}"
        parts = []
        if self.rows:
            missing = (
                f", waarvan {dutch.number(self.without_value)} zonder cijfer" if self.without_value else ""
            )
            areas = _count(self.areas, "gebied", "gebieden")
            indicators = _count(len(self.indicators), "indicator", "indicatoren")
            rows = _count(self.rows, "rij", "rijen")
            parts.append(f"{areas}, {indicators}, {_span(self.years)}; {rows}{missing}")
        if self.boundaries:
            parts.append(f"grenzen van {_count(self.boundaries, 'gebied', 'gebieden')}")
        if self.addresses:
            parts.append(_count(self.addresses, "adres", "adressen"))
        first = f"{self.name}: {self.kind}. {dutch.join(parts) or 'Geen cijfers'}."
        if self.again:
            first += " Dit bestand stond er al; opnieuw gelezen."
        aside = [
            f"  opzij gezet: {dutch.number(count)} × {why}" for why, count in self.set_aside.items() if count
        ]
        return "\n".join([first, *([f"  let op: {self.differs}"] if self.differs else []), *aside])


def add(
    paths: Iterable[Path],
    *,
    store: Store | None = None,
    options: Mapping[str, Any] | None = None,
    tell: Callable[[str], None] = lambda _text: None,
) -> list[Outcome]:
    """Recognise files and load them into the store; one that is refused does not stop the others.

    Parameters
    ----------
    paths
        Files, and folders of files. Files that only explain others, such as the description of a table, are used for
        those and give no outcome of their own.
    store
        By default the user's.
    options
        What a file does not say itself: ``year``, ``operator``, ``reference_date``, ``boundary_year``.
    tell
        Is told what is being done.

    Returns
    -------
    One outcome per file with figures, in the order given.
    """
    target = store or figures.store()
    seen = {path: _sampled(path) for path in _files(paths)}
    explaining = [
        one
        for path, found in seen.items()
        if isinstance(found, Sample) and (one := recognise.companion(path, found)) is not None
    ]
    own = {one.path for one in explaining}
    outcomes: dict[Path, Outcome] = {}
    for path in sorted((one for one in seen if one not in own), key=lambda one: _turn(one, seen[one])):
        tell(f"{path.name}: lezen")
        found = seen[path]
        if isinstance(found, Sample):
            found = _add_one(path, found, explaining, target, dict(options or {}))
        outcomes[path] = found
    if not outcomes and explaining:
        names = dutch.join(sorted(one.path.name for one in explaining))
        only = "Dit is alleen toelichting; geef het bestand met de cijfers erbij."
        return [Outcome(names, refused=only)]
    return [outcomes[path] for path in seen if path in outcomes]


def load(
    path: Path, given: Iterable[recognise.Companion] = (), options: Mapping[str, Any] | None = None
) -> Loaded:
    """Read one file with the module that recognises it, given what the store knows.

    Raises
    ------
    SourceError
        If nothing recognises it, or it cannot be read.
    """
    return _loaded(path, sample(path), given, figures.store(), dict(options or {}))


def _add_one(
    path: Path, seen: Sample, explaining: list[recognise.Companion], store: Store, options: dict[str, Any]
) -> Outcome:
    try:
        loaded = _loaded(path, seen, explaining, store, options)
        sha256 = sha256_of(path)
        again = any(one.sha256 == sha256 for one in store.entries)
        other = revisions.difference(store, loaded, sha256)
        if other is not None and other.contradiction:
            raise SourceError(
                f"{path.name} spreekt tegen wat er al staat, terwijl beide de uitgave van "
                f"{other.now} zeggen te zijn: {other.what()}. Download de tabel opnieuw bij de uitgever."
            )
        # A list of one's own can hold names and telephone numbers: only what was counted of it is kept.
        if getattr(recognise.module_for(path, seen), "KEEP_RAW", True):
            store.keep_raw(path, sha256)
        entry = store.add(loaded, name=path.name, sha256=sha256, retrieved=options.get("retrieved", _today()))
    except WijkdataError as error:
        return Outcome(path.name, refused=f"{error}{_way_out(error, path, seen)}")
    return replace(outcome_of(loaded, entry), again=again, differs=other.text() if other else "")


def _way_out(error: WijkdataError, path: Path, seen: Sample) -> str:
    """Return with which option a user gives what the reader of a file asks for."""
    option = _OPTIONS.get(error.field)
    if (
        option is None
        or error.field not in inspect.signature(recognise.module_for(path, seen).load).parameters
    ):
        return ""
    if error.field == "year" and (year := _YEAR.search(path.name)):
        option = f"--year {year[0]}"
    return f" Dat geeft u op met ‘{option}’."


def _loaded(
    path: Path,
    seen: Sample,
    given: Iterable[recognise.Companion],
    store: Store,
    options: dict[str, Any],
) -> Loaded:
    module = recognise.module_for(path, seen)
    loader = module.load
    needs = inspect.signature(loader).parameters
    known: dict[str, Callable[[], Any]] = {
        "areas": lambda: figures.areas().table,
        "boundaries": figures.all_boundaries,
        "addresses": store.addresses,
        "dwellings": lambda: figures.dwellings(store.addresses()),
    }
    named = {name: find() for name, find in known.items() if name in needs}
    named |= {name: value for name, value in options.items() if name in needs and name != "retrieved"}
    companions = recognise.companions_for(path, seen, given)
    found: Loaded = loader(path, retrieved=options.get("retrieved", _today()), companions=companions, **named)
    if (
        found.observations.empty
        and found.boundaries is None
        and found.addresses is None
        and found.areas.empty
    ):
        why = "; ".join(reason for reason, count in found.set_aside.items() if count)
        raise SourceError(f"{path.name} bevat niets dat wij kunnen gebruiken{f' ({why})' if why else ''}.")
    return small_counts.hidden(found)


def outcome_of(loaded: Loaded, entry: Entry) -> Outcome:
    """Return what was taken from a file, for people."""
    rows = loaded.observations
    return Outcome(
        name=entry.name,
        kind=loaded.kind,
        rows=len(rows),
        without_value=int(rows["value"].isna().sum()),
        areas=int(rows["area"].nunique()),
        indicators=tuple(sorted(set(rows["indicator"]))),
        years=tuple(sorted({int(year) for year in rows["year"]})),
        boundaries=0 if loaded.boundaries is None else len(loaded.boundaries),
        addresses=0 if loaded.addresses is None else len(loaded.addresses),
        set_aside=dict(loaded.set_aside),
    )


def _turn(path: Path, seen: Sample | Outcome) -> int:
    """Say when a file has its turn: what others need comes first."""
    if isinstance(seen, Outcome):
        return 0
    try:
        needs = inspect.signature(recognise.module_for(path, seen).load).parameters
    except SourceError:
        return 0
    return max((turn for turn, name in enumerate(_NEEDS, start=1) if name in needs), default=0)


def _sampled(path: Path) -> Sample | Outcome:
    if path.is_dir():
        return Outcome(path.name or str(path), refused=f"In de map {path} staan geen bestanden.")
    try:
        return sample(path)
    except SourceError as error:
        return Outcome(path.name, refused=str(error))


def _files(paths: Iterable[Path]) -> list[Path]:
    """Return the files themselves; of a folder, everything in it that is not hidden, or else the folder itself."""
    found: list[Path] = []
    for path in paths:
        inside = [one for one in path.rglob("*") if one.is_file() and not one.name.startswith(".")]
        found += sorted(inside) or [path]
    return list(dict.fromkeys(found))


def _today() -> str:
    return date.today().isoformat()


def _count(number: int, one: str, more: str) -> str:
    return f"{dutch.number(number)} {one if number == 1 else more}"


def _span(years: tuple[int, ...]) -> str:
    if not years:
        return "zonder jaar"
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
