"""What is tried with the lowest versions: every library that the package names, at the version it names."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("try_versions", ROOT / "tools" / "try_versions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_library_has_a_lowest_version(tool: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = tool.lowest_versions(project)
    assert len(found) == len(project["dependencies"]) + len(project["optional-dependencies"]["scale"])
    assert found["pandas"] == "2.2"


def test_a_library_without_a_lowest_version_is_refused(tool: ModuleType) -> None:
    with pytest.raises(ValueError, match="no lowest version of pandas"):
        tool.lowest_versions(
            {"dependencies": ["babel>=2.14", "pandas"], "optional-dependencies": {"scale": []}}
        )


def test_the_fast_tests_are_there(tool: ModuleType) -> None:
    assert [name for name in tool.FAST if not (ROOT / "tests" / f"{name}.py").is_file()] == []
