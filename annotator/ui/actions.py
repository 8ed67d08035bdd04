"""Everything a person can do, declared once: menus, tool tips, shortcuts, the palette, the shortcut
sheet and the README's table of keys all come from `ACTIONS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from annotator.ui.held import HeldKey
from annotator.ui.menu import Menu


class When(Enum):
    """What must be there for an action to make sense."""

    ALWAYS = "always"
    PROJECT = "a project is open"
    ARTICLE = "an article is open in Annotate"
    LABEL = "a label is active in Annotate"
    WORDS = "an article or disagreements are shown"
    CASE = "a disagreement is looked at"
    SEEING = "the project is not blind"
    WRITING = "the project can be written to"


class Place(Enum):
    """Where single keys act."""

    ANNOTATE = "annotate"
    REVIEW = "review"


class Action(Struct, frozen=True):
    """One thing a person can do. In its text & stands before the letter that chooses it in its
    menu. `hand` actions have single keys, which act only while the article or a card of their place
    has the focus, never while typing; `group` begins a new one in the menu. Of all that are
    `one_of` the same, one is checked."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    when: When = When.ARTICLE
    hand: bool = False
    group: bool = False
    checkable: bool = False
    one_of: str = ""
    place: Place = Place.ANNOTATE

    @property
    def title(self) -> str:
        """What it is called, everywhere but in its menu."""
        return self.text.replace("&", "")


MENUS: Final[Sequence[str]] = (
    "&File", "&Edit", "&Label", "&Review", "&Go", "&View", "&Help",
)  # fmt: skip

