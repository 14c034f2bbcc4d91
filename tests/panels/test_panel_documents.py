"""Making the documents from the step Besluit: beside the file, stoppable, offered, and never over anybody's work."""

from __future__ import annotations

import asyncio
import base64
import io
import re
from datetime import date
from pathlib import Path

import docx
import pytest

from wijkdata.ambition import edit, file, notes
from wijkdata.ambition.model import Ambition
from wijkdata.panels import AmbitionModel, DecisionsPanel
from wijkdata.panels.decisions import DECIDE, DOCUMENTS
from wijkdata.panels.documents import DocumentsForm
from wijkdata.reports import write


@pytest.fixture
def small(tmp_path) -> Path:
    """An ambition of which the documents are made quickly."""
    path = tmp_path / "buurt.ambitie.json"
    file.new(path, Ambition(title="Onze buurt"))
    return path


def opened(path: Path) -> tuple[DecisionsPanel, DocumentsForm]:
    panel = DecisionsPanel(AmbitionModel.open(path))
    panel.part.value = DOCUMENTS
    return panel, panel.documents


def visible(widget) -> bool:
    return widget.layout.display != "none"


def taken_along(html: str) -> dict[str, bytes]:
    found = re.findall(r'<a download="([^"]+)" href="data:[^;]+;base64,([^"]+)">', html)
    return {name: base64.b64decode(data) for name, data in found}


def words(content: bytes) -> str:
    read = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_what_will_be_made_is_told_first(small):
    panel, form = opened(small)
    for said in ("Ambitie voor de wijk", "Monitorplan", "Dia’s voor de raad", "Werkboek"):
        assert said in panel.above.value
    assert "<a " not in panel.above.value
    assert visible(form.make)
    assert not visible(form.busy)
    assert not visible(form.version)


def test_the_documents_come_beside_the_file_and_can_be_taken_along(small):
    before = small.read_bytes()
    panel, form = opened(small)
    form.make.click()
    folder = small.with_name("buurt.documenten")
    assert panel.message.text == "De documenten zijn gemaakt, in de map ‘buurt.documenten’."
    assert str(folder) in panel.above.value
    taken = taken_along(panel.above.value)
    assert set(taken) == {
        *("ambitie.pdf", "ambitie.docx", "monitorplan.pdf", "monitorplan.docx", "ambitie.pptx"),
        "ambitie.xlsx",
    }
    assert all((folder / name).read_bytes() == content for name, content in taken.items())
    assert (folder / "ambitie.html").exists()
    assert (folder / "tabellen" / "datapackage.json").exists()
    assert small.read_bytes() == before
    assert visible(form.make)
    assert not visible(form.busy)


def test_what_is_internal_is_counted_on_screen_and_in_no_document(small):
    ambition = notes.add_note(file.load(small), "geheimwoord", "", date(2026, 5, 31))
    file.save(ambition, small)
    panel, form = opened(small)
    form.make.click()
    assert "Niet in de documenten: 1 interne notitie." in panel.above.value
    assert "geheimwoord" not in words(taken_along(panel.above.value)["ambitie.docx"])


def test_an_adopted_version_can_be_chosen(small):
    model = AmbitionModel.open(small)
    model.adopt("stuurgroep", date(2026, 5, 31))
    model.change(edit.set_theme, "woonlasten", "moet", "daarna bedacht")
    panel, form = opened(small)
    assert visible(form.version)
    form.version.value = "versie-1"
    form.make.click()
    said = words(taken_along(panel.above.value)["ambitie.docx"])
    assert "Versie 1, vastgesteld op 31 mei 2026 door stuurgroep." in said
    assert "daarna bedacht" not in said
    form.version.value = "nu"
    form.make.click()
    said = words(taken_along(panel.above.value)["ambitie.docx"])
    assert "Concept: gewijzigd sinds versie 1" in said
    assert "daarna bedacht" in said


def test_a_document_that_somebody_changed_stays_as_it_is(small):
    _, form = opened(small)
    form.make.click()
    changed = small.with_name("buurt.documenten") / "ambitie.docx"
    changed.write_bytes(b"met een eigen voorblad")
    panel, form = opened(small)
    form.make.click()
    assert changed.read_bytes() == b"met een eigen voorblad"
    assert (small.with_name("buurt.documenten-2") / "ambitie.docx").exists()
    assert "in de map ‘buurt.documenten-2’" in panel.message.text
    # The second folder is as it was made, so it is used again.
    form.make.click()
    assert not small.with_name("buurt.documenten-3").exists()


def test_a_trial_has_no_place_for_documents():
    panel = DecisionsPanel(AmbitionModel(Ambition()))
    panel.part.value = DOCUMENTS
    panel.documents.make.click()
    assert "Dit is een proef" in panel.message.text
    assert visible(panel.documents.make)


def test_a_folder_that_cannot_be_read_is_said(small):
    (small.with_name("buurt.documenten") / write.LIST).mkdir(parents=True)
    panel, form = opened(small)
    form.make.click()
    assert "niet geschreven in" in panel.message.text
    assert visible(form.make)


class TestOnTheScreen:
    """Where something else can be done meanwhile."""

    def test_progress_is_shown_and_stop_leaves_nothing_behind(self, path):
        async def acts() -> None:
            panel, form = opened(path)
            form.make.click()
            assert visible(form.busy)
            assert not visible(form.make)
            seen = []
            while len(seen) < 3:
                await asyncio.sleep(0.01)
                if form.step.value not in seen:
                    seen.append(form.step.value)
            assert re.search(r"Stap 2 van \d+: de stand van de doelen…", seen[-1])
            form.make.click()  # a second press is no second making
            form.stop_button.click()
            assert panel.message.text == "Gestopt. Er is niets geschreven."
            assert visible(form.make)
            await form._task
            assert panel.message.text == "Gestopt. Er is niets geschreven."

        asyncio.run(acts())
        assert [one.name for one in path.parent.iterdir()] == [path.name]

    def test_what_goes_wrong_while_writing_is_said_and_can_be_tried_again(self, small):
        async def acts() -> None:
            panel, form = opened(small)
            folder = small.with_name("buurt.documenten")
            form.make.click()
            await asyncio.sleep(0.03)  # the first step is under way
            folder.write_text("iemand zette hier een bestand neer", encoding="utf-8")
            await form._task
            assert "De documenten zijn niet geschreven" in panel.message.text
            assert visible(form.make)
            folder.unlink()
            form.make.click()
            await form._task
            assert "De documenten zijn gemaakt" in panel.message.text

        asyncio.run(acts())

    def test_other_work_goes_on_meanwhile_and_the_documents_are_of_when_it_began(self, small):
        async def acts() -> None:
            panel, form = opened(small)
            form.make.click()
            await asyncio.sleep(0.03)
            panel.part.value = DECIDE
            panel.model.change(edit.set_theme, "woonlasten", "moet", "daarna bedacht")
            await form._task
            panel.part.value = DOCUMENTS
            said = words(taken_along(panel.above.value)["ambitie.docx"])
            assert "daarna bedacht" not in said

        asyncio.run(acts())
        assert file.load(small).themes[0].reason == "daarna bedacht"
