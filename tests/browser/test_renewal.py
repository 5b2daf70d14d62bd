"""A page that stays open for longer than its token lives: its socket is renewed, not replaced."""

import json
from typing import Any

import pytest
from browser.stage import Show
from browser.twins import log_in_at_line
from browser.visitor import Visitors
from playwright.async_api import WebSocket, expect
from support.fleet import eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]


async def test_the_socket_of_an_open_page_is_renewed_by_a_ticket(
    visitors: Visitors, show: Show
) -> None:
    buyer = await visitors.enter(language="en")
    page = buyer.page
    sockets: list[WebSocket] = []
    said: list[dict[str, Any]] = []
    heard: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        if not socket.url.endswith("/ws"):
            return
        sockets.append(socket)
        socket.on("framesent", lambda text: said.append(json.loads(text)))
        socket.on("framereceived", lambda text: heard.append(json.loads(text)))

    page.on("websocket", listen)
    await page.clock.install()
    path = f"/shows/{show.show_id}"
    await page.goto(f"/v1/auth/line/start?return_to={path}")
    await log_in_at_line(page, "buyer3")

    async def admitted() -> int:
        return len([frame for frame in heard if frame["type"] == "authenticated"])

    async def once() -> bool:
        return await admitted() == 1

    async def twice() -> bool:
        return await admitted() == 2

    await eventually(once)
    box = page.get_by_role("textbox", name=buyer.words("chat.placeholder"))
    await expect(box).to_be_visible()
    ends = next(frame["expires"] for frame in heard if frame["type"] == "authenticated")
    left_ms = ends - int(await page.evaluate("Date.now()"))
    await page.clock.fast_forward(left_ms - 30_000)
    await eventually(twice)
    assert [set(frame) for frame in said if frame["type"] == "auth"] == [{"type", "ticket"}]
    assert len(sockets) == 1
    await box.fill("still here")
    await box.press("Enter")
    await expect(page.get_by_role("log").get_by_text("still here")).to_be_visible()
    assert len(sockets) == 1
