import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from nightmarket.identity.v1 import identity_service_pb2
from nightmarket_identity.adapters.postgres import PostgresIdentityUow
from nightmarket_identity.adapters.sealing import SealBroken, Sealer
from nightmarket_identity.adapters.signing import Es256Keys
from nightmarket_identity.application.signing_keys import rotate_keys, tend_keys
from nightmarket_identity.bootstrap import rotate_keys as rotate_command
from nightmarket_identity.domain.keys import RotationTooSoon
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.tokens import TokenExpired, TokenInvalid, TokenVerifier, http_keys
from nightmarket_kit.testing.plugin import MakeDatabase
from services.identity.tests.driver import ISSUER, World, as_, running

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
RETIRE = timedelta(seconds=900)
GET_USER = identity_service_pb2.GetUserRequest()


class Instance:
    """One server's view of the keys."""

    def __init__(self, database: Database, clock: FixedClock, secret: bytes = b"k" * 32) -> None:
        self._database, self._clock = database, clock
        self.keys = Es256Keys(Sealer(secret, purpose="signing keys"))

    def uow(self) -> PostgresIdentityUow:
        return PostgresIdentityUow(self._database)

    async def tend(self) -> None:
        await tend_keys(
            uow=self.uow,
            clock=self._clock,
            maker=self.keys,
            holder=self.keys,
            retire_after=RETIRE,
        )

    def kids(self) -> list[str]:
        return [key["kid"] for key in self.keys.jwks()["keys"]]


@asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[Database]:
    database = Database(dsn)
    await database.start()
    try:
        yield database
    finally:
        await database.stop(1.0)


async def states(database: Database) -> list[tuple[str, bool]]:
    rows = await database.pool.fetch("SELECT * FROM signing_keys ORDER BY created_at, kid")
    return sorted((row["state"], bool(row["private_sealed"])) for row in rows)


async def test_many_first_starts_make_two_keys(make_database: MakeDatabase) -> None:
    clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
    async with opened(await make_database("nightmarket_identity")) as database:
        servers = [Instance(database, clock) for _ in range(5)]
        await asyncio.gather(*(server.tend() for server in servers))
        assert await states(database) == [("active", True), ("next", True)]
        assert len({tuple(server.kids()) for server in servers}) == 1


async def test_a_key_goes_through_its_life(make_database: MakeDatabase) -> None:
    clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
    async with opened(await make_database("nightmarket_identity")) as database:
        server, other = Instance(database, clock), Instance(database, clock)
        await server.tend()
        await other.tend()
        before = set(server.kids())
        await rotate_keys(uow=server.uow, clock=clock)
        with pytest.raises(RotationTooSoon):
            await rotate_keys(uow=server.uow, clock=clock)
        await server.tend()
        assert set(server.kids()) == before == set(other.kids())
        assert await states(database) == [("active", True), ("retiring", True)]
        clock.advance(RETIRE)
        await asyncio.gather(server.tend(), other.tend())
        assert await states(database) == [("active", True), ("next", True), ("removed", False)]
        assert len(server.kids()) == 2
        await rotate_keys(uow=server.uow, clock=clock)


async def test_keys_open_only_with_the_secret_they_were_sealed_with(
    make_database: MakeDatabase,
) -> None:
    clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
    async with opened(await make_database("nightmarket_identity")) as database:
        await Instance(database, clock).tend()
        with pytest.raises(SealBroken):
            await Instance(database, clock, secret=b"x" * 32).tend()
        rows = await database.pool.fetch("SELECT private_sealed FROM signing_keys")
        assert all(b"PRIVATE" not in row["private_sealed"] for row in rows)


async def test_published_keys(world: World) -> None:
    async with httpx.AsyncClient(base_url=f"http://{world.settings.http_listen}") as http:
        response = await http.get("/.well-known/jwks.json")
        assert (await http.get("/healthz")).text == "ok"
    assert response.headers["cache-control"] == "public, max-age=300"
    keys = response.json()["keys"]
    assert len(keys) == 2
    for key in keys:
        assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert key["kid"] == ECKey.import_key(key).thumbprint()[:16]


