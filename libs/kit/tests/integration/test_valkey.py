import asyncio

import pytest

from nightmarket_kit.runtime.valkey import CONNECTIONS, connect_valkey

pytestmark = [pytest.mark.asyncio, pytest.mark.valkey]


async def test_more_calls_than_connections_wait_for_their_turn(valkey_url: str) -> None:
    """Refused, they would count as Valkey's absence, and limits and revocations would not be checked."""
    client = connect_valkey(valkey_url)
    try:
        calls = (client.incr("crowd") for _ in range(5 * CONNECTIONS))
        counts = await asyncio.gather(*calls)
        assert len(set(counts)) == 5 * CONNECTIONS
    finally:
        await client.delete("crowd")
        await client.aclose()
