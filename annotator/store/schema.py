"""The tables of a project and the migrations that lead to them.

The names in `TABLES` are the only ones there are: a test compares them with a fresh file. Run
`migrate` through `Project`, which makes a back-up first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.errors import AnnotatorError
from annotator.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID: Final = 0x414E4E54
"""`ANNT`, in SQLite's header: by this a file says that it is a project."""

TABLES: Final = (
    "texts",
    "articles",
    "annotators",
    "labels",
    "decisions",
    "comments",
    "assignments",
    "work",
    "settings",
    "entries",
    "changes",
    "found_texts",
    "found_titles",
    "found_notes",
    "found_comments",
)

_TABLES_OF_VERSION_1: Final = (
    """CREATE TABLE texts (
        number INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        text TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL UNIQUE REFERENCES texts(sha256),
        title TEXT NOT NULL,
        source TEXT NOT NULL,
        published TEXT NOT NULL,
        language TEXT NOT NULL,
        meta TEXT NOT NULL,
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE annotators (
        id TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE labels (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        article TEXT NOT NULL REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
        annotator TEXT NOT NULL REFERENCES annotators(id) DEFERRABLE INITIALLY DEFERRED,
        layer TEXT NOT NULL CHECK (layer IN ('annotation', 'gold')),
        spans TEXT NOT NULL,
        start INTEGER NOT NULL CHECK (start >= 0),
        "end" INTEGER NOT NULL CHECK ("end" > start),
        quote TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('verified', 'disputed', 'unverifiable')),
        confidence INTEGER CHECK (confidence BETWEEN 1 AND 5),
        note TEXT NOT NULL,
        tags TEXT NOT NULL,
        evidence TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        meta TEXT NOT NULL
    ) STRICT""",
    'CREATE INDEX labels_by_place ON labels (article, start, "end")',
    "CREATE INDEX labels_by_annotator ON labels (annotator, article, layer)",
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY NOT NULL,
        article TEXT NOT NULL REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
        adjudicator TEXT NOT NULL REFERENCES annotators(id) DEFERRABLE INITIALLY DEFERRED,
        settles TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'edited', 'rejected', 'deferred')),
        label TEXT REFERENCES labels(id) DEFERRABLE INITIALLY DEFERRED,
        cause TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        meta TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX decisions_by_article ON decisions (article)",
    "CREATE INDEX decisions_by_label ON decisions (label) WHERE label IS NOT NULL",
    """CREATE TABLE assignments (
        id TEXT PRIMARY KEY NOT NULL,
        article TEXT NOT NULL REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
        annotator TEXT NOT NULL REFERENCES annotators(id) DEFERRABLE INITIALLY DEFERRED,
        state TEXT NOT NULL CHECK (state IN ('to do', 'done'))
    ) STRICT""",
    "CREATE INDEX assignments_by_article ON assignments (article)",
    "CREATE INDEX assignments_by_annotator ON assignments (annotator, state, article)",
    """CREATE TABLE work (
        id TEXT PRIMARY KEY NOT NULL,
        article TEXT NOT NULL,
        annotator TEXT NOT NULL,
        started TEXT NOT NULL,
        seconds INTEGER NOT NULL CHECK (seconds > 0)
    ) STRICT""",
    "CREATE INDEX work_by_article ON work (article, annotator)",
    """CREATE TABLE settings (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,
        annotator TEXT,
        act TEXT NOT NULL CHECK (act IN ('edit', 'undo', 'redo', 'record')),
        summary TEXT NOT NULL,
        undoes TEXT REFERENCES entries(id)
    ) STRICT""",
    "CREATE INDEX entries_by_annotator ON entries (annotator) WHERE act <> 'record'",
    "CREATE INDEX entries_by_undone ON entries (undoes) WHERE undoes IS NOT NULL",
    """CREATE TABLE changes (
        entry INTEGER NOT NULL REFERENCES entries(seq),
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        before TEXT,
        after TEXT,
        PRIMARY KEY (entry, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX changes_by_key ON changes (key, entry)",
    "CREATE VIRTUAL TABLE found_texts USING fts5"
    "(text, content='', detail=none, tokenize='trigram')",
    "CREATE VIRTUAL TABLE found_titles USING fts5"
    "(title, content='', detail=none, tokenize='trigram')",
    "CREATE VIRTUAL TABLE found_notes USING fts5"
    "(note, content='', detail=none, tokenize='trigram')",
)


_COMMENTS: Final = (
    """CREATE TABLE comments (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        article TEXT NOT NULL REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
        annotator TEXT NOT NULL REFERENCES annotators(id) DEFERRABLE INITIALLY DEFERRED,
        about TEXT NOT NULL,
        thread TEXT NOT NULL,
        text TEXT NOT NULL,
        step TEXT NOT NULL CHECK (step IN ('said', 'resolved', 'reopened')),
        at TEXT NOT NULL,
        updated TEXT NOT NULL,
        meta TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX comments_by_article ON comments (article, thread)",
    "CREATE INDEX comments_by_annotator ON comments (annotator)",
    "CREATE VIRTUAL TABLE found_comments USING fts5"
    "(text, content='', detail=none, tokenize='trigram')",
)


