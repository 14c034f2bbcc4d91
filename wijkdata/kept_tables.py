"""The tables that are kept by hand inside the package, as YAML with an explanation at the top."""

from __future__ import annotations

from importlib import resources
from typing import Any


def kept_table(name: str, package: str = "wijkdata") -> Any:
    """Read a table: ``kept_table("terms.yaml", "wijkdata.ambition")``."""
    import yaml  # noqa: PLC0415  (only needed once)

    # The parser in C reads the same ten times as fast; not every build of the library has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(resources.files(package).joinpath(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
