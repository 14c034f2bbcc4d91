"""Large files with one record per line, read in parts: from a path, a zip or a buffer.

Quotation marks are not followed across lines: every line stands on its own, so that one stray quotation mark costs
that line and not the rest of the file. A line whose cells do not add up is read once more with its quotation marks,
and counted if that does not help either.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.sources.loaded import SAMPLE_SIZE, Sample, utf16
from wijkdata.sources.reading import Source

#: Largest content of a zip that is read, and how many times larger than the zip itself. [bytes, -]
LARGEST, LARGEST_RATIO = 20 * 1024**3, 200
#: What is read at a time. [bytes]
BLOCK = 4 << 20

_LONGEST_LINE = 1 << 16
#: Reads every byte as one character: what the bytes mean is looked at per cell, so one wrong name spoils no more.
_ANY_BYTE = "latin-1"
_RETRIES = 100_000
_DELIMITERS = ("\t", ";", ",", "|")
_TEXT_NAMES = (".csv", ".txt", ".tsv")
_ZIP = b"PK\x03\x04"
_HTML = (b"<!doctype html", b"<html", b"<head")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)

MALFORMED = "regel met te veel of te weinig kolommen"


@dataclass
class Lines:
    """An opened file, behind its first lines.

    Attributes
    ----------
    name
        For messages.
    stream
        What follows the lines that were taken.
    malformed
        Lines whose cells do not match the header, so far.
    read
        Lines that do, so far.
    retry
        Lines to read once more with their quotation marks.
    unfinished
        The last line where no line break follows it, as Latin-1; a file that was cut off ends in the middle of one.
    """

    name: str
    stream: IO[bytes]
    malformed: int = 0
    read: int = 0
    retry: list[str] = field(default_factory=list)
    unfinished: str = ""

    def take(self) -> str:
        """Take the next line as text; empty at the end.

        Raises
        ------
        SourceError
            If there is no end to the line.
        """
        line = self.stream.readline(_LONGEST_LINE)
        if len(line) == _LONGEST_LINE:
            raise SourceError(f"{self.name} bevat een regel zonder einde en is geen gegevensbestand.")
        return text(line).strip("\r\n")


def text(content: bytes) -> str:
    """Decode a line: UTF-8, and what is not that as Windows text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


@contextmanager
def opened(source: Source) -> Iterator[Lines]:
    """Open a file, the text file in a zip, or a buffer.

    Raises
    ------
    SourceError
        If it cannot be read, is empty, is a web page or UTF-16, or is a zip that is damaged or suspiciously large.
    """
    name, stream = _stream(source)
    try:
        with stream:
            unfinished = _unfinished(stream)
            yield Lines(name, _checked(name, stream), unfinished=unfinished)
    except _BROKEN as error:
        raise _damaged(name, error) from None
    except OSError as error:
        raise SourceError(f"{name} is niet te lezen ({reason(error)}).") from None


def member_sample(path: Path) -> Sample:
    """Return the beginning of the text file in a zip, so that it can be told what it is.

    Raises
    ------
    SourceError
        As `opened`.
    """
    with opened(path) as lines:
        return Sample(path.name, "text", text=_cut(lines.stream.read(SAMPLE_SIZE)))


def text_lines(sample: Sample) -> list[str]:
    """Return the first complete lines of a text, or of the text file in a zip; none of anything else."""
    is_zip = sample.kind == "zip" and sample.path is not None
    if is_zip and any(member.lower().endswith(_TEXT_NAMES) for member in sample.members):
        try:
            return member_sample(Path(sample.path or "")).lines
        except SourceError:
            return []
    return sample.lines if sample.kind == "text" else []


def _cut(head: bytes) -> str:
    # The last character may have been cut in two.
    return text(head[: head.rfind(b"\n") + 1] or head)


def _stream(source: Source) -> tuple[str, IO[bytes]]:
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            stream: IO[bytes] = path.open("rb")
        except OSError as error:
            raise SourceError(
                f"Het bestand {path.name} in de map {path.parent} is niet te lezen ({reason(error)}). Kijk of het "
                "er staat en of u het mag openen."
            ) from None
        return path.name, stream
    named = getattr(source, "name", None)
    content = source.read()
    name = Path(named).name if isinstance(named, str) else "het bestand"
    return name, io.BytesIO(content.encode() if isinstance(content, str) else content)


