"""What is said about the active label, as far as its annotator may see it."""

from __future__ import annotations

from annotator.domain.comment import Thread
from annotator.ui.comments.comments import Comments


class LabelComments(Comments):
    """The threads at a label and at its claim. A blind project keeps from whoever annotates what
    the others who marked the claim say, how many they are, and who else speaks."""

    def threads(self) -> list[Thread]:
        """The threads that are shown."""
        return self._session.threads_at(self._labels)

    def name_of(self, annotator: str) -> str:
        """Who somebody is."""
        session = self._session
        hidden = session.blind and annotator != session.annotator.id
        return "Somebody else" if hidden else session.name_of(annotator)

    def about_of(self, thread: Thread) -> str:
        """That a thread is about others' labels too."""
        count = len(thread.about)
        if count < 2:
            return ""
        return "On the claim" if self._session.blind else f"On the claim of {count} labels"
