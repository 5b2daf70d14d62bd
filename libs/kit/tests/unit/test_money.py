import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_kit.core.money import EXPONENTS, MAX_MINOR, CurrencyMismatch, Money, total

codes = st.sampled_from(sorted(EXPONENTS))
minors = st.integers(min_value=-(10**12), max_value=10**12)


def money(minor: int, code: str = "TWD") -> Money:
    return Money(currency_code=code, amount_minor=minor)


@given(first=minors, second=minors, code=codes)
def test_sum_and_difference_are_exact_and_undo_each_other(
    first: int, second: int, code: str
) -> None:
    result = money(first, code) + money(second, code)
    assert result.amount_minor == first + second
    assert result - money(second, code) == money(first, code)


@given(parts=st.lists(minors, max_size=30), code=codes)
def test_total_is_the_sum_and_keeps_the_currency_also_when_empty(
    parts: list[int], code: str
) -> None:
    amounts = [money(part, code) for part in parts]
    assert total(amounts, currency_code=code) == money(sum(parts), code)


@given(minor=minors, times=st.integers(min_value=-1000, max_value=1000))
def test_product_is_repeated_addition(minor: int, times: int) -> None:
    assert (money(minor) * times).amount_minor == minor * times


@given(first=minors, second=minors, one=codes, other=codes)
def test_two_currencies_never_meet(first: int, second: int, one: str, other: str) -> None:
    if one == other:
        assert (money(first, one) < money(second, other)) == (first < second)
        return
    for meet in (
        lambda: money(first, one) + money(second, other),
        lambda: money(first, one) - money(second, other),
        lambda: money(first, one) < money(second, other),
        lambda: total([money(first, one)], currency_code=other),
    ):
        with pytest.raises(CurrencyMismatch):
            meet()


@given(units=st.integers(min_value=-(10**9), max_value=10**9), rest=st.integers(1, 99))
def test_whole_units_divide_exactly_or_not_at_all(units: int, rest: int) -> None:
    assert money(units * 100).whole_units(100) == units
    with pytest.raises(ValueError, match="not a multiple"):
        money(units * 100 + rest).whole_units(100)


@given(minor=minors, code=codes)
def test_decimal_times_ten_to_the_exponent_is_the_minor_amount(minor: int, code: str) -> None:
    assert money(minor, code).decimal() * 10 ** EXPONENTS[code] == minor


@pytest.mark.parametrize("code", ["", "twd", "TW", "TWDD", "TWD\n", "T1D", "ＴＷＤ"])
def test_a_code_that_is_not_three_capitals_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="currency code"):
        money(1, code)


@pytest.mark.parametrize("minor", [1.0, "1", True, None])
def test_an_amount_that_is_not_a_whole_number_is_refused(minor: int) -> None:
    with pytest.raises(TypeError):
        money(minor)


@pytest.mark.parametrize("times", [1.5, True, "2"])
def test_a_factor_that_is_not_a_whole_number_is_refused(times: int) -> None:
    with pytest.raises(TypeError):
        money(1) * times


def test_amounts_beyond_what_json_holds_exactly_are_refused_also_as_results() -> None:
    assert money(MAX_MINOR) + money(0) == money(MAX_MINOR)
    for overflow in (
        lambda: money(MAX_MINOR + 1),
        lambda: money(MAX_MINOR) + money(1),
        lambda: money(-MAX_MINOR) - money(1),
        lambda: money(MAX_MINOR) * 2,
    ):
        with pytest.raises(ValueError, match="out of range"):
            overflow()


def test_text_shows_the_minor_digits_of_the_currency() -> None:
    assert str(money(168800)) == "TWD 1688.00"
    assert str(money(980, "JPY")) == "JPY 980"
