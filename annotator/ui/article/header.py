"""The title and the byline above the text. They are painted, not part of the document: the text's
positions stay its own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextOption

from annotator.domain.article import Article, byline
from annotator.ui.direction import isolated, option_for
from annotator.ui.theme import Theme
from annotator.ui.wrapping import draw_wrapped, wrapped

_LINES = 3


class Header:
    """What stands above the article."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._title = self._byline = ""
        self._width = self._title_height = 0.0

    def show(self, article: Article | None) -> None:
        """Show what the article is called, and where it comes from."""
        self._title = self._byline = ""
        if article is not None:
            first = article.text.lstrip().split("\n", 1)[0].lstrip("# ").strip()
            begins = first.startswith(article.title.rstrip("…"))
            self._title = "" if begins else article.title
            self._byline = " · ".join(map(isolated, byline(article)))

    def lay_out(self, width: float) -> float:
        """The height that it needs at this width."""
        self._width = width
        self._title_height = 0.0
        if self._title:
            metrics = QFontMetricsF(self._theme.serif(29, bold=True))
            box = QRectF(0, 0, width, 10_000)
            flags = Qt.TextFlag.TextWordWrap.value
            self._title_height = metrics.boundingRect(box, flags, self._title).height()
        if not self._byline:
            return self._theme.px(34)
        small = self._theme.sans(13)
        lines = len(wrapped(self._byline, small, width, _LINES))
        more = (lines - 1) * round(QFontMetricsF(small).lineSpacing())
        return self._theme.px(34) + self._title_height + self._theme.px(42) + more

    def paint(self, painter: QPainter, left: float) -> None:
        """Paint it at the top of the document."""
        if not self._byline:
            return
        colours, top = self._theme.colours, self._theme.px(34)
        option = option_for(self._title or self._byline, QTextOption.WrapMode.WordWrap)
        painter.setPen(QColor(colours.text))
        painter.setFont(self._theme.serif(29, bold=True))
        painter.drawText(
            QRectF(left, top, self._width, self._title_height + 4), self._title, option
        )
        painter.setPen(QColor(colours.muted))
        box = QRectF(left, top + self._title_height + self._theme.px(4), self._width, 0)
        draw_wrapped(painter, box, self._byline, self._theme.sans(13), _LINES)
