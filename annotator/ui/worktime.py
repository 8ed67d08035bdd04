"""How long a person works on an article: only while the window is active and someone is at it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QInputEvent
from PySide6.QtWidgets import QWidget

from annotator.domain import edits
from annotator.domain.journal import now
from annotator.ui.session import Session

_PAUSE = 60.0
"""A pause of more seconds than this does not count."""

_KEEP_MS = 5 * 60_000
_SOON_MS = 15_000
"""After so long it is first kept that someone is at an article: from then on, and also where the
power fails, they are known to be at it and not to have finished it."""
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,  # all that one sees of a key that is a shortcut
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
    }
)


class WorkTime(QObject):
    """Adds up the time between signs of life, and has the session keep it now and then."""

    def __init__(
        self,
        session: Session,
        window: QWidget,
        clock: Callable[[], float] = time.monotonic,
        at_work: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(session)
        self._clock = clock
        self._at_work = at_work
        self._session = session
        self._window = window
        self._article: str | None = None
        self._started = ""
        self._last: float | None = None
        self._seconds = 0.0
        timer = QTimer(self, interval=_KEEP_MS)
        timer.timeout.connect(self.keep)
        timer.start()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.setObjectName("soon")
        self._soon.timeout.connect(self._keep_soon)
        session.article_left.connect(self.keep)
        session.article_opened.connect(self._turn)
        self._turn()

    def listen(self) -> None:
        """Hear of every event from now on; not yet of the thousands that a start brings."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # By its class first: to ask for the type of each of a hundred events a key takes longer.
        is_input = isinstance(event, QInputEvent) and event.type() in _SIGNS_OF_LIFE
        if is_input and self._window.isActiveWindow():
            if self._at_work():
                self.live(self._clock())
            else:
                self._last = None  # who reviews an article does not annotate it meanwhile
        return False

    def live(self, moment: float) -> None:
        """Someone did something at this moment (in seconds)."""
        if self._last is not None and moment - self._last <= _PAUSE:
            self._seconds += moment - self._last
        self._last = moment

    def keep(self) -> None:
        """Have the time so far recorded."""
        seconds = round(self._seconds)
        session = self._session
        kept = not session.unsaved and not session.project.read_only
        if self._article is not None and seconds > 0 and kept:
            me = session.annotator.id
            session.commit(edits.record_work(self._article, me, self._started, seconds))
        self._seconds = 0.0
        self._started = now()

    def _keep_soon(self) -> None:
        if round(self._seconds) > 0:
            self.keep()
        else:
            self._soon.start()

    def _turn(self) -> None:
        article = self._session.article
        self._article = article.id if article else None
        self._started, self._seconds = now(), 0.0
        self._last = None
        self._soon.start()
