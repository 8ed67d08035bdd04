"""What a person can mend. Anything else is our bug and stays an ordinary exception."""

from __future__ import annotations

import errno
from functools import lru_cache
from typing import Final


class AnnotatorError(Exception):
    """A problem in one sentence, and what the person can do about it in another."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


_SYSTEM = {
    errno.ENOSPC: ("The disk is full.", "Free some space, then try again."),
    errno.EDQUOT: ("Your share of the disk is used up.", "Free some space, then try again."),
    errno.EROFS: ("The disk is read-only.", "Choose a folder that may be written to."),
    errno.ENOENT: ("{name} is not there.", "Check the path."),
    errno.EACCES: ("{name} may not be read or written.", "Ask for access, or choose another."),
    errno.EPERM: ("{name} may not be changed.", "Ask for access, or choose another."),
    errno.EISDIR: ("{name} is a folder.", "Name a file."),
    errno.ENOTDIR: ("{name} is not inside a folder.", "Check the path."),
    errno.EEXIST: ("{name} exists already.", "Choose another name."),
}


def system_error(error: OSError) -> AnnotatorError:
    """What the operating system said, as a sentence."""
    name = str(error.filename or "The file")
    if error.errno not in _SYSTEM:
        said = error.strerror or error
        return AnnotatorError(f"{name} cannot be used: {said}.", "Check the disk and the path.")
    problem, remedy = _SYSTEM[error.errno]
    return AnnotatorError(problem.format(name=name), remedy)


def said_of(error: Exception) -> str:
    """What a library's exception says, on one line and not at length; its name where it says
    nothing."""
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__


def kept(error: BaseException) -> str:
    """Keep the traceback of a bug of ours, and say where."""
    import traceback

    return _kept("".join(traceback.format_exception(error)))


@lru_cache(maxsize=100)  # one that thousands of files bring out is kept once
def _kept(details: str) -> str:
    """In a new file: a name that is known beforehand, in a folder that everyone may write to, could
    be somebody's link."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="annotator-error-", suffix=".log", delete=False
        ) as file:
            file.write(details)
    except OSError as error:
        return f"It could not be kept: {error}."
    return f"Kept in {file.name}."


class BrokenError(AnnotatorError):
    """A reader has failed in a way that no file should bring out: the file is refused, and the bug,
    ours or a plug-in's, is kept and told."""

    SAID: Final = "It could not be read, by a bug in Annotator or a plug-in"

    def __init__(self, error: Exception) -> None:
        name, said = type(error).__name__, said_of(error)
        super().__init__(
            f"{self.SAID}: {name if said == name else f'{name}: {said}'}.", kept(error)
        )


class RefusedError(AnnotatorError):
    """The project is no longer as an edit found it: trying again would not help."""
