import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import LONGEST, CleanText, clean_text, usable
from annotator.errors import AnnotatorError


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("Grüße".encode(), "utf-8"),
        ("Grüße".encode("utf-8-sig"), "utf-8-sig"),
        ("Grüße".encode("utf-16"), "utf-16"),
        ("Grüße".encode("utf-32"), "utf-32"),
    ],
)
def test_the_encoding_is_found(raw: bytes, encoding: str) -> None:
    clean = clean_text(raw)
    assert (clean.text, clean.encoding) == ("Grüße", encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["The dam held.\r\n", "Плотина устояла.", "“Die Brücke” hält 😀"])
def test_utf_16_without_a_mark_is_found_where_it_can_be_nothing_else(
    text: str, encoding: str
) -> None:
    assert clean_text(text.encode(encoding)) == CleanText(text.replace("\r\n", "\n"), encoding)


@pytest.mark.parametrize(
    "raw", [b"Hello\0world!", b"ab\0\0", "МОСКВА Я".encode("utf-16-be")[:-2], b"\x7fELF\2\1\1\0"]
)
def test_zero_bytes_alone_make_no_utf_16(raw: bytes) -> None:
    with pytest.raises(AnnotatorError):
        clean_text(raw)


def test_a_declared_encoding_is_believed() -> None:
    assert clean_text(b"\xa4", "iso8859-15").text == "€"


def test_an_encoding_without_mark_is_detected() -> None:
    text = "Les élèves français étudient à l’école où naquit la fête de l’été passé."
    assert clean_text(text.replace("’", "'").encode("cp1252")).text == text.replace("’", "'")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Ein Wörtchen."),
        ("cp1252", "L’été à Paris a été très chaud, « dit-il »."),
        ("cp1252", "Latin1 café déjà vu"),
        ("cp1252", "Le café déjà vu à Paris a coûté 40 € de plus, selon le ministère."),
        ("cp1252", "La città è più cara di così: lo spiegherà il sindaco lunedì."),
        ("cp1252", "Þetta er ekki rétt, sagði ráðherrann. Brúin kostaði tólf milljónir."),
        ("cp1252", "Silta maksoi enemmän. Työt jatkuvat keväällä Jyväskylässä."),
        ("cp1250", "Az építkezés őszre fejeződik be, a tűzvész után."),
        ("cp1250", "Predsednik je rekao da će most koštati više. Građani nisu zadovoljni."),
        ("cp1250", "Most bude drahší, povedal primátor. Ľudia sú nahnevaní."),
        ("cp1250", "Łódź i Kraków są piękne. Żółw źle śpi."),
        ("cp1251", "Плотина к северу от города выдержала ночь."),
        ("koi8_r", "Плотина к северу от города выдержала ночь."),
        ("cp932", "堤防は夜を通して持ちこたえた、と当局者は述べた。"),
        ("euc_jp", "堤防は夜を通して持ちこたえた、と当局者は述べた。"),
        ("gb18030", "大坝整夜都没有垮塌，官员们说。"),
        ("big5", "大壩整夜都沒有垮塌，官員們說。"),
        ("cp1253", "Το φράγμα άντεξε τη νύχτα."),
        ("cp1256", "السد صمد طوال الليل، قال المسؤولون."),
        ("cp949", "댐은 밤새 버텼다고 관리들이 말했다."),
        ("cp874", "เขื่อนทางเหนือของเมืองรอดพ้นตลอดทั้งคืน เจ้าหน้าที่กล่าวเมื่อวันอังคาร"),
    ],
)
def test_a_short_text_is_read_in_the_encoding_that_people_have(encoding: str, text: str) -> None:
    assert clean_text(text.encode(encoding)) == CleanText(text, encoding)


def test_a_text_that_nobody_could_page_through_is_refused() -> None:
    with pytest.raises(AnnotatorError, match=r"has 5,000,001 characters, more than 5,000,000\."):
        clean_text("x" * (LONGEST + 1))


@given(st.text())
def test_what_is_made_usable_is_clean(text: str) -> None:
    made = usable(text)
    if made.strip():
        assert clean_text(made).text == made
    assert usable(made) == made


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    assert clean_text("a\r\nb\rc\u2028e\u0301  \n").text == "a\nb\nc\u2028e\u0301  \n"


@pytest.mark.parametrize("char", ["\0", "\x0b", "\x7f", "\ud800", "\ufdd0", "\uffff", "\U0010ffff"])
def test_a_character_that_no_text_needs_is_refused_with_its_place(char: str) -> None:
    with pytest.raises(AnnotatorError, match=r"Character 3 \(line 2\) is U\+"):
        clean_text(f"ab\n{char}")


@pytest.mark.parametrize("raw", [b"", b" \n\t", "\u3000", b"\x89PNG\r\n\x1a\n\0\0\0\x0d"])
def test_what_is_no_text_is_refused_in_a_sentence(raw: bytes | str) -> None:
    with pytest.raises(AnnotatorError):
        clean_text(raw)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    if not text.isspace():
        assert clean_text(clean_text(text).text) == clean_text(text)
