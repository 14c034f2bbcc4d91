"""What a file says otherwise than what was loaded before it, of the same figure in the same table.

Between editions of different dates that is a revision, and the newest counts. Where nothing tells which edition is
newer the user must know of it; and two that say they are the same edition cannot both be right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.observations import KEY, PUBLISHED
from wijkdata.sources.loaded import Loaded
from wijkdata.store import Store


@dataclass(frozen=True)
class Difference:
    """Figures that an earlier file gave otherwise.

    Attributes
    ----------
    count
        How many.
    files
        Names of the earlier files.
    example
        The first of them in Dutch, with both values.
    before, now
        ISO dates of the publisher's last change to what stood there, and to what came; empty where none is told.
    contradiction
        Whether a figure that was taken over unchanged differs although both files name the same edition.
    """

    count: int
    files: tuple[str, ...]
    example: str
    before: str
    now: str
    contradiction: bool

    def what(self) -> str:
        """Return what differs, in Dutch and without a full stop."""
        figures = "1 cijfer is" if self.count == 1 else f"{dutch.number(self.count)} cijfers zijn"
        return f"{figures} anders dan in {dutch.join(self.files)}, zoals {self.example}"

    def text(self) -> str:
        """Return what differs, which of the two counts, and what to do where that is wrong."""
        return f"{self.what()}. {self._counts()}"

    def _counts(self) -> str:
        if self.now == self.before:
            return (
                "Welke van de twee nieuwer is, staat er niet bij; wat het laatst is toegevoegd, geldt. Klopt dat "
                "niet, voeg dan het andere bestand opnieuw toe."
            )
        if self.now > self.before:
            return "Dit is de nieuwere uitgave; die geldt nu. De eerdere blijft bewaard."
        return "Wat er al stond, geldt: daarvan is de datum van uitgave later, of als enige bekend."


def difference(store: Store, loaded: Loaded, sha256: str) -> Difference | None:
    """Compare what a file gave with what stands in the store of the same tables.

    Parameters
    ----------
    store
        As it is without the file.
    loaded
        What the file gave.
    sha256
        Of the file: what the same bytes gave before is replaced and not compared.

    Returns
    -------
    None where every figure that both have is shown alike.
    """
    dates = {table.id: table.modified for table in loaded.tables}
    frames = []
    for entry in store.in_order():
        before = {table.id: table.modified for table in entry.tables if table.id in dates}
        if entry.sha256 != sha256 and before:
            rows = store.figures_of(entry)
            frames.append(rows.assign(file=entry.name, modified=rows["table"].map(before)))
    if not frames:
        return None
    standing = pd.concat(frames).dropna(subset="value").drop_duplicates(KEY, keep="last")
    both = loaded.observations[[*KEY, "value", "method"]].merge(standing, on=KEY, suffixes=("", "_before"))
    other = both[both["value"].notna() & (both["value"] != both["value_before"])]
    # What is shown alike is alike: one form of a table may have more decimals than another.
    other = other[_shown(other, "value") != _shown(other, "value_before")]
    if other.empty:
        return None
    now = other["table"].map(dates)
    # What was computed may differ for another reason, such as addresses that came in between.
    against = (now != "") & (now == other["modified"]) & (other["method"] == PUBLISHED)
    first = int(against.to_numpy().argmax())
    return Difference(
        len(other),
        tuple(dict.fromkeys(other["file"])),
        _example(other.iloc[first]),
        str(other["modified"].iloc[first]),
        str(now.iloc[first]),
        bool(against.any()),
    )


def _shown(rows: pd.DataFrame, column: str) -> pd.Series:
    entries = catalogue.indicators()
    texts = [entries[one].text(value) for one, value in zip(rows["indicator"], rows[column], strict=True)]
    return pd.Series(texts, index=rows.index, dtype="object")


def _example(row: Any) -> str:
    entry = catalogue.indicator(row["indicator"])
    return (
        f"{entry.name} van {row['area']} in {row['year']}: eerst {entry.text(row['value_before'])}, "
        f"nu {entry.text(row['value'])}"
    )
