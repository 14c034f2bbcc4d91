"""What a command prints: a terminal shows the names in a file, and never obeys them."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys

import pytest

from wijkdata import terminal
from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition, AreaChoice
from wijkdata.cli import main

#: Cursor home and clear, title of the window, colour by a C1 sign, backspaces, carriage return, bell, writing turned
#: around, and a link.
STEERING = {
    "clear": "\x1b[2J\x1b[H",
    "title": "\x1b]0;van mij\x07",
    "c1": "\x9b31m",
    "backspace": "goed\x08\x08\x08\x08fout",
    "return": "slecht\rgoed  ",
    "bidi": "\u202etxt.exe",
    "isolate": "\u2067abc\u2069",
    "mark": "\u200fabc",
    "link": "\x1b]8;;http://buren.example\x1b\\hier\x1b]8;;\x1b\\",
    "line": "een\u2028twee",
    "delete": "a\x7fb",
}
ALL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("text", STEERING.values(), ids=list(STEERING))
class TestWhatSteersATerminal:
    def test_in_the_name_of_a_file_that_is_refused(self, text, tmp_path, capsys):
        path = tmp_path / (text.replace("/", "") + ".csv")
        path.write_text("niets", encoding="utf-8")
        assert main(["add", str(path)]) == 1
        self.shows(capsys)

    def test_in_the_content_of_a_file_that_is_refused(self, text, tmp_path, capsys):
        path = tmp_path / "lijst.json"
        path.write_text(json.dumps({"melding": text}, ensure_ascii=False), encoding="utf-8")
        assert main(["add", str(path)]) == 1
        said = capsys.readouterr()
        assert not ALL.search(said.out + said.err)

    def test_in_the_argument_of_a_command(self, text, capsys):
        assert main(["areas", text]) != 0
        assert main([text]) == 2
        self.shows(capsys)

    def test_in_the_name_of_an_ambition_that_is_not_there(self, text, tmp_path, capsys):
        assert main(["check", str(tmp_path / text.replace("/", ""))]) == 1
        self.shows(capsys)

    def test_a_program_reads_the_same_words(self, text):
        written = terminal.escaped(json.dumps({"naam": text}, ensure_ascii=False))
        assert json.loads(written) == {"naam": text}
        assert not ALL.search(written)

    @staticmethod
    def shows(capsys) -> None:
        said = capsys.readouterr()
        assert not ALL.search(said.out + said.err)
        assert "\ufffd" in said.out + said.err


def test_on_a_real_terminal_nothing_of_it_arrives(tmp_path):
    path = tmp_path / "wijk.ambitie.json"
    empty = Ambition(title="\x1b]0;van mij\x07", area=AreaChoice(codes=["BU05991448"]))
    file.new(path, edit.add_objective(empty, "woonlasten", None, "niet\x1b[2J duurder\x9b31m")[0])
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "wijkdata", "progress", str(path)]
    done = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    said = b""
    # The terminal is at its end, or gone, once the program is.
    with contextlib.suppress(OSError):
        while block := os.read(ours, 65_536):
            said += block
    os.close(ours)
    assert done.wait(60) == 0
    assert "duurder" in said.decode()
    assert not ALL.search(said.decode().replace("\r\n", "\n"))


def test_what_is_done_meanwhile_is_written_over_the_same_line(capsys):
    with terminal.plain_streams():
        terminal.rewrite(sys.stderr, "tabel\r\x1b[1A 3")
    assert capsys.readouterr().err == "\rtabel\ufffd\ufffd[1A 3"


def test_a_plain_stream_is_otherwise_the_one_beneath_it(capsys):
    with terminal.plain_streams():
        print("één\twee", flush=True)
        assert sys.stdout.encoding.lower().replace("-", "") == "utf8"
        assert not sys.stdout.isatty()
    assert capsys.readouterr().out == "één\twee\n"
