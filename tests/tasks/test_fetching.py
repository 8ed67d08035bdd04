"""A page of the web is fetched when a person asks, from a real server on this machine; each way in
which it can fail has a sentence."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from annotator import __version__
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks import fetching
from annotator.tasks.fetching import fetched, sound
from annotator.tasks.importing import import_paths, look_at
from annotator.tasks.progress import CancelledError

STORY = (
    "<html lang='en'><head><title>Dam holds</title></head><body><article><h1>Dam holds</h1>"
    "<p>The dam north of the town held through the night, “officials” said.</p></article></body>"
)


class Handler(BaseHTTPRequestHandler):
    """A site: what each path answers."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, dict(self.headers)))
        answers = {
            "/dam": (200, {"Content-Type": "text/html; charset=utf-8"}, STORY.encode()),
            "/latin": (200, {"Content-Type": "text/html; charset=windows-1252"},
                       STORY.encode("cp1252")),
            "/moved": (302, {"Location": "/dam?page=1", "Set-Cookie": "a=b"}, b""),
            "/round": (301, {"Location": "/round"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"),
            "/large": (200, {"Content-Type": "text/html"}, b"x" * 3_000),
            "/gzip": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
                      gzip.compress(STORY.encode())),
            "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
                      gzip.compress(b"x" * 1_000_000)),
            "/br": (200, {"Content-Type": "text/html", "Content-Encoding": "br"}, b"x"),
            "/short": (200, {"Content-Type": "text/html", "Content-Length": "9999"}, b"x"),
            "/empty": (200, {"Content-Type": "text/html"}, b"<p>"),
            "/dam?page=1": (200, {"Content-Type": "text/html"}, STORY.encode()),
            "/m%C3%BCll?q=%C3%A4": (200, {"Content-Type": "text/html"}, STORY.encode()),
            "/forbidden": (403, {}, b""),
            "/broken": (500, {}, b""),
        }  # fmt: skip
        if self.path == "/silent":
            stop.wait(5)
            return
        if self.path == "/drip":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            while not stop.wait(0.02):
                self.wfile.write(b"x")
        code, headers, body = answers.get(self.path, (404, {}, b"not here"))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


stop = threading.Event()


@pytest.fixture
def site() -> Iterator[str]:
    """The address of the site."""
    stop.clear()
    Handler.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # whoever hangs up is us
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    stop.set()
    server.shutdown()
    server.server_close()


def why(address: str) -> str:
    with pytest.raises(AnnotatorError) as caught:
        fetched(address)
    assert caught.value.remedy
    return caught.value.problem


def test_a_page_is_an_article_with_its_address(project: Project, site: str) -> None:
    report = import_paths(project, [f"{site}/moved"])
    assert (report.articles, report.refused) == (1, [])
    article = project.queries.article(report.first or "")
    assert article is not None
    assert article.text.startswith("Dam holds\nThe dam north of the town")
    assert article.source == f"{site}/dam?page=1"
    assert article.meta["fetched"]
    assert (report.read[0].file, report.read[0].format) == (f"{site}/moved", "webpage")


def test_nothing_is_told_to_the_server_but_who_asks(site: str) -> None:
    fetched(f"{site}/moved#secret")
    (first, headers), (second, more) = Handler.asked
    assert (first, second) == ("/moved", "/dam?page=1")
    assert headers["User-Agent"] == (
        f"factcheck-annotator/{__version__} (one page, asked for by a person)"
    )
    for name in ("Cookie", "Referer", "Accept-Language", "From"):
        assert name not in headers
        assert name not in more


def test_the_server_says_the_encoding(site: str) -> None:
    page = fetched(f"{site}/latin")
    assert (page.declared, page.read()) == ("windows-1252", STORY.encode("cp1252"))


def test_what_a_server_packs_unasked_is_unpacked(site: str) -> None:
    assert fetched(f"{site}/gzip").read() == STORY.encode()


