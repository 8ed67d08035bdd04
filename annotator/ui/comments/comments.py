"""What is said about a label or a claim, folded to a line where it is not wanted: its threads, and
a field for what there is to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from annotator.domain import commenting
from annotator.domain.comment import Thread, to_continue
from annotator.domain.journal import Entry
from annotator.errors import AnnotatorError
from annotator.ui.comments.field import Compose
from annotator.ui.comments.talk import CommentDraft, count_of
from annotator.ui.comments.thread import Shown, ThreadBox
from annotator.ui.focus import as_laid_out, in_this_order
from annotator.ui.session import Session
from annotator.ui.theme import Theme


class Comments(QWidget):
    """The threads about one label, or about the labels of one claim. Where it stands says what is
    shown there, by `threads`, `name_of` and `about_of`."""

    resized = Signal()
    written_in = Signal(object)
    """The field (a widget) has the focus, or has grown: it should be in view."""
    left = Signal()
    """What was done here is done: on with the article."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._labels: tuple[str, ...] = ()
        self._open: dict[str, bool] = {}
        self._whole: set[str] = set()
        self._boxes: list[ThreadBox] = []
        self._built: Sequence[object] = ()
        self._key = ""
        self._head = QPushButton()
        self._head.setProperty("kind", "quiet")
        self._head.clicked.connect(self._turn)
        self._compose = Compose(theme)
        self._compose.sent.connect(self._send)
        self._compose.cancelled.connect(self._cancel)
        self._compose.typed.connect(self._keep)
        self._compose.resized.connect(self._on_resized)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._head, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._compose)
        self._compose.hide()

    # What is shown

    def show_about(self, labels: Sequence[str]) -> None:
        """Show what is said about these labels."""
        labels = tuple(sorted(labels))
        if labels[:1] != self._labels[:1]:
            self._whole.clear()
        self._labels = labels
        self.refresh()

    def show_key(self, key: str) -> None:
        """Show this key beside what it does."""
        self._key = key
        self.refresh()

    def refresh(self) -> None:
        """Show it as it is now."""
        threads = self.threads()
        self.setVisible(bool(self._labels))
        open_ = self._is_open(threads)
        self._show_head(threads, open_)
        target = self._target(threads) if open_ else None
        shown = [self._shown_as(one, target) for one in threads] if open_ else []
        built = [(one, *(self.name_of(s.annotator) for s in one.thread.steps)) for one in shown]
        if built != self._built:
            self._built = built
            self._rebuild(shown)
        self._place_field(target, [one.thread.id for one in shown], open_)
        self.resized.emit()

    def threads(self) -> list[Thread]:
        """The threads that are shown."""
        return self._session.comments.about(self._labels)

    def name_of(self, annotator: str) -> str:
        """Who somebody is."""
        return self._session.name_of(annotator)

    def about_of(self, thread: Thread) -> str:
        """What a thread is about, in words; nothing where that is plain."""
        return ""

    def _is_open(self, threads: Sequence[Thread]) -> bool:
        """Whether it is unfolded: as it was left, else where something is open."""
        if not self._labels:
            return False
        return self._open.get(self._subject, any(not thread.resolved for thread in threads))

    @property
    def _subject(self) -> str:
        """What a half-written comment is kept by: the label, or the first of the claim's."""
        return self._labels[0] if len(self._labels) == 1 else f"claim {self._labels[0]}"

    @property
    def _draft(self) -> CommentDraft:
        return (
            self._session.drafts.get(self._subject, CommentDraft(""))
            if self._labels
            else CommentDraft("")
        )

    def _show_head(self, threads: Sequence[Thread], open_: bool) -> None:
        key = f" ({self._key})" if self._key else ""
        if threads:
            self._head.setText(f"{'▾' if open_ else '▸'} {count_of(threads)}")
        else:
            self._head.setText("▾ Comment" if open_ else f"+ add a comment{key}")
        self._head.setAccessibleName("Hide comments" if open_ else "Show comments")
        self._head.setAccessibleDescription(count_of(threads) if threads else "")
        self._head.setToolTip(f"What is said about it{key}")

    def _target(self, threads: Sequence[Thread]) -> Thread | None:
        """The thread that the field is for; None where it begins a new one."""
        draft = self._draft
        comment = self._session.comments.get(draft.comment) if draft.comment else None
        wanted = comment.thread if comment else draft.thread
        chosen = next((one for one in threads if one.id == wanted), None)
        return chosen or to_continue(threads, self._labels)

    def _shown_as(self, thread: Thread, target: Thread | None) -> Shown:
        return Shown(
            thread,
            self.about_of(thread),
            self._session.annotator.id,
            target is not None and target.id == thread.id,
            thread.id in self._whole,
        )

    def _rebuild(self, shown: Sequence[Shown]) -> None:
        for box in self._boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = [ThreadBox(one, self.name_of) for one in shown]
        for place, box in enumerate(self._boxes, 1):
            box.wanted.connect(self._want)
            box.reply_wanted.connect(self._reply)
            box.turned.connect(self._turn_thread)
            box.edit_wanted.connect(self._edit)
            box.delete_wanted.connect(self._delete)
            self._column.insertWidget(place, box)
            box.show()  # at once, or the card measures itself without it

    def _place_field(self, target: Thread | None, ids: Sequence[str], open_: bool) -> None:
        """The field stands below the thread that it is for, or at the end."""
        self._compose.setVisible(open_)
        if not open_:
            return
        draft = self._draft
        place = ids.index(target.id) + 2 if target else len(ids) + 1
        if self._column.indexOf(self._compose) != place:
            self._column.removeWidget(self._compose)
            self._column.insertWidget(place, self._compose)
        chosen = bool(draft.comment or draft.thread)
        if draft.comment:
            self._compose.ask_for("Change the comment", "Keep", cancel=True)
        elif target is not None:
            self._compose.ask_for("Write an answer", "Send", cancel=chosen)
        else:
            self._compose.ask_for("Write a comment", "Send", cancel=False)
        self._compose.show_text(draft.text)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab goes through it as it stands, from the top down."""
        in_this_order(*as_laid_out(self._column))

    # What is done

    def write(self) -> None:
        """Go to the field."""
        if self._labels:
            self._open[self._subject] = True
            self.refresh()
            self._compose.write()
            self.written_in.emit(self._compose)

    def _on_resized(self) -> None:
        self.resized.emit()
        self.tell_where()

    def tell_where(self) -> None:
        """Say where one writes, so that it is brought into view again."""
        if self._compose.words.hasFocus():
            self.written_in.emit(self._compose)

    def _turn(self) -> None:
        """Fold it, or unfold it; where nothing is said yet, one begins to write."""
        threads = self.threads()
        open_ = self._is_open(threads)
        if not open_ and not threads:
            self.write()
        else:
            self._open[self._subject] = not open_
            self.refresh()

    def _want(self, thread: str) -> None:
        self._whole ^= {thread}
        self.refresh()

    def _keep(self) -> None:
        """Keep what is half written: it is there again when one comes back."""
        if self._labels:
            self._session.drafts[self._subject] = self._draft._replace(text=self._compose.text())

    def _begin(self, draft: CommentDraft) -> None:
        self._session.drafts[self._subject] = draft
        self.write()

    def _reply(self, thread: str) -> None:
        text = "" if self._draft.comment else self._draft.text
        self._begin(CommentDraft(text, thread))

    def _edit(self, id_: str) -> None:
        comment = self._session.comments.get(id_)
        if comment is not None:
            self._begin(CommentDraft(comment.text, comment=id_))

    def _cancel(self) -> None:
        self._session.drafts.pop(self._subject, None)
        self.refresh()
        self.left.emit()

    def _send(self) -> None:
        """Make the words in the field true."""
        session, draft, text = self._session, self._draft, self._compose.text()
        if not text.strip() or session.article is None:
            return
        article, me = session.article.id, session.annotator.id
        comment = session.comments.get(draft.comment)
        shown = self._target(self.threads())
        target = session.comments.thread(shown.id) if shown else None
        if comment is not None:
            self._commit(lambda: commenting.change(me, comment, text))
        else:
            self._commit(lambda: commenting.write(me, article, self._labels, text, target)[1])

    def _turn_thread(self, id_: str) -> None:
        """Resolve a thread, or open it again."""
        thread, me = self._session.comments.thread(id_), self._session.annotator.id
        if thread is not None:
            turn = commenting.reopen if thread.resolved else commenting.resolve
            self._whole.discard(id_)
            self._commit(lambda: turn(me, thread), sent=False)

    def _delete(self, id_: str) -> None:
        comment, me = self._session.comments.get(id_), self._session.annotator.id
        if comment is not None:
            self._commit(lambda: commenting.delete(me, comment), sent=False)

    def _commit(self, edit: Callable[[], Entry], *, sent: bool = True) -> None:
        """Make an edit true; `sent`: it was that of the words in the field."""
        try:
            entry = edit()
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        subject = self._subject
        self._open[subject] = True
        draft = self._session.drafts.pop(subject, None) if sent else None
        self.left.emit()  # before the button that was pressed goes
        if not self._session.commit(entry) and draft is not None:
            self._session.drafts[subject] = draft
        self.refresh()
