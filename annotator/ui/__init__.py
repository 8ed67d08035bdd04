"""The window. The only place where Qt is imported.

What knows nothing of Qt is imported first: PySide6 reads the source of each module that is imported
after it once more, in search of its own name.
"""

from annotator.store import project as project
