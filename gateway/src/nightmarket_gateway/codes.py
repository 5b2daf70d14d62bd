"""Discount codes are short: nobody gets to try them all."""

from nightmarket_gateway.auth import Keeper, Person
from nightmarket_gateway.state import Settings


class Codes:
    """Counts, per person, the calls that bring a code."""

    def __init__(self, person: Person, keeper: Keeper, settings: Settings) -> None:
        self._user_id = person.user_id
        self._limits = keeper.limits
        self._most = settings.rate_coupon_per_min

    async def check(self, code: str) -> None:
        """RateLimited when this one is one too many."""
        if code.strip():
            await self._limits.check("coupon", self._user_id, most=self._most, window_s=60)
