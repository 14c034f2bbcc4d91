"""Which tables of Kerncijfers wijken en buurten there are, and which of their columns is which indicator.

A column is known by its title and unit, by the stem of its key (OData v3) or by its code (OData v4). What looks alike
but is another figure is not taken for the same one: built before 2000 is not "more than ten years ago", and persons
in poverty are no households with a low income.
"""

from __future__ import annotations

from dataclasses import dataclass

from wijkdata.sources.cbs_sheet import Topic

#: Table id per reporting year; wrong labels go round, so the year is checked against the file where it can be.
ALL_TABLE_IDS = {
    2013: "82339NED",
    2014: "82931NED",
    2015: "83220NED",
    2016: "83487NED",
    2017: "83765NED",
    2018: "84286NED",
    2019: "84583NED",
    2020: "84799NED",
    2021: "85039NED",
    2022: "85318NED",
    2023: "85618NED",
    2024: "85984NED",
    2025: "86165NED",
}


@dataclass(frozen=True)
class Measure:
    """Where a figure stands, and from which to which year every whole table has it."""

    topic: Topic
    first: int = 2014
    last: int = max(ALL_TABLE_IDS)

    def expected(self, year: int) -> bool:
        """Tell whether a whole table of that year must have it."""
        return self.first <= year <= self.last


#: The figures that come with the package.
EMBEDDED = {
    "inwoners": Measure(Topic(("Aantal inwoners",), ("AantalInwoners",), ("aantal",), codes=("T001036",))),
    "huishoudens": Measure(
        Topic(("Huishoudens totaal",), ("HuishoudensTotaal",), ("aantal",), codes=("1050010_2",))
    ),
    "woningen": Measure(Topic(("Woningvoorraad",), ("Woningvoorraad",), ("aantal",), codes=("M000297",))),
    "eengezins_aandeel": Measure(
        Topic(("Percentage eengezinswoning",), ("PercentageEengezinswoning",), ("%",), codes=("ZW10290",))
    ),
    "meergezins_aandeel": Measure(
        Topic(("Percentage meergezinswoning",), ("PercentageMeergezinswoning",), ("%",), codes=("ZW10340",))
    ),
    "bewoond_aandeel": Measure(Topic(("Percentage bewoond",), ("PercentageBewoond",), ("%",)), last=2023),
    "koop_aandeel": Measure(Topic(("Koopwoningen",), ("Koopwoningen",), ("%",), codes=("1014800",))),
    "huur_aandeel": Measure(
        Topic(("Huurwoningen totaal",), ("HuurwoningenTotaal",), ("%",), codes=("1014850_2",))
    ),
    "corporatie_aandeel": Measure(
        Topic(("In bezit woningcorporatie",), ("InBezitWoningcorporatie",), ("%",), codes=("A047047",))
    ),
    "overige_verhuur_aandeel": Measure(
        Topic(("In bezit overige verhuurders",), ("InBezitOverigeVerhuurders",), ("%",), codes=("A047048",))
    ),
    # From 2024 the table has "more than ten years ago" instead, which is another figure every year.
    "voor_2000_aandeel": Measure(Topic(("Bouwjaar voor 2000",), ("BouwjaarVoor2000",), ("%",)), last=2023),
    "woz_gem": Measure(
        Topic(
            ("Gemiddelde woningwaarde", "Gemiddelde WOZ-waarde van woningen"),
            ("GemiddeldeWoningwaarde", "GemiddeldeWOZWaardeVanWoningen"),
            ("x 1 000 euro",),
            codes=("M001642",),
        )
    ),
    "elektra_gem": Measure(
        Topic(
            (
                "Gemiddeld elektriciteitsverbruik totaal",
                "Gemiddelde elektriciteitslevering totaal",
                "Gemiddelde elektriciteitslevering",
            ),
            (
                "GemiddeldElektriciteitsverbruikTotaal",
                "GemiddeldeElektriciteitsleveringTotaal",
                "GemiddeldeElektriciteitslevering",
            ),
            ("kWh",),
            codes=("M000221_2",),
        )
    ),
    "gas_gem": Measure(
        Topic(
            ("Gemiddeld aardgasverbruik totaal", "Gemiddeld aardgasverbruik"),
            ("GemiddeldAardgasverbruikTotaal", "GemiddeldAardgasverbruik"),
            ("m³",),
            codes=("M000219_2",),
        )
    ),
    "stadsverwarming_aandeel": Measure(
        Topic(("Percentage woningen met stadsverwarming",), ("PercentageWoningenMetStadsverwarming",), ("%",))
    ),
    # Of 2020 to 2022 it is not certain that the table has it; from 2024 it has persons in poverty instead.
    "laag_inkomen_aandeel": Measure(
        Topic(("Huishoudens met een laag inkomen",), ("HuishoudensMetEenLaagInkomen",), ("%",)), last=2019
    ),
    "adressendichtheid": Measure(
        Topic(
            ("Omgevingsadressendichtheid",),
            ("Omgevingsadressendichtheid",),
            ("per km²", "aantal per km²", "aantal adressen per km²"),
            codes=("ST0003",),
        )
    ),
}
#: Every figure that is taken over.
MEASURES = {
    **EMBEDDED,
    "aardgasvrij_aandeel": Measure(
        Topic(("Aardgasvrije woningen",), ("AardgasvrijeWoningen",), ("%",), codes=("M008295",)), first=2024
    ),
    "aardgas_aandeel": Measure(
        Topic(("Aardgaswoningen",), ("Aardgaswoningen",), ("%",), codes=("M008296",)), first=2024
    ),
    "elektrisch_verwarmd_aandeel": Measure(
        Topic(
            ("Woningen hoofdz. elektrisch verwarmd", "Woningen hoofdzakelijk elektrisch verwarmd"),
            ("WoningenHoofdzElektrischVerwarmd",),
            ("%",),
        ),
        first=2024,
    ),
    "zonnestroom_aandeel": Measure(
        Topic(("Woningen met zonnestroom",), ("WoningenMetZonnestroom",), ("%",), codes=("M008297",)),
        first=2024,
    ),
    "elektra_teruglevering_gem": Measure(
        Topic(
            ("Gemiddelde elektriciteitsteruglevering",),
            ("GemiddeldeElektriciteitsteruglevering",),
            ("kWh",),
            codes=("M008294",),
        ),
        first=2024,
    ),
    "oppervlakte_land": Measure(Topic(("Oppervlakte land",), ("OppervlakteLand",), ("ha",))),
    "oppervlakte_water": Measure(Topic(("Oppervlakte water",), ("OppervlakteWater",), ("ha",))),
    "stedelijkheid": Measure(
        Topic(("Mate van stedelijkheid",), ("MateVanStedelijkheid",), ("code", "klasse"), codes=("ST0001",))
    ),
}
