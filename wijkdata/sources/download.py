"""Fetching from the services of publishers: politely, again when it fails, and with every byte kept.

One request at a time, under our own name, with a time limit. What came is kept as it came, under its SHA-256, with
where and when in a manifest beside it, so that a figure can be followed back to the byte. A download that was broken
off goes on where it stopped; what has not changed at the publisher is not fetched again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.workplace import HOME_VARIABLE

if TYPE_CHECKING:
    import requests

#: Attempts per request before it counts as failed.
ATTEMPTS = 5
#: Seconds to the second attempt; each next one waits twice as long, but never longer than the longest.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
#: Seconds to connect, and between two parts of an answer.
TIMEOUT = (10.0, 60.0)
#: Largest answer that is taken at all. [bytes]
LARGEST = 8 * 1024**3

NO_CONNECTION = "geen verbinding"
_PART = 1 << 20
_REDIRECTS = 5
_THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")
#: How a user names another address for a service.
_OWN_ADDRESS = re.compile(r"WIJKDATA_[A-Z0-9]+_URL")
_AGAIN = (429, 500, 502, 503, 504)


class DownloadError(SourceError):
    """A request that did not give what was asked.

    Attributes
    ----------
    status
        HTTP status; None where there was no answer.
    text
        The beginning of what the server said.
    """

    def __init__(self, message: str, status: int | None = None, text: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.text = text


@dataclass(frozen=True)
class Raw:
    """A file as its publisher sent it.

    Attributes
    ----------
    path
        Where it is kept.
    name
        Name for people.
    address
        Where it came from, without secrets.
    retrieved
        ISO date on which these bytes were fetched.
    size, sha256
        Of the bytes as they came.
    etag, modified
        What the server gave to ask later whether it changed; empty where it gave none.
    """

    path: Path
    name: str
    address: str
    retrieved: str
    size: int
    sha256: str
    etag: str = ""
    modified: str = ""


def user_agent() -> str:
    """Return the name under which we ask."""
    return f"wijkdata/{metadata.version('wijkdata')} (open source; gegevens voor wijkaanpak)"


class Client:
    """Fetches files and keeps them.

    Parameters
    ----------
    folder
        Where raw files and the manifest are kept.
    tell
        Is told in Dutch what is being done, for a progress line.
    wait
        Waits a number of seconds; another function in tests.
    """

    def __init__(
        self,
        folder: Path,
        tell: Callable[[str], None] = lambda _text: None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder
        self.tell = tell
        self.wait = wait
        #: What was used so far, fetched or already kept; who asks may clear it to see what belongs together.
        self.taken: list[Raw] = []
        self._session: requests.Session | None = None
        #: Hosts that could not be reached with all attempts: they are asked once more, and not again and again.
        self._unreachable: set[str] = set()

    def fetch(
        self,
        address: str,
        *,
        name: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Raw:
        """Fetch one file; the one that is kept if the server says that it has not changed.

        Parameters
        ----------
        address
            Without secrets; those belong in ``headers``.
        name
            Name of the file for people.
        params
            Query of the address, sent as given.
        headers
            Such as a key; never kept.

        Raises
        ------
        DownloadError
            If the server refuses, keeps failing or breaks off, the address is not safe, or the disk does not take it;
            the message names source, address and what to do.
        """
        full = _with_query(address, params)
        _check_safe(full, name)
        known = self._newest(full)
        try:
            raw = self._attempts(full, name, dict(headers or {}), known)
        except OSError as error:
            raise DownloadError(
                f"{name} is niet te bewaren in ‘{self.folder}’ ({reason(error)}). Maak ruimte, of kies een andere "
                f"map met {HOME_VARIABLE}."
            ) from None
        self.taken.append(raw)
        return raw

    def fetch_json(
        self,
        address: str,
        *,
        name: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Raw, Any]:
        """Fetch and read JSON.

        Raises
        ------
        DownloadError
            As `fetch`; also where the answer is no JSON, such as an error page with status 200.
        """
        raw = self.fetch(address, name=name, params=params, headers=headers)
        try:
            return raw, json.loads(raw.path.read_text(encoding="utf-8-sig"))
        except (json.JSONDecodeError, UnicodeDecodeError):
            self._forget(raw)
            text = raw.path.read_bytes()[:200].decode("utf-8", "replace")
            raise DownloadError(
                f"{raw.address} gaf geen gegevens maar iets anders: ‘{' '.join(text.split())[:120]}’. Probeer het "
                "later opnieuw.",
                200,
                text,
            ) from None

    def kept(self) -> list[Raw]:
        """Return everything that is kept, the oldest first."""
        return list(self._manifest())

    # --- attempts ---------------------------------------------------------------------------------------------

    def _attempts(self, address: str, name: str, headers: dict[str, str], known: Raw | None) -> Raw:
        failure, host = "", urlsplit(address).netloc
        attempts = 1 if host in self._unreachable else ATTEMPTS
        for attempt in range(attempts):
            if attempt:
                pause = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
                self.tell(f"{name}: {failure}; nieuwe poging over {pause:.0f} seconden")
                self.wait(pause)
            else:
                self.tell(f"{name}: ophalen")
            try:
                raw = self._attempt(address, name, headers, known)
            except _TryAgainError as error:
                failure = str(error)
                if error.wait:
                    self.wait(min(error.wait, LONGEST_WAIT))
            else:
                self._unreachable.discard(host)
                return raw
        if failure == NO_CONNECTION:
            self._unreachable.add(host)
        times = f", {attempts} keer achter elkaar" if attempts > 1 else ""
        raise DownloadError(
            f"{name} is niet op te halen bij {address}: {failure}{times}. Probeer het later opnieuw; wat al binnen "
            "was, is bewaard."
        )

    def _attempt(self, address: str, name: str, headers: dict[str, str], known: Raw | None) -> Raw:
        import requests  # noqa: PLC0415  (only where something is fetched)

        part = self._part(address)
        have = part.stat().st_size if part.exists() else 0
        asked = {"User-Agent": user_agent(), "Accept-Encoding": "identity", **headers}
        stamp = self._stamp(part)
        if have and stamp:
            asked |= {"Range": f"bytes={have}-", "If-Range": stamp}
        elif known is not None and known.path.exists():
            asked |= {"If-None-Match": known.etag} if known.etag else {}
            asked |= {"If-Modified-Since": known.modified} if known.modified and not known.etag else {}
        session = self._session = self._session or requests.Session()
        try:
            with self._answer(session, address, asked, secret=bool(headers)) as answer:
                return self._taken(answer, address, name, known, part)
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
        ) as error:
            raise _TryAgainError(_in_words(error)) from None
        except requests.RequestException as error:
            raise DownloadError(
                f"{name}: {address} is geen bruikbaar adres ({type(error).__name__})."
            ) from None

    @staticmethod
    def _answer(
        session: requests.Session, address: str, headers: dict[str, str], *, secret: bool
    ) -> requests.Response:
        """Ask, and go where we are sent on to within the same site; with a key, to the same host only."""
        for _ in range(_REDIRECTS):
            answer = session.get(
                address, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False
            )
            if not answer.is_redirect:
                return answer
            target = urljoin(address, answer.headers["Location"])
            if secret and urlsplit(target).netloc != urlsplit(address).netloc:
                return answer
            answer.close()
            address = onward(address, target)
        return answer

    def _taken(self, answer: Any, address: str, name: str, known: Raw | None, part: Path) -> Raw:
        status = answer.status_code
        if status == 304 and known is not None:
            return known
        if status == 416:
            part.unlink(missing_ok=True)
            raise _TryAgainError("het begonnen bestand past niet meer")
        text = "" if status in (200, 206) else answer.text[:500]
        if status in _AGAIN and not _is_final(text):
            raise _TryAgainError(f"de server antwoordt met fout {status}", _retry_after(answer))
        if status not in (200, 206):
            raise DownloadError(
                f"{name}: {address} antwoordt met fout {status}"
                + (f" (‘{' '.join(text.split())[:160]}’)" if text.strip() else "")
                + f". {_advice(status)}",
                status,
                text,
            )
        self._receive(answer, part, name, resumed=status == 206)
        return self._keep(part, address, name, answer.headers)

    def _receive(self, answer: Any, part: Path, name: str, *, resumed: bool) -> None:
        part.parent.mkdir(parents=True, exist_ok=True)
        stamp = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if not resumed:
            self._stamp_file(part).write_text(stamp, encoding="utf-8")
        expected = int(answer.headers.get("Content-Length") or 0)
        received = 0
        with part.open("ab" if resumed else "wb") as file:
            for chunk in answer.iter_content(_PART):
                file.write(chunk)
                received += len(chunk)
                if file.tell() > LARGEST:
                    raise DownloadError(f"{name} is groter dan wij aannemen ({LARGEST // 1024**3} GB).")
                if expected > _PART:
                    self.tell(f"{name}: {100 * received / expected:.0f}% van {expected / 1e6:.0f} MB")
        if expected and received < expected:
            raise _TryAgainError("de verbinding brak af")

    # --- keeping ----------------------------------------------------------------------------------------------

    def _keep(self, part: Path, address: str, name: str, headers: Mapping[str, str]) -> Raw:
        digest = _sha256(part)
        target = self.folder / digest[:2] / digest
        size = part.stat().st_size
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
        self._stamp_file(part).unlink(missing_ok=True)
        raw = Raw(
            target,
            name,
            address,
            datetime.now(UTC).date().isoformat(),
            size,
            digest,
            headers.get("ETag", ""),
            headers.get("Last-Modified", ""),
        )
        same = next((one for one in self._manifest() if (one.address, one.sha256) == (address, digest)), None)
        if same is not None:
            # The same bytes again: they date from when they first came.
            raw = replace(raw, retrieved=same.retrieved)
            if raw == same:
                return raw
        self._write(raw)
        return raw

    @property
    def _manifest_file(self) -> Path:
        return self.folder / "herkomst.jsonl"

    def _manifest(self) -> Iterator[Raw]:
        with contextlib.suppress(FileNotFoundError):
            for line in self._manifest_file.read_text(encoding="utf-8", errors="replace").splitlines():
                # A line that was cut off by a power failure is as if it had not been written.
                with contextlib.suppress(json.JSONDecodeError, TypeError):
                    fields = json.loads(line)
                    digest = fields["sha256"]
                    yield Raw(**fields, path=self.folder / digest[:2] / digest)

    def _write(self, raw: Raw) -> None:
        fields = {key: value for key, value in asdict(raw).items() if key != "path"}
        with self._manifest_file.open("a+b") as file:
            if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
                # A line that was cut off before is left for what it is; this one stands apart from it.
                file.write(b"\n")
            file.write(json.dumps(fields, ensure_ascii=False).encode("utf-8") + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _newest(self, address: str) -> Raw | None:
        found = [one for one in self._manifest() if one.address == address and one.path.exists()]
        return found[-1] if found else None

    def _forget(self, raw: Raw) -> None:
        """Do not offer these bytes as what is known of the address; they stay to look at."""
        self._write(replace(raw, etag="", modified=""))

    def _part(self, address: str) -> Path:
        return self.folder / "onderweg" / hashlib.sha256(address.encode()).hexdigest()[:24]

    def _stamp_file(self, part: Path) -> Path:
        return part.with_suffix(".stempel")

    def _stamp(self, part: Path) -> str:
        with contextlib.suppress(OSError):
            return self._stamp_file(part).read_text(encoding="utf-8")
        return ""


def onward(address: str, target: str) -> str:
    """Return where an address sends us on to, if that is of the same publisher.

    Raises
    ------
    DownloadError
        If it is another site, or not safe: what is fetched there is no longer what its publisher said.
    """
    _check_safe(target, urlsplit(address).netloc)
    if _site(target) != _site(address):
        raise DownloadError(
            f"{urlsplit(address).netloc} verwijst door naar een ander adres, {urlsplit(target).netloc}. Daar halen "
            "wij niets op. Download het bestand zelf, als u die plaats vertrouwt, en voeg het toe met ‘wijkdata add’."
        )
    return target


def _check_safe(address: str, what: str) -> None:
    """Refuse an address over which others can change what comes, unless a user named that place."""
    with contextlib.suppress(ValueError):  # a name that is none
        parts = urlsplit(address)
        if parts.hostname and (
            parts.scheme == "https" or (parts.scheme == "http" and _chosen(parts.hostname))
        ):
            return
    raise DownloadError(
        f"{what}: {address[:200]} is geen beveiligd adres (https). Daar halen wij niets op: onderweg kan een ander "
        "het veranderen."
    )


def _chosen(host: str) -> bool:
    """Tell whether a host is this computer, or the one that a user named in place of a publisher's."""
    named = (value for name, value in os.environ.items() if _OWN_ADDRESS.fullmatch(name))
    return host in _THIS_COMPUTER or host in {urlsplit(value).hostname for value in named}


