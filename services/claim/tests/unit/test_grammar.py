"""The grammar's rules beyond the labelled comments, its bounds, and what random text claims: nothing."""

import random
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_claim.domain.folding import fold
from nightmarket_claim.domain.grammar import Grammar, KeywordInvalid, keyword_of
from nightmarket_claim.domain.lexer import MOST_SIGNS
from nightmarket_claim.domain.readings import (
    Claims,
    Doubt,
    Offer,
    Option,
    Question,
    TakeBack,
    Wanted,
)
from nightmarket_claim.domain.words import Role, spelled

ONE = Offer("cup", "B2", (Option("cup-1", "450 ml"),))
DRESS = Offer(
    "dress",
    "A1",
    (Option("rl", "紅 / L"), Option("rm", "紅 / M"), Option("bl", "藍 / L")),
)
GRAMMAR = Grammar((ONE, DRESS))
DIGITS = [chr(code) for code in range(0x110000) if unicodedata.decimal(chr(code), None) == 2]
WORDS = sorted(spelled())


def of_cup(quantity: int) -> Claims:
    return Claims((Wanted("cup", "cup-1", quantity),))


def test_nothing_named_means_what_is_held_up_or_is_asked() -> None:
    assert GRAMMAR.read("+1", here="cup") == of_cup(1)
    assert GRAMMAR.read("+1", here="dress") == Question(Doubt.WHICH_OPTION, "dress")
    assert GRAMMAR.read("紅L +1", here="dress") == Claims((Wanted("dress", "rl", 1),))
    assert GRAMMAR.read("+1") == Question(Doubt.WHICH_LISTING)


def test_without_a_listing_nothing_is_a_claim() -> None:
    assert Grammar(()).read("+1") is None
    assert Grammar(()).read("B2+1") is None


def test_what_is_missing_is_what_is_asked() -> None:
    assert GRAMMAR.read("A1+1") == Question(Doubt.WHICH_OPTION, "dress")
    assert GRAMMAR.read("B2") == Question(Doubt.HOW_MANY, "cup")
    assert GRAMMAR.read("B2+1 送人的") == Question(Doubt.UNCLEAR, "cup")


def test_taking_back() -> None:
    assert GRAMMAR.read("-1") == TakeBack(quantity=1)
    assert GRAMMAR.read("取消") == TakeBack()
    assert GRAMMAR.read("A1紅L取消") == TakeBack("dress", "rl")
    assert GRAMMAR.read("A1 -2") == TakeBack("dress", quantity=2)


@pytest.mark.parametrize("two", DIGITS)
def test_digits_of_every_script(two: str) -> None:
    assert GRAMMAR.read(f"B2+{two}") == of_cup(2)


@given(st.integers(1, 99), st.sampled_from(["B2+{}", "b2 x{}", "cf B2 {}", "Ｂ２　＋{}", "+{} B2"]))
def test_every_amount_is_read_as_it_is_written(quantity: int, form: str) -> None:
    assert GRAMMAR.read(form.format(quantity)) == of_cup(quantity)


@given(st.integers(100, 10**12))
def test_no_amount_beyond_the_most(quantity: int) -> None:
    assert not isinstance(GRAMMAR.read(f"B2+{quantity}"), Claims)


@given(st.text(max_size=MOST_SIGNS))
def test_any_text_has_one_reading(text: str) -> None:
    first = GRAMMAR.read(text, here="cup")
    assert GRAMMAR.read(text, here="cup") == first
    assert Grammar((DRESS, ONE)).read(text, here="cup") == first
    if isinstance(first, Claims):
        assert all(0 < one.quantity <= 99 for one in first.wanted)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from([*WORDS, "A1", "B2", "紅", "L", "1", "2", "12", " "]), max_size=12))
def test_words_of_the_grammar_in_any_order_have_a_reading(words: list[str]) -> None:
    read = GRAMMAR.read("".join(words)[:MOST_SIGNS], here="cup")
    if isinstance(read, Claims):
        lots = [(one.listing_id, one.variant_id) for one in read.wanted]
        assert len(set(lots)) == len(lots)


@given(
    st.text(alphabet="abdeghijklmnopqrstuvwyz ，。的是在有人這中大上個國地到說們時年", max_size=60)
)
def test_letters_without_an_amount_or_keyword_are_talk(text: str) -> None:
    assert not isinstance(GRAMMAR.read(text, here="cup"), Claims)


ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789    ,.!?'-+",
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動加買紅藍色好 ，0123456789+",
    "กขคงจฉชซณดตถทธนบปผฝพฟภมยรลวศสหอฮะาิีึืุูเแโใไ่้๊๋์ 0123456789+",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん 0123456789+",
)


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_random_text_claims_nothing(alphabet: str) -> None:
    """5,000 comments of 6 to 40 random signs, a sign of plus among them; the seed is the alphabet's."""
    rng = random.Random(alphabet)
    claimed = [
        text
        for _ in range(5_000)
        if isinstance(
            GRAMMAR.read(text := "".join(rng.choices(alphabet, k=rng.randint(6, 40))), here="cup"),
            Claims,
        )
    ]
    assert not claimed


@pytest.mark.parametrize(
    "sign", ["1", "+", "A1", "紅", "十", "เอฟ", "a", "+1", "各", "f", "不要了"]
)
def test_the_longest_comment_costs_little(sign: str) -> None:
    text = (sign * MOST_SIGNS)[:MOST_SIGNS]
    start = time.process_time()
    for _ in range(20):
        GRAMMAR.read(text, here="cup")
    assert time.process_time() - start < 2
    assert GRAMMAR.read(text + "1", here="cup") is None


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("A1", "a1"),
        (" Ａ１ ", "a1"),
        ("杯子", "杯子"),
        ("เสื้อ", "เสื้อ"),
        ("Cup", "cup"),
        ("k12", "k12"),
    ],
)
def test_keywords_have_one_form(text: str, keyword: str) -> None:
    assert keyword_of(text) == keyword
    assert keyword_of(keyword) == keyword


@pytest.mark.parametrize(
    "text", ["", "12", "1a", "a-1", "a 1", "+1", "cf", "要", "ください", "x" * 13, "😀"]
)
def test_what_no_keyword_can_be(text: str) -> None:
    with pytest.raises(KeywordInvalid):
        keyword_of(text)


def test_a_thai_letter_before_the_digits_is_the_keyword_but_f_is_the_call() -> None:
    assert GRAMMAR.read("บี2+1") == of_cup(1)
    plain = Grammar((Offer("x", "F1", (Option("v", "-"),)),))
    assert plain.read("F1+1") == Claims((Wanted("x", "v", 1),))


def test_every_word_has_one_role() -> None:
    seen: dict[str, Role] = {}
    for word, (role, _) in spelled().items():
        assert seen.setdefault(fold(word), role) is role, word


def test_a_digit_glued_to_a_keyword_of_letters_is_asked_about() -> None:
    plain = Grammar((Offer("x", "A", (Option("v", "-"),)),))
    assert plain.read("A1") == Question(Doubt.HOW_MANY, "x")
    assert plain.read("A 1") == Claims((Wanted("x", "v", 1),))
    assert plain.read("A+1") == Claims((Wanted("x", "v", 1),))
