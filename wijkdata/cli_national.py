"""The command ``wijkdata national``: the figures of every wijk or gemeente, in a file for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkdata import whole_file
from wijkdata.cli_arguments import as_years
from wijkdata.cli_output import print_json
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason

if TYPE_CHECKING:
    import pandas as pd

_FORMS = (".csv", ".parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("--level", required=True, metavar="NIVEAU", help="wijk of gemeente")
    parser.add_argument(
        "--indicator",
        nargs="+",
        action="extend",
        metavar="ID",
        help="naam van een indicator, zoals gas_gem; alle als u niets opgeeft",
    )
    parser.add_argument(
        "--years", type=as_years, metavar="2019-2024", help="welke jaren; alle als u niets opgeeft"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="BESTAND", help="bestand dat eindigt op .csv of .parquet"
    )


def run(chosen: argparse.Namespace) -> int:
    """Write the figures; returns the exit code."""
    from wijkdata import dutch  # noqa: PLC0415  (each command loads only what it needs)
    from wijkdata.national import national  # noqa: PLC0415

    if chosen.out.suffix.lower() not in _FORMS:
        raise WijkdataError(
            f"Aan ‘{chosen.out.name}’ is niet te zien in welke vorm. Laat de naam eindigen op "
            f"{dutch.join(_FORMS, 'of')}."
        )
    found = national(chosen.level, chosen.indicator, chosen.years)
    if found.empty:
        raise WijkdataError(
            "Hiervan zijn geen cijfers geladen. Zie met ‘wijkdata sources --area CODE’ wat er is, en wat u kunt "
            "toevoegen."
        )
    _write(found, chosen.out)
    known = int(found["value"].notna().sum())
    facts: dict[str, Any] = {
        "path": str(chosen.out),
        "rows": len(found),
        "areas": int(found["area"].nunique()),
        "indicators": int(found["indicator"].nunique()),
        "years": sorted({int(year) for year in found["year"].unique()}),
        "with_value": known,
    }
    if chosen.json:
        return print_json(facts)
    print(
        f"Geschreven: {chosen.out} ({dutch.number(len(found), 0)} cijfers van "
        f"{dutch.number(facts['areas'], 0)} gebieden, waarvan {dutch.number(len(found) - known, 0)} zonder waarde)"
    )
    return 0


def _write(found: pd.DataFrame, path: Path) -> None:
    """Write the table; in a CSV numbers have a decimal point and what is not there is an empty cell.

    Raises
    ------
    WijkdataError
        If the disk does not take it.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.csv as pacsv  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pa.Table.from_pandas(found, preserve_index=False)
    try:
        with whole_file.complete(path) as target:
            if path.suffix.lower() == ".csv":
                pacsv.write_csv(_plain(table), target)
            else:
                pq.write_table(table.replace_schema_metadata(None), target, compression="zstd")
    except OSError as error:
        raise WijkdataError(
            f"{path} is niet te schrijven ({reason(error)}). Kies een andere map of een andere naam."
        ) from None


def _plain(table: Any) -> Any:
    """Return a table in which texts are no dictionaries, for a form that knows none."""
    import pyarrow as pa  # noqa: PLC0415

    fields = [
        pa.field(one.name, one.type.value_type if pa.types.is_dictionary(one.type) else one.type)
        for one in table.schema
    ]
    return table.cast(pa.schema(fields))
