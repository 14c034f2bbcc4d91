"""The errors a user can cause. Each message is Dutch and complete: what is wrong, where, what to do."""

from __future__ import annotations


class WijkdataError(ValueError):
    """Base of every error whose message is written for the user, not for a programmer.

    Attributes
    ----------
    field
        The name of the field that is wrong, so that the message can stand beside it; empty where there is none.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnknownAreaError(WijkdataError):
    """A code or name that is no known area."""


class UnknownIndicatorError(WijkdataError):
    """An indicator id that the catalogue does not have."""


class NoFigureError(WijkdataError):
    """There is no usable figure for this area, indicator and year."""


class TargetError(WijkdataError):
    """A target, path or milestone that cannot be right."""


class SourceError(WijkdataError):
    """A published file that does not have the form or content its reader knows."""


class AmbitionFileError(WijkdataError):
    """An ambition file that cannot be read or may not be written."""


class ChangedOnDiskError(AmbitionFileError):
    """The ambition file was saved by somebody else since it was read; nothing has been overwritten."""
