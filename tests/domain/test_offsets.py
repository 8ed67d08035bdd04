import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.offsets import Offsets

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("a👩\u200dé東\u0301🇳🇴"))


@given(TEXTS)
def test_utf16_positions_are_those_of_the_encoded_text(text: str) -> None:
    offsets = Offsets(text)
    for at in range(len(text) + 1):
        unit = len(text[:at].encode("utf-16-le")) // 2
        assert offsets.utf16(at) == unit
        assert offsets.from_utf16(unit) == at


@given(TEXTS)
def test_utf8_positions_are_those_of_the_encoded_text(text: str) -> None:
    offsets = Offsets(text)
    for at in range(len(text) + 1):
        byte = len(text[:at].encode())
        assert offsets.utf8(at) == byte
        assert offsets.from_utf8(byte) == at


@given(TEXTS)
def test_a_position_inside_a_character_goes_to_its_start(text: str) -> None:
    offsets = Offsets(text)
    for at, char in enumerate(text):
        for byte in range(1, len(char.encode())):
            assert offsets.from_utf8(offsets.utf8(at) + byte) == at
        if ord(char) > 0xFFFF:
            assert offsets.from_utf16(offsets.utf16(at) + 1) == at


def test_a_position_outside_the_text_is_refused() -> None:
    for at in (-1, 4):
        with pytest.raises(IndexError):
            Offsets("abc").utf16(at)
        with pytest.raises(IndexError):
            Offsets("abc").from_utf8(at)
