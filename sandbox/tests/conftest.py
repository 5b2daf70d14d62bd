import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from nightmarket_sandbox.app import build_app
from nightmarket_sandbox.settings import SandboxSettings

# importlib mode puts no folder on the path; the tests share driver.py by its full name
sys.path.insert(0, str(Path(__file__).parents[2]))

from sandbox.tests.driver import BASE, CHANNEL, GAP_S, KEYS, SECRET, Clock, Merchant


@pytest.fixture
def settings() -> SandboxSettings:
    return SandboxSettings(
        sandbox_public_url=BASE,
        line_channel_id=f"{CHANNEL},1650000002",
        line_channel_secret=SecretStr(f"{SECRET},{SECRET[::-1]}"),
        ecpay_merchant_id="3002607",
        ecpay_hash_key=SecretStr(KEYS.key),
        ecpay_hash_iv=SecretStr(KEYS.iv),
        ecpay_resend_gap_s=GAP_S,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def merchant() -> Merchant:
    return Merchant()


@pytest_asyncio.fixture
async def http(
    settings: SandboxSettings, clock: Clock, merchant: Merchant
) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(
        settings,
        clock=clock,
        client=lambda: httpx.AsyncClient(transport=httpx.MockTransport(merchant)),
        answer_within_s=0.2,
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client,
    ):
        yield client
