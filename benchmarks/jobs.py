"""The jobs that are measured: ours, and what somebody would write otherwise.

Each takes the folder with its files, so that it can also be done in a process of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

import made_up
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.json as pajson

from wijkdata.sources import cbs_kwb, eponline, kleinverbruik
from wijkdata.sources.loaded import Loaded

DAY = "2026-01-01"
#: What StatLine writes where there is no figure: plain, and aligned to the right.
_NO_FIGURE = [".", "       ."]

# --- a yearly table -----------------------------------------------------------------------------------------------


def kwb_json(folder: Path) -> Loaded:
    return cbs_kwb.load(folder / made_up.KWB_JSON, retrieved=DAY, companions={})


def kwb_json_with_infos(folder: Path) -> Loaded:
    return cbs_kwb.load(folder / made_up.KWB_JSON, retrieved=DAY, companions=_infos(folder))


def json_and_a_dataframe(folder: Path) -> pd.DataFrame:
    return pd.DataFrame(json.loads((folder / made_up.KWB_JSON).read_text(encoding="utf-8"))["value"])


def bare_pyarrow_json(folder: Path) -> pa.Table:
    # The answer is one line, and a line must fit in a block.
    options = pajson.ReadOptions(block_size=1 << 28)
    (rows,) = pajson.read_json(folder / made_up.KWB_JSON, read_options=options)["value"].chunks
    return pa.Table.from_struct_array(rows.flatten())


def kwb_export(folder: Path) -> Loaded:
    return cbs_kwb.load(folder / made_up.KWB_EXPORT, retrieved=DAY, companions={})


def export_by_pandas(folder: Path) -> pd.DataFrame:
    # The row of units would make text of every column.
    return pd.read_csv(
        folder / made_up.KWB_EXPORT, sep=";", decimal=",", skiprows=[0, 1, 2, 4], na_values=_NO_FIGURE
    )


def export_by_pyarrow(folder: Path) -> pa.Table:
    return pacsv.read_csv(
        folder / made_up.KWB_EXPORT,
        read_options=pacsv.ReadOptions(skip_rows=3, skip_rows_after_names=1),
        parse_options=pacsv.ParseOptions(delimiter=";"),
        convert_options=pacsv.ConvertOptions(decimal_point=",", null_values=_NO_FIGURE),
    )


def kwb_dataset(folder: Path) -> Loaded:
    return cbs_kwb.load(folder / made_up.KWB_DATASET, retrieved=DAY, companions=_infos(folder))


def dataset_by_pandas(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / made_up.KWB_DATASET, sep=";", na_values=_NO_FIGURE)


def dataset_by_pyarrow(folder: Path) -> pa.Table:
    return pacsv.read_csv(
        folder / made_up.KWB_DATASET,
        parse_options=pacsv.ParseOptions(delimiter=";"),
        convert_options=pacsv.ConvertOptions(null_values=_NO_FIGURE),
    )


def _infos(folder: Path) -> dict[str, Path]:
    return {cbs_kwb.TABLE_INFOS: folder / made_up.TABLE_INFOS}


# --- gas connections per buurt of one gemeente --------------------------------------------------------------------

_OF_RANGES = ["POSTCODE_VAN", "PRODUCTSOORT", "AANSLUITINGEN_AANTAL", "FYSIEKE_STATUS_PERC"]


def connections(folder: Path) -> pd.Series:
    loaded = kleinverbruik.load(
        folder / made_up.CONNECTIONS, retrieved=DAY, year=2023, addresses=_addresses(folder)
    )
    return loaded.observations.set_index("area")["value"]


def connections_by_pandas(folder: Path) -> pd.Series:
    return _connections(pd.read_csv(folder / made_up.CONNECTIONS, sep="\t", decimal=","), folder)


def connections_by_pandas_needed_columns(folder: Path) -> pd.Series:
    table = pd.read_csv(folder / made_up.CONNECTIONS, sep="\t", decimal=",", usecols=_OF_RANGES)
    return _connections(table, folder)


def connections_by_pandas_pyarrow(folder: Path) -> pd.Series:
    table = pd.read_csv(
        folder / made_up.CONNECTIONS, sep="\t", decimal=",", usecols=_OF_RANGES, engine="pyarrow"
    )
    return _connections(table, folder)


def _connections(table: pd.DataFrame, folder: Path) -> pd.Series:
    """Count a whole range in the buurt of its first postcode."""
    gas = table[table["PRODUCTSOORT"] == "GAS"]
    buurt_of = _addresses(folder).drop_duplicates("postcode").set_index("postcode")["buurt"]
    active = gas["AANSLUITINGEN_AANTAL"] * gas["FYSIEKE_STATUS_PERC"] / 100
    return active.groupby(gas["POSTCODE_VAN"].map(buurt_of)).sum()


# --- labels per buurt of one gemeente -----------------------------------------------------------------------------

_OF_LABELS = [
    "Registratiedatum",
    "GeldigTot",
    "Status",
    "Gebouwklasse",
    "BAGVerblijfsobjectID",
    "Energieklasse",
]
_GOOD = ["A+++++", "A++++", "A+++", "A++", "A+", "A", "B"]


def labels(folder: Path) -> pd.DataFrame:
    found = eponline.load(folder / made_up.LABELS, retrieved=DAY, addresses=_addresses(folder)).observations
    names = ["woningen_met_label", "label_ab_aandeel"]
    return pd.DataFrame(
        {name: found[found["indicator"] == name].set_index("area")["value"] for name in names}
    )


def labels_by_pandas(folder: Path) -> pd.DataFrame:
    table = pd.read_csv(
        folder / made_up.LABELS,
        sep=";",
        decimal=",",
        skiprows=2,
        dtype={"BAGVerblijfsobjectID": "str"},
        # Columns of which some parts are empty give a warning otherwise.
        low_memory=False,
    )
    return _labels(table, folder)


def labels_by_pandas_needed_columns(folder: Path) -> pd.DataFrame:
    table = pd.read_csv(
        folder / made_up.LABELS,
        sep=";",
        skiprows=2,
        usecols=_OF_LABELS,
        dtype={"BAGVerblijfsobjectID": "str"},
    )
    return _labels(table, folder)


def labels_by_pandas_pyarrow(folder: Path) -> pd.DataFrame:
    table = pd.read_csv(
        folder / made_up.LABELS,
        sep=";",
        skiprows=2,
        usecols=_OF_LABELS,
        dtype={"BAGVerblijfsobjectID": "str"},
        engine="pyarrow",
    )
    return _labels(table, folder)


def _labels(table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Keep of each dwelling the newest valid registration, and count."""
    homes = table[
        (table["Gebouwklasse"] == "W")
        & (table["Status"] != "Vergunningsaanvraag")
        & (table["GeldigTot"] >= 20260401)
    ]
    newest = homes.sort_values("Registratiedatum", kind="stable").drop_duplicates(
        "BAGVerblijfsobjectID", keep="last"
    )
    joined = newest.merge(_addresses(folder), left_on="BAGVerblijfsobjectID", right_on="object")
    by_buurt = joined["Energieklasse"].isin(_GOOD).groupby(joined["buurt"])
    return pd.DataFrame(
        {"woningen_met_label": by_buurt.size(), "label_ab_aandeel": (100 * by_buurt.mean()).round(1)}
    )


def _addresses(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / made_up.ADDRESSES)


# --- the measure itself -------------------------------------------------------------------------------------------


def two_hundred_megabytes(folder: Path) -> int:  # noqa: ARG001  (every job takes it)
    return len(bytearray(200_000_000))
