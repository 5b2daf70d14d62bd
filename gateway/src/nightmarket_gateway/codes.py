"""Discount codes are short: nobody gets to try them all."""

from typing import Annotated

from fastapi import Depends

from nightmarket_gateway.auth import Keeper, Person
from nightmarket_gateway.state import Settings


class CodeLimit:
    """Counts, per person, the calls that bring a code."""

    def __init__(self, person: Person, keeper: Keeper, settings: Settings) -> None:
        self._user_id = person.user_id
        self._limits = keeper.limits
        self._most = settings.rate_coupon_per_min

    async def check(self, code: str) -> None:
        """RateLimited when this one is one too many."""
        if code.strip():
            await self._limits.check("coupon", self._user_id, most=self._most, window_s=60)


async def code_limit_of(person: Person, keeper: Keeper, settings: Settings) -> CodeLimit:
    return CodeLimit(person, keeper, settings)


Codes = Annotated[CodeLimit, Depends(code_limit_of)]