def _checked(name: str, stream: IO[bytes]) -> IO[bytes]:
    head = stream.read(4)
    stream.seek(0)
    if head == _ZIP:
        stream = _member(name, stream)
    buffered = io.BufferedReader(stream, BLOCK)  # type: ignore[type-var]
    head = buffered.peek(512)[:512]
    if not head.strip(b"\0 \t\r\n"):
        raise SourceError(f"{name} is leeg. Download het opnieuw bij de uitgever.")
    if utf16(head):
        raise SourceError(
            f"{name} is door een rekenblad als ‘Unicode-tekst’ bewaard. Download het opnieuw bij de uitgever en "
            "wijzig het niet."
        )
    if head.lstrip().lower().startswith(_HTML):
        raise SourceError(
            f"{name} is een webpagina en geen gegevensbestand. Open het adres in een browser en gebruik daar de "
            "knop om het bestand te downloaden."
        )
    return buffered


def _unfinished(stream: IO[bytes]) -> str:
    """Return the last line of a text that does not end in a line break; empty for one that does, and for a zip."""
    zipped = stream.read(4) == _ZIP
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _LONGEST_LINE))
    tail = b"" if zipped else stream.read()
    stream.seek(0)
    return tail.rpartition(b"\n")[2].decode(_ANY_BYTE)


def _member(name: str, stream: IO[bytes]) -> IO[bytes]:
    """Open the text file in a zip: the only one, or the largest."""
    try:
        archive = zipfile.ZipFile(stream)
        files = [info for info in archive.infolist() if info.filename.lower().endswith(_TEXT_NAMES)]
        if not files:
            raise SourceError(f"{name}: in dit zip-bestand zit geen CSV-bestand.")
        largest = max(files, key=lambda info: info.file_size)
        if largest.file_size > LARGEST or largest.file_size > LARGEST_RATIO * max(largest.compress_size, 1):
            raise SourceError(
                f"{name}: de inhoud van dit zip-bestand is onwaarschijnlijk groot en wordt niet uitgepakt."
            )
        return archive.open(largest)
    except _BROKEN as error:
        raise _damaged(name, error) from None


def _damaged(name: str, error: BaseException) -> SourceError:
    if "password" in str(error) or "encrypted" in str(error):
        return SourceError(f"{name} is met een wachtwoord beveiligd. Pak het eerst zelf uit.")
    return SourceError(f"{name} is afgebroken of beschadigd. Download het opnieuw bij de uitgever.")


def cells(line: str, delimiter: str) -> list[str]:
    """Split a line into cells without their quotation marks."""
    return [cell.strip(' "\t') for cell in line.split(delimiter)]


def delimiter_of(line: str) -> str:
    """Return what separates the cells of a header: the sign that occurs most."""
    return max(_DELIMITERS, key=line.count)


def blocks(lines: Lines, delimiter: str, width: int, wanted: Mapping[str, int]) -> Iterator[pa.Table]:
    """Read the rest of a file in parts.

    Parameters
    ----------
    lines
        The file, behind its header; its counts are kept up to date.
    delimiter, width
        What separates the cells, and how many there are in a line.
    wanted
        Name to give to a column, and its position.

    Yields
    ------
    Table
        The wanted columns as text, without padding and quotation marks.

    Raises
    ------
    SourceError
        If the file cannot be read on, or most of its lines do not match the header.
    """

    def invalid(row: Any) -> str:
        if len(lines.retry) < _RETRIES and isinstance(row.text, str):
            lines.retry.append(row.text)
        lines.malformed += 1
        return "skip"

    names = [f"c{position}" for position in range(width)]
    used = {names[position]: pa.string() for position in wanted.values()}
    try:
        reader = pacsv.open_csv(
            lines.stream,
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=BLOCK, column_names=names, encoding=_ANY_BYTE
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, quote_char=False, invalid_row_handler=invalid
            ),
            convert_options=pacsv.ConvertOptions(
                check_utf8=False, column_types=used, include_columns=list(used), strings_can_be_null=False
            ),
        )
        for batch in reader:
            lines.read += batch.num_rows
            yield pa.table(
                {name: _tidy_bytes(batch.column(names[position])) for name, position in wanted.items()}
            )
    except pa.ArrowInvalid as error:
        if "Empty CSV" not in str(error):
            raise SourceError(
                f"{lines.name} is vanaf regel {lines.read + lines.malformed + 2} of later niet te lezen. Het is "
                "afgebroken of beschadigd; download het opnieuw bij de uitgever."
            ) from None
    _refuse_cut(lines, delimiter, width)
    yield from _again(lines, delimiter, width, wanted)
    if lines.malformed > max(lines.read, 1):
        raise SourceError(
            f"{lines.name}: {dutch.number(lines.malformed)} van de "
            f"{dutch.number(lines.malformed + lines.read)} regels hebben niet de {width} kolommen van de "
            "kopregel. Het bestand is gewijzigd; download het opnieuw bij de uitgever."
        )


