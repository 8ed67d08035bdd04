"""Whether the letters of a text go together. A text that is read in a wrong encoding has letters
that no language has side by side, and signs within its words: that tells wrong readings apart."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_ALPHABETS: Final = tuple(
    frozenset(letters + "ªºµ")
    for letters in (
        "àâæçèéêëîïôœùûüÿ",  # French
        "äöüßéàè",  # German
        "àáçèéíïñòóúü",  # Spanish, Catalan
        "àáâãçéêíóôõúü",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "äåæéöøüàšž",  # Danish, Norwegian, Swedish, Finnish
        "áæéðíóöøúýþ",  # Icelandic, Faroese
        "áèéêëíïóöúü",  # Dutch
        "áéíóúâêîôûŵŷäëïö",  # Irish, Welsh
        "óąćęłńśźż",  # Polish
        "áäéíóôúýčďěĺľňŕřšťůž",  # Czech, Slovak
        "áéíóöúüőű",  # Hungarian
        "ćčđšž",  # Bosnian, Croatian, Serbian, Slovene
        "âîăşţșț",  # Romanian
        "çë",  # Albanian
        "âçîöûüğışə",  # Turkish, Azerbaijani
        "äõöüšž",  # Estonian
        "āčēģīķļņōŗšūž",  # Latvian
        "ąčėęįšūųž",  # Lithuanian
        "àèìòùċġħż",  # Maltese
    )
)
_VIETNAMESE: Final = frozenset("àáâãèéêìíòóôõùúýăđĩũơư\u0300\u0301\u0303\u0309\u0323")
_WORD: Final = re.compile(r"[^\W\d_][^\W\d_\u0300-\u0323]*(?:[\u0300-\u0323]+[^\W\d_]*)*")
_LATIN: Final = re.compile("[a-z\u00aa-\u024f]")
_MISPLACED: Final = re.compile(
    r"(?<=[^\W\d_])[^\w\s\x00-\x7f\u0300-\u036f’‘–—…·\u00ad\u2011](?=[^\W\d_])"
    r"|(?<!\w)[¼½¾¹²³](?=[^\W\d_])"
    r"|[\ue000-\uf8ff]"
    r"|[a-zß-ÿ][ŠŒŽŸÀ-Þ]|(?<![^\W\d_])[¢-©¬-¶](?=[^\W\d_])"
)
_MOST: Final = 20_000
"""So many characters say enough about the rest."""


def is_latin(text: str) -> bool:
    """Whether most letters of a text are Latin."""
    letters = [char for char in text[:_MOST].lower() if char.isalpha()]
    return 2 * sum(map(bool, map(_LATIN.match, letters))) > len(letters)


def strangers(text: str) -> int:
    """How many letters the alphabet that fits best has no place for, and how many signs stand where
    words have none. Scripts other than Latin are at home by themselves, but not within Latin words.
    """
    head = text[:_MOST]
    letters: Counter[str] = Counter()
    foreign = len(_MISPLACED.findall(head))
    for word in _WORD.findall(head):
        if word.isascii():
            continue
        latin = bool(_LATIN.search(word.lower()))
        for char in word.lower():
            if char > "\x7f" and (latin or char < "\u0250"):
                letters[char] += 1
    known = (*_ALPHABETS, _VIETNAMESE) if "ơ" in letters or "ư" in letters else _ALPHABETS
    at_home = max(sum(letters[char] for char in alphabet) for alphabet in known)
    return foreign + letters.total() - at_home
