"""All tables behind the documents, for the workbook and for other programs."""

from __future__ import annotations

from wijkdata.reports import tables_agreement, tables_figures, tables_objectives, tables_programme
from wijkdata.reports.facts import Facts
from wijkdata.reports.sheets import Sheet


def all_tables(facts: Facts) -> list[Sheet]:
    """Return all tables, in the order of the workbook; the list of sources is complete when the others are made."""
    first = tables_objectives.objectives(facts)
    for one in facts.ambition.objectives:
        tables_figures.series_sources(facts, one)
    newest = tables_figures.figures(facts)
    return [
        first,
        tables_objectives.standings(facts),
        tables_objectives.arrangements(facts),
        tables_objectives.milestones(facts),
        newest,
        tables_figures.series(facts),
        tables_objectives.measurements(facts),
        tables_agreement.themes(facts),
        tables_agreement.links(facts),
        tables_agreement.interests(facts),
        tables_agreement.terms(facts),
        tables_agreement.wordings(facts),
        tables_agreement.decisions(facts),
        tables_agreement.agreements(facts),
        tables_programme.steps(facts),
        tables_programme.answers(facts),
        tables_programme.residents(facts),
        tables_programme.parameters(facts),
        tables_programme.findings(facts),
        tables_figures.sources(facts),
    ]
