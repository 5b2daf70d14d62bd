"""Who may run a shop's broadcasts."""

from nightmarket_kit.core.principal import Principal
from nightmarket_stream.domain.errors import RoleMissing


def require_member(actor: Principal, shop_id: str) -> None:
    if actor.role_in(shop_id) is None:
        raise RoleMissing(shop_id=shop_id, needed="member")


def require_host(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, "owner", "manager", "host"):
        raise RoleMissing(shop_id=shop_id, needed="host")


def require_moderator(actor: Principal, shop_id: str) -> None:
    if not actor.has_role(shop_id, "owner", "manager", "host", "moderator"):
        raise RoleMissing(shop_id=shop_id, needed="moderator")
