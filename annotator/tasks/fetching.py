"""One page of the web, fetched because a person has asked for it: no cookies, no file and no other
scheme, a few redirects, a limit on time and size, and a sentence for whatever goes wrong."""

from __future__ import annotations

import io
import queue
import threading
import time
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from msgspec import Struct

from annotator import __version__
from annotator.errors import AnnotatorError
from annotator.tasks.progress import Progress

if TYPE_CHECKING:
    from http.client import HTTPResponse

LARGEST: Final = 20 * 1024 * 1024
SILENCE: Final = 15.0
"""Seconds that a server may say nothing."""

LONGEST: Final = 60.0
"""Seconds for all of it."""

REDIRECTS: Final = 5
AGENT: Final = f"factcheck-annotator/{__version__} (one page, asked for by a person)"

_HEADERS: Final = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "identity",
}
_ELSEWHERE: Final = (301, 302, 303, 307, 308)
_UNPACK: Final = {"identity": 0, "": 0, "gzip": 31, "x-gzip": 31, "deflate": 15}
"""How zlib calls what a server may have done to a page."""

_PAGES: Final = ("text/html", "application/xhtml+xml")
_STEP: Final = 64 * 1024
_TICK: Final = 0.05
_CHECK: Final = "Check the address and the connection."
_LATER: Final = "Try again later."
_BROWSER: Final = "Open it in a browser, and paste its text."
_CLOSED: Final = (401, 403, 451)
"""With which a server says no to a program, and may let a person in."""

_BUSY: Final = (429, 500, 502, 503, 504)

_STATUS: Final = {
    401: "The page is not open to all (401).",
    403: "The server does not give the page to programs (403).",
    404: "There is no such page (404).",
    410: "The page is gone (410).",
    429: "The server has been asked too often (429).",
    451: "The page is withheld for legal reasons (451).",
}


class Page(io.BytesIO):
    """The bytes of a page, the address that it was found at in the end, and the encoding that its
    server says."""

    def __init__(self, raw: bytes, address: str, declared: str) -> None:
        super().__init__(raw)
        self.address = address
        self.declared = declared


class Web(Struct, frozen=True):
    """The place of one page. `look` hears how many bytes are here; what it raises ends it."""

    address: str
    look: Progress

    def open(self, name: str) -> BinaryIO | None:
        """The page, fetched now; None for any other name. Raises AnnotatorError."""
        return fetched(name, self.look) if name == self.address else None

    def size(self, _: str) -> int:
        """Not known before."""
        return 0


def fetched(address: str, look: Progress = lambda *_: None) -> Page:
    """The page at an address. AnnotatorError says why there is none; what `look` raises goes
    through, and the connection is let go."""
    url = sound(address)
    told: queue.SimpleQueue[Page | Exception | tuple[int, int]] = queue.SimpleQueue()
    left = threading.Event()
    # A name that is looked up cannot be stopped: the thread is left behind, and ends by itself.
    threading.Thread(target=_fetch, args=(url, told, left), daemon=True).start()
    end = time.monotonic() + LONGEST
    done, total = 0, 0
    try:
        while time.monotonic() < end:
            look(done, total, address)
            try:
                heard = told.get(timeout=_TICK)
            except queue.Empty:
                continue
            if isinstance(heard, Page):
                return heard
            if isinstance(heard, Exception):
                raise heard
            done, total = heard
    finally:
        left.set()
    raise AnnotatorError(f"The page did not come within {LONGEST:.0f} seconds.", _BROWSER)


