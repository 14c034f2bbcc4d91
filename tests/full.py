"""An ambition as full as a screen must bear: many parties with long names, and long words everywhere."""

from __future__ import annotations

from datetime import date

from wijkdata import catalogue, datasets
from wijkdata.ambition import file, terms_edit
from wijkdata.ambition.model import (
    Agreement,
    Ambition,
    Decision,
    Interest,
    Note,
    Objective,
    Party,
    ThemeChoice,
    Wording,
)

_SENTENCE = (
    "Wij willen dat de werkzaamheden in de straat in één keer gebeuren, dat iedereen vooraf weet waar hij aan toe is "
    "en dat niemand er in zijn maandlasten op achteruitgaat."
)

PARTIES = [
    f"{number}e bewonersvereniging van eigenaren en huurders rond het Prinsenpark en omstreken"
    for number in range(1, 13)
]


def words(label: str, sentences: int) -> str:
    """Return a long text that begins with its own label and ends with it, so that a test can find both."""
    return f"{label}. {' '.join([_SENTENCE] * sentences)} Einde van {label}."


def full_ambition() -> Ambition:
    """Return the example with 12 parties, 9 themes, 30 objectives, 15 agreements and long words in each."""
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    themes = [one.id for one in catalogue.themes().values() if not one.context]
    ambition, term = terms_edit.add_term(example.model_copy(update={"terms": []}), "woonlastenneutraliteit")
    wordings = [
        Wording(party=one, text=words(f"lezing {number}", 2)) for number, one in enumerate(PARTIES, 1)
    ]
    full_term = next(one for one in ambition.terms if one.name == term).model_copy(
        update={"wordings": wordings, "agreed": words("afspraak", 3), "criterion": words("criterium", 3)}
    )
    objectives = [
        Objective(
            id=f"vol-{number}",
            theme=themes[number % len(themes)],
            statement=words(f"doel {number}", 1)[:190],
            owner=PARTIES[number % 12],
        )
        for number in range(30 - len(ambition.objectives))
    ]
    grounded = ambition.objectives[0].model_copy(
        update={"parties": PARTIES, "terms": [term], "tracks": ["A", "B"], "origin": words("herkomst", 1)}
    )
    return ambition.model_copy(
        update={
            "parties": [Party(name=one, priorities=themes) for one in PARTIES],
            "interests": [
                Interest(party=party, theme=theme, weight=number % 6, text=words(f"belang {number}", 1))
                for number, party in enumerate(PARTIES, 1)
                for theme in themes
            ],
            "themes": [
                ThemeChoice(theme=one, choice="moet", reason=words(f"reden {one}", 2)) for one in themes
            ],
            "agreements": [
                Agreement(
                    what=words(f"afspraak {number}", 2), owner=PARTIES[number % 12], due=date(2027, 5, 31)
                )
                for number in range(1, 16)
            ],
            "terms": [full_term],
            "objectives": [grounded, *ambition.objectives[1:], *objectives],
            "decisions": [
                Decision(
                    date=date(2026, 1, number),
                    what=words(f"besluit {number}", 2),
                    why=_SENTENCE,
                    who=PARTIES[0],
                )
                for number in range(1, 13)
            ],
            "notes": [Note(text=words(f"notitie {number}", 2), about="doel 1") for number in range(1, 9)],
        },
        deep=True,
    )
