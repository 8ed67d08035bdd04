"""The window. The only place where Qt is imported.

All of it is loaded at once, without looking for garbage meanwhile, and what knows nothing of Qt
first: PySide6 reads the source of each module that is imported after it once more, in search of its
own name.
"""

from annotator.collecting import keep_for_good, no_collecting

with no_collecting():
    from annotator.store import project as project
    from annotator.ui import window as window

    keep_for_good()