def test_letters_of_all_scripts_are_sent_as_the_web_has_them(site: str) -> None:
    assert fetched(f"{site}/müll?q=ä").read() == STORY.encode()
    assert sound("https://bücher.example/ä%20b?x=a b#c") == (
        "https://xn--bcher-kva.example/%C3%A4%20b?x=a%20b"
    )
    assert sound("http://[::1]:8080/") == "http://[::1]:8080/"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/none", "There is no such page (404)."),
        ("/forbidden", "The server does not give the page to programs (403)."),
        ("/broken", "The server answers with an error (500)."),
        ("/round", "It leads on to another address more than 5 times."),
        ("/file", "file:///etc/passwd is no address of a web page."),
        ("/pdf", "It is no web page, but application/pdf."),
        ("/br", "The server packs the page in a way that is unknown here: br."),
        ("/short", "The page was cut off on its way."),
    ],
)
def test_each_failure_has_its_sentence(site: str, path: str, told: str) -> None:
    assert why(site + path) == told


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("/none", "Check the address and the connection."),
        ("/forbidden", "Open it in a browser, and paste its text."),
        ("/broken", "Try again later."),
    ],
)
def test_what_to_do_is_what_helps(site: str, path: str, remedy: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        fetched(site + path)
    assert caught.value.remedy == remedy


@pytest.mark.parametrize("path", ["/large", "/bomb", "/drip"])
def test_a_page_that_is_too_large_is_let_go(
    site: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 10)
    assert why(site + path) == "The page is larger than 0 MB."


def test_a_server_that_is_silent_is_not_waited_for(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SILENCE", 0.1)
    assert why(f"{site}/silent") == "127.0.0.1 said nothing for 0 seconds."


def test_one_that_goes_on_for_ever_ends_in_time(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST", 0.2)
    assert why(f"{site}/drip") == "The page did not come within 0 seconds."


def test_no_server_and_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert why(f"http://127.0.0.1:{port}/") == "127.0.0.1 takes no connection."
    assert why("http://nowhere.invalid/") == "There is no server nowhere.invalid."


def test_what_does_not_speak_tls_is_not_trusted(site: str) -> None:
    assert why(site.replace("http:", "https:")).startswith(
        "The connection to 127.0.0.1 is not safe"
    )


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("ftp://a.example/x", "ftp://a.example/x is no address of a web page."),
        ("file:///etc/passwd", "file:///etc/passwd is no address of a web page."),
        ("http://", "http:// is no address of a web page."),
        ("http://me:word@a.example/", "There is a name or a password in the address."),
        ("http://a.example:port/", "http://a.example:port/ is no address."),
        ("http://[::1/", "http://[::1/ is no address."),
        ("http://" + "a" * 99 + ".example/", None),
    ],
)
def test_what_is_no_address_is_not_asked_for(address: str, told: str | None) -> None:
    assert why(address) == (told or f"{address} is no address.")


def test_it_can_be_stopped_at_once(project: Project, site: str) -> None:
    start = time.monotonic()
    with pytest.raises(CancelledError):
        import_paths(project, [f"{site}/silent"], cancelled=lambda: time.monotonic() > start + 0.1)
    assert time.monotonic() - start < 2
    assert project.queries.article_count() == 0


def test_a_failure_is_a_refusal_and_the_rest_goes_in(
    project: Project, site: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Some words.")
    heard: list[str] = []
    paths = [f"{site}/none", f"{site}/empty", tmp_path / "a.txt"]
    report = import_paths(project, paths, progress=lambda _, __, name: heard.append(name))
    assert report.articles == 1
    first, second = map(str, report.refused)
    assert first.startswith(f"{site}/none: There is no such page (404).")
    assert second.startswith(f"{site}/empty: No main text was found in it.")
    assert f"{site}/none" in heard


def test_an_address_is_a_web_page_and_nothing_else(project: Project, site: str) -> None:
    report = look_at(project, [f"{site}/dam"], format="jsonl")
    assert "only as a web page" in str(report.refused[0])
    assert Handler.asked == []
