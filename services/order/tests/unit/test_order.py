from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nightmarket.order.v1 import order_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_order.adapters.events_proto import to_outgoing
from nightmarket_order.application.access import cancel_cause_of, seen_by
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.events import (
    OrderCancelled,
    OrderMoved,
    OrderPaid,
    OrderPlaced,
    RefundDue,
)
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import (
    ActorKind,
    By,
    CancelCause,
    Order,
    OrderLine,
    RefundCause,
)
from nightmarket_order.domain.order_no import heard_order_no, new_order_no
from nightmarket_order.domain.parcel import Parcel

BUYER = By(kind=ActorKind.BUYER, actor_id=new_id())
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
CONTACT = Contact(name="Lin Mei", phone="+886912345678", address="Night Road 1")


def twd(minor: int) -> Money:
    return Money(currency_code="TWD", amount_minor=minor)


@pytest.fixture
def order() -> Order:
    line = OrderLine(
        variant_id=new_id(),
        product_id=new_id(),
        title="Tea",
        quantity=2,
        unit_price=twd(500),
        show_id="",
    )
    return Order(
        id=new_id(),
        order_no=new_order_no(),
        shop_id=new_id(),
        user_id=new_id(),
        lines=(line,),
        total=twd(1000),
        contact=CONTACT,
        placed_at=NOW,
        pay_deadline=NOW + timedelta(minutes=15),
        refunded=twd(0),
    )


def test_a_placed_order_is_paid_once(order: Order) -> None:
    paid = order.paid("p1", at=NOW)
    assert (paid.state, paid.payment_id, paid.paid_at, paid.version) == (
        OrderState.PAID,
        "p1",
        NOW,
        2,
    )
    with pytest.raises(DomainError, match="order state") as caught:
        paid.cancelled(CancelCause.BUYER, at=NOW, by=BUYER)
    assert caught.value.metadata == {"order_id": order.id, "state": "paid"}


def test_a_cancelled_order_stays_cancelled(order: Order) -> None:
    cancelled = order.cancelled(CancelCause.SHOP, at=NOW, by=BUYER)
    for again in (
        lambda: cancelled.paid("p1", at=NOW),
        lambda: cancelled.cancelled(CancelCause.BUYER, at=NOW, by=BUYER),
    ):
        with pytest.raises(DomainError) as caught:
            again()
        assert caught.value.reason == "ORDER_STATE"


def test_money_is_refused_with_its_cause(order: Order) -> None:
    assert order.refusal_of(twd(1000)) is None
    assert order.refusal_of(twd(999)) is RefundCause.AMOUNT
    assert order.refusal_of(Money(currency_code="THB", amount_minor=1000)) is RefundCause.AMOUNT
    cancelled = order.cancelled(CancelCause.BUYER, at=NOW, by=BUYER)
    assert cancelled.refusal_of(twd(1000)) is RefundCause.CANCELLED
    assert order.paid("p1", at=NOW).refusal_of(twd(1000)) is RefundCause.PAID_ALREADY


def test_order_numbers_are_short_and_readable() -> None:
    numbers = {new_order_no() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(len(one) == 10 and one.startswith("NM") for one in numbers)
    assert not set("".join(numbers)[2:].replace("NM", "")) & set("0ILOU")


def test_a_slip_in_an_order_number_is_told() -> None:
    for number in (new_order_no() for _ in range(50)):
        heard = f" {number[:6].lower()}-{number[6:]} "
        assert heard_order_no(heard) == heard_order_no(heard.replace("1", "l")) == number
        for place in range(2, len(number)):
            for other in "2Z":
                slip = number[:place] + other + number[place + 1 :]
                swap = number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]
                for wrong in {slip, swap if place > 2 else number} - {number}:
                    with pytest.raises(DomainError, match="slip") as caught:
                        heard_order_no(wrong)
                    assert caught.value.reason == "ORDER_NO_MISTYPED"
    assert heard_order_no("nm-7k2") == "NM7K2"  # the start of one, or something else
    assert heard_order_no("林 美") == "林美"
    with pytest.raises(DomainError):
        heard_order_no("NM00000000")