def _site(address: str) -> str:
    """Return the end of the name of a host, under which all belongs to one organisation; a number as it is."""
    host = (urlsplit(address).hostname or "").lower()
    return host if host.replace(".", "").isdecimal() or ":" in host else ".".join(host.split(".")[-2:])


class _TryAgainError(Exception):
    """A failure that may pass; ``wait`` is how many seconds the server asked for."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


def _with_query(address: str, params: Mapping[str, str] | None) -> str:
    if not params:
        return address
    query = urlencode(params, quote_via=quote, safe="$,:()'")
    return f"{address}{'&' if '?' in address else '?'}{query}"


def _is_final(text: str) -> bool:
    # CBS says with status 500 what it will never do; asking again would not help.
    lowered = text.casefold()
    return "more than 10000 records" in lowered or "not supported" in lowered


def _retry_after(answer: Any) -> float:
    value = answer.headers.get("Retry-After", "")
    if value.isdecimal():
        return float(value)
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    return 0.0


def _advice(status: int) -> str:
    if status in (401, 403):
        return "Hiervoor is een sleutel of toestemming van de uitgever nodig."
    if status == 404:
        return "De tabel of het bestand is er niet (meer); kijk bij de uitgever."
    return "Probeer het later opnieuw, of download het bestand zelf en voeg het toe met ‘wijkdata add’."


def _in_words(error: Exception) -> str:
    kind = type(error).__name__
    return "geen antwoord binnen de tijd" if "Timeout" in kind else NO_CONNECTION


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_PART):
            digest.update(block)
    return digest.hexdigest()
