"""The fingerprint of what is agreed: the same for everybody who has the same ambition.

It is taken over what others may see (`public.for_others`), so that whoever gets the ambition can check it without
the internal notes of the team; and without the versions that were adopted and the moment of saving, which say
nothing about what was agreed. What a field holds by default is left out, so that a field that a later version of
the program adds does not change the fingerprint of what was adopted before it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from wijkdata.ambition.model import Ambition
from wijkdata.ambition.public import for_others

_NOT_AGREED = {"schema_version", "adopted", "changed"}


def canonical(ambition: Ambition) -> str:
    """Return what was agreed as JSON in one fixed form: names sorted, no white space, no defaults."""
    content = for_others(ambition).model_dump(mode="json", exclude=_NOT_AGREED, exclude_defaults=True)
    return json.dumps(
        _plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def seal(ambition: Ambition) -> str:
    """Return the SHA-256 of what was agreed, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(ambition).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """Write 0 in one way; a negative zero is the same number."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value + 0.0 if isinstance(value, float) else value
