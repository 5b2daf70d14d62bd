"""Who may change what a shop sells, and run its deals."""

from nightmarket_catalog.domain.errors import RoleMissing
from nightmarket_kit.core.principal import Principal


def require_manager(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, "owner", "manager"):
        raise RoleMissing(shop_id=shop_id, needed="manager")


def require_host(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, "owner", "manager", "host"):
        raise RoleMissing(shop_id=shop_id, needed="host")
