"""The data portal of PBL: a zip per gemeente under its name, with two CSV files in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from services.loopback import Answer, Request, Running, serve

FOLDER = "/data/Startanalyse_aardgasvrije_buurten/2025/Gemeentes"
_FIXED = "I01_buurtcode;I02_buurtnaam;I03_wijkcode;I04_wijknaam;I05_gemeentecode;I06_gemeentenaam"
_COUNTS = "I09_aantal_woningen [Aansluiting];I11_woningequivalenten [Woning]"
_RESULTS = "Referentie_2023;Referentie_2030;Laagste_Nationale_Kosten;Strategie_1;Strategie_2"
_CLASSES = "Label_A_en_beter;Label_B;Label_C;Label_D;Label_E;Label_F;Label_G;Geen_label"


def packed(name: str, buurt: str = "BU05991449") -> bytes:
    """Return the zip of a gemeente with one buurt; columns as users of the edition of 2025 name them."""
    gemeente = f"GM{buurt[2:6]}"
    area = f"{buurt};Een buurt;WK{buurt[2:8]};Een wijk;{gemeente};{name};5904;7037"
    strategy = (
        f"{_FIXED};{_COUNTS};Code_Indicator;Eenheid;{_RESULTS}\n"
        f"{area};V01_Strategievariant;-;-;-;s2a;s1a;s2a\n"
        f"{area};A01_Aansl_aardgas;[aantal];6100;6000;0;0;0\n"
        f"{area};H15_CO2_uitstoot;[ton/jaar];11320,5;9800,2;0;0;0\n"
        f"{area};H18_Nat_meerkost_WEQ;[euro/weq/jaar];-;-;98,5;421,0;98,5\n"
    )
    buildings = f"{_FIXED};{_COUNTS};{_CLASSES}\n{area};1000;500;1500;700;300;200;100;1604\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}_strategie.csv", strategy)
        archive.writestr(f"{name}_totaalbebouwing.csv", buildings)
    return content.getvalue()


@contextmanager
def running(files: Mapping[str, bytes]) -> Iterator[Running]:
    """Run the portal with these files, by the name before ``.zip``."""

    def answer(request: Request, _address: str) -> Answer:
        folder, _, file = request.path.rpartition("/")
        name = file.removesuffix(".zip")
        if folder != FOLDER or name not in files:
            return Answer.of_text(404, "<html>Not found</html>", "text/html")
        return Answer(body=files[name], type="application/zip")

    with serve(answer) as server:
        yield server