_KEYS: Final = {
    "entries": "seq = NEW.seq OR id = NEW.id",
    "changes": "entry = NEW.entry AND position = NEW.position",
    "texts": "number = NEW.number OR sha256 = NEW.sha256",
}
"""What makes a row of the guarded tables one that is there already."""


def _trigger(table: str, verb: str) -> str:
    """REPLACE deletes without asking the triggers on DELETE, so it is met at its INSERT."""
    event, when = verb, ""
    if verb == "REPLACE":
        event, when = "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_KEYS[table]})"
    return f"""CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {event} ON {table} {when}
        BEGIN SELECT RAISE(ABORT, 'the journal is never changed, only added to'); END"""


TRIGGERS: Final = {
    f"{table}_refuse_{verb.lower()}": _trigger(table, verb)
    for table in _KEYS
    for verb in ("UPDATE", "DELETE", "REPLACE")
}
"""What keeps the journal append-only and texts immutable. Tables that are rebuilt lose their
triggers without a word, so each migration ends by making these again. They leave the search index
alone: a trigger may not touch it where the schema is not trusted."""


def _first(db: Database) -> None:
    for statement in _TABLES_OF_VERSION_1:
        db.execute(statement)


def _comments(db: Database) -> None:
    for statement in _COMMENTS:
        db.execute(statement)


MIGRATIONS: Final[tuple[Callable[[Database], None], ...]] = (_first, _comments)


VERSION: Final = len(MIGRATIONS)
"""The version of a file after all migrations. A higher one comes from a newer Annotator."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version: all migrations and the guards, or nothing at all.

    Where another window has done it in the meantime, nothing is left to do.
    """
    from sqlite_utils import Database, Migrations  # 0.2 s: a start without a migration saves it

    migrations = Migrations("annotator")
    for migration in MIGRATIONS:
        migrations(name=migration.__name__.lstrip("_"))(migration)
    with transaction(connection):
        migrations.apply(Database(connection, execute_plugins=False))
        make_triggers(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def make_triggers(connection: sqlite3.Connection) -> None:
    """Make every trigger anew."""
    for name, statement in TRIGGERS.items():
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(statement)


@contextmanager
def unguarded(connection: sqlite3.Connection) -> Iterator[None]:
    """Inside one transaction, changes added without asking for each whether it is there already:
    with thousands of them the question costs more than the writing."""
    name = "changes_refuse_replace"
    connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    yield
    if connection.in_transaction:
        connection.execute(TRIGGERS[name])


def version_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """The file's application id and schema version."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application, version


def version_to_open(connection: sqlite3.Connection, path: Path) -> int:
    """The file's schema version. Raises AnnotatorError where it is no project, or a newer one."""
    application, version = version_of(connection)
    if application != APPLICATION_ID:
        raise AnnotatorError(f"{path.name} is not a project.", "Choose a file that Annotator made.")
    if version > VERSION:
        raise AnnotatorError(
            f"{path.name} was made by a newer Annotator.", "Install the newest version to open it."
        )
    return version
