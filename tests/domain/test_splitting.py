"""Parts that leak nothing: near-duplicates together, shares kept, and always the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.duplicates import LEAST, Groups, likeness, sketch
from annotator.domain.splitting import PARTS, Group, deal

VERDICTS = ("verified", "disputed", "unverifiable")
GROUPS = st.lists(
    st.tuples(st.integers(1, 4), st.fixed_dictionaries({v: st.integers(0, 9) for v in VERDICTS})),
    min_size=1, max_size=60,
).map(
    lambda made: [
        Group(tuple(f"{at}-{n}" for n in range(size)), verdicts)
        for at, (size, verdicts) in enumerate(made)
    ]
)  # fmt: skip


@given(GROUPS, st.integers(0, 5), st.randoms(use_true_random=False))
def test_groups_stay_together_and_order_makes_no_difference(
    groups: list[Group], seed: int, chance: random.Random
) -> None:
    parts = deal(groups, (70, 20, 10), seed)
    assert sorted(parts) == sorted(one for group in groups for one in group.articles)
    for group in groups:
        assert len({parts[one] for one in group.articles}) == 1
    mixed = chance.sample(groups, len(groups))
    assert deal(mixed, (70, 20, 10), seed) == parts


@given(GROUPS)
def test_a_part_of_no_share_is_empty(groups: list[Group]) -> None:
    assert set(deal(groups, (90, 0, 10), 0).values()) <= {"train", "test"}
    assert set(deal(groups, (100, 0, 0), 0).values()) == {"train"}


def test_parts_have_their_share_of_articles_and_of_each_verdict() -> None:
    chance = random.Random(3)
    groups = [
        Group((str(at),), {"verified": chance.randrange(9), "disputed": chance.randrange(4),
                           "unverifiable": int(chance.random() < 0.1)})
        for at in range(1000)
    ]  # fmt: skip
    for seed in range(3):
        parts = deal(groups, (80, 10, 10), seed)
        for what in (*VERDICTS, "articles"):
            held: Counter[str] = Counter()
            for group in groups:
                count = 1 if what == "articles" else group.verdicts[what]
                held[parts[group.articles[0]]] += count
            total = held.total()
            for part, share in zip(PARTS, (0.8, 0.1, 0.1), strict=True):
                assert abs(held[part] / total - share) < 0.02, (what, part)
    assert deal(groups, (80, 10, 10), 1) != deal(groups, (80, 10, 10), 2)


def grouped(texts: Iterable[str]) -> list[list[int]]:
    """The numbers of the texts, those that are nearly the same together."""
    groups = Groups()
    for text in texts:
        groups.add(text)
    return groups.groups()


def _words(chance: random.Random, count: int) -> list[str]:
    return [f"w{chance.randrange(5000)}" for _ in range(count)]


def _changed(chance: random.Random, words: list[str], count: int) -> str:
    changed = list(words)
    for at in chance.sample(range(len(words)), count):
        changed[at] = f"new{at}"
    return " ".join(changed)


def test_texts_that_are_nearly_the_same_are_one_group() -> None:
    chance = random.Random(1)
    originals = [_words(chance, 400) for _ in range(60)]
    texts = [" ".join(words) for words in originals]
    texts += [_changed(chance, words, 8) for words in originals]
    assert sorted(grouped(texts)) == [[at, at + 60] for at in range(60)]
    far = [" ".join(words) for words in originals]
    far += [_changed(chance, words, 200) for words in originals]
    assert len(grouped(far)) == 120


def test_the_sketch_estimates_the_share_of_5_grams() -> None:
    chance = random.Random(2)
    for changes in (0, 5, 20, 60):
        words = _words(chance, 500)
        other = _changed(chance, words, changes).split()
        grams = [{" ".join(w[at : at + 5]) for at in range(len(w) - 4)} for w in (words, other)]
        exact = len(grams[0] & grams[1]) / len(grams[0] | grams[1])
        found = likeness(sketch(" ".join(words)), sketch(" ".join(other)))
        assert abs(found - exact) < 0.15


def test_a_chain_and_a_crowd_of_duplicates_are_one_group_each() -> None:
    chance = random.Random(4)
    words = _words(chance, 300)
    crowd = [_changed(chance, words, 3) for _ in range(300)]
    assert len(grouped(crowd)) == 1


def test_japanese_and_short_texts_have_5_grams_too() -> None:
    tokyo = "東京タワーは高い建物で、多くの観光客が訪れる。入場料は大人千五百円である。"
    texts = [tokyo, tokyo.replace("千", "二千"), "大阪城は別の場所にある古い城で、桜が有名だ。"]
    assert grouped(texts) == [[0, 1], [2]]
    assert grouped(["…", "!", "One.", "one"]) == [[0], [1], [2, 3]]
    assert likeness(sketch("One"), sketch("one")) >= LEAST


def test_a_sketch_is_the_same_in_every_run() -> None:
    import subprocess
    import sys

    code = "from annotator.domain.duplicates import sketch; print(sum(sketch('a b c d e f g')))"
    root = Path(__file__).parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1


def test_one_article_with_most_of_the_labels_leaves_the_others_their_share() -> None:
    groups = [Group(("long",), {"verified": 60, "disputed": 40})]
    groups += [Group((str(at),), {"verified": 3, "disputed": 2}) for at in range(29)]
    for seed in range(9):
        parts = deal(groups, (80, 10, 10), seed)
        assert parts["long"] == "train"
        assert {Counter(parts.values())[part] for part in ("dev", "test")} <= {3, 4, 5}


@given(st.lists(st.integers(0, 300), min_size=3, max_size=12), st.integers(0, 5))
def test_no_part_is_empty_as_long_as_there_are_articles_for_it(sizes: list[int], seed: int) -> None:
    groups = [Group((str(at),), {"verified": size}) for at, size in enumerate(sizes)]
    assert set(deal(groups, (80, 10, 10), seed).values()) == set(PARTS)
