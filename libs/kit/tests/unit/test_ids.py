from uuid import UUID

import pytest

from nightmarket_kit.core.ids import BatchTooLarge, IdInvalid, check_id, check_ids, is_id, new_id


def test_ids_are_uuid7_in_canonical_text_and_sorted_by_time() -> None:
    made = [new_id() for _ in range(1000)]
    assert all(is_id(one) for one in made)
    assert {UUID(one).version for one in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        new_id().upper(),
        new_id().replace("-", ""),
        "{" + new_id() + "}",
        "urn:uuid:" + new_id(),
        new_id() + "\n",
        " " + new_id(),
        "０" + new_id()[1:],
    ],
    ids=range(9),  # workers of one run must agree on the names
)
def test_only_lower_case_text_with_dashes_is_an_id(text: str) -> None:
    assert not is_id(text)


def test_check_names_the_field_and_bounds_the_list() -> None:
    good = new_id()
    assert check_id(good, "order_id") == good
    assert check_ids([good], "order_ids", limit=1) == [good]
    with pytest.raises(IdInvalid) as refused:
        check_id("1", "order_id")
    assert refused.value.metadata == {"field": "order_id"}
    with pytest.raises(IdInvalid):
        check_ids([good, ""], "order_ids", limit=5)
    with pytest.raises(BatchTooLarge):
        check_ids([good, new_id()], "order_ids", limit=1)
