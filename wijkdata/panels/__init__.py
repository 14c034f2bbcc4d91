"""The screens: per step a panel of widgets over one shared model."""

from __future__ import annotations

from wijkdata.panels.baselines import BaselinePanel
from wijkdata.panels.coherence import CoherencePanel
from wijkdata.panels.decisions import DecisionsPanel
from wijkdata.panels.delay import DelayPanel
from wijkdata.panels.elsewhere import ElsewherePanel
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.neighbourhood import NeighbourhoodPanel
from wijkdata.panels.objectives import ObjectivesPanel
from wijkdata.panels.panel import stylesheet
from wijkdata.panels.parties import PartiesPanel
from wijkdata.panels.progress import ProgressPanel
from wijkdata.panels.terms import TermsPanel
from wijkdata.panels.themes import ThemesPanel
from wijkdata.panels.workshop import Workshop, workshop

__all__ = [
    "AmbitionModel",
    "BaselinePanel",
    "CoherencePanel",
    "DecisionsPanel",
    "DelayPanel",
    "ElsewherePanel",
    "NeighbourhoodPanel",
    "ObjectivesPanel",
    "PartiesPanel",
    "ProgressPanel",
    "TermsPanel",
    "ThemesPanel",
    "Workshop",
    "stylesheet",
    "workshop",
]
