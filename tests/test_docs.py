"""What the pages for people say: every link leads somewhere, every command is one, every name is on the screen."""

from __future__ import annotations

import io
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest
import yaml

from wijkdata import cli
from wijkdata.ambition.model import Ambition
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.workshop import STEPS, Workshop

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
import refresh_beelden  # noqa: E402  (these stand beside the package, and are no part of it)

import start  # noqa: E402

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), ROOT / "benchmarks" / "README.md"])
MANUALS = ("handleiding-begeleider.md", "handleiding-analist.md")
#: What stands in a synopsis for something that is filled in, and an example of it.
EXAMPLES = {"N": "1", "Y": "2017", "YYYY-MM-DD": "2026-05-31", "LOW": "1", "HIGH": "2", "...": "1"}

_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"^(?:wijkdata|(?:python3|py) start\.py)(?: |$)")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- links -------------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Return how the headings of a page are linked to: lower case, hyphens for spaces, and no other signs."""
    heads = re.findall(r"^#+ (.*)$", _FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for _, target in _LINK.findall(_FENCE.sub("", text_of(page))):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert found.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(found), target


def test_every_page_is_reached_from_the_index() -> None:
    index = DOCS / "index.md"
    linked = {(DOCS / target.partition("#")[0]).resolve() for _, target in _LINK.findall(text_of(index))}
    assert {page for page in PAGES if page != index} <= linked


def test_the_pictures_are_small_and_each_is_shown() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for picture, target in _LINK.findall(text_of(page))
        if picture
    }
    there = set((DOCS / "beelden").glob("*.png"))
    assert there == shown
    assert {one.stem for one in there} == refresh_beelden.PICTURES.keys()
    assert sum(one.stat().st_size for one in there) < 2_000_000
    assert all(one.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for one in there)


# --- commands ----------------------------------------------------------------------------------------------------


def calls() -> Iterator[tuple[str, str]]:
    """Give every call of the tool on the pages, with the page it stands on."""
    for page in PAGES:
        text = text_of(page)
        for _, _, block in _FENCE.findall(text):
            for line in block.splitlines():
                call = line.split(" #")[0].strip()
                if _CALL.match(call):
                    yield name_of(page), call
        for code in re.findall(r"`([^`]+)`", _FENCE.sub("", text)):
            call = " ".join(code.split())
            if _CALL.match(call):
                yield name_of(page), call


def arguments_of(call: str) -> list[str]:
    """Return what is typed behind the name of the tool; what may be left out is typed too."""
    plain = re.sub(r"[\[\]]", " ", _CALL.sub("", call))
    words = [word if word == "..." else word.removesuffix("...") for word in shlex.split(plain)]
    return [EXAMPLES.get(word, word) for word in words]


def parsed(arguments: list[str]) -> str:
    """Return what the command line has against these arguments; nothing if it takes them."""
    said = io.StringIO()
    with redirect_stderr(said):
        try:
            cli._parser().parse_args(arguments)
        except SystemExit as leave:
            return said.getvalue() if leave.code else ""
    return ""


@pytest.mark.parametrize("call", sorted({call for _, call in calls()}))
def test_every_command_on_the_pages_is_one(call: str) -> None:
    arguments = arguments_of(call)
    if not arguments:
        return  # the tool by its name
    if arguments[0] == "test":
        assert "start.py" in call
        assert set(arguments[1:]) <= start.STAGES.keys()
    elif len(arguments) == 1 or arguments[1:] == ["--json"]:
        # Named in a sentence, without what it is about.
        assert parsed([arguments[0], "--help"]) == ""
    else:
        assert parsed(arguments) == ""


def test_a_command_that_is_none_is_found() -> None:
    assert "onbekende keuze" in parsed(arguments_of("wijkdata serie --area BU05991448"))
    assert "dit kennen wij niet" in parsed(arguments_of("wijkdata report FILE --out DIR [--formats pdf]"))


def test_every_command_there_is_stands_in_the_readme() -> None:
    told = {arguments_of(call)[0] for page, call in calls() if page == "README.md" and arguments_of(call)}
    chosen = next(one for one in cli._parser()._actions if isinstance(one.choices, dict))
    assert set(chosen.choices) <= told


def test_every_variable_that_is_named_is_used() -> None:
    code = "".join(one.read_text(encoding="utf-8") for one in (ROOT / "wijkdata").rglob("*.py"))
    code += text_of(ROOT / "start.py") + "".join(map(text_of, (ROOT / "benchmarks").glob("*.py")))
    named = {name for page in PAGES for name in re.findall(r"WIJKDATA_[A-Z_]+", text_of(page))}
    assert len(named) > 3
    assert {name for name in named if name not in code} == set()


def test_the_python_of_the_readme_runs() -> None:
    blocks = [block for _, kind, block in _FENCE.findall(text_of(ROOT / "README.md")) if kind == "python"]
    assert blocks
    for block in blocks:
        exec(block, {})


# --- the screen --------------------------------------------------------------------------------------------------


def words_of(widget: widgets.Widget) -> Iterator[str]:
    """Give every name that a widget and those within it put on the screen."""
    for trait in ("description", "tooltip", "placeholder"):
        text = getattr(widget, trait, None)
        if text:
            yield text.split("\n")[0]
    for option in getattr(widget, "options", ()):
        yield str(option[0] if isinstance(option, tuple) else option)
    for child in getattr(widget, "children", ()):
        yield from words_of(child)


def words_on(model: AmbitionModel) -> set[str]:
    """Return every name on the screen, in any step and in the view for the room."""
    screen = Workshop(model)
    for step in range(len(STEPS)):
        screen.go(step)
    screen.show_stage()
    plain = {" ".join(re.sub(r"[✕●◐○]", "", word).split()) for word in words_of(screen)}
    return plain | {one.name for one in STEPS}


@pytest.fixture(scope="module")
def on_screen(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names on the screen of an empty file and of the example."""
    folder = tmp_path_factory.mktemp("screen")
    example = folder / "voorbeeld.ambitie.json"
    example.write_bytes((ROOT / "data" / "voorbeeld.ambitie.json").read_bytes())
    return words_on(AmbitionModel(Ambition())) | words_on(AmbitionModel.open(example))


def named(page: str) -> set[str]:
    """Return what a page names as on the screen: whatever stands in bold."""
    text = _FENCE.sub("", text_of(DOCS / page))
    return {" ".join(one.split()).rstrip(".") for one in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)}


@pytest.mark.parametrize("page", MANUALS)
def test_what_a_manual_names_is_on_the_screen(page: str, on_screen: set[str]) -> None:
    assert named(page) - {"vet"} - on_screen == set()
    assert len(named(page)) > 5


def test_the_manual_for_the_meeting_goes_through_every_step() -> None:
    assert {one.name for one in STEPS} <= named("handleiding-begeleider.md")


def test_the_readme_asks_what_the_screen_asks() -> None:
    text = text_of(ROOT / "README.md")
    for one in STEPS:
        assert re.search(
            rf"^\| {one.name} \| `\d\d_\w+` \| {re.escape(one.question)} \|$", text, re.MULTILINE
        )


# --- how to cite -------------------------------------------------------------------------------------------------


def test_the_citation_is_of_this_version_and_of_nobody_in_particular() -> None:
    cited: dict[str, Any] = yaml.safe_load(text_of(ROOT / "CITATION.cff"))
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert (str(cited["version"]), cited["license"]) == (project["version"], project["license"])
    assert cited["authors"] == [{"name": "wijkdata contributors"}]
    assert f"## {project['version']}" in text_of(ROOT / "CHANGELOG.md")
