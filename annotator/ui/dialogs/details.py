"""What is known of an article, open for change. Its text is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from annotator.domain.article import Article
from annotator.ui.dialogs.dialog import Dialog

_NAMES: Final = {
    "file": "Read from",
    "original_sha256": "SHA-256 of the file",
    "encoding": "Encoding",
}
_LONG: Final = 400


class DetailsDialog(Dialog):
    """Emits the fields that were changed."""

    changed = Signal(object)

    def __init__(self, article: Article, parent: QWidget) -> None:
        super().__init__("Article details", parent)
        self._fields: dict[str, tuple[str, QLineEdit]] = {}
        form = QFormLayout()
        for name in ("title", "source", "published", "language"):
            value = getattr(article, name)
            field = QLineEdit(value)
            field.setCursorPosition(0)  # how a long one begins tells more than how it ends
            field.setAccessibleName(name.capitalize())
            form.addRow(name.capitalize(), field)
            self._fields[name] = (value, field)
        self.column.addLayout(form)
        known = QPlainTextEdit("\n".join(_known(article)), readOnly=True)
        known.setAccessibleName("Known of it")
        known.setTabChangesFocus(True)
        self.column.addWidget(known, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.accepted.connect(self._hand_on)
        self.make_room(84, 20)

    def _hand_on(self) -> None:
        new = {
            name: field.text().strip()
            for name, (old, field) in self._fields.items()
            if field.text().strip() != old
        }
        if new:
            self.changed.emit(new)


def _known(article: Article) -> Iterator[str]:
    """A line for each thing that is kept with an article: where it is from, what came along."""
    yield f"SHA-256 of the text: {article.sha256}"
    for key, value in article.meta.items():
        said = value if isinstance(value, str) else str(value)
        cut = said if len(said) <= _LONG else f"{said[:_LONG]}…"
        yield f"{_NAMES.get(key, key)}: {' '.join(cut.split())}"
    yield f"Here since: {article.created[:16].replace('T', ' ')} UTC"
