"""The Valkey client: text in and out, short timeouts, a bounded pool."""

from typing import Any, Final, TypeAlias

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as ValkeyConnectionError
from redis.exceptions import RedisError as ValkeyError
from redis.exceptions import ResponseError as ValkeyResponseError
from redis.exceptions import TimeoutError as ValkeyTimeoutError

__all__ = [
    "RawValkey",
    "Redis",
    "ValkeyConnectionError",
    "ValkeyError",
    "ValkeyResponseError",
    "ValkeyTimeoutError",
    "connect_valkey",
]


# A client that does not decode. The library types every answer as a union over both modes, so that
# no honest annotation fits; whoever uses it states the shapes it reads.
RawValkey: TypeAlias = Any
CONNECTIONS: Final = 64


def connect_valkey(url: str, *, timeout_s: float = 2.0, decode: bool = True) -> Redis:
    """A client that connects lazily. `timeout_s` bounds every command but blocking reads.

    Who finds all connections busy waits for one: refused at once, a crowd would pass by every check
    that is left out while Valkey is away.
    """
    pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
        url,
        timeout=timeout_s,
        decode_responses=decode,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        max_connections=CONNECTIONS,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), retries=2),
        retry_on_error=[ValkeyConnectionError, ValkeyTimeoutError],
    )
    return Redis.from_pool(pool)
