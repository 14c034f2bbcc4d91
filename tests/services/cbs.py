"""What the services of CBS do with a table: OData v3 (API, feed, catalogue), as far as it is known.

Known: more than 10,000 rows and ``$skip`` are refused by the API with status 500 and a text; a condition on a topic
is refused; a comparison with ``ge`` or ``lt`` is ignored; a code that is not padded gives an empty list and status
200; the feed gives parts that each name the next, and Atom XML unless asked for JSON; every text is padded; the typed
set has the same nothing for ``.`` and for blank; a table can be published anew between two requests.

Not known, and chosen here: a column that is not there is refused with status 500; the body of other errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from services.loopback import Answer, Request, Running, serve

Row = dict[str, Any]
LIMIT = 10_000
TOO_MANY = "query returns more than 10000 records"
NO_SKIP = "The 'Skip' query option is not supported on the ODataApi. Use the ODataFeed"
BUSY = (503, "Service Unavailable")
_PAGE = "<!DOCTYPE html><html><body>Onderhoud</body></html>"


@dataclass
class CbsTable:
    """A table: its rows are typed, without padding; ``.`` in a topic is a figure that CBS does not show."""

    id: str
    title: str
    period: str
    topics: list[tuple[str, str, str | None]]  # key, title, unit
    rows: list[Row]
    modified: str = "2024-10-07T02:00:00"
    status: str = "De cijfers zijn definitief."
    names: dict[str, str] = field(default_factory=dict)

    def infos(self) -> list[Row]:
        text = (
            f"\nDeze tabel geeft cijfers.\n\nStatus van de cijfers:\n{self.status}\n\nWijzigingen:\nGeen.\n"
        )
        return [
            {
                "ID": 0,
                "Title": self.title,
                "Identifier": self.id,
                "Modified": self.modified,
                "Period": self.period,
                "ShortDescription": text,
                "Description": text,
                "Language": "nl",
                "OutputStatus": "Regulier",
            }
        ]

    def properties(self) -> list[Row]:
        shared = {"Description": "", "ReleasePolicy": None, "Default": None}
        region = {
            "Key": "WijkenEnBuurten",
            "Title": "Wijken en buurten",
            "Type": "GeoDetail",
            "ParentID": None,
        }
        rows = [
            {"odata.type": "Cbs.OData.GeoDetail", "ID": 0, "Position": 0, **region, "Unit": None, **shared}
        ]
        rows += [
            {
                "odata.type": "Cbs.OData.Topic",
                "ID": number,
                "Position": number,
                "ParentID": None,
                "Type": "Topic",
                "Key": key,
                "Title": title,
                "Unit": unit,
                "Datatype": "String" if unit in ("naam", "code", "omschrijving") else "Float",
                **shared,
            }
            for number, (key, title, unit) in enumerate(self.topics, start=1)
        ]
        return rows

    def typed(self) -> list[Row]:
        return [self._shaped(number, row, self._typed) for number, row in enumerate(self.rows)]

    def untyped(self) -> list[Row]:
        return [self._shaped(number, row, self._untyped) for number, row in enumerate(self.rows)]

    def _shaped(self, number: int, row: Row, cell: Callable[[str, Any], Any]) -> Row:
        return {
            "ID": number,
            "WijkenEnBuurten": row["WijkenEnBuurten"].ljust(10),
            **{key: cell(str(unit), row.get(key)) for key, _, unit in self.topics},
        }

    @staticmethod
    def _typed(unit: str, value: Any) -> Any:
        width = {"naam": 40, "omschrijving": 10, "code": 10}.get(unit)
        if width:
            return str(value or "").ljust(width)
        return None if value in (None, ".", "") else value

    def _untyped(self, unit: str, value: Any) -> str:
        if unit in ("naam", "omschrijving", "code"):
            return str(self._typed(unit, value))
        return ("" if value is None else str(value)).rjust(8)

    def dimension(self) -> list[Row]:
        return [
            {
                "Key": row["WijkenEnBuurten"].ljust(10),
                "Title": self.names.get(row["WijkenEnBuurten"], row["WijkenEnBuurten"]),
                "Description": None,
                "CategoryGroupID": 1,
            }
            for row in self.rows
        ]

    def renumbered(self, modified: str) -> None:
        """Publish anew: the same table, every topic one number further."""
        moved = {
            key: re.sub(r"_(\d+)$", lambda found: f"_{int(found[1]) + 1}", key) for key, _, _ in self.topics
        }
        self.topics = [(moved[key], title, unit) for key, title, unit in self.topics]
        self.rows = [{moved.get(key, key): value for key, value in row.items()} for row in self.rows]
        self.modified = modified


@dataclass
class Cbs:
    """The services, with switches for what can go wrong.

    ``failures`` are given first, in order, to requests of which the path contains the text; ``events`` are called
    before the request with that number (from 1) whose path contains the text. Requests in ``slow``, once each, are
    answered only after so many seconds.
    """

    tables: dict[str, CbsTable]
    page: int = 5_000
    limit: int = LIMIT
    failures: list[tuple[str, tuple[int, str]]] = field(default_factory=list)
    events: dict[tuple[str, int], Callable[[], None]] = field(default_factory=dict)
    dimension_filter: bool = True
    seen: Counter[str] = field(default_factory=Counter)
    slow: list[tuple[str, float]] = field(default_factory=list)

    def answer(self, request: Request, address: str) -> Answer:
        for part in {part for part, _ in self.events if part in request.path}:
            self.seen[part] += 1
            self.events.get((part, self.seen[part]), lambda: None)()
        for failure in self.failures:
            if failure[0] in request.path:
                self.failures.remove(failure)
                status, text = failure[1]
                return Answer.of_text(status, text, "text/html" if "<" in text else "text/plain")
        for one in self.slow:
            if one[0] in request.path:
                self.slow.remove(one)
                return Answer(503, b"", "text/plain", after=one[1])
        parts = request.path.strip("/").split("/")
        match [part.casefold() for part in parts]:
            case ["odatacatalog", "tables"]:
                return self._catalogue(request, address)
            case ["odataapi", "odata", table, *rest]:
                return self._v3(request, address, table, rest[0] if rest else "", feed=False)
            case ["odatafeed", "odata", table, resource]:
                return self._v3(request, address, table, resource, feed=True)
        return Answer.of_text(404, "Not Found", "text/html")

    def maintenance(self, part: str) -> None:
        self.failures.append((part, (200, _PAGE)))

    # --- v3 ---------------------------------------------------------------------------------------------------

    def _catalogue(self, request: Request, address: str) -> Answer:
        wanted = re.fullmatch(r"startswith\(Title,'(.*)'\)", request.query.get("$filter", ""))
        rows = [
            {
                "Identifier": table.id,
                "Title": table.title,
                "Period": table.period,
                "Modified": table.modified,
                "OutputStatus": "Regulier",
                "RecordCount": len(table.rows),
            }
            for table in self.tables.values()
            if not wanted or table.title.startswith(wanted[1].replace("''", "'"))
        ]
        rows.sort(key=lambda row: str(row["Period"]), reverse=True)
        rows = _selected(rows, request.query.get("$select"))
        return Answer.of_json({"odata.metadata": f"{address}/ODataCatalog/$metadata#Tables", "value": rows})

    def _v3(self, request: Request, address: str, table_id: str, resource: str, *, feed: bool) -> Answer:
        table = next((one for key, one in self.tables.items() if key.casefold() == table_id), None)
        if table is None:
            return Answer.of_text(404, "Not Found", "text/html")
        if feed and request.query.get("$format") != "json" and "$skiptoken" not in request.query:
            return Answer.of_text(200, '<?xml version="1.0"?><feed></feed>', "application/atom+xml")
        if not feed and "$skip" in request.query:
            return Answer.of_text(500, NO_SKIP)
        resources = {
            "tableinfos": ("TableInfos", table.infos),
            "dataproperties": ("DataProperties", table.properties),
            "typeddataset": ("TypedDataSet", table.typed),
            "untypeddataset": ("UntypedDataSet", table.untyped),
            "wijkenenbuurten": ("WijkenEnBuurten", table.dimension),
        }
        if not resource:
            root = f"{address}/ODataApi/odata/{table.id}"
            listed = [{"name": name, "url": f"{root}/{name}"} for name, _ in resources.values()]
            return Answer.of_json({"odata.metadata": f"{root}/$metadata", "value": listed})
        if resource not in resources:
            return Answer.of_text(404, "Not Found", "text/html")
        name, make = resources[resource]
        if name == "WijkenEnBuurten" and "$filter" in request.query and not self.dimension_filter:
            return Answer.of_text(500, "Internal Server Error")
        topics = {key for key, _, _ in table.topics} | {"ID"}
        try:
            rows = [row for row in make() if _keeps(row, request.query.get("$filter", ""), topics)]
            rows = _selected(rows, request.query.get("$select"))
        except ValueError as error:
            return Answer.of_text(500, str(error))
        if "$top" in request.query:
            rows = rows[: int(request.query["$top"])]
        root = f"{address}/{'ODataFeed' if feed else 'ODataApi'}/odata/{table.id}"
        document: Row = {"odata.metadata": f"{root}/$metadata#Cbs.OData.WebAPI.{name}"}
        if feed:
            start = int(request.query.get("$skiptoken", "0"))
            document["value"] = rows[start : start + self.page]
            if start + self.page < len(rows):
                kept = {key: value for key, value in request.query.items() if key != "$skiptoken"}
                query = "&".join(f"{key}={quote(value)}" for key, value in kept.items())
                document["odata.nextLink"] = f"{root}/{name}?{query}&$skiptoken={start + self.page}"
        elif name.endswith("DataSet") and len(rows) > self.limit:
            return Answer.of_text(500, TOO_MANY)
        else:
            document["value"] = rows
        return Answer.of_json(document)


@contextmanager
def running(service: Cbs) -> Iterator[Running]:
    with serve(service.answer) as server:
        yield server


def _selected(rows: list[Row], select: str | None) -> list[Row]:
    if not select:
        return rows
    wanted = [key.strip() for key in select.split(",")]
    if rows and (unknown := [key for key in wanted if key not in rows[0]]):
        raise ValueError(f"Could not find a property named '{unknown[0]}'")
    return [{key: row[key] for key in wanted} for row in rows]


def _keeps(row: Row, condition: str, topics: set[str]) -> bool:
    """Whether a row fulfils a condition without brackets; ``and`` binds before ``or``."""
    if not condition:
        return True
    return any(
        all(_holds(row, part.strip(), topics) for part in either.split(" and "))
        for either in condition.split(" or ")
    )


def _holds(row: Row, part: str, topics: set[str]) -> bool:
    if found := re.fullmatch(r"startswith\((\w+),'([^']*)'\)", part):
        return str(_cell(row, found[1], topics)).startswith(found[2])
    if found := re.fullmatch(r"substringof\('([^']*)',(\w+)\)", part):
        return found[1] in str(_cell(row, found[2], topics))
    if found := re.fullmatch(r"substring\((\w+),(\d+),(\d+)\) eq '([^']*)'", part):
        start = int(found[2])
        return str(_cell(row, found[1], topics))[start : start + int(found[3])] == found[4]
    if found := re.fullmatch(r"(\w+) eq '([^']*)'", part):
        return str(_cell(row, found[1], topics)) == found[2]
    if re.fullmatch(r"(\w+) (ge|gt|le|lt) '([^']*)'", part):
        return True
    raise ValueError(f"Syntax error in '{part}'")


def _cell(row: Row, key: str, topics: set[str]) -> Any:
    if key in topics or key not in row:
        raise ValueError(f"Filtering on '{key}' is not supported")
    return row[key]
