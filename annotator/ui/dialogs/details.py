"""What is known of an article, open for change. Its text is not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from annotator.domain.article import Article
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.plain import plain


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
            field.setAccessibleName(name.capitalize())
            form.addRow(name.capitalize(), field)
            self._fields[name] = (value, field)
        self.column.addLayout(form)
        self.column.addWidget(
            plain(f"SHA-256 of the text: {article.sha256}", kind="small", wrap=True)
        )
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.accepted.connect(self._hand_on)

    def _hand_on(self) -> None:
        new = {
            name: field.text().strip()
            for name, (old, field) in self._fields.items()
            if field.text().strip() != old
        }
        if new:
            self.changed.emit(new)
