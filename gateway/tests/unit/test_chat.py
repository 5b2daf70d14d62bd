import unicodedata

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from nightmarket_gateway.rooms.chat import MAX_TEXT, ChatTextInvalid, clean_text


@pytest.mark.parametrize(
    "text",
    [
        "這個好吃嗎？",
        "อร่อยมากครับ 🙏",  # Thai vowels and tone marks are combining characters
        "これください",
        "👩‍👩‍👧‍👦 👍🏽 🇹🇼 ❤️",  # zero-width joiners, modifiers, variation selectors
        "نعم",
        "می‌خواهم",  # a zero-width non-joiner is part of the word
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


def test_text_is_composed() -> None:
    assert clean_text("cafe\u0301") == "café"


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f", "\x85", "\ue000", "\ufdd0", "\ud800"])
def test_controls_and_what_is_no_character_are_dropped(hidden: str) -> None:
    assert clean_text(f"to{hidden}fu") == "tofu"


@pytest.mark.parametrize(
    "turn", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e")
)
def test_nobody_turns_other_peoples_text_around(turn: str) -> None:
    assert clean_text(f"{turn}100{turn}") == "100"


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x01", "\u202e", "\u200b", "\u200d\u200d", "\ufeff \u2060"]
)
def test_text_that_nobody_sees_is_refused(text: str) -> None:
    with pytest.raises(ChatTextInvalid):
        clean_text(text)


def test_length_counts_what_is_left() -> None:
    assert len(clean_text("長" * MAX_TEXT + "\x00" * 50 + "  ")) == MAX_TEXT
    with pytest.raises(ChatTextInvalid) as refused:
        clean_text("長" * (MAX_TEXT + 1))
    assert refused.value.metadata == {"limit": "300"}


@seed(20261105)
@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_cleaning_twice_changes_nothing_and_the_result_is_composed(text: str) -> None:
    try:
        once = clean_text(text)
    except ChatTextInvalid:
        return
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_control_between_letter_and_accent_does_not_keep_them_apart() -> None:
    assert clean_text("e\x00\u0301") == "é"
