"""What CBS says about a table itself (``TableInfos``): id, title, date of change and status of the figures.

CBS gives the status per reporting year in running text only. That text is read here, sentence by sentence; a year
about which it says nothing is refused, because a figure without status cannot be a nulmeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources.reading import Source, read_json
from wijkdata.sources.tables import Table, cbs

_KEYS = ("Identifier", "Title", "Period", "Modified", "ShortDescription")
_STATUS_HEADING = "Status van de cijfers"
_TOKEN = re.compile(
    r"(?P<first>\d{4}) tot en met (?P<last>\d{4})|(?P<year>\d{4})"
    # "De cijfers over 2019 zijn definitieve cijfers", but not "de definitieve cijfers volgen in 2026".
    r"|(?P<status>nader voorlopig|voorlopig|definitief|(?<=zijn )definitieve)"
)


#: The remark beside a figure of which the status was not told; `UNTOLD` is what it is then treated as.
STATUS_UNKNOWN = "status niet bekend (TableInfos ontbrak); als voorlopig behandeld"
UNTOLD = "voorlopig"


@dataclass(frozen=True)
class TableInfo:
    """One row of ``TableInfos``, as far as it is used.

    Attributes
    ----------
    file
        Name of the file it was read from, for messages.
    id, title, period
        As published.
    modified
        ISO date of the last change by CBS.
    text
        The short description: what is in the table, status of the figures, changes.
    """

    file: str
    id: str
    title: str
    period: str
    modified: str
    text: str

    def table(self, years: Iterable[int]) -> Table:
        """Return how to cite this table."""
        return cbs(self.id, self.title, tuple(sorted(years)), self.modified)


def read_table_info(source: Source) -> TableInfo:
    """Read the description of one CBS table.

    Raises
    ------
    SourceError
        If the file is no such description.
    """
    name, fields = read_json(source)
    missing = [key for key in _KEYS if not isinstance(fields.get(key), str)]
    if missing:
        raise SourceError(
            f"{name} is geen tabelinformatie van CBS: {dutch.join(missing)} "
            f"{'ontbreekt' if len(missing) == 1 else 'ontbreken'}. Download TableInfos van de tabel opnieuw."
        )
    table_id, title, period, modified, text = (fields[key].strip() for key in _KEYS)
    return TableInfo(name, table_id, title, period, modified[:10], text)


def one_year(info: TableInfo) -> int:
    """Return the reporting year of a table that has only one.

    Title and period normally agree. Where they do not, the title holds only if the description says so too: the
    period of 84517NED reads 2018, although the table is about 2017.

    Raises
    ------
    SourceError
        If title and period contradict each other and the description does not settle it.
    """
    in_title = re.findall(r"\b(\d{4})\b", info.title)
    if len(in_title) != 1:
        raise SourceError(
            f"{info.file}: in de titel ‘{info.title}’ staat niet precies één jaar. Gebruik de tabelinformatie van "
            "een tabel over één jaar."
        )
    year = str(in_title[0])
    if info.period != year and f"tabel voor {year}" not in info.text:
        raise SourceError(
            f"{info.file}: de titel noemt het jaar {year}, maar de periode is ‘{info.period}’. Kijk bij CBS over "
            f"welk jaar tabel {info.id} gaat."
        )
    return int(year)


def statuses(info: TableInfo, years: Iterable[int]) -> dict[int, str]:
    """Return the status of the figures per reporting year, as the description gives it.

    The section "Status van de cijfers" goes before the notes on changes. A sentence without years ("De cijfers in
    deze tabel zijn definitief") holds for every year. Years before one that is final are final: CBS finalises in
    order.

    Parameters
    ----------
    info
        Description of the table.
    years
        The reporting years in the table.

    Raises
    ------
    SourceError
        If the description gives no status for one of the years.
    """
    _, _, after = info.text.partition(_STATUS_HEADING)
    section, _, notes = after.partition("\n\n")
    stated: dict[int | None, str] = {}
    for part in (section, notes):
        for sentence in re.split(r"\.\s|\n", part):
            for year, status in _statements(sentence):
                stated.setdefault(year, status)
    final = max((year for year, status in stated.items() if year and status == "definitief"), default=0)
    found: dict[int, str] = {}
    for year in years:
        status = stated.get(year) or stated.get(None) or ("definitief" if year < final else "")
        if not status:
            raise SourceError(
                f"{info.file}: onder ‘{_STATUS_HEADING}’ staat niets over {year}. Zonder status nemen wij de cijfers "
                "niet over; download de nieuwste tabelinformatie bij CBS."
            )
        found[year] = status
    return found


def _statements(sentence: str) -> list[tuple[int | None, str]]:
    """Return the pairs of year and status in one sentence; year None if the sentence names none.

    The status follows its years ("2022 en 2023 zijn nader voorlopig en 2024 is voorlopig") or, if it comes first,
    goes before them ("de voorlopige cijfers over 2022").
    """
    waiting: list[int] = []
    leading: str | None = None
    pairs: list[tuple[int | None, str]] = []
    seen_year = False
    # A sentence can be one word: "Definitief."
    for token in _TOKEN.finditer(sentence.casefold()):
        status = (token["status"] or "").replace("definitieve", "definitief")
        if not status:
            seen_year = True
            years = (
                range(int(token["first"]), int(token["last"]) + 1) if token["first"] else [int(token["year"])]
            )
            if leading:
                pairs += [(year, leading) for year in years]
            else:
                waiting += years
        elif waiting:
            pairs += [(year, status) for year in waiting]
            waiting = []
        else:
            leading = status
    if leading and not seen_year:
        pairs.append((None, leading))
    return pairs
