"""From open neighbourhood data to a shared, measurable ambition.

The names below are the public interface. They load what they need when they are first used, so that
``import wijkdata`` itself is light.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wijkdata.ambition.file import load as load_ambition
    from wijkdata.ambition.file import save as save_ambition
    from wijkdata.ambition.follow_up import follow_ups
    from wijkdata.ambition.model import Ambition
    from wijkdata.ambition.rules import check as check_ambition
    from wijkdata.areas import ProjectArea
    from wijkdata.baseline import baseline as baseline_of
    from wijkdata.catalogue import indicator, indicators, themes
    from wijkdata.errors import WijkdataError
    from wijkdata.figures import find_areas, project_area
    from wijkdata.panels.model import AmbitionModel
    from wijkdata.pathways import Pathway, Point
    from wijkdata.presentation import readable
    from wijkdata.progress import assess
    from wijkdata.series import series as series_of

_WHERE = {
    "Ambition": ("ambition.model", "Ambition"),
    "AmbitionModel": ("panels.model", "AmbitionModel"),
    "Pathway": ("pathways", "Pathway"),
    "Point": ("pathways", "Point"),
    "ProjectArea": ("areas", "ProjectArea"),
    "WijkdataError": ("errors", "WijkdataError"),
    "assess": ("progress", "assess"),
    "baseline_of": ("baseline", "baseline"),
    "check_ambition": ("ambition.rules", "check"),
    "find_areas": ("figures", "find_areas"),
    "follow_ups": ("ambition.follow_up", "follow_ups"),
    "indicator": ("catalogue", "indicator"),
    "indicators": ("catalogue", "indicators"),
    "load_ambition": ("ambition.file", "load"),
    "project_area": ("figures", "project_area"),
    "readable": ("presentation", "readable"),
    "save_ambition": ("ambition.file", "save"),
    "series_of": ("series", "series"),
    "themes": ("catalogue", "themes"),
}

__all__ = [
    "Ambition",
    "AmbitionModel",
    "Pathway",
    "Point",
    "ProjectArea",
    "WijkdataError",
    "assess",
    "baseline_of",
    "check_ambition",
    "find_areas",
    "follow_ups",
    "indicator",
    "indicators",
    "load_ambition",
    "project_area",
    "readable",
    "save_ambition",
    "series_of",
    "themes",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return metadata.version("wijkdata")
    if name not in _WHERE:
        raise AttributeError(f"module 'wijkdata' has no attribute '{name}'")
    module, attribute = _WHERE[name]
    return getattr(import_module(f"wijkdata.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
