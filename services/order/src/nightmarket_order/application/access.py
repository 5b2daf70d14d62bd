"""Who may see and do what with an order. To strangers it does not exist."""

from dataclasses import replace

from nightmarket_kit.core.principal import Principal
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import OrderNotFound, RoleMissing
from nightmarket_order.domain.order import CancelCause, Order

CONTACT_ROLES = ("owner", "manager", "packer")
CANCEL_ROLES = ("owner", "manager")
SALES_ROLES = ("owner", "manager", "host")


def seen_by(actor: Principal, order: Order) -> Order:
    """The order as `actor` may see it: whole for its buyer and for who packs and manages."""
    if order.user_id == actor.user_id or actor.has_role(order.shop_id, *CONTACT_ROLES):
        return order
    if actor.role_in(order.shop_id) is None:
        raise OrderNotFound(order_id=order.id)
    return replace(order, contact=Contact())


def require_member(actor: Principal, shop_id: str) -> None:
    if actor.role_in(shop_id) is None:
        raise RoleMissing(shop_id=shop_id, needed="member")


def require_sales(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, *SALES_ROLES):
        raise RoleMissing(shop_id=shop_id, needed="host")


def cancel_cause_of(actor: Principal, order: Order) -> CancelCause:
    """As whom `actor` may cancel the order."""
    if order.user_id == actor.user_id:
        return CancelCause.BUYER
    if actor.has_role(order.shop_id, *CANCEL_ROLES):
        return CancelCause.SHOP
    if actor.role_in(order.shop_id) is None:
        raise OrderNotFound(order_id=order.id)
    raise RoleMissing(shop_id=order.shop_id, needed="manager")
