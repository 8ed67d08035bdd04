"""Small PDF and DOCX files, made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = """<?xml version="1.0"?><cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
 <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>en-GB</dc:language>
 <dcterms:created>2025-03-18T09:30:00Z</dcterms:created></cp:coreProperties>"""


def pdf(pages: Sequence[Sequence[str]], info: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF whose pages have these lines, in Helvetica."""
    return placed_pdf(
        [[(72, 700 - 14 * n, line) for n, line in enumerate(lines)] for lines in pages],
        info, trailer,
    )  # fmt: skip


def placed_pdf(
    pages: Sequence[Sequence[tuple[int, int, str]]], info: bytes = b"", trailer: bytes = b""
) -> bytes:
    """A PDF whose pages have these words at these points, in this order."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for words in pages:
        shown = b"".join(
            b"1 0 0 1 %d %d Tm (%s) Tj\n" % (x, y, _escaped(text)) for x, y, text in words
        )
        body = b"BT /F1 10 Tf\n%sET" % shown
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< %s >>" % info)
    out, starts = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        starts.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info %d 0 R %s >>\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (size, b"".join(starts), size, len(objects), trailer, len(out))
    )


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    for char in (b"\\", b"(", b")"):
        raw = raw.replace(char, b"\\" + char)
    return raw


def docx(
    body: str,
    title: str = "Dam",
    author: str = "Ann O. Tator",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A DOCX with this XML in its body."""
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    )
    parts = {
        "word/document.xml": document,
        "docProps/core.xml": _CORE.format(title=title, author=author),
        **(more or {}),
    }
    return packed({name: part.encode() for name, part in parts.items()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files; one of them may have no name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name or "x")
            member.filename = name  # nobody is given one without a name
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
