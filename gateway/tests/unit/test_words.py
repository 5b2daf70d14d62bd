"""Blocked words and links, and how people write around them."""

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from nightmarket_gateway.rooms.words import folded, has_blocked, has_link, read_words, runs_of

BLOCKED = ("free", "ass", "買粉", "หวย", "ガチャ", "加賴", "💊")
WORDS = read_words(BLOCKED)


@pytest.mark.parametrize(
    "text",
    [
        "FREE stuff",
        "ＦＲＥＥ",
        "f r e e",
        "f.r-e_e",
        "f\u200br\u200ce\u2060e",
        "freeeeee",
        "fffrrreee",
        "frée",
        "f\u0336r\u0336e\u0336e\u0336",  # struck through
        "買free吧",
        "我要買 粉",
        "買買買粉",
        "買…粉絲",
        "เล่นหวยออนไลน์",
        "ガチャガチャ",
        "ｶﾞﾁｬ",  # half width
        "加　賴",
        "加\u3164賴",  # a letter that nobody sees
        "💊💊",
        "\u24d5\u24e1\u24d4\u24d4",  # circled letters
        "an a s s",
    ],
)
def test_what_people_write_around_a_word_does_not_hide_it(text: str) -> None:
    assert has_blocked(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "freedom",
        "carefree",
        "class",
        "as soon as",
        "fre",
        "買貴了粉",
        "หว",
        "カチャ",  # another word without its voice mark
        "還有貨嗎",
        "👍",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert not has_blocked(text, WORDS)


def test_what_nothing_is_left_of_blocks_nothing() -> None:
    assert read_words(["", "  ", "-.-", "\u200b", "\u3164"]) == ()
    assert not has_blocked("anything", read_words(["..."]))


LETTERS = st.text(
    st.characters(categories=["Ll", "Lo", "Nd"], max_codepoint=0xFFFF), min_size=2, max_size=8
).filter(lambda word: bool(runs_of(word).signs))
FILLERS = st.text(st.sampled_from(" .-_*|/~+=\u200b\u200d\u2060\u3000\ufeff"), max_size=3)


@seed(20261123)
@given(LETTERS, st.lists(FILLERS, min_size=8, max_size=8), st.integers(1, 4))
def test_any_word_is_found_with_anything_between_and_letters_repeated(
    word: str, between: list[str], times: int
) -> None:
    letters = folded(word)
    said = "".join(letter * times + between[at % len(between)] for at, letter in enumerate(letters))
    assert has_blocked(f"… {said} !", read_words([word]))


@seed(20261123)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8), FILLERS)
def test_case_and_width_hide_nothing(word: str, filler: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in word)
    for said in (word.upper(), wide, wide.upper(), filler.join(wide)):
        assert has_blocked(said, read_words([word]))


@seed(20261123)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_nothing_breaks_it(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    runs = runs_of(text)
    assert len(runs.signs) == len(runs.counts) == len(runs.is_glued)
    assert all(one != two for one, two in zip(runs.signs, runs.signs[1:], strict=False))


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example",
        "HTTP://x",
        "www.evil",
        "看 line.me/ti/p",
        "shop。com",
        "ｅｖｉｌ．ｃｏｍ",
        "e\u200bvil.co\u200bm",
        "buy at evil.shop now",
        "evil.tw",
    ],
)
def test_links_are_seen(text: str) -> None:
    assert has_link(text)


@pytest.mark.parametrize("text", ["NT$1.50", "ok.thanks", "...", "買一送一", "v2.0", "a.m."])
def test_what_is_no_link_is_left_alone(text: str) -> None:
    assert not has_link(text)
