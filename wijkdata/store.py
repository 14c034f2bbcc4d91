"""What was loaded: the figures, areas, boundaries and addresses of files that a user added or fetched.

In the user's folder lies the folder ``gegevens``:

``ruw``
    every file as it came, under its SHA-256, with a manifest of where and when (see ``sources.download``);
``inhoud.json``
    what was taken from which file; a part that is not named here does not exist;
``delen``
    the parts, columnar: observations sorted by area, so that a question about one wijk reads that wijk only.

A file is loaded whole or not at all. What a publisher revises is added beside the earlier edition: the newest counts,
the older ones stay.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from wijkdata import catalogue, observations, part_files, whole_file, workplace
from wijkdata.areas import level
from wijkdata.errors import WijkdataError
from wijkdata.part_files import FiguresFile
from wijkdata.reasons import reason
from wijkdata.sources.loaded import AREA_COLUMNS, Loaded
from wijkdata.sources.tables import Table

if TYPE_CHECKING:
    import geopandas as gpd

FOLDER = "gegevens"
FORM = 1
_LOCK_SECONDS = 30.0
#: Seconds after which a file that was being copied is no longer of a running program.
_ABANDONED = 24 * 3600.0

_ARROW_TYPES = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
#: What reading gives: an observation table, and when each row was loaded.
_COMPLETE = pa.schema([(name, _ARROW_TYPES[kind]) for name, kind in observations.DTYPES.items()]).append(
    pa.field("loaded", pa.string())
)


@dataclass(frozen=True)
class Part:
    """A piece of what one file gave.

    Attributes
    ----------
    what
        ``figures``, ``areas``, ``boundaries`` or ``addresses``.
    file
        Name in the folder of parts.
    rows, indicators, years
        What is in it.
    gemeenten
        Codes of the gemeenten it is about; empty when there are too many to name.
    """

    what: str
    file: str
    rows: int
    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    gemeenten: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """What was taken from one file.

    Attributes
    ----------
    name, kind, address, retrieved, sha256
        The file, what it was recognised as, where it came from (empty: from this computer), the ISO date on which it
        was taken over, and its bytes.
    loaded
        When it was loaded, in UTC.
    tables
        How to cite it.
    parts
        Where its content is.
    set_aside
        Rows not taken over, by reason.
    raws
        SHA-256 of the files that it was made of, in ``ruw``; empty for a single file, which has `sha256` itself.
    """

    name: str
    kind: str
    address: str
    retrieved: str
    sha256: str
    loaded: str
    tables: tuple[Table, ...] = ()
    parts: tuple[Part, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    raws: tuple[str, ...] = ()

    @property
    def figures(self) -> Iterator[Part]:
        """The parts with observations."""
        return (part for part in self.parts if part.what == "figures")


class Store:
    """The local store.

    Parameters
    ----------
    folder
        The folder ``gegevens``; made when something is first added.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, FiguresFile] = {}

    @classmethod
    def open(cls) -> Store:
        """Return the store in the user's folder."""
        return cls(workplace.home() / FOLDER)

    # --- content ----------------------------------------------------------------------------------------------

    @property
    def raw_folder(self) -> Path:
        """Where raw files are kept."""
        return self.folder / "ruw"

    @property
    def _parts_folder(self) -> Path:
        return self.folder / "delen"

    @property
    def _contents(self) -> Path:
        return self.folder / "inhoud.json"

    def stamp(self) -> tuple[int, int]:
        """Return something that differs as soon as the content does."""
        with contextlib.suppress(OSError):
            found = self._contents.stat()
            return found.st_mtime_ns, found.st_size
        return (0, 0)

    @cached_property
    def entries(self) -> list[Entry]:
        """What was loaded, the oldest first, as it was when first asked for.

        Raises
        ------
        WijkdataError
            If the description of the store is damaged or was made by a newer program.
        """
        return self._read_contents()

    def _read_contents(self) -> list[Entry]:
        try:
            content = json.loads(self._contents.read_text(encoding="utf-8"))
            if content["form"] > FORM:
                raise WijkdataError(
                    f"De gegevens in ‘{self.folder}’ zijn gemaakt met een nieuwere versie van wijkdata. Werk "
                    "wijkdata bij."
                )
            return [_entry(fields) for fields in content["entries"]]
        except FileNotFoundError:
            return []
        except WijkdataError:
            raise
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            # Whatever stands there instead of what was written: a text, a list, a name that is missing.
            raise WijkdataError(
                f"De inhoudsopgave {self._contents} is niet te lezen ({type(error).__name__}). Haal de map "
                f"‘{self.folder}’ weg en voeg de bestanden opnieuw toe; wat was opgehaald, staat nog in ‘ruw’."
            ) from None

    def find(self, sha256: str) -> Entry | None:
        """Return what was taken from the file with these bytes."""
        return next((entry for entry in self.entries if entry.sha256 == sha256), None)

    # --- adding -----------------------------------------------------------------------------------------------

    def add(
        self,
        loaded: Loaded,
        *,
        name: str,
        sha256: str,
        retrieved: str,
        address: str = "",
        raws: tuple[str, ...] = (),
    ) -> Entry:
        """Add what a file gave, whole or not at all; the same bytes replace what they gave before.

        Raises
        ------
        WijkdataError
            If another program is adding, or the disk does not take it.
        """
        try:
            self._parts_folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".slot", timeout=_LOCK_SECONDS):
                # As it stands on the disk by now: what was read before the lock was there can be out of date.
                standing = self._read_contents()
                self._sweep(standing)
                with self._parts(loaded) as parts:
                    entry = Entry(
                        name,
                        loaded.kind,
                        address,
                        retrieved,
                        sha256,
                        datetime.now(UTC).isoformat(timespec="seconds"),
                        loaded.tables,
                        parts,
                        dict(loaded.set_aside),
                        raws,
                    )
                    before = [one for one in standing if one.sha256 == sha256]
                    self._write_contents([*(one for one in standing if one.sha256 != sha256), entry])
            self._remove_parts(part for one in before for part in one.parts)
        except Timeout:
            raise WijkdataError(
                "Een ander programma voegt nu gegevens toe. Probeer het zo meteen opnieuw."
            ) from None
        except OSError as error:
            raise self._no_room(name, error) from None
        return entry

    def _no_room(self, name: str, error: OSError) -> WijkdataError:
        return WijkdataError(
            f"De gegevens van {name} zijn niet te bewaren in ‘{self.folder}’ ({reason(error)}). Er is niets "
            f"veranderd; maak ruimte of kies een andere map met {workplace.HOME_VARIABLE}."
        )

    def keep_raw(self, path: Path, sha256: str) -> None:
        """Keep a copy of a file that a user gave, under the SHA-256 of its bytes.

        Raises
        ------
        WijkdataError
            If the disk does not take it.
        """
        target = self.raw_folder / sha256[:2] / sha256
        if target.exists():
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Without a lock: what is young may be of a program that is copying now.
            whole_file.sweep(target.parent, older_than=_ABANDONED)
            with whole_file.complete(target) as temporary:
                shutil.copyfile(path, temporary)
        except OSError as error:
            raise self._no_room(path.name, error) from None

    @contextlib.contextmanager
    def _parts(self, loaded: Loaded) -> Iterator[tuple[Part, ...]]:
        """Write the parts of a file; they go again if anything fails before they are named in the contents."""
        written: list[Part] = []
        try:
            for part in self._write_parts(loaded):
                written.append(part)  # noqa: PERF402  (those before a failure must be known)
            yield tuple(written)
        except BaseException:
            self._remove_parts(written)
            raise

    def _write_parts(self, loaded: Loaded) -> Iterator[Part]:
        if len(loaded.observations):
            frame = loaded.observations
            codes = pd.Index(frame["area"].unique())
            yield Part(
                "figures",
                self._put(part_files.figures_table(frame)),
                len(frame),
                tuple(sorted(map(str, frame["indicator"].unique()))),
                tuple(sorted({int(year) for year in frame["year"].unique()})),
                _gemeenten(codes),
            )
        if len(loaded.areas):
            table = pa.Table.from_pandas(loaded.areas[AREA_COLUMNS], preserve_index=False)
            yield Part(
                "areas", self._put(table), len(loaded.areas), gemeenten=_gemeenten(loaded.areas["code"])
            )
        if loaded.boundaries is not None and len(loaded.boundaries):
            frame = loaded.boundaries.sort_values("code", ignore_index=True)
            years = tuple(sorted({int(year) for year in frame["boundary_year"]}))
            yield Part(
                "boundaries", self._put_shapes(frame), len(frame), (), years, _gemeenten(frame["code"])
            )
        if loaded.addresses is not None and len(loaded.addresses):
            frame = loaded.addresses.sort_values("buurt", ignore_index=True)
            table = pa.Table.from_pandas(frame, preserve_index=False)
            yield Part(
                "addresses", self._put(table), len(frame), gemeenten=_gemeenten(frame["buurt"].dropna())
            )

    def _put(self, table: pa.Table) -> str:
        name = f"{secrets.token_hex(8)}.parquet"
        with whole_file.complete(self._parts_folder / name) as target:
            part_files.write(table, target)
        return name

    def _put_shapes(self, frame: gpd.GeoDataFrame) -> str:
        name = f"{secrets.token_hex(8)}.parquet"
        with whole_file.complete(self._parts_folder / name) as target:
            frame.to_parquet(target, row_group_size=256)
        return name

    def _write_contents(self, entries: Iterable[Entry]) -> None:
        content = {"form": FORM, "entries": [asdict(entry) for entry in entries]}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        whole_file.put(text.encode("utf-8"), self._contents)
        self.__dict__.pop("entries", None)

    def _sweep(self, standing: Iterable[Entry]) -> None:
        """Remove what a program that was killed while adding left behind; under the lock nobody else adds."""
        named = {part.file for entry in standing for part in entry.parts}
        whole_file.sweep(self.folder, self._contents.name)
        whole_file.sweep(self._parts_folder)
        for path in self._parts_folder.glob("*.parquet"):
            if path.name not in named:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _remove_parts(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self._open.pop(part.file, None)
            with contextlib.suppress(OSError):
                (self._parts_folder / part.file).unlink()

    # --- reading ----------------------------------------------------------------------------------------------

    def observations(self, codes: Collection[str], indicators: Collection[str] | None = None) -> pd.DataFrame:
        """Return the observations of areas: of each figure the newest edition.

        Parameters
        ----------
        codes
            Codes of areas.
        indicators
            Ids from the catalogue; all by default.

        Returns
        -------
        DataFrame
            Observation table.
        """
        return observations.newest(self.editions(codes, indicators)).drop(columns="loaded")

    def editions(self, codes: Collection[str], indicators: Collection[str] | None = None) -> pd.DataFrame:
        """Return the observations of areas in every edition that was loaded, the newest of a figure last.

        Returns
        -------
        DataFrame
            Observation table with the column ``loaded`` (UTC) besides.
        """
        wanted = pa.array(sorted(set(codes)), pa.string())
        bounds = _bounds(codes)
        gemeenten = {code[2:6] for code in codes}
        return self._read(lambda column: pc.is_in(column, wanted), bounds, gemeenten, indicators)

    def inside(self, gemeente: str, indicators: Collection[str]) -> pd.DataFrame:
        """Return the observations of all buurten of a gemeente: of each figure the newest edition."""
        start = f"BU{gemeente[2:]}"
        rows = self._read(
            lambda column: pc.starts_with(column.cast(pa.string()), start),
            [(start, start + "~")],
            {gemeente[2:]},
            indicators,
        )
        return observations.newest(rows).drop(columns="loaded")

    def everywhere(self, indicators: Collection[str], since: int) -> pd.DataFrame:
        """Return the observations of all buurten from a year on: of each figure the newest edition.

        Returns
        -------
        DataFrame
            `part_files.COMPARED` of an observation table, texts as categories: there may be millions of rows.
        """
        ids = sorted(set(indicators))
        tables = []
        for entry in self.in_order():
            for part in entry.figures:
                if set(ids) & set(part.indicators) and max(part.years) >= since:
                    with self._reading(entry, part) as path:
                        tables.append(part_files.of_buurten(path, ids, since))
        if not tables:
            return observations.empty()[list(part_files.COMPARED)]
        rows: pd.DataFrame = pa.concat_tables(tables).unify_dictionaries().to_pandas()
        return observations.newest(rows)

    def of_indicators(self, indicators: Collection[str]) -> Iterator[pa.Table]:
        """Give the rows of some indicators, of all areas, in every edition that was loaded, the newest last.

        Returns
        -------
        `part_files.LAYERED` per file, texts as dictionaries: a file may have a hundred thousand rows.
        """
        ids = sorted(set(indicators))
        for entry in self.in_order():
            for part in entry.figures:
                if set(ids) & set(part.indicators):
                    with self._reading(entry, part) as path:
                        table = part_files.of_indicators(path, ids)
                    yield table

    def _read(
        self,
        test: Callable[[Any], Any],
        bounds: list[tuple[str, str]],
        gemeenten: set[str],
        indicators: Collection[str] | None,
    ) -> pd.DataFrame:
        """Read the rows of areas that pass a test and lie between two codes, from every part that can have them."""
        ids = None if indicators is None else pa.array(sorted(set(indicators)), pa.string())
        tables = []
        for entry in self.in_order():
            for part in entry.figures:
                if _concerns(part, gemeenten, indicators):
                    with self._reading(entry, part):
                        rows = self._rows(part, test, bounds, ids)
                    if len(rows):
                        tables.append(_with_origin(rows, entry))
        if not tables:
            return observations.empty().assign(loaded=pd.Series(dtype="str"))
        frame: pd.DataFrame = _with_units(pa.concat_tables(tables)).to_pandas()
        return frame

    def is_whole(self, entry: Entry) -> bool:
        """Say whether everything that was taken from a file is still there and can be opened."""
        try:
            for part in entry.parts:
                pq.read_metadata(self._parts_folder / part.file)
        except (OSError, pa.ArrowException):
            return False
        return True

    @contextlib.contextmanager
    def _reading(self, entry: Entry, part: Part) -> Iterator[Path]:
        """Give the file of a part; where that is damaged or gone, say which file must be added again."""
        try:
            yield self._parts_folder / part.file
        except (OSError, pa.ArrowException):
            raise WijkdataError(
                f"Wat van {entry.name} was overgenomen, is in ‘{self._parts_folder}’ beschadigd of weg. Voeg het "
                "opnieuw toe met ‘wijkdata add’, of haal het opnieuw op met ‘wijkdata fetch’."
            ) from None

    def _table(self, entry: Entry, part: Part, columns: list[str] | None = None) -> pa.Table:
        with self._reading(entry, part) as path:
            return pq.read_table(path, columns=columns)

    def _rows(
        self, part: Part, test: Callable[[Any], Any], bounds: list[tuple[str, str]], ids: pa.Array | None
    ) -> pa.Table:
        """Read the rows of a part that pass the test, from the groups of rows that can hold them."""
        opened = self._open.get(part.file)
        if opened is None:
            opened = self._open[part.file] = FiguresFile(self._parts_folder / part.file)
        table = opened.overlapping(bounds)
        table = table.filter(test(table["area"]))
        if ids is not None:
            table = table.filter(pc.is_in(table["indicator"], ids))
        # What is left is little; as plain text the parts can be put together.
        return table.cast(part_files.SCHEMA)

    def in_order(self) -> list[Entry]:
        """Return what was loaded, the newest edition last: the one that counts where several have a figure."""
        return sorted(self.entries, key=_edition)

    def figures_of(self, entry: Entry) -> pd.DataFrame:
        """Return which figures one file gave: area, indicator, year, table and value."""
        columns = [*observations.KEY, "value"]
        tables = [self._table(entry, part, columns) for part in entry.figures]
        return pa.concat_tables(tables).to_pandas() if tables else observations.empty()[columns]

    def areas(self) -> pd.DataFrame:
        """Return the register rows of every area that was loaded; later files go before earlier ones."""
        frames = [
            self._table(entry, part).to_pandas()
            for entry in self.entries
            for part in entry.parts
            if part.what == "areas"
        ]
        if not frames:
            return pd.DataFrame(columns=AREA_COLUMNS)
        rows: pd.DataFrame = pd.concat(frames, ignore_index=True)
        texts = ["name", "change", "parent", "gemeente"]
        rows[texts] = rows[texts].fillna("")
        return rows

    def shapes(self, area_level: str, gemeente: str | None = None) -> gpd.GeoDataFrame | None:
        """Return the boundaries of every division that was loaded; None if there are none.

        Parameters
        ----------
        area_level
            ``buurt``, ``wijk`` or ``gemeente``.
        gemeente
            Code; every gemeente by default.

        Returns
        -------
        GeoDataFrame
            Columns code, name, level, boundary_year, source, geometry; in metres, EPSG:28992. Of an area in the same
            division the last that was loaded.
        """
        import geopandas as gpd  # noqa: PLC0415  (slow to import, only for maps)

        prefix = {"buurt": "BU", "wijk": "WK", "gemeente": "GM"}[area_level] + (gemeente or "")[2:]
        # Of the whole country nearly every row is wanted: to filter while reading takes longer than afterwards.
        within = [("code", ">=", prefix), ("code", "<", prefix + "~")] if gemeente else None
        frames = []
        for entry in self.in_order():
            source = entry.tables[0].publisher if entry.tables else entry.name
            for part in entry.parts:
                if part.what == "boundaries" and (
                    not gemeente or not part.gemeenten or gemeente in part.gemeenten
                ):
                    with self._reading(entry, part) as path:
                        frame = gpd.read_parquet(path, filters=within)
                    wanted = frame["code"].str.startswith(prefix)
                    frames.append((frame if wanted.all() else frame[wanted]).assign(source=source))
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            return None
        rows: gpd.GeoDataFrame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
        twice = rows.duplicated(["code", "boundary_year"], keep="last")
        rows = rows[~twice] if twice.any() else rows
        return rows[["code", "name", "level", "boundary_year", "source", "geometry"]].reset_index(drop=True)

    def addresses(self) -> pd.DataFrame | None:
        """Return all addresses that were loaded, with their buurt; None if there are none."""
        frames = [
            self._table(entry, part).to_pandas()
            for entry in self.entries
            for part in entry.parts
            if part.what == "addresses"
        ]
        return pd.concat(frames, ignore_index=True) if frames else None

    def address_files(self) -> list[Path]:
        """Return the files with addresses, the oldest first; for what is too large to read as a whole."""
        return [
            self._parts_folder / part.file
            for entry in self.entries
            for part in entry.parts
            if part.what == "addresses"
        ]

    def tables(self) -> pd.DataFrame:
        """Return the published tables behind what was loaded: index id, columns as ``datasets.tables``."""
        rows = {
            table.id: {
                "resource": entry.kind,
                **{key: value for key, value in asdict(table).items() if key != "id"},
                "retrieved": entry.retrieved,
            }
            for entry in self.in_order()
            for table in entry.tables
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("id")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _entry(fields: dict[str, Any]) -> Entry:
    tables = tuple(Table(**_with_tuples(one)) for one in fields["tables"])
    parts = tuple(Part(**_with_tuples(one)) for one in fields["parts"])
    return Entry(**{**_with_tuples(fields), "tables": tables, "parts": parts})


def _with_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def _edition(entry: Entry) -> tuple[str, str, str]:
    """Order editions by what the publisher says of its last change, then by when they came."""
    return max((table.modified for table in entry.tables), default=""), entry.retrieved, entry.loaded


def _gemeenten(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the gemeenten of areas; nothing where they are so many that naming them says no more than 'all'."""
    found: set[str] = set()
    for code in codes:
        kind = level(code)
        if kind in ("gemeente", "wijk", "buurt"):
            found.add(f"GM{code[2:6]}")
        if kind == "land" or len(found) > 50:
            return ()
    return tuple(sorted(found))


def _concerns(part: Part, gemeenten: set[str], indicators: Collection[str] | None) -> bool:
    if indicators is not None and not set(indicators) & set(part.indicators):
        return False
    return not part.gemeenten or bool(gemeenten & {code[2:] for code in part.gemeenten})


def _bounds(codes: Collection[str]) -> list[tuple[str, str]]:
    """Return the first and last code of each level: gemeente, wijk and buurt lie far apart when sorted."""
    by_level: dict[str, list[str]] = {}
    for code in sorted(codes):
        by_level.setdefault(code[:2], []).append(code)
    return [(found[0], found[-1]) for found in by_level.values()]


def _with_origin(rows: pa.Table, entry: Entry) -> pa.Table:
    """Add publisher and dates, which are the same for a whole table or file."""
    ids = pa.array([table.id for table in entry.tables], pa.string())
    publishers = pa.array([table.publisher for table in entry.tables], pa.string())
    source = pc.fill_null(publishers.take(pc.index_in(rows["table"].combine_chunks(), ids)), "")
    rows = rows.append_column("source", source)
    for name, text in (("retrieved", entry.retrieved), ("loaded", entry.loaded)):
        rows = rows.append_column(name, pa.repeat(pa.scalar(text, pa.string()), len(rows)))
    return rows


def _with_units(rows: pa.Table) -> pa.Table:
    """Add the unit, which is that of the indicator, and put the columns in order.

    What is no indicator (any more) is left out.
    """
    entries = catalogue.indicators()
    ids, units = (
        pa.array(one, pa.string()) for one in (list(entries), [one.unit for one in entries.values()])
    )
    place = pc.index_in(rows["indicator"].combine_chunks(), ids)
    complete = rows.append_column("unit", units.take(place)).filter(pc.is_valid(place))
    return complete.select([*observations.COLUMNS, "loaded"]).cast(_COMPLETE)
