"""The fingerprint of what is agreed: the same for everybody who has the same ambition.

It is taken over what others may see (`public.for_others`), so that whoever gets the ambition can check it without
the internal notes of the team; and without the versions that were adopted, the moment of saving and what makes
buurten alike, which say nothing about what was agreed. Of the scenarios only the programme is agreed: the others are
there to try things out, and a slider that is moved in one of those changes nothing of what was adopted. What a field
holds by default is left out, so that a field that a later version of the program adds does not change the fingerprint
of what was adopted before it.

The rule has been narrowed twice. With an internal interest, what came first for that party used to go along whole;
and after that all scenarios still did. A version that was adopted then keeps its fingerprint, so `agrees` knows all
three rules. Of such a version a change in any scenario counts, until the next one is adopted.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from wijkdata.ambition.model import Ambition
from wijkdata.ambition.public import for_others

_NOT_AGREED = {"schema_version", "adopted", "changed", "likeness"}


def canonical(ambition: Ambition) -> str:
    """Return what was agreed as JSON in one fixed form: names sorted, no white space, no defaults."""
    return _written(agreed(ambition))


def agreed(ambition: Ambition) -> Ambition:
    """Return what others may see without what says nothing about what was agreed: other scenarios, and likeness."""
    shown = for_others(ambition)
    programme = [one for one in shown.scenarios if one.name == shown.programme]
    return shown.model_copy(update={"scenarios": programme, "likeness": None})


def seal(ambition: Ambition) -> str:
    """Return the SHA-256 of what was agreed, as 64 hexadecimal digits."""
    return _digest(canonical(ambition))


def agrees(ambition: Ambition, fingerprint: str) -> bool:
    """Say whether a fingerprint is of what this ambition agrees, by the rule of now or by one of those of before.

    By the first rule only who has the internal interests can check it: without them it cannot be known what came
    first for their party.
    """
    if seal(ambition) == fingerprint:
        return True
    with_scenarios = for_others(ambition)
    with_priorities = with_scenarios.model_copy(update={"parties": ambition.parties})
    return fingerprint in [_digest(_written(one)) for one in (with_scenarios, with_priorities)]


def _written(shown: Ambition) -> str:
    content = shown.model_dump(mode="json", exclude=_NOT_AGREED, exclude_defaults=True)
    return json.dumps(
        _plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """Write 0 in one way; a negative zero is the same number."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value + 0.0 if isinstance(value, float) else value
