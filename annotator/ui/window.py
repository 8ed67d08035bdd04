"""The window: makes what is in it, and wires it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from annotator.domain.journal import Entry
from annotator.domain.label import Span
from annotator.settings import Settings
from annotator.tasks.telling import counted
from annotator.ui.actions import Actions, Place, When
from annotator.ui.asking import Asking
from annotator.ui.commands import Commands
from annotator.ui.copies import Copies
from annotator.ui.deciding import Deciding
from annotator.ui.exchange import Exchange, accept_a_copy
from annotator.ui.frame import Frame, StatusBar
from annotator.ui.host import Host
from annotator.ui.panel.card import paragraph
from annotator.ui.session import Session
from annotator.ui.sharing import Sharing
from annotator.ui.theme import SIGNS, Theme
from annotator.ui.undoing import Undoing
from annotator.ui.workbench import ANNOTATE, INSIGHTS, REVIEW, Workbench

if TYPE_CHECKING:
    from annotator.domain.case_filter import CaseFilter

_TITLE_BAR = 36
"""What the system puts above a window, in pixels; it is not known before it is there."""


class Window(Host):
    """One window, with one project or the welcome page."""

    _untold = Signal()
    """Things stand otherwise than the frame and the foot say: they are told when all is done."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__(settings, theme)
        self.setAcceptDrops(True)
        self.resize(_room_for(QSize(1440, 900)))
        self.asking = Asking(self)
        self.sharing = Sharing(self)
        self.exchange = Exchange(self)
        self._commands = Commands(self)
        self._copies = Copies(self)
        self._actors = (
            self.asking, self.sharing, self.exchange, self._commands, Undoing(self), Deciding(self),
        )  # fmt: skip
        self._frame = Frame()
        self._status = StatusBar()
        self._is_telling = False
        self._arrange()
        self._connect()
        self.restoreGeometry(QByteArray.fromBase64(settings["geometry"].encode()))

    def _arrange(self) -> None:
        whole = QWidget()
        whole.setLayout(self.column)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self._frame)
        self.column.addWidget(self.pages, 1)
        self.column.addWidget(self._status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self._frame.tab_chosen.connect(self.show_tab)
        self._frame.palette_wanted.connect(self.asking.palette)
        self._frame.person_wanted.connect(self.asking.person)
        self.exchange.projects_dropped.connect(self.sharing.take_projects)
        self.asking.settings_changed.connect(self._take_settings)
        self.name_wanted.connect(self.asking.person)
        self.opened.connect(self._on_opened)
        self.tab_shown.connect(self._frame.show_tab)
        for signal in (self.state_changed, self.theme.changed):
            signal.connect(self._show_state)
        self._untold.connect(self._tell_state, Qt.ConnectionType.QueuedConnection)

    def _on_opened(self) -> None:
        assert self.bench is not None
        self._connect_bench(self.bench)
        self._make_actions()

    def _connect_bench(self, bench: Workbench) -> None:
        session = bench.session
        for signal in (
            session.committed, session.reloaded, session.article_opened, session.active_changed,
            session.annotator_changed,
        ):  # fmt: skip
            signal.connect(self._show_state)
        session.committed.connect(self._on_committed)
        session.active_changed.connect(self._reveal_active)
        bench.article.verdict_chosen.connect(self._commands.verdict)
        bench.article.note_wanted.connect(self._commands.note)
        bench.article.zoom_wanted.connect(self.zoom_by)
        bench.markers.position_wanted.connect(bench.article.scroll_to_position)
        bench.find_bar.found.connect(bench.article.select)
        bench.find_bar.left.connect(bench.article.setFocus)
        bench.panel.left.connect(bench.article.setFocus)
        bench.panel.writing_changed.connect(self._show_state)
        bench.panel.history_wanted.connect(self.asking.history)
        bench.panel.link_wanted.connect(self.asking.open_link)
        bench.panel.copy_wanted.connect(self._copies.choose)
        bench.panel.copy_shown.connect(self._copies.show)
        bench.queue.article_chosen.connect(self.open_article)
        bench.queue.left.connect(bench.article.setFocus)
        bench.queue.listed.connect(self._on_listed)
        bench.queue.counted.connect(self._show_state)
        bench.review_made.connect(self._on_review_made)
        bench.insights_made.connect(self._on_insights_made)
        bench.look_wanted.connect(self.sharing.look)
        bench.import_wanted.connect(self.exchange.files_to_import)
        bench.paste_wanted.connect(self.exchange.paste)

    def _make_actions(self) -> None:
        self.menuBar().clear()
        for menu in self.menuBar().findChildren(QMenu):
            menu.deleteLater()
        handlers = {id_: act for one in self._actors for id_, act in one.handlers().items()}
        actions = Actions(handlers, self.settings["shortcuts"], self.held, self)
        bench = self.bench
        review = bench.review if bench else None
        hands: dict[Place, list[QWidget]] = {
            Place.ANNOTATE: [bench.article, bench.panel] if bench else [],
            Place.REVIEW: review.hands if review else [],
        }
        actions.put_on(self, self.menuBar(), hands)
        actions.steps_wanted.connect(self._tell_steps)
        if self.action_table is not None:
            self.action_table.retire()
        self.action_table = actions
        keys = actions.keys()
        self._frame.show_keys(keys)
        if bench is not None:
            bench.article.show_keys(keys)
            bench.panel.show_keys(keys)
        if review is not None:
            review.show_keys(keys)

    def _on_review_made(self) -> None:
        assert self.bench is not None
        assert self.bench.review is not None
        self.bench.review.pages.zoom_wanted.connect(self.zoom_by)
        desk = self.bench.review.desk
        for signal in (desk.case_changed, desk.draft_changed, desk.docket.listed):
            signal.connect(self._show_state)
        desk.told.connect(self.messages.say_notice)
        self._make_actions()
        self._show_state()

    def _on_insights_made(self) -> None:
        assert self.bench is not None
        assert self.bench.insights is not None
        insights = self.bench.insights
        insights.cases_wanted.connect(self.show_cases)
        insights.shown.connect(self._show_state)
        insights.told.connect(self.messages.say_notice)
        insights.failed.connect(self.messages.say_problem)

    # Projects

    def show_welcome(self) -> None:
        """The page from which one goes to a project."""
        from annotator.ui.welcome import WelcomePage  # a start with a project saves it

        page = WelcomePage()
        page.project_chosen.connect(self.open_project)
        page.new_wanted.connect(self.asking.new)
        page.open_wanted.connect(self.asking.open)
        page.demo_wanted.connect(self.asking.demo)
        page.show_recent([Path(path) for path in self.settings["recent"]])
        self.show_page(page)
        self._make_actions()
        self._show_state()

    def _on_listed(self) -> None:
        bench = self.bench
        if bench and bench.session.article is None:
            first = bench.queue.first()
            if first:
                bench.session.open_article(first)
        self._show_state()

    # How it looks

    def show_cases(self, chosen: CaseFilter) -> None:
        """Open Review with these cases listed."""
        self.show_tab(REVIEW)
        if self.bench is not None and self.bench.review is not None:
            self.bench.review.show_cases(chosen)

    def _take_settings(self) -> None:
        """The preferences have changed: look and act as they say now."""
        self.theme.choose(self.settings["theme"])
        self.theme.set_zoom(self.settings["zoom"])
        self._make_actions()
        if self.bench is not None:
            self.bench.session.show_everyone(self.settings["everyone"])
        self._show_state()

    def _show_state(self) -> None:
        bench = self.bench
        there = {When.ALWAYS}
        if bench is not None:
            there.add(When.PROJECT)
            if not bench.session.project.read_only:
                there.add(When.WRITING)
            if not bench.session.blind:
                there.add(When.SEEING)
            there |= _shown_in(bench)
        if self.action_table is not None:
            self.action_table.enable(there)
        if not self._is_telling:
            self._is_telling = True
            self._untold.emit()

    def _tell_state(self) -> None:
        """Say in the frame and at the foot how things stand: once for all that a key has brought
        about, before that is painted."""
        bench, self._is_telling = self.bench, False
        if self.action_table is not None:
            self.action_table[f"theme_{self.theme.look}"].setChecked(True)
        if bench is None:
            self._frame.show_project("Annotator", "", "")
            self._status.say(saved="", labels="", place="", undo="", to_do="", zoom="")
        else:
            self._show_session(bench)

    def _show_session(self, bench: Workbench) -> None:
        session, project = bench.session, bench.session.project
        name = project.name
        self._frame.show_project(name, project.path.name, session.annotator.name)
        self.setWindowTitle(f"{name} — Annotator")
        counts = session.labels.counts
        verdicts = " ".join(f"{counts[verdict.value]} {sign}" for verdict, sign in SIGNS.items())
        mark = session.labels.get(session.active) if session.active else None
        undo = bench.undo_text()
        if self.action_table is not None:
            self.action_table["everyone"].setChecked(session.shows_everyone)
        self._status.say(
            saved=_how_saved(session, writing=bench.panel.is_writing),
            labels=bench.desk.docket.progress()
            if bench.desk is not None
            else bench.insights.progress()
            if bench.insights is not None and bench.tab == INSIGHTS
            else f"{counted(len(session.labels), 'label')} · {verdicts}",
            place=f"{paragraph(session.article, mark.start)}, {mark.start}–{mark.end}"
            if mark and bench.tab == ANNOTATE
            else "",
            undo=f"Undo: {undo}" if undo else "",
            to_do=f"{bench.queue.to_do_text()} to do",
            zoom=f"{self.theme.zoom} %",
        )

    def _tell_steps(self) -> None:
        if self.bench is not None and self.action_table is not None:
            self.action_table.tell_steps(self.bench.undo_text(), self.bench.redo_text())

    def _reveal_active(self) -> None:
        bench = self.bench
        mark = bench.session.labels.get(bench.session.active or "") if bench else None
        if bench and mark:
            bench.article.reveal(Span(mark.start, mark.end))

    # What happens

    def _on_committed(self, entry: Entry) -> None:
        bench = self.bench
        if bench and bench.session.article is None:
            bench.queue.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            accept_a_copy(event)
            if self.bench is not None:
                files = counted(len(event.mimeData().urls()), "file")
                self.messages.say_notice(f"Let go to take in {files}.")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if self.messages.is_notice():
            self.messages.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.messages.is_notice():
            self.messages.hide()
        self.exchange.take_drop(event)


def _shown_in(bench: Workbench) -> set[When]:
    """What the tab in front shows: nothing acts on an article that is behind another tab."""
    there = set()
    if bench.tab == ANNOTATE and bench.session.article is not None:
        there |= {When.ARTICLE, When.WORDS}
        if bench.session.active is not None:
            there.add(When.LABEL)
    if bench.tab == REVIEW and bench.review is not None:
        there.add(When.WORDS)
        if bench.review.desk.case:
            there.add(When.CASE)
    return there


def _how_saved(session: Session, *, writing: bool) -> str:
    """What the disk has of all that is on the screen."""
    if session.project.read_only:
        return "○ Only to be read"
    if session.unsaved:
        return f"○ {len(session.unsaved)} not saved yet"
    return "○ Writing…" if writing else "● Saved"


def _room_for(size: QSize) -> QSize:
    """This size, or what the screen has: a window's foot below the screen's is never seen."""
    screen = QGuiApplication.primaryScreen()
    if screen is None or QGuiApplication.platformName() == "offscreen":  # nobody looks at that one
        return size
    return size.boundedTo(screen.availableSize() - QSize(0, _TITLE_BAR))
