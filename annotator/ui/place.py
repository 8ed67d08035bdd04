"""Where one leaves a project and comes back to: the article, the line, the label, what is half
written, and who one is. The settings remember it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from annotator.tasks import demo
from annotator.ui.comments.talk import drafts_from
from annotator.ui.person import kept
from annotator.ui.workbench import Workbench


def is_passing(path: Path) -> bool:
    """Whether a project is gone tomorrow, as the demo's is, and not worth remembering."""
    return path.is_relative_to(tempfile.gettempdir()) and path.parent.name.startswith(demo.FOLDER)


def place_of(bench: Workbench, guess: str) -> dict[str, Any]:
    """What is to be remembered now. `guess`: the name of a person who has not said theirs, which
    counts once they have done something in it."""
    session, place = bench.session, dict[str, Any]()
    if session.article is not None:
        place = {
            "article": session.article.id,
            "position": bench.article.top_position(),
            "label": session.active,
            "drafts": {key: [*one] for key, one in session.drafts.items() if one.text.strip()},
        }
    if session.has_joined or session.annotator.name != guess:
        place["person"] = kept(session.annotator, joined=session.has_joined)
    return place


def come_back(bench: Workbench, place: dict[str, Any]) -> None:
    """Go to where the person left this project, or to its first article."""
    bench.session.drafts = drafts_from(place.get("drafts"))
    article = place.get("article")
    if isinstance(article, str) and bench.session.open_article(article):
        bench.session.activate(place.get("label"))
        at = place.get("position")
        bench.article.return_to(at if isinstance(at, int) else 0)
    bench.article.setFocus()