ACTIONS: Final[Sequence[Action]] = (
    Action("new", "File", "&New project…", ("Ctrl+N",), when=When.ALWAYS),
    Action("open", "File", "&Open project…", ("Ctrl+O",), when=When.ALWAYS),
    Action("demo", "File", "Open the &demo", when=When.ALWAYS),
    Action("import", "File", "&Import…", ("Ctrl+I",), "Take in articles or labels",
           When.WRITING, group=True),
    Action("import_folder", "File", "Impo&rt a folder…", when=When.WRITING,
           tip="Take in all articles and labels in it"),
    Action("import_address", "File", "Import from an &address…", when=When.WRITING,
           tip="Fetch one page of the web, and take in its text"),
    Action("paste", "File", "Paste a &text…", ("Ctrl+Shift+V",), "Make an article of the clipboard",
           When.WRITING),
    Action("export", "File", "&Export…", ("Ctrl+E",), "Write the labels to a file", When.PROJECT),
    Action("save_pdf", "File", "&Save as PDF…", tip="The open article with its labels", group=True),
    Action("print", "File", "&Print…", ("Ctrl+P",), "The open article with its labels"),
    Action("hand_out", "File", "&Hand out…", tip="A file for each annotator, with their articles",
           when=When.WRITING, group=True),
    Action("merge", "File", "&Merge…", tip="Bring in what others did in their files",
           when=When.WRITING),
    Action("go_back", "File", "&Go back to before the merge…", when=When.WRITING,
           tip="What was done since is kept as a file"),
    Action("project", "File", "Pro&ject settings…", tip="Name, guidelines, whether it is blind",
           when=When.PROJECT, group=True),
    Action("details", "File", "Article detai&ls…", tip="Title, source, date, language"),
    Action("remove", "File", "Remo&ve the article", tip="With your labels in it; can be undone"),
    Action("preferences", "File", "Pre&ferences…", ("Ctrl+,",), when=When.ALWAYS, group=True),
    Action("close", "File", "&Close", ("Ctrl+Q", "Ctrl+W"), when=When.ALWAYS, group=True),
    Action("undo", "Edit", "&Undo", ("Ctrl+Z",), "Take back your last step", When.WRITING),
    Action("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), when=When.WRITING),
    Action("copy", "Edit", "&Copy", ("Ctrl+C",), hand=True, group=True),
    Action("find", "Edit", "&Find in the article", ("Ctrl+F", "/"), when=When.WORDS, group=True,
           tip="The match is selected, so that a verdict key labels it"),
    Action("find_next", "Edit", "Find the &next", ("F3", "Ctrl+G"), when=When.WORDS),
    Action("find_previous", "Edit", "Find the one &before", ("Shift+F3", "Ctrl+Shift+G"),
           when=When.WORDS),
    Action("palette", "Edit", "Find &anything…", ("Ctrl+K",), "Articles, labels, commands",
           When.ALWAYS),
    Action("search", "Edit", "&Search the articles", ("Ctrl+Shift+F",), when=When.PROJECT),
    Action("verified", "Label", "&Verified", ("V",), "Mark the selection, or the active label",
           hand=True),
    Action("disputed", "Label", "&Disputed", ("D",), "Mark the selection, or the active label",
           hand=True),
    Action("unverifiable", "Label", "&Unverifiable", ("U",),
           "Mark the selection, or the active label", hand=True),
    Action("sentence", "Label", "&Select the sentence", ("S",), hand=True, group=True),
    Action("all", "Label", "Ever&y occurrence", ("A",), hand=True,
           tip="Show where else the selected words stand; a verdict key marks them all"),
    Action("fragment", "Label", "Add as a &fragment", ("F",), hand=True,
           tip="The selection becomes part of the active label"),
    Action("note", "Label", "&Note", ("N",), when=When.LABEL, hand=True, group=True),
    Action("evidence", "Label", "Add &evidence", ("E",), when=When.LABEL, hand=True),
    Action("tag", "Label", "Add a ta&g", ("T",), when=When.LABEL, hand=True),
    Action("comment", "Label", "Co&mment", ("M",), "Ask, or answer, in the label’s thread",
           When.LABEL, hand=True),
    *(
        Action(f"confidence_{n}", "Label", f"Confidence &{n}", (str(n),), when=When.LABEL,
               hand=True, group=n == 1)
        for n in range(1, 6)
    ),
    Action("start_left", "Label", "Start a &word earlier", ("[",), when=When.LABEL, hand=True,
           group=True),
    Action("start_right", "Label", "Start a w&ord later", ("{",), when=When.LABEL, hand=True),
    Action("end_right", "Label", "End a word &later", ("]",), when=When.LABEL, hand=True),
    Action("end_left", "Label", "End a wo&rd earlier", ("}",), when=When.LABEL, hand=True),
    Action("start_left_char", "Label", "Start a &character earlier", ("Alt+[",), when=When.LABEL,
           hand=True),
    Action("start_right_char", "Label", "Start &a character later", ("Alt+Shift+[", "Alt+{"),
           when=When.LABEL, hand=True),
    Action("end_right_char", "Label", "End a c&haracter later", ("Alt+]",), when=When.LABEL,
           hand=True),
    Action("end_left_char", "Label", "End a character earl&ier", ("Alt+Shift+]", "Alt+}"),
           when=When.LABEL, hand=True),
    Action("delete", "Label", "Dele&te", ("Del", "Backspace"), when=When.LABEL, hand=True,
           group=True),
    Action("history", "Label", "History of the la&bel…", ("H",), when=When.LABEL, hand=True),
    *(
        Action(name, "Review", title, keys, tip, When.CASE, hand=True, group=group,
               place=Place.REVIEW)
        for name, title, keys, tip, group in (
            ("next_case", "&Next disagreement", ("J",), "", False),
            ("previous_case", "&Previous disagreement", ("K",), "", False),
            *(
                (f"take_{n}", f"Take label &{n}", (str(n),), "Its words and its verdict", n == 1)
                for n in range(1, 10)
            ),
            ("decide_verified", "Decide: &verified", ("V",), "", True),
            ("decide_disputed", "Decide: &disputed", ("D",), "", False),
            ("decide_unverifiable", "Decide: &unverifiable", ("U",), "", False),
            ("widest", "&Words that any has marked", ("O",), "The outer extent", True),
            ("narrowest", "Words that &all have marked", ("I",), "The inner extent", False),
            ("decide_start_left", "&Begin a word earlier", ("[",), "", False),
            ("decide_start_right", "Begin a word &later", ("{",), "", False),
            ("decide_end_right", "&Finish a word later", ("]",), "", False),
            ("decide_end_left", "Finish a word &earlier", ("}",), "", False),
            ("divide", "As &several labels, or as one", ("P",),
             "In the pieces of whoever made several", True),
            ("next_part", "The next pie&ce", ("N",), "Keys act on one piece at a time", False),
            ("reason", "&Reason", ("R",), "", True),
            ("reject", "Re&ject the claim", ("X",), "Nothing stands: a decision, too", False),
            ("ask", "As&k the annotators", ("Q",), "Put it off with a question", False),
            ("settle", "Se&ttle, next", ("Enter", "Return"), "", False),
            ("comment_case", "Co&mment on the claim", ("M",), "Ask, or answer, in a thread", False),
            ("reveal", "Show or &hide names", ("H",), "", True),
            ("filter_cases", "F&ilter the disagreements…", ("F",),
             "By state, verdicts, annotators, tag, article", False),
        )
    ),
    Action("by_rule", "Review", "Settle b&y a rule…", ("Ctrl+Shift+R",), "What needs no judge",
           When.WRITING, group=True),
    Action("next", "Go", "&Next label", ("J",), hand=True),
    Action("previous", "Go", "&Previous label", ("K",), hand=True),
    Action("deselect", "Go", "&Let go", ("Esc",), hand=True, tip="Of selection and active label"),
    Action("done", "Go", "Article &done, next", ("Ctrl+Enter", "Ctrl+Return"), group=True),
    Action("reopen", "Go", "&Open the article again", ("Ctrl+Shift+Enter", "Ctrl+Shift+Return"),
           tip="Take it back from the done ones"),
    Action("next_article", "Go", "Next &article", ("Alt+Down", "Ctrl+PgDown"), when=When.PROJECT),
    Action("previous_article", "Go", "P&revious article", ("Alt+Up", "Ctrl+PgUp"),
           when=When.PROJECT),
    Action("annotate", "View", "&Annotate", ("Ctrl+1",), when=When.PROJECT),
    Action("review", "View", "&Review", ("Ctrl+2",), when=When.PROJECT),
    Action("insights", "View", "&Insights", ("Ctrl+3",), when=When.PROJECT),
    Action("everyone", "View", "&Everyone’s labels", ("Ctrl+Shift+E",), when=When.SEEING,
           group=True, checkable=True, tip="Or only your own"),
    Action("zoom_in", "View", "&Larger", ("Ctrl++", "Ctrl+="), when=When.ALWAYS, group=True),
    Action("zoom_out", "View", "&Smaller", ("Ctrl+-",), when=When.ALWAYS),
    Action("zoom_reset", "View", "&Normal size", ("Ctrl+0",), when=When.ALWAYS),
    Action("theme_system", "View", "Look: as the s&ystem", when=When.ALWAYS, group=True,
           one_of="look"),
    Action("theme_light", "View", "Look: li&ght", when=When.ALWAYS, one_of="look"),
    Action("theme_dark", "View", "Look: &dark", when=When.ALWAYS, one_of="look"),
    Action("shortcuts", "Help", "&Shortcuts", ("F1",), when=When.ALWAYS),
    Action("person", "Help", "&Who is labelling…", when=When.ALWAYS),
    Action("about", "Help", "&About Annotator", when=When.ALWAYS),
)  # fmt: skip


REPEATING: Final = frozenset(
    {
        "next", "previous", "next_case", "previous_case", "next_article", "previous_article",
        "find_next", "find_previous", "zoom_in", "zoom_out",
        *(f"{edge}_{side}{unit}" for edge in ("start", "end") for side in ("left", "right")
          for unit in ("", "_char")),
        *(f"decide_{edge}_{side}" for edge in ("start", "end") for side in ("left", "right")),
    }
)  # fmt: skip
"""What goes on while its key is held down. Nothing else does: a key that is leant on neither marks
a row of articles as done nor takes back all that was ever done."""


_UNDER: Final = {
    "confidence_": "&Confidence", "take_": "Tak&e a label", "start_": "M&ove an edge",
    "end_": "M&ove an edge", "decide_start_": "M&ove an edge", "decide_end_": "M&ove an edge",
}  # fmt: skip
"""Actions whose ids begin so stand under one title: else a menu is higher than a screen."""

_STEP: Final = 60
"""So many letters of what undo would take back stand in the menu."""


def keys_text(keys: Sequence[str]) -> str:
    """The first shortcut as people read it, in the words of their system."""
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def title_of(action: QAction) -> str:
    """What an action is called now, without the mark before its letter."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


class Actions(QObject):
    """The QActions of one window, made from the table."""

    steps_wanted = Signal()
    """The menu that says what can be taken back is about to be shown."""

    def __init__(
        self,
        handlers: Mapping[str, Callable[[], object]],
        changed: Mapping[str, Sequence[str]],
        held: HeldKey,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._held = held
        self._made: dict[str, QAction] = {}
        self._there: set[When] | None = None
        groups = {action.one_of: QActionGroup(self) for action in ACTIONS if action.one_of}
        for action in ACTIONS:
            made = QAction(self)  # with a text its constructor would load all of QIcon
            made.setText(action.text)
            made.setObjectName(action.id)
            made.setCheckable(action.checkable or bool(action.one_of))
            if action.one_of:
                groups[action.one_of].addAction(made)
            made.setAutoRepeat(action.id in REPEATING)
            act = _act if action.id in REPEATING else self._act_unless_held
            made.triggered.connect(partial(act, handlers[action.id]))
            if action.hand:
                made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._made[action.id] = made
        self.change_keys(changed)

    def __getitem__(self, id_: str) -> QAction:
        return self._made[id_]

    def _act_unless_held(self, handler: Callable[[], object], *_: bool) -> None:
        if not self._held:
            handler()

    def change_keys(self, changed: Mapping[str, Sequence[str]]) -> None:
        """Give actions other shortcuts than the table's."""
        for action in ACTIONS:
            keys = tuple(changed.get(action.id, action.keys))
            self._made[action.id].setShortcuts([QKeySequence(key) for key in keys])
            tip = action.tip or action.title.rstrip("…")
            shown = keys_text(keys)
            self._made[action.id].setToolTip(f"{tip} ({shown})" if shown else tip)

    def retire(self) -> None:
        """Give up the keys at once, and go: two that have one key are neither obeyed."""
        for made in self._made.values():
            made.setShortcuts([])
        self.deleteLater()

    def keys(self) -> dict[str, str]:
        """The first key of each action, as people read it; empty where it has none."""
        native = QKeySequence.SequenceFormat.NativeText
        return {name: made.shortcut().toString(native) for name, made in self._made.items()}

    def tell_steps(self, undo: str = "", redo: str = "") -> None:
        """Say in the menu what would be taken back, and what done again; not while it is shut,
        for there it may soon be something else."""
        for id_, text, step in (("undo", "&Undo", undo), ("redo", "&Redo", redo)):
            shown = step if len(step) <= _STEP else f"{step[: _STEP - 1]}…"
            self._made[id_].setText(f"{text}: {shown.replace('&', '&&')}" if step else text)

    def enable(self, there: set[When]) -> None:
        """Enable what makes sense now. This is asked with every step: mostly nothing changes."""
        if there == self._there:
            return
        self._there = set(there)
        for action in ACTIONS:
            self._made[action.id].setEnabled(action.when is When.ALWAYS or action.when in there)

    def put_on(
        self, window: QWidget, bar: QMenuBar, hands: Mapping[Place, Sequence[QWidget]]
    ) -> None:
        """Fill the menu bar, and give each action to the widgets in which its keys act."""
        menus = {text.replace("&", ""): Menu(text, bar) for text in MENUS}
        for menu in menus.values():
            bar.addMenu(menu)
        menus["Edit"].aboutToShow.connect(self.steps_wanted)
        menus["Edit"].aboutToHide.connect(self.tell_steps)
        for action in ACTIONS:
            made = self._made[action.id]
            menu = menus[action.menu]
            if action.group:
                menu.addSeparator()
            if title := _under(action.id):
                inner = f"{action.menu} › {title}"
                if inner not in menus:
                    menus[inner] = Menu(title, menu)
                    menu.addMenu(menus[inner])
                menu = menus[inner]
            menu.addAction(made)
            for widget in hands[action.place] if action.hand else (window,):
                widget.addAction(made)


def _under(id_: str) -> str:
    """The title under which an action stands in its menu; empty where it stands there itself."""
    return next((title for begin, title in _UNDER.items() if id_.startswith(begin)), "")


def _act(handler: Callable[[], object], *_: bool) -> None:
    """What is done need not know whether the action is checked."""
    handler()
