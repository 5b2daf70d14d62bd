"""A deal's window, and what its units come from and go back to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nightmarket_catalog.domain.deal import PICTURES_ARE_BEHIND, Deal, DealState, running_for
from nightmarket_catalog.domain.errors import DealInvalid, DealOver, DealSoldOut, OutOfStock
from nightmarket_catalog.domain.reservation import Holds, ReservedLine
from nightmarket_catalog.domain.stock import Stock, is_share_id, share_id_of
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
SHOW, VARIANT = new_id(), new_id()


def twd(amount: int) -> Money:
    return Money(currency_code="TWD", amount_minor=amount)


def deal(**changes: Any) -> Deal:
    fields = {
        "id": share_id_of(new_id()),
        "show_id": SHOW,
        "shop_id": new_id(),
        "product_id": new_id(),
        "variant_id": VARIANT,
        "price": twd(300),
        "was": twd(500),
        "quantity": 5,
        "per_person": 2,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(seconds=60),
        "version": 1,
    }
    return Deal(**(fields | changes))


def stock(on_hand: int, **shares: int) -> Stock:
    return Stock(
        variant_id=VARIANT,
        product_id="p",
        shop_id="s",
        on_hand=on_hand,
        held=0,
        sold=0,
        version=1,
        allocations={SHOW: shares["show"]} if shares else {},
    )


@pytest.mark.parametrize(
    ("after_s", "is_open"),
    [(-0.001, False), (0, True), (59.999, True), (64.999, True), (65, False)],
)
def test_it_is_open_from_its_start_until_the_pictures_got_there(
    after_s: float, *, is_open: bool
) -> None:
    assert timedelta(seconds=5) == PICTURES_ARE_BEHIND
    assert deal().is_open(NOW + timedelta(seconds=after_s)) is is_open


def test_more_time_is_given_to_what_runs_only() -> None:
    longer = deal().extended(30, at=NOW + timedelta(seconds=64))
    assert longer.ends_at == NOW + timedelta(seconds=90)
    assert longer.version == 2
    for over, at in ((deal(), 65), (deal(state=DealState.STOPPED), 1)):
        with pytest.raises(DealOver):
            over.extended(30, at=NOW + timedelta(seconds=at))
    with pytest.raises(DealInvalid):
        deal().extended(43_190, at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": twd(500)}, "price"),
        ({"price": twd(0)}, "price"),
        ({"price": Money(currency_code="THB", amount_minor=300)}, "price"),
        ({"quantity": 0}, "quantity"),
        ({"per_person": 6}, "per_person"),
        ({"per_person": 0}, "per_person"),
    ],
)
def test_what_is_no_deal(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(DealInvalid) as refused:
        deal(**changes)
    assert refused.value.metadata == {"field": field}


@pytest.mark.parametrize("seconds", [9, 43_201, -1])
def test_it_runs_ten_seconds_to_twelve_hours(seconds: int) -> None:
    with pytest.raises(DealInvalid):
        running_for(seconds)


def test_its_units_are_the_shows_first_and_go_back_there_first() -> None:
    one = deal()
    begun = stock(10, show=3).with_deal(one, actor="host")
    assert (begun.on_hand, begun.allocations) == (8, {SHOW: 0, one.id: 5})
    holds = Holds({VARIANT: begun})
    holds.take("o", (ReservedLine(variant_id=VARIANT, quantity=1, show_id=one.id, is_deal=True),))
    (sold,) = holds.changed()
    over, ended = sold.without_deal(begun.deals[one.id], DealState.STOPPED, actor="host")
    assert (over.on_hand, over.allocations, over.deals) == (9, {SHOW: 3}, {})
    assert (ended.state, ended.version) == (DealState.STOPPED, 2)
    assert over.received == begun.received == 13


def test_no_more_is_set_aside_than_there_is() -> None:
    with pytest.raises(OutOfStock) as refused:
        stock(2, show=2).with_deal(deal(), actor="host")
    assert refused.value.metadata["available"] == "4"


def test_a_line_is_at_the_deals_price_as_a_whole_or_not_at_all() -> None:
    one = deal()
    holds = Holds({VARIANT: stock(50).with_deal(one, actor="host")})
    for number, (quantity, left) in enumerate(((4, 5), (2, 1), (1, 1))):
        line = ReservedLine(variant_id=VARIANT, quantity=quantity, show_id=one.id, is_deal=True)
        if quantity > left:
            with pytest.raises(DealSoldOut) as refused:
                holds.take(str(number), (line,))
            assert (refused.value.metadata["left"], refused.value.metadata["asked"]) == ("1", "2")
        else:
            holds.take(str(number), (line,))


def test_a_shares_id_is_no_shows() -> None:
    assert is_share_id(share_id_of(SHOW))
    assert not is_share_id(SHOW)
