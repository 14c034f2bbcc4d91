"""The screens: per step a panel of widgets over one shared model.

A notebook uses one or two of them, so each is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from wijkdata.panels.workshop import Workshop, open_workshop

_WHERE = {
    "AmbitionModel": "model",
    "BaselinePanel": "baselines",
    "CoherencePanel": "coherence",
    "DecisionsPanel": "decisions",
    "DelayPanel": "delay",
    "ElsewherePanel": "elsewhere",
    "NeighbourhoodPanel": "neighbourhood",
    "ObjectivesPanel": "objectives",
    "PartiesPanel": "parties",
    "ProgressPanel": "progress",
    "TermsPanel": "terms",
    "ThemesPanel": "themes",
    "Workshop": "workshop",
    "open_workshop": "workshop",
    "stylesheet": "panel",
}

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
    "open_workshop",
    "stylesheet",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'wijkdata.panels' has no attribute '{name}'")
    return getattr(import_module(f"wijkdata.panels.{_WHERE[name]}"), name)
