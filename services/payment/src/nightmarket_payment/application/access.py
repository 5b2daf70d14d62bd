"""Who may do what to a shop's money.

An owner gives back any amount, a manager up to `manager_most_minor` at once. Giving up an order before
its parcel leaves is not bounded: the goods stay. Packers, hosts and moderators move no money.
"""

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.domain.errors import RefundOverRole, RoleMissing
from nightmarket_payment.domain.refund_ask import RefundTerms

OWNER = "owner"
MANAGERS = (OWNER, "manager")


def require_manager(actor: Principal, shop_id: str) -> None:
    if not is_manager(actor, shop_id):
        raise RoleMissing(shop_id=shop_id)


def require_refunder(actor: Principal, shop_id: str, amount: Money, *, terms: RefundTerms) -> None:
    require_manager(actor, shop_id)
    if needs_owner(amount, terms=terms) and not actor.has_role(shop_id, OWNER):
        raise RefundOverRole(
            shop_id=shop_id, currency_code=amount.currency_code, most=terms.manager_most_minor
        )


def needs_owner(amount: Money, *, terms: RefundTerms) -> bool:
    return amount.amount_minor > terms.manager_most_minor


def is_manager(actor: Principal, shop_id: str) -> bool:
    return actor.has_role(shop_id, *MANAGERS)
