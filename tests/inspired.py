"""Small tables of ambitions and results elsewhere, in the form in which they are given out.

The figures are those of a real place, Overwhere-Zuid in Purmerend (1.276 buildings by 2022, 88 homes in 2021). The
addresses and quotations are made up, so that a test can see whether the latter get anywhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

AMBITION_HEADER = (
    "id;gemeente;wijk_buurt;cbs_code;schaal;afzender;thema;doel;indicator;nulwaarde;nuljaar;nulwaarde_herkomst;"
    "streefwaarde;streefwaarde_max;eenheid;streefjaar;streefjaar_herkomst;richting;meetbaar;wat_ontbreekt;status;"
    "bron_url;bron_jaar;citaat;betrouwbaarheid;opmerking"
)
RESULT_HEADER = (
    "id;soort;gemeente;wijk_buurt;thema;ambitie_ids;wat_beloofd;beloofd_getal;beloofd_eenheid;beloofd_jaar;"
    "wat_bereikt;bereikt_getal;bereikt_eenheid;peiljaar;pct_van_beloofd;status;oorzaak;les_voor_team;bron_url;"
    "bron_jaar;citaat;tweede_bron_url;betrouwbaarheid;opmerking"
)

_AMBITION = {
    "gemeente": "Purmerend",
    "wijk_buurt": "Overwhere-Zuid",
    "schaal": "wijk",
    "afzender": "gemeente",
    "thema": "aardgasvrij_co2",
    "doel": "Alle gebouwen in het proeftuingebied zijn in 2022 van het gas.",
    "indicator": "aantal gebouwen van het gas",
    "nulwaarde": "0",
    "nuljaar": "2018",
    "nulwaarde_herkomst": "lezing: start bij nul",
    "streefwaarde": "1276",
    "eenheid": "gebouwen",
    "streefjaar": "2022",
    "streefjaar_herkomst": "bron",
    "richting": "omhoog",
    "meetbaar": "ja",
    "status": "niet gehaald (zie R06)",
    "bron_url": "https://voorbeeld.nl/purmerend",
    "bron_jaar": "2020",
    "citaat": "In 2022 verwachten wij dat iedereen hier zonder gas woont",
    "betrouwbaarheid": "middel",
}
_RESULT = {
    "soort": "resultaat",
    "gemeente": "Purmerend",
    "wijk_buurt": "Overwhere-Zuid",
    "thema": "aardgasvrij_co2",
    "ambitie_ids": "A006;A099",
    "wat_beloofd": "1.276 gebouwen van het gas in 2022.",
    "beloofd_getal": "1276",
    "beloofd_eenheid": "gebouwen",
    "beloofd_jaar": "2022",
    "wat_bereikt": "88 woningen in de eerste fase; tweede fase uitgesteld.",
    "bereikt_getal": "88",
    "bereikt_eenheid": "woningen",
    "peiljaar": "2021",
    "pct_van_beloofd": "6.9",
    "status": "niet gehaald",
    "oorzaak": "kosten hoger dan begroot; corporatie wachtte",
    "les_voor_team": "Beslis per blok.",
    "bron_url": "https://voorbeeld.nl/krant",
    "bron_jaar": "2021",
    "citaat": "dat er straks nog maar een handvol huizen over is",
    "betrouwbaarheid": "middel",
}


def ambition(**other: str) -> dict[str, str]:
    """Return a row of ambitions, with other cells where they are given."""
    return {"id": "A006", **_AMBITION, **other}


def result(**other: str) -> dict[str, str]:
    """Return a row of results, with other cells where they are given."""
    return {"id": "R06", **_RESULT, **other}


AMBITIONS = (
    ambition(),
    ambition(id="A099", betrouwbaarheid="laag", status="uitkomst niet gevonden"),
    ambition(
        id="A002",
        streefwaarde="",
        streefjaar="",
        meetbaar="nee",
        wat_ontbreekt="getal; jaar",
        status="loopt (zie R11)",
    ),
)
RESULTS = (result(), result(id="R11", ambitie_ids="A002", betrouwbaarheid="laag"))


def text(header: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as the content of a table."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header.split(";"), delimiter=";", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def write(folder: Path) -> None:
    """Write both tables in a folder."""
    folder.mkdir(parents=True)
    for name, header, rows in (
        ("ambities.csv", AMBITION_HEADER, AMBITIONS),
        ("resultaten.csv", RESULT_HEADER, RESULTS),
    ):
        (folder / name).write_text(text(header, rows), encoding="utf-8", newline="")