def sound(address: str) -> str:
    """The address as it is sent; AnnotatorError where it is none that is fetched."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise AnnotatorError(f"{address[:200]} is no address.", "Check it.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise AnnotatorError(
            f"{address[:200]} is no address of a web page.", "It begins with https:// or http://."
        )
    if parts.username is not None or parts.password is not None:
        raise AnnotatorError("There is a name or a password in the address.", "Take it out.")
    if ":" in host:
        host = f"[{host}]"
    path, query = (quote(one, safe="/%:@!$&'()*+,;=~?") for one in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host + port, path or "/", query, ""))


def _fetch(
    url: str,
    told: queue.SimpleQueue[Page | Exception | tuple[int, int]],
    left: threading.Event,
) -> None:
    """Fetch in a thread of its own, and tell what comes of it."""
    try:
        with _asked(url) as answer:
            told.put(_read(answer, told, left))
    except Exception as error:  # noqa: BLE001 - told on the thread that waits for it
        told.put(_told(error, url))


def _asked(url: str) -> HTTPResponse:
    """The answer of a server, redirects followed; each address is held against the rules anew."""
    from urllib import error, request  # loads TLS, and only who asks for a page needs it

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(), request.HTTPHandler(), request.HTTPSHandler(),
        request.HTTPDefaultErrorHandler(), request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    for _ in range(REDIRECTS + 1):
        asked = request.Request(url, headers=_HEADERS)  # noqa: S310 - sound() lets no other scheme in
        try:
            answer: HTTPResponse = opener.open(asked, timeout=SILENCE)
        except error.HTTPError as said:
            where = said.headers.get("Location")
            if said.code not in _ELSEWHERE or not where:
                raise
            said.close()
            url = sound(urljoin(url, where))
        else:
            return answer
    raise AnnotatorError(f"It leads on to another address more than {REDIRECTS} times.", _BROWSER)


def _read(
    answer: HTTPResponse,
    told: queue.SimpleQueue[Page | Exception | tuple[int, int]],
    left: threading.Event,
) -> Page:
    """The page that a server sends; AnnotatorError where it is none, or too large."""
    kind = answer.headers.get_content_type() if answer.headers.get("Content-Type") else _PAGES[0]
    if kind not in _PAGES:
        problem = f"It is no web page, but {kind}."
        raise AnnotatorError(problem, "If it is an article, save it and import the file.")
    packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in _UNPACK:
        raise AnnotatorError(f"The server packs the page in a way that is unknown here: {packed}.",
                             _BROWSER)  # fmt: skip
    total = answer.length or 0
    raw = bytearray()
    while chunk := answer.read1(_STEP):
        raw += chunk
        if max(len(raw), total) > LARGEST:
            raise AnnotatorError(f"The page is larger than {LARGEST // 1024**2} MB.", _BROWSER)
        if left.is_set():
            break
        told.put((len(raw), total))
    if len(raw) < total:
        raise AnnotatorError("The page was cut off on its way.", "Try again.")
    declared = answer.headers.get_content_charset() or ""
    return Page(_unpacked(bytes(raw), _UNPACK[packed]), answer.url, declared)


def _unpacked(raw: bytes, kind: int) -> bytes:
    """What a server has packed although it was asked not to."""
    if not kind:
        return raw
    unpacking = zlib.decompressobj(kind)
    page = unpacking.decompress(raw, LARGEST)
    if unpacking.unconsumed_tail:
        raise AnnotatorError(f"The page is larger than {LARGEST // 1024**2} MB.", _BROWSER)
    return page


def _told(error: Exception, url: str) -> Exception:
    """What went wrong, in a sentence; what is none of the network's failures as it is."""
    import socket
    import ssl
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError

    host = urlsplit(url).hostname or url
    if isinstance(error, HTTPError):
        error.close()
        plain = f"The server answers with an error ({error.code})."
        remedy = _BROWSER if error.code in _CLOSED else _LATER if error.code in _BUSY else _CHECK
        return AnnotatorError(_STATUS.get(error.code, plain), remedy)
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, socket.gaierror):
        return AnnotatorError(f"There is no server {host}.", _CHECK)
    if isinstance(reason, ConnectionRefusedError):
        return AnnotatorError(f"{host} takes no connection.", _CHECK)
    if isinstance(reason, TimeoutError):
        return AnnotatorError(f"{host} said nothing for {SILENCE:.0f} seconds.", _LATER)
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or "it is not understood"
        return AnnotatorError(f"The connection to {host} is not safe: {why}.", _BROWSER)
    if isinstance(reason, HTTPException | OSError | zlib.error):
        return AnnotatorError(f"{host} cannot be read: {reason or type(reason).__name__}.", _CHECK)
    return error
