"""Who may do what to a shop's money."""

from nightmarket_kit.core.principal import Principal
from nightmarket_payment.domain.errors import RoleMissing

MANAGERS = ("owner", "manager")


def require_manager(actor: Principal, shop_id: str) -> None:
    if not is_manager(actor, shop_id):
        raise RoleMissing(shop_id=shop_id)


def is_manager(actor: Principal, shop_id: str) -> bool:
    return actor.has_role(shop_id, *MANAGERS)