@pytest.mark.parametrize(
    ("carrier", "tracking_no", "field"),
    [
        ("", "", "carrier"),
        ("x" * 41, "", "carrier"),
        ("a\nb", "", "carrier"),
        ("Post", "-1", "tracking_no"),
        ("Post", "=1+1", "tracking_no"),
        ("Post", "1" * 41, "tracking_no"),
    ],
)
def test_a_parcel_is_checked(carrier: str, tracking_no: str, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        Parcel(carrier=carrier, tracking_no=tracking_no).checked()
    assert (caught.value.reason, caught.value.metadata) == ("FIELD_INVALID", {"field": field})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 81),
        ("name", "a\nb"),
        ("name", "a\x00b"),
        ("phone", "12345"),
        ("phone", "1" * 21),
        ("phone", "+886-912"),
        ("phone", "०१२३४५६"),
        ("phone", "123456\n7"),
        ("address", ""),
        ("address", "x" * 301),
        ("address", "a\x00b"),
    ],
)
def test_a_contact_error_names_only_the_field(field: str, value: str) -> None:
    with pytest.raises(DomainError) as caught:
        replace(CONTACT, **{field: value}).checked()
    assert caught.value.reason == "CONTACT_INVALID"
    assert caught.value.metadata == {"field": field}
    assert not value.strip() or value not in str(caught.value)


def test_a_contact_is_trimmed_and_never_shown() -> None:
    checked = Contact(name=" Lin ", phone=" +886912345678 ", address="1 Road\nTaipei ").checked()
    assert (checked.name, checked.phone) == ("Lin", "+886912345678")
    assert checked.address == "1 Road\nTaipei"
    assert "Lin" not in repr(checked)


def test_no_event_carries_the_contact(order: Order) -> None:
    refund = RefundDue(
        order_id=order.id,
        payment_id=new_id(),
        amount=twd(5),
        cause=RefundCause.AMOUNT,
        version=1,
    )
    packed = order.paid(new_id(), at=NOW).packed(at=NOW, by=BUYER)
    parcel = Parcel(carrier="Post", tracking_no="TW-1")
    shipped = packed.shipped(parcel, due_at=NOW, at=NOW, by=BUYER)
    for event in (
        OrderPlaced(order=order),
        OrderPaid(order=order.paid(new_id(), at=NOW)),
        OrderCancelled(order=order.cancelled(CancelCause.BUYER, at=NOW, by=BUYER)),
        OrderMoved(order=packed),
        OrderMoved(order=shipped),
        refund,
    ):
        outgoing = to_outgoing(event)
        assert outgoing.key == order.id
        assert outgoing.topic.startswith("order.")
        for secret in (CONTACT.name, CONTACT.phone, CONTACT.address, parcel.tracking_no):
            assert secret.encode() not in outgoing.payload
    assert "contact" not in {
        field.name for field in order_pb2.OrderLine.DESCRIPTOR.fields
    }  # what events embed


def test_who_sees_what(order: Order) -> None:
    def person(user_id: str, role: str = "") -> Principal:
        roles = {order.shop_id: role} if role else {}
        return Principal(user_id=user_id, session_id="s", roles=roles)

    assert seen_by(person(order.user_id), order) == order
    for role in ("owner", "manager", "packer"):
        assert seen_by(person("other", role), order).contact == CONTACT
    for role in ("host", "moderator"):
        assert seen_by(person("other", role), order).contact == Contact()
    for ask in (seen_by, cancel_cause_of):
        with pytest.raises(DomainError) as caught:
            ask(person("other"), order)
        assert caught.value.reason == "ORDER_NOT_FOUND"
    assert cancel_cause_of(person(order.user_id), order) is CancelCause.BUYER
    assert cancel_cause_of(person("other", "manager"), order) is CancelCause.SHOP
    with pytest.raises(DomainError) as caught:
        cancel_cause_of(person("other", "packer"), order)
    assert caught.value.reason == "ROLE_MISSING"
