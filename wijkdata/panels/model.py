"""What every panel shares: the ambition being worked on, its file, and the figures of its area.

The panels show this model and call it; they hold no rules of their own. Each change is checked by
``ambition.edit``, kept in the file at once, and can be undone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import traitlets

from wijkdata import dutch, workplace
from wijkdata import figures as figures_at_hand
from wijkdata.ambition import adoption, edit, file, rules
from wijkdata.ambition.likeness import set_likeness
from wijkdata.ambition.merge import Merged, merge
from wijkdata.ambition.model import Ambition, AreaChoice
from wijkdata.ambition.reckoned import Reckoned
from wijkdata.errors import AmbitionFileError, WijkdataError
from wijkdata.similar import Choice

#: Changes that can be undone. Each keeps an ambition of some 80 kB, and a slider gives one at every move.
MOST_UNDONE = 200
#: Changes that can still be undone after two versions were put together; each takes a merge of its own.
_UNDO_AFTER_MERGE = 10


class AmbitionModel(Reckoned, traitlets.HasTraits):
    """One ambition, where it is kept, and what its area looks like in figures.

    Attributes
    ----------
    ambition
        The ambition as it is now. Replaced as a whole at each change, so that one observer sees every change.
    saved
        The state of saving in words: "bewaard 14:32", or what went wrong.
    failure
        Why the ambition as it is now is not in the file, as Dutch sentences; empty when it is.
    failure_told
        Whether the screen says `failure` by itself, so that no panel need say it again.
    path
        The file; None for a trial that is kept nowhere.
    dark
        Whether the screen and its pictures are on dark paper; no part of the ambition.
    """

    ambition = traitlets.Instance(Ambition)
    saved = traitlets.Unicode("nog niets gewijzigd")
    dark = traitlets.Bool(False)  # noqa: FBT003

    def __init__(self, ambition: Ambition, path: Path | None = None, fingerprint: str | None = None) -> None:
        traitlets.HasTraits.__init__(self)
        Reckoned.__init__(self, ambition)
        self.path = self._opened = path
        self.failure = ""
        self.failure_told = False
        self._on_disk = fingerprint
        # What this window and the file last had in common: from there the two went apart.
        self._common = ambition
        self._undo: list[Ambition] = []
        if path is None:
            self.saved = "proef: wordt niet bewaard"
        else:
            self._say_saved()

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
        AmbitionFileError
            If the result cannot be kept. It is the ambition as it is now all the same, so that nothing is lost; see
            `keep`, `merge`, `keep_as_copy` and `reopen`.
        """
        result = edit(self.ambition, *arguments, **named)
        changed, extra = result if isinstance(result, tuple) else (result, None)
        if changed != self.ambition:
            if self._with_decisions_of_now(changed) != self.ambition:
                self._undo.append(self.ambition)
                del self._undo[:-MOST_UNDONE]
            self._keep(changed)
        return extra

    @property
    def can_undo(self) -> bool:
        """Whether there is a change in this session that can be undone; a decision cannot."""
        return bool(self._undo)

    def undo(self) -> None:
        """Go back to before the last change, but for the decisions; this is kept in the file too.

        Raises
        ------
        AmbitionFileError
            As `change`.
        """
        if self._undo:
            self._keep(self._with_decisions_of_now(self._undo.pop()))

    def _with_decisions_of_now(self, ambition: Ambition) -> Ambition:
        kept = {"decisions": self.ambition.decisions, "adopted": self.ambition.adopted}
        return ambition.model_copy(update=kept)

    # --- keeping -------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Try again to keep the ambition, if that failed the last time.

        Raises
        ------
        AmbitionFileError
            If it still cannot be kept.
        """
        if self.failure:
            self._keep(self.ambition)

    def keep_as_copy(self) -> Path:
        """Keep the ambition in a new file beside its own, and go on working on that; return where it is.

        Raises
        ------
        AmbitionFileError
            If the copy cannot be written; then nothing changes.
        """
        stored = self._copy()
        self.path = stored.path
        self._go_on_with(stored)
        return stored.path

    def reopen(self) -> Path:
        """Go on with what stands in the file by now; the ambition as it was is first kept beside it.

        Returns
        -------
        Where the ambition as it was is kept.

        Raises
        ------
        AmbitionFileError
            If the file cannot be read or the copy cannot be written; then nothing changes.
        """
        stored = file.read(self._file)
        copy = self._copy()
        self._undo.clear()
        self._go_on_with(stored)
        return copy.path

    def merge(self) -> Merged:
        """Put the changes of this window and of what stands in the file by now together, and keep the result.

        What stood in the file stays among its versions. What was changed here before can still be undone as long as
        that takes nothing back of what the other did; from the first change on for which it would, going back ends.

        Raises
        ------
        AmbitionFileError
            If the file cannot be read or the result cannot be kept; then nothing changes.
        """
        stored = file.read(self._file)
        merged = merge(self._common, self.ambition, stored.ambition)
        kept = file.save(merged.ambition, self._file, expected=stored.fingerprint)
        self._undo = self._undo_after(stored.ambition, merged)
        self._go_on_with(kept)
        return merged

    def _undo_after(self, theirs: Ambition, merged: Merged) -> list[Ambition]:
        """Return the versions to go back to: each as if it had been put together with what the other did.

        It ends at the first that would take something back of the other beyond what was told.
        """
        told = {(one.where, one.theirs) for one in merged.conflicts}
        found: list[Ambition] = []
        for earlier in reversed(self._undo[-_UNDO_AFTER_MERGE:]):
            back = merge(self._common, earlier, theirs)
            if back.wrong or not {(one.where, one.theirs) for one in back.conflicts} <= told:
                break
            found.append(back.ambition)
        return found[::-1]

    def _copy(self) -> file.Stored:
        copy = file.new(file.copy_path(self._file), self.ambition)
        file.carry_frozen(self._file, copy.path)
        return copy

    # --- adopting ------------------------------------------------------------------------------------------------

    def adopt(self, who: str, day: date) -> None:
        """Adopt the ambition as it is; see ``adoption.adopt``.

        Raises
        ------
        WijkdataError
            What stands in the way; also if the ambition as it is now is not in the file.
        AmbitionFileError
            If it cannot be kept. Then it is not adopted: a version of which there is no frozen copy is none.
        """
        if self.failure:
            raise WijkdataError(
                "De ambitie van nu is nog niet bewaard. Los dat eerst op; zie de melding bovenaan."
            )
        before = self.ambition
        try:
            self.change(adoption.adopt, who, day)
        except AmbitionFileError:
            self.ambition = before
            raise

    @property
    def _file(self) -> Path:
        if self.path is None:
            raise WijkdataError("Dit is een proef, die niet wordt bewaard. Open een ambitie om te bewaren.")
        return self.path

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
            self.failure = str(error)
            self.ambition = ambition
            self.saved = f"niet bewaard: {error}"
            raise
        self._go_on_with(stored)

    def _go_on_with(self, stored: file.Stored) -> None:
        self._on_disk = stored.fingerprint
        self._common = stored.ambition
        self.failure = ""
        self.ambition = stored.ambition
        self._say_saved()

    def _say_saved(self) -> None:
        moment = self.ambition.changed.astimezone() if self.ambition.changed else None
        # Who opens the workshop again gets the file that was opened first, so another one is always named.
        elsewhere = "" if self.path == self._opened else f" in {self._file.name.removesuffix(file.SUFFIX)}"
        if moment is None:
            self.saved = "nog niets gewijzigd"
        else:
            day = "" if moment.date() == date.today() else f"{dutch.day(moment)} "
            self.saved = f"bewaard {day}{moment:%H:%M}{elsewhere}"

    # --- the area ------------------------------------------------------------------------------------------------

    def mend_area(self) -> None:
        """Leave out of the area what is not there, in the division of the boundaries at hand.

        Raises
        ------
        AmbitionFileError
            As `change`.
        """
        year = figures_at_hand.division_year(self.ambition.area.codes)
        codes = [
            code
            for code in self.ambition.area.codes
            if not rules.area_problem(AreaChoice(codes=[code], boundary_year=year))
        ]
        if codes:
            area = figures_at_hand.areas().project_area(codes, None, year)
            self.change(edit.set_area, area.codes, area.name, year)
        else:
            self.change(edit.set_area, [])

    def compare_by(self, choice: Choice) -> None:
        """Choose what makes buurten alike; every panel shows it."""
        self.change(set_likeness, choice)
