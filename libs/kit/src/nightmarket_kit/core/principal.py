"""Who a call acts for. `roles` maps a shop-like tenant's id to the caller's role there."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    user_id: str
    session_id: str
    roles: dict[str, str] = field(default_factory=dict)

    def role_in(self, tenant_id: str) -> str | None:
        return self.roles.get(tenant_id)

    def has_role(self, tenant_id: str, *allowed: str) -> bool:
        return self.roles.get(tenant_id) in allowed
