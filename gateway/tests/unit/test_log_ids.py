import pytest

from nightmarket_gateway.rooms.ids import Entry, entry_id
from nightmarket_gateway.rooms.memory import read_entry
from nightmarket_gateway.rooms.wire import join_objects


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0-0", (0, 0)), ("1730808000000-7", (1730808000000, 7)), ("5", (5, 0))],
)
def test_ids_are_read(text: str, expected: tuple[int, int]) -> None:
    assert entry_id(text) == expected


def test_ids_are_ordered_as_numbers_not_as_text() -> None:
    ids = ["9-10", "10-1", "9-2", "10-0"]
    assert sorted(ids, key=entry_id) == ["9-2", "9-10", "10-0", "10-1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-1",
        "5-",
        "a-1",
        "1-b",
        "1-2-3",
        "+5-1",
        " 5-1",
        "5-1\n",
        "5_0-1",
        "٥-١",
        "$",
        "(5-1",
        "18446744073709551616-0",
        "1-18446744073709551616",
        "9" * 5000,
    ],
)
def test_what_the_server_would_not_take_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        entry_id(text)


def test_an_entry_begins_with_its_id() -> None:
    entry = read_entry(b"5-1", {b"e": b'{"kind":"chat"}'})
    assert entry == Entry(id="5-1", body=b'{"id":"5-1","kind":"chat"}')
    assert join_objects([entry.body, b"{}"]) == b'[{"id":"5-1","kind":"chat"},{}]'
