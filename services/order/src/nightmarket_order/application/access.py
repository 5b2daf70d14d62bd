"""Who may see and do what with an order. To strangers it does not exist."""

from dataclasses import replace

from nightmarket_kit.core.principal import Principal
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import OrderNotFound, RoleMissing
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import ActorKind, By, CancelCause, Order

CONTACT_ROLES = ("owner", "manager", "packer")
WORK_ROLES = ("owner", "manager", "packer")
CANCEL_ROLES = ("owner", "manager")
MANAGE_ROLES = ("owner", "manager")
SALES_ROLES = ("owner", "manager", "host")


def seen_by(actor: Principal, order: Order) -> Order:
    """The order as `actor` may see it: whole for its buyer and for who packs and manages."""
    if order.user_id == actor.user_id or actor.has_role(order.shop_id, *CONTACT_ROLES):
        return order
    if actor.role_in(order.shop_id) is None:
        raise OrderNotFound(order_id=order.id)
    delivery = replace(order.delivery, store=None)
    return replace(order, contact=Contact(), delivery=delivery)


def require_member(actor: Principal, shop_id: str) -> None:
    if actor.role_in(shop_id) is None:
        raise RoleMissing(shop_id=shop_id, needed="member")


def require_manager(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, *MANAGE_ROLES):
        raise RoleMissing(shop_id=shop_id, needed="manager")


def require_sales(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, *SALES_ROLES):
        raise RoleMissing(shop_id=shop_id, needed="host")


def sees_contacts(actor: Principal, shop_id: str) -> bool:
    return actor.has_role(shop_id, *CONTACT_ROLES)


def sees_people(actor: Principal, order: Order) -> bool:
    """Who of the shop did what, and their notes."""
    return actor.role_in(order.shop_id) is not None


def require_work(actor: Principal, order: Order) -> None:
    """Whether `actor` packs and ships for the order's shop."""
    if actor.has_role(order.shop_id, *WORK_ROLES):
        return
    if order.user_id != actor.user_id and actor.role_in(order.shop_id) is None:
        raise OrderNotFound(order_id=order.id)
    raise RoleMissing(shop_id=order.shop_id, needed="packer")


def by_shop(actor: Principal, request_id: str) -> By:
    return By(kind=ActorKind.SHOP, actor_id=actor.user_id, source=request_id)


def cancel_cause_of(actor: Principal, order: Order) -> CancelCause:
    """As whom `actor` may cancel the order. A seller's own purchase, once paid, is the shop's to give up."""
    if order.user_id == actor.user_id and order.state is OrderState.PLACED:
        return CancelCause.BUYER
    if actor.has_role(order.shop_id, *CANCEL_ROLES):
        return CancelCause.SHOP
    if order.user_id == actor.user_id:
        return CancelCause.BUYER
    if actor.role_in(order.shop_id) is None:
        raise OrderNotFound(order_id=order.id)
    raise RoleMissing(shop_id=order.shop_id, needed="manager")
