"""Who may run claims."""

from nightmarket_claim.domain.errors import RoleMissing
from nightmarket_kit.core.principal import Principal


def require_host(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, "owner", "manager", "host"):
        raise RoleMissing(shop_id=shop_id, needed="host")