async def test_rotation_under_load_refuses_nobody(world: World) -> None:
    tokens = (await world.login()).tokens
    elsewhere = TokenVerifier(
        http_keys(world.settings.jwks_url), issuer=ISSUER, audience="nightmarket"
    )
    await elsewhere.verify(tokens.access_token)
    end, kids, calls = time.monotonic() + 2.0, set[str](), 0

    async def client() -> None:
        nonlocal calls
        mine = (await world.login(f"load{id(asyncio.current_task())}")).tokens
        while time.monotonic() < end:
            mine = await world.refresh(mine.refresh_token)
            kids.add(_header(mine.access_token)["kid"])
            await elsewhere.verify(mine.access_token)
            await world.identity.GetUser(GET_USER, **as_(mine.access_token))
            calls += 1

    async def rotate() -> None:
        await asyncio.sleep(0.7)
        await rotate_command(world.settings)

    await asyncio.gather(rotate(), *(client() for _ in range(4)))
    assert len(kids) == 2
    assert calls > 20
    await world.identity.GetUser(GET_USER, **as_(tokens.access_token))


def _header(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "==")
    )
    return found


def _b64(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


async def test_forged_access_tokens_are_refused(world: World) -> None:
    good = (await world.login()).tokens.access_token
    header, claims = _header(good), json.loads(base64.urlsafe_b64decode(good.split(".")[1] + "=="))
    verifier = TokenVerifier(
        http_keys(world.settings.jwks_url), issuer=ISSUER, audience="nightmarket"
    )
    public = (await http_keys(world.settings.jwks_url)())["keys"][0]
    own = ECKey.generate_key("P-256")
    hmac_key = OctKey.import_key({"kty": "oct", "k": public["x"]})

    def es256(changed: dict[str, Any], *, key: ECKey = own) -> str:
        return jwt.encode(header | changed, claims, key, algorithms=["ES256"])

    forged = [
        f"{_b64(header | {'alg': 'none'})}.{good.split('.')[1]}.",
        jwt.encode(header | {"alg": "HS256"}, claims, hmac_key, algorithms=["HS256"]),
        es256({}),
        es256({"kid": "unknown"}),
        es256({"jwk": own.as_dict(private=False)}),
        es256({"typ": "JWT"}),
        f"{_b64(header | {'crit': ['b64']})}.{good.split('.', 1)[1]}",
        f"{_b64(header | {'typ': 'JWT'})}.{good.split('.', 1)[1]}",
        f"{good.split('.')[0]}.{_b64(claims | {'roles': {'s': 'owner'}})}.{good.split('.')[2]}",
        good[:-4] + "AAAA",
    ]
    with pytest.raises(TokenInvalid):
        await verifier.verify("x" * 9000)
    for token in forged:
        with pytest.raises(TokenInvalid):
            await verifier.verify(token)
        with pytest.raises(DomainError, match="token invalid"):
            await world.identity.GetUser(GET_USER, **as_(token))
    for issuer, audience in ((ISSUER, "other"), ("http://other", "nightmarket")):
        other = TokenVerifier(http_keys(world.settings.jwks_url), issuer=issuer, audience=audience)
        with pytest.raises(TokenInvalid):
            await other.verify(good)


@pytest.mark.parametrize(
    ("seconds", "error"),
    [(-25, None), (-40, TokenInvalid), (625, None), (640, TokenExpired)],
)
async def test_clock_skew_of_thirty_seconds_is_fine(
    world: World, seconds: int, error: type[Exception] | None
) -> None:
    good = (await world.login()).tokens.access_token
    verifier = TokenVerifier(
        http_keys(world.settings.jwks_url),
        issuer=ISSUER,
        audience="nightmarket",
        clock=lambda: time.time() + seconds,
    )
    if error is None:
        await verifier.verify(good)
    else:
        with pytest.raises(error):
            await verifier.verify(good)


async def test_a_restart_with_another_key_secret_does_not_serve(
    make_database: MakeDatabase,
) -> None:
    dsn = await make_database("nightmarket_identity")
    async with running(dsn):
        pass
    with pytest.raises(SealBroken):
        async with running(dsn):
            pass
