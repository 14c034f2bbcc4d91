"""What every panel shares: the ambition being worked on, its file, and the figures of its area.

The panels show this model and call it; they hold no rules of their own. Each change is checked by
``ambition.edit``, kept in the file at once, and can be undone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from wijkdata import datasets, workplace
from wijkdata.ambition import file
from wijkdata.ambition.follow_up import FollowUp, follow_ups
from wijkdata.ambition.model import Ambition
from wijkdata.areas import ProjectArea
from wijkdata.errors import AmbitionFileError, WijkdataError
from wijkdata.series import series


class AmbitionModel(traitlets.HasTraits):
    """One ambition, where it is kept, and what its area looks like in figures.

    Attributes
    ----------
    ambition
        The ambition as it is now. Replaced as a whole at each change, so that one observer sees every change.
    saved
        The state of saving in words: "bewaard 14:32", or what went wrong.
    path
        The file; None for a trial that is kept nowhere.
    """

    ambition = traitlets.Instance(Ambition)
    saved = traitlets.Unicode("nog niets gewijzigd")

    def __init__(self, ambition: Ambition, path: Path | None = None, fingerprint: str | None = None) -> None:
        super().__init__(ambition=ambition)
        self.path = path
        self._on_disk = fingerprint
        self._undo: list[Ambition] = []
        self._figures: dict[tuple[str, ...], pd.DataFrame] = {}
        if path is None:
            self.saved = "proef: wordt niet bewaard"
        elif ambition.changed is not None:
            self.saved = f"bewaard {ambition.changed.astimezone():%H:%M}"

    @classmethod
    def open(cls, path: str | Path | None = None) -> AmbitionModel:
        """Open an ambition file; a file that does not exist yet starts empty.

        Parameters
        ----------
        path
            The file; by default the one that ``WIJKDATA_AMBITIE`` names, or else the user's copy of the example.

        Raises
        ------
        AmbitionFileError
            If the file is damaged, foreign or newer than this program.
        """
        named = path or os.environ.get(workplace.FILE_VARIABLE)
        found = Path(named) if named else workplace.example_copy()
        if not found.exists():
            return cls(Ambition(), found)
        stored = file.read(found)
        return cls(stored.ambition, found, stored.fingerprint)

    def trial(self) -> AmbitionModel:
        """Return a copy to try things on, which is kept nowhere."""
        return AmbitionModel(self.ambition.model_copy(deep=True))

    def change(self, edit: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Apply a function of ``ambition.edit`` and keep the result at once.

        Returns what the edit returns besides the ambition, if anything. When the edit refuses, nothing changes.

        Raises
        ------
        WijkdataError
            What the edit has against it, with the field at fault where there is one.
        """
        result = edit(self.ambition, *arguments, **named)
        changed, extra = result if isinstance(result, tuple) else (result, None)
        if changed != self.ambition:
            self._undo.append(self.ambition)
            self._keep(changed)
        return extra

    @property
    def can_undo(self) -> bool:
        """Whether there is a change in this session that can be undone."""
        return bool(self._undo)

    def undo(self) -> None:
        """Go back to before the last change; this is kept in the file too."""
        if self._undo:
            self._keep(self._undo.pop())

    def _keep(self, ambition: Ambition) -> None:
        if self.path is None:
            self.ambition = ambition
            return
        try:
            # A file that was not there at the start may have been made by another window meanwhile.
            stored = (
                file.new(self.path, ambition)
                if self._on_disk is None
                else file.save(ambition, self.path, expected=self._on_disk)
            )
        except AmbitionFileError as error:
            self.ambition = ambition
            self.saved = f"niet bewaard: {error}"
            return
        self._on_disk = stored.fingerprint
        self.ambition = stored.ambition
        self.saved = f"bewaard {datetime.now().astimezone():%H:%M}"

    @property
    def area(self) -> ProjectArea | None:
        """The project area; None as long as none has been chosen."""
        choice = self.ambition.area
        if not choice.codes:
            return None
        return datasets.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)

    @property
    def figures(self) -> pd.DataFrame:
        """Every figure of the project area, as ``series`` gives it; read once per choice of area."""
        area = self.area
        if area is None:
            raise WijkdataError("Kies eerst bij Wijk over welke buurten het gaat.")
        if area.codes not in self._figures:
            self._figures = {area.codes: series(area)}
        return self._figures[area.codes]

    def follow_ups(self) -> list[FollowUp]:
        """Return where each objective stands."""
        return follow_ups(self.ambition, self.figures) if self.ambition.objectives else []
