"""The open project as one looks at it: who looks, which article is open, and its labels and
comments, with what the disk has not taken yet.

Views read from here and hear of every change by `committed`, whether it came from this window, from
an undo or from another window on the same file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from annotator.collecting import no_collecting
from annotator.domain.article import Article
from annotator.domain.blindness import BLIND, looked_key
from annotator.domain.comment import Thread, without
from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Annotator, Label, Layer
from annotator.domain.offsets import Offsets
from annotator.domain.records import label_fields, label_from
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.store.queries import Mark
from annotator.ui.comments.talk import ArticleComments, CommentDraft
from annotator.ui.labels import ArticleLabels, mark_of
from annotator.ui.person import Person

_POLL_MS = 400


class OpenProject(QObject):
    """One project in one window, to be looked at."""

    committed = Signal(object)
    """An Entry with its changes: whatever shows one of its rows brings itself up to date."""
    reloaded = Signal()
    """More has changed than is told row by row: read again what is shown."""
    article_left = Signal()
    """Another article is about to be opened: what is kept now is kept while all show this one."""
    article_opened = Signal()
    """Another article is open (or none)."""
    active_changed = Signal()
    """Another label is the active one (or none)."""
    annotator_changed = Signal()
    """Another person labels now, or the person's name has changed."""
    failed = Signal(object)
    """An AnnotatorError that the person should see."""

    def __init__(self, project: Project, annotator: Annotator | str, parent: QObject | None = None):
        super().__init__(parent)
        self.project = project
        self.article: Article | None = None
        self.offsets = Offsets("")
        self.labels = ArticleLabels()
        self.comments = ArticleComments()
        self.drafts: dict[str, CommentDraft] = {}
        """What is half written, by what it is about."""
        self.active: str | None = None
        self.everyone = True
        self.blind = bool(project.queries.setting(BLIND))
        self.unsaved: list[Entry] = []
        """What is on the screen and not on the disk, oldest first."""
        self._deaf = False
        self._whole: dict[str, Label] = {}
        self._person = Person(project, annotator)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self.look)
        self._poll.start()

    # Who

    @property
    def annotator(self) -> Annotator:
        """Who labels here."""
        return self._person.annotator

    def name_of(self, annotator: str) -> str:
        """The name that people see for an annotator's id."""
        return self._person.name_of(annotator)

    def become(self, name: str) -> None:
        """Label under another name from now on: that of a person of this project, or a new one."""
        self._person.become(name)
        self._load()  # where only one's own labels are shown, they are another's now
        self.annotator_changed.emit()
        self.reloaded.emit()

    @property
    def has_joined(self) -> bool:
        """Whether this person is one of the project's, and no newcomer who has done nothing yet."""
        return self._person.joining is None

    @property
    def only(self) -> str | None:
        """Whose labels alone are shown here: in a blind project this person's, else None."""
        return self.annotator.id if self.blind else None

    @property
    def shows_everyone(self) -> bool:
        """Whether the labels of others are shown beside one's own."""
        return self.everyone and not self.blind

    def kept_from(self) -> int:
        """In how many articles this person has still to mark without knowing what the others have:
        as long as there are any, a blind project shows no more than one's own."""
        me, queries = self.annotator.id, self.project.queries
        if not self.blind or queries.setting(looked_key(me)):
            return 0
        return queries.unfinished(me)

    def threads_at(self, labels: Collection[str]) -> list[Thread]:
        """The threads about these labels. To whoever annotates in a blind project they do not tell
        what the others say who have marked the same."""
        threads = self.comments.about(labels)
        if not self.blind:
            return threads
        kept = (without(thread, self._fellows(thread)) for thread in threads)
        return [thread for thread in kept if thread is not None]

    def _fellows(self, thread: Thread) -> set[str]:
        """Who else has marked what a thread is about. A question of the review is for all of them,
        whoever asks it."""
        queries = self.project.queries
        asking = thread.said[0].annotator if queries.has(Kind.DECISION, thread.id) else ""
        labels = queries.labels(thread.about).values()
        return {label.annotator for label in labels} - {self.annotator.id, asking}

    def owns(self, label: Label | Mark) -> bool:
        """Whether this person may change the label."""
        mine = label.annotator == self.annotator.id and label.layer == Layer.ANNOTATION
        return mine and not self.project.read_only

    def _look_who(self) -> None:
        before = self.annotator
        self._person.look(stay=bool(self.unsaved))
        if self.annotator != before:
            self.annotator_changed.emit()

    # What is open

    def open_article(self, id_: str | None) -> bool:
        """Show another article (None: none). Returns whether it is there."""
        article = self.project.queries.article(id_) if id_ is not None else None
        if id_ is not None and article is None:
            return False
        self.article_left.emit()
        self.article = article
        self.offsets = Offsets(article.text if article else "")
        self.active = None
        self._load()
        self.article_opened.emit()
        return True

    def activate(self, id_: str | None) -> None:
        """Make a label the active one."""
        if id_ not in self.labels:
            id_ = None
        if id_ != self.active:
            self.active = id_
            self.active_changed.emit()

    def show_everyone(self, everyone: bool) -> None:
        """Show everyone's labels, or only this person's."""
        self.everyone = everyone
        self._load()
        self.reloaded.emit()

    def label(self, id_: str | None) -> Label | None:
        """A label of the open article, whole."""
        if id_ is None or id_ not in self.labels:
            return None
        if id_ not in self._whole:
            self.prefetch([id_])
        return self._whole.get(id_)

    def prefetch(self, ids: Iterable[str]) -> None:
        """Read several labels in one go, those that are about to be shown."""
        missing = [id_ for id_ in ids if id_ not in self._whole]
        if missing:
            self._whole |= self.project.queries.labels(missing)

    def _load(self) -> None:
        self._whole = {}
        with no_collecting():
            marks = self.project.queries.marks(self.article.id) if self.article else []
            if not self.shows_everyone:
                marks = [mark for mark in marks if mark.annotator == self.annotator.id]
            self.labels = ArticleLabels(marks)
        queries = self.project.queries
        self.comments = ArticleComments(queries.comments(self.article.id) if self.article else ())
        for entry in self.unsaved:
            self._apply(entry.changes)
        if self.active not in self.labels:
            self.active = None

    def _shown(self, label: Label) -> bool:
        mine = self.shows_everyone or label.annotator == self.annotator.id
        return mine and label.layer is Layer.ANNOTATION

    # Hearing

    def look(self) -> None:
        """Take in what other windows have written since the last look."""
        try:
            if self.project.changed_elsewhere():
                self._take_news()
        except AnnotatorError as error:
            if not self._deaf:  # or it would be told twice a second
                self.failed.emit(error)
            self._deaf = True
        else:
            self._deaf = False

    def _take_news(self) -> None:
        if self.project.read_only:
            self.reload()
        for entry in self.project.journal.news():
            self._tell(entry)

    def reload(self) -> None:
        """Read again what is shown."""
        self._look_who()
        self.blind = bool(self.project.queries.setting(BLIND))
        if self.article is not None:
            self.article = self.project.queries.article(self.article.id)
            if self.article is None:
                self.open_article(None)
        self._load()
        self.reloaded.emit()

    def _tell(self, entry: Entry) -> None:
        if not entry.changes:
            self.reload()
            return
        before = self.annotator.id
        self._apply(entry.changes)
        gone = self.active is not None and self.active not in self.labels
        self.committed.emit(entry)
        if any(entry.changes_of(Kind.SETTING)) or self.annotator.id != before:
            self._load()
            self.reloaded.emit()
        if gone:
            self.activate(None)

    def _apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.kind is Kind.LABEL:
                self._apply_to_label(change)
            elif change.kind is Kind.COMMENT and self.article:
                self.comments.apply(change, self.article.id)
            elif change.kind is Kind.ARTICLE and self.article and change.key == self.article.id:
                self._apply_to_article(self.article, change)
            elif change.kind is Kind.ANNOTATOR:
                self._look_who()
            elif change.kind is Kind.SETTING and change.key == BLIND:
                self.blind = bool(change.after and change.after["value"])

    def _apply_to_label(self, change: Change) -> None:
        if change.after is None:
            self.labels.drop(change.key)
            self._whole.pop(change.key, None)
            return
        if change.before is None:
            label = label_from(change.key, change.after)
        elif (known := self.label(change.key)) is not None:
            label = label_from(change.key, {**label_fields(known), **change.after})
        else:
            return
        if self.article and label.article == self.article.id and self._shown(label):
            self._whole[label.id] = label
            self.labels.put(mark_of(label))

    def _apply_to_article(self, article: Article, change: Change) -> None:
        if change.after is None:
            self.open_article(None)
        else:
            self.article = replace(article, **change.after)

    def close(self) -> None:
        """Let go of the project."""
        self._poll.stop()
        self.project.close()
