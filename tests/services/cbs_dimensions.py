"""The service of CBS with tables that have more dimensions than the areas alone.

Each of these is a resource of its own with the codes and their titles, and a column in the rows. Tables per gemeente
have the region ``RegioS``, padded to six signs, in place of ``WijkenEnBuurten``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.cbs import Cbs, CbsTable, Row
from services.loopback import Answer, Request

PADDED = {"WijkenEnBuurten": 10, "RegioS": 6}


@dataclass
class DimensionsTable(CbsTable):
    """``dimensions`` holds per name the codes and titles; a row names the code of each."""

    dimensions: dict[str, dict[str, str]] = field(default_factory=dict)
    region: str = "WijkenEnBuurten"

    def _shaped(self, number: int, row: Row, cell: Any) -> Row:
        return {
            "ID": number,
            **{name: row[name] for name in self.dimensions},
            self.region: row[self.region].ljust(PADDED[self.region]),
            **{key: cell(str(unit), row.get(key)) for key, _, unit in self.topics},
        }

    def dimension(self) -> list[Row]:
        if self.region != "WijkenEnBuurten":
            return []
        areas = dict.fromkeys(row["WijkenEnBuurten"] for row in self.rows)
        return [{"Key": code.ljust(10), "Title": self.names.get(code, code)} for code in areas]


@dataclass
class CbsWithDimensions(Cbs):
    def _v3(self, request: Request, address: str, table_id: str, resource: str, *, feed: bool) -> Answer:
        table = next((one for key, one in self.tables.items() if key.casefold() == table_id), None)
        if isinstance(table, DimensionsTable):
            for name, codes in table.dimensions.items():
                if name.casefold() == resource:
                    root = f"{address}/ODataApi/odata/{table.id}"
                    value = [
                        {"Key": key, "Title": title, "Description": "", "CategoryGroupID": None}
                        for key, title in codes.items()
                    ]
                    return Answer.of_json(
                        {"odata.metadata": f"{root}/$metadata#Cbs.OData.WebAPI.{name}", "value": value}
                    )
        return super()._v3(request, address, table_id, resource, feed=feed)
