"""From the records of files to changes of the journal: what the project has already stays as it is,
and people get their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from annotator.domain import edits
from annotator.domain.dataset import Record
from annotator.domain.ids import uuid7, uuid7s
from annotator.domain.journal import Change, Entry, Fields, Kind
from annotator.domain.label import Label, Layer, names_of
from annotator.domain.quoting import shortened
from annotator.domain.records import (
    article_fields,
    comment_fields,
    decision_fields,
    label_fields,
    label_from,
)
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks.import_report import ImportReport, Left
from annotator.tasks.reading import Note
from annotator.tasks.telling import counted

_KEPT: Final = 64
"""Of so many articles it is kept in memory what their labels say."""

_TOGETHER: Final = 256
"""So many labels are written together: an article has few of them in many a file, and a row costs
SQLite less among others."""


_NO_IDS: Final = "Say --id-column - to leave the ids of this table away."


class Taker:
    """From records to changes: finds what the project has already, and numbers people."""

    def __init__(self, project: Project, report: ImportReport) -> None:
        self._project = project
        self._report = report
        self._new: set[str] = set()
        self.articles: dict[str, None] = {}
        """The ids of the articles that were taken in or known again."""
        self._gists: dict[str, set[tuple[Any, ...]]] = {}
        self._held: dict[str, Fields] = {}
        """The fields of labels that are not written yet, by their ids."""
        self._late: dict[str, Change] = {}
        """Those who have finished after all, by the keys of the rows that say otherwise."""
        self._otherwise: Counter[str] = Counter()
        """How many labels of each file stand where the same person has said something else."""
        self._last: tuple[str, tuple[str, str] | None] = ("", None)
        """The text that was asked about last, by its hash, and what `_known` says of it."""
        names = names_of(project.queries.annotators())
        self._people = {name: id_ for id_, name in names.items()}

    def take(
        self, record: Record, file: str, place: str, *, attached: bool = False
    ) -> list[Change]:
        """The changes that bring a record in; none where it is refused. Labels can come with those
        of a later one, or with `rest`."""
        report, article = self._report, record.article
        known = self._known(article.sha256)
        article_id = known[0] if known else article.id
        new = self._new_labels(record.labels, article_id, file, is_here=known is not None)
        if known is None and self._project.queries.has(Kind.ARTICLE, article.id):
            new = f"The id {article.id} is that of another text in the project."
        if isinstance(new, str):
            flag = _NO_IDS if known is None and self._is_table(file) else ""
            report.refused.append(Left(file, place, new, flag))
            return []
        report.first = report.first or article_id
        self.articles[article_id] = None
        changes: list[Change] = []
        if attached or (article_id in self._new and record.labels):
            pass  # labels for an article that is here are no news of the article
        elif known:
            reason = f"The text is here already, as {shortened(known[1])}."
            report.duplicates.append(Left(file, place, reason))
            report.here.add(article_id)
        else:
            report.articles += 1
            self._new.add(article.id)
            self._last = article.sha256, (article.id, article.title)
            self._project.journal.add_text(article.sha256, article.text)
            changes.append(Change(Kind.ARTICLE, article.id, None, article_fields(article)))
        report.labels += len(new)
        report.known_labels += len(record.labels) - len(new)
        self._add_labels(new, article_id, changes)
        stands_on_them = record.decisions or record.comments or record.done
        if stands_on_them or len(self._held) >= _TOGETHER:
            changes += self.rest()
        if stands_on_them:
            self._add_others(record, article_id, changes, Left(file, place, ""))
        return changes

    def _is_table(self, file: str) -> bool:
        """Whether a file is a table of articles, whose ids may be no more than the numbers of its
        rows."""
        formats = (one.format for one in reversed(self._report.read) if one.file == file)
        return next(formats, "").startswith("articles")

    def _known(self, sha256: str) -> tuple[str, str] | None:
        """The id and title of the project's article of this text. Files of several people about
        one text often come one after the other."""
        if sha256 != self._last[0]:
            self._last = sha256, self._project.queries.article_of_text(sha256)
        return self._last[1]

    def rest(self) -> list[Change]:
        """The changes that bring in the labels which `take` has not given yet."""
        changes = [Change(Kind.LABEL, id_, None, fields) for id_, fields in self._held.items()]
        self._held.clear()
        return changes

    def _add_labels(self, labels: Sequence[Label], article: str, changes: list[Change]) -> None:
        people, ids = self._people, iter(uuid7s(sum(not label.id for label in labels)))
        said = self._gists.get(article)
        for label in labels:
            fields = label_fields(label)
            fields["article"] = article
            who = label.annotator
            fields["annotator"] = people.get(who) or self._person(who, changes)
            self._held[label.id or next(ids)] = fields
            if said is not None:
                said.add(self._gist(label, fields["annotator"]))

    def checked(self, names: Iterable[str]) -> Iterator[list[Change]]:
        """No changes, where all of these are people of the project by now; else AnnotatorError."""
        refuse_strangers(names, self._people)
        yield from ()

    def notes(self) -> Iterator[Note]:
        """What is told of what was taken in."""
        for file, count in self._otherwise.items():
            if count:
                stand = f"{counted(count, 'label')} stand{'s' if count == 1 else ''}"
                yield Note(
                    file,
                    f"{stand} on the very words of another one that the same person has here, and "
                    "says otherwise. If that one came in wrongly, undo its import first.",
                )

    def finish(self, names: Sequence[str], by: str | None) -> Entry | None:
        """A step that says of these people that they have finished every article, and of others
        what a file says now and an earlier one did not; None where all that is known."""
        changes = dict(self._late)
        for article in self.articles:
            for name in names:
                change = self._state(article, self._people[name], edits.DONE)
                if change is not None:
                    self._report.finished += 1
                    changes[change.key] = change
        about = self.articles if names else {edits.article_assigned(key) for key in changes}
        who = f"that {', '.join(names)}" if names else "who"
        said = f"say {who} finished {counted(len(about), 'article')}"
        return edits.entry(by, said, changes.values()) if changes else None

    def _add_others(self, record: Record, article: str, changes: list[Change], here: Left) -> None:
        """Decisions, comments, and who finished the article."""
        report = self._report
        for decision in record.decisions:
            fields = decision_fields(decision)
            fields["article"] = article
            if self._is_new(Kind.DECISION, decision.id, fields, "adjudicator", here):
                report.decisions += 1
                fields["adjudicator"] = self._person(decision.adjudicator, changes)
                changes.append(Change(Kind.DECISION, decision.id, None, fields))
        for comment in record.comments:
            fields = comment_fields(comment)
            fields["article"] = article
            if self._is_new(Kind.COMMENT, comment.id, fields, "annotator", here):
                report.comments += 1
                fields["annotator"] = self._person(comment.annotator, changes)
                changes.append(Change(Kind.COMMENT, comment.id, None, fields))
        for name, state in _states(record).items():
            change = self._state(article, self._person(name, changes), state)
            if change is not None and change.before is None:
                report.done += state == edits.DONE
                changes.append(change)
            elif change is not None and change.key not in self._late and self._overrules(change):
                report.done += 1
                self._late[change.key] = change

    def _state(self, article: str, person: str, state: str) -> Change | None:
        """The change by which somebody has finished an article or not; None where that is known."""
        key = edits.assignment_key(article, person)
        before = self._project.queries.state(article, person)
        if before == state:
            return None
        if before is None:
            fields = {"article": article, "annotator": person, "state": state}
            return Change(Kind.ASSIGNMENT, key, None, fields)
        return Change(Kind.ASSIGNMENT, key, {"state": before}, {"state": state})

    def _overrules(self, change: Change) -> bool:
        """Whether a file's word on who has finished goes before what is known. Whoever had not by
        an earlier file can have by this one; of an article that somebody opened again here no file
        knows."""
        is_done = change.after == {"state": edits.DONE}
        return is_done and not self._project.queries.times_changed(change.key)

    def _is_new(self, kind: Kind, id_: str, fields: Fields, whose: str, here: Left) -> bool:
        """Whether the project does not have this decision or comment, which is of somebody by
        name; tells where it has another one of its id."""
        there = self._project.queries.fields_of(kind, id_)
        if there is None:
            return True
        reason = ""
        if there["article"] != fields["article"]:
            reason = f"The id {id_} is that of a {kind.value} on another article in the project."
        elif _content({**fields, whose: self._people.get(fields[whose])}) != _content(there):
            reason = f"The {kind.value} {id_} is in the project already, and says otherwise there."
        if reason:
            self._report.refused.append(here._replace(reason=reason))
        return False

    def _person(self, name: str, changes: list[Change]) -> str:
        """The id of the person of this name, who joins where there is none yet."""
        if name not in self._people:
            self._people[name] = uuid7()
            changes.append(Change(Kind.ANNOTATOR, self._people[name], None, {"name": name}))
        return self._people[name]

    def _new_labels(
        self, labels: Sequence[Label], article: str, file: str, *, is_here: bool
    ) -> list[Label] | str:
        """The labels that the project does not have yet, or why the record is refused."""
        if not labels:
            return []
        given = [label.id for label in labels if label.id]
        if len(set(given)) < len(given):
            return "Two labels in it have one id."
        known = self._project.queries.labels(given) if given else {}
        if not self._held.keys().isdisjoint(given):
            held = self._held
            known |= {id_: label_from(id_, held[id_]) for id_ in given if id_ in held}
        said = self._said(article) if is_here and len(given) < len(labels) else set()
        if not known and not said:
            return list(labels)
        places, otherwise = {gist[:3] for gist in said}, 0
        new = []
        for label in labels:
            here = known.get(label.id)
            if not label.id and self._gist(label, self._people.get(label.annotator)) in said:
                continue
            if here is None:
                new.append(label)
                place = self._people.get(label.annotator), label.layer, label.spans
                otherwise += not label.id and place in places
            elif self._differs(label, here, article):
                return f"The label {label.id} is in the project already, and says otherwise there."
        self._otherwise[file] += otherwise
        return new

    def _said(self, article: str) -> set[tuple[Any, ...]]:
        """What the labels that an article has here already say, whatever their ids. It is kept for
        the articles that were asked about last: a file can have a line for each label of one."""
        if article not in self._gists:
            if len(self._gists) == _KEPT:
                self._gists.clear()
            labels = self._project.queries.labels_of(article) + [
                label_from(id_, fields)
                for id_, fields in self._held.items()
                if fields["article"] == article
            ]
            self._gists[article] = {self._gist(one, one.annotator) for one in labels}
        return self._gists[article]

    @staticmethod
    def _gist(label: Label, annotator: str | None) -> tuple[Any, ...]:
        """All that a person has put into a label, to be compared with others: when it was made says
        nothing of whether it is the same one."""
        return (
            annotator, label.layer, label.spans, label.verdict, label.confidence, label.note,
            label.tags, label.evidence, _any_order(label.meta) if label.meta else b"",
        )  # fmt: skip

    def _differs(self, label: Label, here: Label, article: str) -> bool:
        """Whether a label says something else than the one that has its id here."""
        own = self._gist(label, self._people.get(label.annotator))
        return here.article != article or own != self._gist(here, here.annotator)


def _any_order(meta: Mapping[str, Any]) -> bytes:
    """Keys in whatever order they came: that of JSON's says nothing."""
    return orjson.dumps(meta, option=orjson.OPT_SORT_KEYS)


def refuse_strangers(names: Iterable[str], people: Collection[str]) -> None:
    """AnnotatorError where one of these names is nobody's."""
    for name in names:
        if name not in people:
            known = ", ".join(sorted(people)) or "nobody"
            raise AnnotatorError(
                f"Nobody called {name} is in these files or in the project.", f"There is {known}."
            )


def _content(fields: Fields) -> dict[str, Any]:
    """What a decision or a comment says, whenever that was: ids of labels are in no order."""
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in fields.items()
        if name not in {"at", "updated"}
    }


def _states(record: Record) -> dict[str, str]:
    """Who has finished the article; and who has not, where the file says who has: whoever else has
    a label in it."""
    if not record.done:
        return {}
    own = (one.annotator for one in record.labels if one.layer is Layer.ANNOTATION)
    return {**dict.fromkeys(own, edits.TO_DO), **dict.fromkeys(record.done, edits.DONE)}
