"""An article on paper: its text under its title, as wide as the page that shows it."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Article
from annotator.domain.offsets import Offsets
from annotator.ui.article.document import COLUMN, make_document, set_margins
from annotator.ui.article.header import Header
from annotator.ui.theme import Theme


class Sheet:
    """The document of an article, with room above it for the title; without an article, blank.

    It belongs to the page that it is made for, and goes with that, at the latest: left to Python's
    collector, it might go in another thread, and its timer would go on without it.
    """

    def __init__(
        self, article: Article | None, offsets: Offsets, theme: Theme, page: QWidget, width: int
    ) -> None:
        self.article = article
        self.offsets = offsets
        self.shown = False  # by a page, which has begun to lay it out
        self.header = Header(theme)
        self.header.show(article)
        self.document = make_document(article, offsets, theme)
        self.document.setParent(page)
        self._theme = theme
        self._spaced: tuple[int, float] | None = None
        # The widget lays it out twice, first as wide as it says itself: where it says nothing, with
        # whole paragraphs to a line.
        self.document.setTextWidth(width)
        self.fit(width)

    def drop(self) -> None:
        """Let go of what is shown no more. It goes with the last reference to it: until then, it
        lays itself out."""
        self.document.setParent(None)

    def fit(self, width: int) -> None:
        """Set the margins for a page of this width, in pixels."""
        column = min(self._theme.px(COLUMN), width - self._theme.px(48))
        side = max(self._theme.px(24), (width - column) / 2)
        height = self.header.lay_out(width - 2 * side)
        set_margins(self.document, side, height, self._theme.px(90))

    # Room below a paragraph

    @property
    def spaced(self) -> QTextBlock | None:
        """The paragraph that has room below it."""
        return None if self._spaced is None else self.document.findBlockByNumber(self._spaced[0])

    def make_room(self, position: int | None, height: float) -> bool:
        """Make room below the paragraph of a position of the document (None: nowhere), and nowhere
        else. Returns whether anything has moved."""
        wanted = None if position is None else self.document.findBlock(position).blockNumber()
        moved = False
        if self._spaced is not None and self._spaced[0] != wanted:
            moved = self._set_room(*self._spaced)
            self._spaced = None
        if wanted is None:
            return moved
        if self._spaced is None:
            block = self.document.findBlockByNumber(wanted)
            self._spaced = wanted, block.blockFormat().bottomMargin()
        return self._set_room(wanted, self._spaced[1] + height) or moved

    def _set_room(self, number: int, margin: float) -> bool:
        block = self.document.findBlockByNumber(number)
        form = block.blockFormat()
        if not block.isValid() or form.bottomMargin() == margin:
            return False
        if self.shown:
            self._lay_out_whole()
        form.setBottomMargin(margin)
        QTextCursor(block).setBlockFormat(form)
        return True

    def _lay_out_whole(self) -> None:
        """Have no part left for later. What has no lines yet when one paragraph changes would never
        get any: Qt pushes it down with the rest, and takes it for done. (A document that is not
        shown yet begins anew when it is.)"""
        self.document.documentLayout().blockBoundingRect(self.document.lastBlock())
