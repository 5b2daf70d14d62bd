import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_kit.core.errors import Kind
from nightmarket_kit.core.pages import (
    DEFAULT_SIZE,
    MAX_SIZE,
    PageSizeInvalid,
    PageTokenInvalid,
    read_page,
    write_token,
)

keys = st.lists(st.text(max_size=30), min_size=1, max_size=4)
filters = st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers(), max_size=3)


@given(key=keys, filter_=filters)
def test_a_token_gives_its_key_back(key: list[str], filter_: dict[str, object]) -> None:
    token = write_token(*key, filter_=filter_)
    assert read_page(size=0, token=token, filter_=filter_).after == tuple(key)
    assert token.isascii()
    assert not set(token) & set("+/= ")


@given(key=keys, mine=filters, other=filters)
def test_a_token_of_another_filter_is_refused(
    key: list[str], mine: dict[str, object], other: dict[str, object]
) -> None:
    if mine == other:
        return
    with pytest.raises(PageTokenInvalid):
        read_page(size=0, token=write_token(*key, filter_=mine), filter_=other)


@given(text=st.text(min_size=1, max_size=200))
def test_nonsense_is_refused_and_never_an_accident(text: str) -> None:
    with pytest.raises(PageTokenInvalid):
        read_page(size=0, token=text, filter_={})


@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=8,
    )
)
def test_any_json_that_we_did_not_write_is_refused(body: object) -> None:
    token = base64.urlsafe_b64encode(json.dumps(body).encode()).decode()
    with pytest.raises(PageTokenInvalid):
        read_page(size=0, token=token, filter_={})


def test_json_nested_beyond_the_parser_is_refused() -> None:
    token = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(PageTokenInvalid):
        read_page(size=0, token=token, filter_={})


def test_a_token_without_a_key_is_refused() -> None:
    with pytest.raises(PageTokenInvalid):
        read_page(size=0, token=write_token(filter_={}), filter_={})


def test_sizes_have_a_default_and_a_bound() -> None:
    sizes = [read_page(size=size, token="", filter_={}).size for size in (0, 1, 100, 101, 10**9)]
    assert sizes == [DEFAULT_SIZE, 1, MAX_SIZE, MAX_SIZE, MAX_SIZE]
    with pytest.raises(PageSizeInvalid) as refused:
        read_page(size=-1, token="", filter_={})
    assert refused.value.kind is Kind.INVALID
