"""Which generation of a session's tokens the gateway saw in use: `rtconf:<session id>`, a number.

The gateway writes it, we only read. Lost data means "nobody used it": a theft is then noticed later,
and nobody is logged out for it.
"""

import asyncio

from nightmarket_identity.domain.errors import ConfirmationsUnavailable
from nightmarket_kit.runtime.valkey import ValkeyError, connect_valkey


class ValkeyConfirmations:
    """A component, for the sake of closing the connections."""

    name = "valkey"

    def __init__(self, url: str) -> None:
        self._valkey = connect_valkey(url, timeout_s=0.5)

    async def confirmed(self, session_id: str) -> int:
        try:
            value = await self._valkey.get(f"rtconf:{session_id}")
        except (ValkeyError, OSError, TimeoutError) as error:
            raise ConfirmationsUnavailable from error
        return int(value) if value is not None and str(value).isdecimal() else 0

    async def start(self) -> None:
        """Connections are made when they are needed."""

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - nothing to finish
        await self._valkey.aclose()

    async def wait(self) -> None:
        await asyncio.Event().wait()
