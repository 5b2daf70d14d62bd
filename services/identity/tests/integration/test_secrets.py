"""No token, code, secret or name of a person in logs or events, on good days and bad."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from nightmarket.identity.v1 import identity_pb2, identity_service_pb2
from nightmarket_kit.runtime.logging import configure_logging
from services.identity.tests.driver import (
    LINE_SECRET,
    SERVICE_TOKEN,
    World,
    as_,
    reason_of,
    request_id,
)

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    configure_logging("identity", level="DEBUG")
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(logging.WARNING)
    structlog.reset_defaults()


async def test_secrets_stay_out_of_logs_and_events(logged: io.StringIO, world: World) -> None:
    secrets: set[str] = {LINE_SECRET, SERVICE_TOKEN, "陳怡君"}
    secrets |= {world.settings.pepper.get_secret_value()}
    secrets |= {world.settings.key_secret.get_secret_value()}
    started = await world.start()
    back = await world.consent(started.authorize_url)
    done = await world.finish(back, started.binding)
    secrets |= {started.state, started.binding, back["code"]}
    secrets |= {done.tokens.access_token, done.tokens.refresh_token}
    newer = await world.refresh(done.tokens.refresh_token)
    newest = await world.refresh(newer.refresh_token)
    secrets |= {newer.access_token, newer.refresh_token, newest.refresh_token}
    assert await reason_of(world.refresh(done.tokens.refresh_token)) == "REFRESH_REUSED"
    assert await reason_of(world.finish(back, started.binding)) == "STATE_INVALID"
    phone = (await world.login()).tokens
    secrets |= {phone.access_token, phone.refresh_token, "the-phones-own-token"}
    for locale, refused in (("zh-TW", False), ("?", True)):
        put = world.identity.PutPushToken(
            identity_service_pb2.PutPushTokenRequest(
                request_id=request_id(),
                platform=identity_pb2.PUSH_PLATFORM_ANDROID,
                provider=identity_pb2.PUSH_PROVIDER_FCM,
                token="the-phones-own-token",
                locale=locale,
            ),
            **as_(phone.access_token),
        )
        assert await reason_of(put) if refused else await put
    for dials in ({"wrong_nonce": True}, {"error": 500}, {"code_life_s": 0}):
        await world.dial(**dials)
        assert await reason_of(world.login())
    forged = as_(newest.access_token[:-4] + "AAAA")
    assert await reason_of(world.identity.GetUser(identity_service_pb2.GetUserRequest(), **forged))
    row = await world.core.database.pool.fetchrow(
        "SELECT verifier, nonce FROM login_transactions WHERE state = $1", started.state
    )
    secrets |= {row["verifier"], row["nonce"]}
    text = logged.getvalue()
    assert "FinishLogin" in text
    assert "line is not well" in text
    outbox = await world.core.database.pool.fetch("SELECT * FROM outbox")
    assert len(outbox) == 2
    rows = await world.core.database.pool.fetch("SELECT * FROM sessions")
    rows += await world.core.database.pool.fetch("SELECT * FROM push_tokens")
    rows += await world.core.database.pool.fetch("SELECT * FROM requests")
    assert "PutPushToken" in text
    told = text + "".join(str(dict(row)) for row in [*outbox, *rows])
    assert [secret for secret in secrets if secret in told] == []
