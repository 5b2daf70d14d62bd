import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from nightmarket_backends.ports import free_port
from nightmarket_sandbox.bounded import Bounded
from nightmarket_sandbox.settings import SandboxSettings
from sandbox.tests.driver import CHANNEL, KEYS, SECRET, checkout, poll_until, trade


@pytest.mark.loopback
@pytest.mark.asyncio
async def test_serves_a_payment_over_real_sockets_and_stays_small() -> None:
    heard: list[bytes] = []

    async def merchant(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        heard.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\n1|OK")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(merchant, "127.0.0.1", 0)
    listen = f"127.0.0.1:{free_port()}"
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("nightmarket-sandbox")),
        "serve",
        env=os.environ
        | {
            "SANDBOX_LISTEN": listen,
            "LINE_CHANNEL_ID": CHANNEL,
            "LINE_CHANNEL_SECRET": SECRET,
            "ECPAY_MERCHANT_ID": "3002607",
            "ECPAY_HASH_KEY": KEYS.key,
            "ECPAY_HASH_IV": KEYS.iv,
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://{listen}") as http:
            await wait_for_health(http)
            notify = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/n"
            body = await checkout(http, ReturnURL=notify)
            page = await http.post(body["pay_url"])
            assert "付款成功" in page.text
            await poll_until(lambda: len(heard) == 1)
            assert (await trade(http))["status"] == "paid"
        assert resident_mb(process.pid) < 75
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 10)
        server.close()
        await server.wait_closed()


async def wait_for_health(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                assert (await http.get("/healthz")).text == "ok"
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


def resident_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def make_settings(**changes: object) -> SandboxSettings:
    values: dict[str, object] = {
        "line_channel_id": CHANNEL,
        "line_channel_secret": SecretStr(SECRET),
        "ecpay_merchant_id": "3002607",
        "ecpay_hash_key": SecretStr(KEYS.key),
        "ecpay_hash_iv": SecretStr(KEYS.iv),
    }
    return SandboxSettings.model_validate(values | changes)


def test_settings_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_REDIRECT_URIS", "https://a.example/cb, https://b.example/cb")
    monkeypatch.setenv("SANDBOX_LISTEN", "127.0.0.1:1234")
    settings = make_settings()
    assert settings.line_redirect_uris == ("https://a.example/cb", "https://b.example/cb")
    assert settings.public_url == "http://127.0.0.1:1234"
    assert settings.bind == ("127.0.0.1", 1234)
    assert SECRET not in repr(settings)


def test_channels_and_secrets_must_pair_up() -> None:
    with pytest.raises(ValidationError, match="pair up"):
        make_settings(line_channel_id="1,2")
    with pytest.raises(ValidationError, match="32 characters"):
        make_settings(line_channel_secret=SecretStr("short"))


def test_memory_has_a_ceiling() -> None:
    kept: Bounded[int, int] = Bounded(3)
    for number in range(10):
        kept.put(number, number)
    assert [key for key, _ in kept.items()] == [7, 8, 9]