def _refuse_cut(lines: Lines, delimiter: str, width: int) -> None:
    """Refuse a file that ends in the middle of a line: what comes after it is not known to be there."""
    if lines.unfinished and lines.unfinished in lines.retry[-1:]:
        count = len(next(csv.reader([lines.unfinished], delimiter=delimiter), []))
        if count < width:
            raise SourceError(
                f"{lines.name} is afgebroken: de laatste regel heeft {count} van de {width} kolommen. Download het "
                "opnieuw bij de uitgever."
            )


def _again(lines: Lines, delimiter: str, width: int, wanted: Mapping[str, int]) -> Iterator[pa.Table]:
    """Read lines once more with their quotation marks: a name in them may hold the separating sign."""
    rows = []
    for line in lines.retry:
        try:
            row = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(row) == width:
            rows.append(row)
    lines.retry.clear()
    if rows:
        lines.malformed -= len(rows)
        lines.read += len(rows)
        yield pa.table(
            {
                name: _tidy_bytes(pa.array([row[position] for row in rows], pa.string()))
                for name, position in wanted.items()
            }
        )


def tidy(array: pa.Array) -> pa.Array:
    """Return cells without padding and quotation marks."""
    return pc.utf8_trim(array, characters=' "\t\r\0')


def _tidy_bytes(array: pa.Array) -> pa.Array:
    """Return cells that were read byte by byte as the text that they are."""
    if not pc.all(pc.string_is_ascii(array)).as_py():
        encoded = pc.dictionary_encode(array)
        words = [text(cell.encode(_ANY_BYTE)) for cell in encoded.dictionary.to_pylist()]
        array = pa.array(words, pa.string()).take(encoded.indices)
    return tidy(array)


def numbers(array: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Turn text with a decimal comma into numbers; what is no number becomes NaN.

    A full stop counts as the decimal sign only where it cannot separate thousands.
    """
    plain = pc.match_substring_regex(array, r"^-?\d{1,15}(,\d{1,15}|\.\d{1,2}|\.\d{4,15})?$")
    dotted = pc.replace_substring(array, ",", ".")
    values = pc.if_else(plain, dotted, pa.scalar(None, pa.string())).cast(pa.float64())
    return np.asarray(values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values)


_POSTCODE = r"[1-9][0-9]{3}[A-Z]{2}"
_FIRST, _LETTERS = ord("A"), 26


def postcode_keys(postcodes: pd.Series | pa.Array | pa.ChunkedArray | Sequence[str]) -> np.ndarray:
    """Turn postcodes such as ``3067 AA`` into numbers in the same order; what is none becomes -1."""
    array = (
        postcodes if isinstance(postcodes, pa.Array | pa.ChunkedArray) else pa.array(postcodes, pa.string())
    )
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if len(array) == 0:
        return np.zeros(0, dtype=np.int32)
    encoded = pc.dictionary_encode(pc.fill_null(array.cast(pa.string()), ""))
    clean = pc.utf8_upper(pc.replace_substring(encoded.dictionary, " ", ""))
    right = pc.match_substring_regex(clean, f"^{_POSTCODE}$").to_numpy(zero_copy_only=False)
    known = pc.if_else(pa.array(right), clean, "0000AA").to_pylist()
    codes = np.frombuffer("".join(known).encode("ascii"), dtype=np.uint8).reshape(-1, 6).astype(np.int32)
    area = (codes[:, :4] - ord("0")) @ np.array([1000, 100, 10, 1], dtype=np.int32)
    letters = (codes[:, 4] - _FIRST) * _LETTERS + codes[:, 5] - _FIRST
    keys = np.where(right, area * _LETTERS**2 + letters, -1).astype(np.int32)
    return np.asarray(keys[encoded.indices.to_numpy()])


def area_of(keys: np.ndarray) -> np.ndarray:
    """Return the four digits of postcodes given as numbers."""
    return np.asarray(keys // _LETTERS**2)


def postcodes(keys: np.ndarray) -> pa.Array:
    """Turn numbers of `postcode_keys` back into postcodes."""
    keys = keys.astype(np.int64)
    area, letters = keys // _LETTERS**2, keys % _LETTERS**2
    codes = np.empty((len(keys), 6), dtype=np.uint8)
    for position, power in enumerate((1000, 100, 10, 1)):
        codes[:, position] = area // power % 10 + ord("0")
    codes[:, 4] = letters // _LETTERS + _FIRST
    codes[:, 5] = letters % _LETTERS + _FIRST
    offsets = pa.array(np.arange(len(keys) + 1, dtype=np.int32) * 6)
    return pa.StringArray.from_buffers(len(keys), offsets.buffers()[1], pa.py_buffer(codes.tobytes()))


def slices(sizes: np.ndarray, together: int) -> Iterator[slice]:
    """Cut a row of things in groups that together stay small, each of at least one thing."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, before + together, "right")), start + 1)
        yield slice(start, stop)
        start = stop
