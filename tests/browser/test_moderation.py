"""What a moderator does, as the people in the room see it: at once, and with a reason they understand."""

import re

import pytest
from browser.journey import sign_in
from browser.stage import SAID, Show
from browser.visitor import Visitors
from playwright.async_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(150, func_only=True),
]
SPAM = "加賴領好禮 line.me/x"


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_a_muted_person_and_a_guest_see_what_a_moderator_does(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    loud = await visitors.enter(device, language=language, name="loud")
    guest = await visitors.enter(device, language=language, name="guest")
    path = f"/shows/{show.show_id}"
    await sign_in(loud, "buyer3", return_to=path)
    await loud.page.goto(path)
    await guest.page.goto(path)
    said = loud.page.get_by_role("log"), guest.page.get_by_role("log")
    box = loud.page.get_by_role("textbox", name=loud.words("chat.placeholder"))
    await box.fill(SPAM)
    await box.press("Enter")
    for chat in said:
        await expect(chat.get_by_text(SPAM)).to_be_visible()
    event = next(one for one in show.room.events if one.get("text") == SPAM)

    async def act(**body: object) -> dict[str, str]:
        made: dict[str, str] = await show.host.api.post(f"/v1{path}/moderation", body)
        return made

    deletion = await act(act="delete_message", message_id=event["id"])
    await act(act="mute", message_id=event["id"], minutes=5)
    pinned = next(one for one in show.room.events if one.get("text") == SAID[0])
    await act(act="pin", message_id=pinned["id"])
    for visitor, chat in zip((loud, guest), said, strict=True):
        await expect(chat.get_by_text(SPAM)).to_have_count(0)
        label = visitor.words("chat.pinnedBy", name=pinned["user"]["name"])
        await expect(visitor.page.get_by_text(label)).to_be_visible()
    countdown = re.compile(r"[45]:\d\d")
    await expect(loud.page.get_by_role("timer").filter(has_text=countdown)).to_be_visible()
    await expect(guest.page.get_by_text(countdown)).to_have_count(0)
    await loud.photograph("muted")
    await guest.photograph("pinned")

    await box.fill("again")
    await box.press("Enter")
    await expect(loud.page.get_by_text(loud.words("errors.chatMuted"))).to_be_visible()
    await loud.photograph("refused")

    await act(act="unmute", user_id=event["user"]["id"])
    await act(act="unpin")
    await act(act="restore", act_id=deletion["act_id"])
    await show.host.api.patch(f"/v1/shops/{show.host.shop_id}/chat-rules", {"slow_mode_s": 30})
    for chat in said:
        await expect(chat.get_by_text(SPAM)).to_be_visible()
    await expect(loud.page.get_by_role("timer").filter(has_text="30")).to_be_visible()
    await expect(loud.page.get_by_text(countdown)).to_have_count(0)
    await loud.photograph("slow")
