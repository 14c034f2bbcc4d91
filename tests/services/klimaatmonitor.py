"""The open data service of Klimaatmonitor: a key in the header, values as text, pages with a link to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.loopback import Answer, Request, Running, serve

KEY = "sleutel-van-de-test"
PATH = "/jiveservices/odata"

#: Titles of the portal; that the service has a field ``Unit`` is an assumption.
VARIABLES = [
    {"ExternalCode": "bevtot", "Name": "Totaal aantal inwoners", "Unit": "inwoners"},
    {
        "ExternalCode": "vbrze_tot_wijk",
        "Name": "Totaal elektriciteitsgebruik bedrijven en instellingen",
        "Unit": "kWh",
    },
    {"ExternalCode": "hern_tot", "Name": "Totaal bekende hernieuwbare energie", "Unit": "TJ"},
    {"ExternalCode": "gaswon_tc", "Name": "Gasgebruik woningen (temperatuurgecorrigeerd)", "Unit": "TJ"},
]
VALUES: dict[tuple[str, str], list[tuple[str, str, str]]] = {
    ("vbrze_tot_wijk", "buurt"): [
        ("BU05991449", "2022", "11430000"),
        ("BU05991466", "2022", "15190000"),
        ("BU05991999", "2022", "?"),
        ("BU05999998", "2022", ""),
    ],
    ("vbrze_tot_wijk", "gemeente"): [("599", "2022", "3000000000")],
    ("gaswon_tc", "buurt"): [("BU05991449", "2021", "160"), ("BU05991449", "2022", "150.5")],
}


def value(code: str, level: str, area: str, period: str, text: str) -> dict[str, str]:
    return {
        "@odata.type": "#Swing.Value",
        "@odata.id": f"http://x{PATH}/Variables('{code}')/GeoLevels('{level}')/PeriodLevels('year')"
        f"/Periods('{period}')/Values('{area}')",
        "ExternalCode": area,
        "GeoLevel": level,
        "PeriodLevel": "year",
        "Period": period,
        "ValueString": text,
        "Description": "",
    }


@contextmanager
def running(page: int = 2) -> Iterator[Running]:
    """Run the service with so many rows on a page (the real one gives 1,000)."""

    def rows_of(path: str) -> list[Any] | None:
        if path == "/Variables":
            return VARIABLES
        found = re.fullmatch(
            r"/Variables\('([^']+)'\)/GeoLevels\('(\w+)'\)/PeriodLevels\('year'\)/Periods\('(\w+)'\)/Values",
            path,
        )
        if found is None or (found[1], found[2]) not in VALUES:
            return None
        return [
            value(found[1], found[2], area, period, text)
            for area, period, text in VALUES[found[1], found[2]]
            if found[3] in ("all", period)
        ]

    def answer(request: Request, address: str) -> Answer:
        if request.headers.get("apikey") != KEY:
            return Answer.of_text(401, "Guest user group not found")
        path = request.path.removeprefix(PATH)
        if one := re.fullmatch(r"/Variables\('([^']+)'\)", path):
            entry = next((entry for entry in VARIABLES if entry["ExternalCode"] == one[1]), None)
            return Answer.of_json(entry) if entry else Answer.of_text(404, "Not found")
        rows = rows_of(path)
        if rows is None:
            return Answer.of_text(404, "Not found")
        skip = int(request.query.get("$skip", "0"))
        document: dict[str, Any] = {
            "@odata.context": f"{address}{PATH}/$metadata#Values",
            "value": rows[skip : skip + page],
        }
        if skip + page < len(rows):
            document["@odata.nextLink"] = f"{address}{request.path}?$skip={skip + page}"
        return Answer.of_json(document)

    with serve(answer) as server:
        yield server
