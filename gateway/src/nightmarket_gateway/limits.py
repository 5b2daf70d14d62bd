"""Rate limits in Valkey, shared by all gateways: so many calls per key and window, counted exactly.

While Valkey is away calls pass: a limit protects from abuse, it must not close the shop.
"""

from nightmarket_gateway.errors import RateLimited
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.valkey import Redis, ValkeyError

log = get_logger(__name__)
# One round trip: count, and give the first one its expiry.
COUNT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return n
"""


class Limits:
    def __init__(self, valkey: Redis) -> None:
        self._count = valkey.register_script(COUNT)

    async def check(self, kind: str, who: str, *, most: int, window_s: int) -> None:
        """RateLimited when `who` made more than `most` calls of this kind in the window."""
        try:
            count = await self._count(keys=[f"rate:{kind}:{who}"], args=[window_s * 1000])
        except ValkeyError as error:
            log.warning("limit not checked", error=type(error).__name__)
            return
        if int(count) > most:
            raise RateLimited(limit=most, window_s=window_s)
