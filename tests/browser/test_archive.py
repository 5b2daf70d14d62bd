"""What was said earlier: the talk beside a replay, and older lines above those that the room gives."""

import asyncio

import pytest
from browser.player import look, watch
from browser.stage import SAID, Show, crowd_talks
from browser.visitor import Visitors
from playwright.async_api import Page, expect
from support.fleet import Fleet, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
SPAM, LATE = "加賴領好禮", "最後兩盒了,要的快"
TO_TOP = "(box) => { box.scrollTop = -1e9; }"
PEOPLE, EACH = 8, 8
HISTORY = 50  # what a room gives to who comes in


async def recorded(fleet: Fleet, show: Show) -> float:
    """A show with a line that was deleted and a late one; the late one's second in the recording."""
    path = f"/v1/shows/{show.show_id}"
    await asyncio.sleep(14)
    spam = await show.room.say(SPAM)
    await show.room.say(LATE)
    deletion = {"act": "delete_message", "message_id": spam, "why": ""}
    await show.host.api.post(f"{path}/moderation", deletion)
    await asyncio.sleep(5)
    await show.host.end()

    async def is_there() -> bool:
        return len((await show.host.api.get(path))["recordings"]) == 1

    await eventually(is_there, within_s=60)
    said = (await show.host.api.get(f"{path}/chat?from_s=0"))["messages"]
    assert [one["text"] for one in said] == [*SAID, LATE]
    return float(said[-1]["offset_s"])


async def go(page: Page, key: str, *, until: float) -> None:
    """By the arrow keys, to that second or past it."""
    for _ in range(20):
        at = await look(page)
        if at is not None and (at.seconds >= until if key == "ArrowRight" else at.seconds <= until):
            return
        await page.keyboard.press(key)
        await asyncio.sleep(0.4)
    pytest.fail("the picture did not go there")


@pytest.mark.parametrize(("device", "language"), [("desktop", "en"), ("phone", "zh_TW")])
async def test_the_talk_follows_the_picture_of_a_replay(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str
) -> None:
    late = await recorded(fleet, show)
    guest = await visitors.enter(device, language=language)
    page, words = guest.page, guest.words
    await page.goto(f"/shows/{show.show_id}")
    await watch(page, within_s=60)
    chat = page.get_by_role("log")
    for line in SAID:
        await expect(chat.get_by_text(line)).to_be_visible()
    there = await chat.get_by_text(LATE).count()
    at = await look(page)
    assert at is not None
    assert at.seconds < late, "too slow to tell"
    assert there == 0
    await expect(page.get_by_placeholder(words("chat.placeholder"))).to_have_count(0)
    await guest.photograph("talk")

    await go(page, "ArrowRight", until=late)
    await expect(chat.get_by_text(LATE)).to_be_visible()
    await expect(chat.get_by_text(SPAM)).to_have_count(0)
    await guest.photograph("later")

    await go(page, "ArrowLeft", until=late - 6)
    await expect(chat.get_by_text(LATE)).to_have_count(0)

    await go(page, "ArrowRight", until=late)
    await expect(chat.get_by_text(LATE)).to_be_visible()
    path = f"/v1/shows/{show.show_id}"
    [said] = (await show.host.api.get(f"{path}/chat?to_s=999&page_size=1"))["messages"]
    deletion = {"act": "delete_message", "message_id": said["id"], "why": ""}
    await show.host.api.post(f"{path}/moderation", deletion)
    await expect(chat.get_by_text(LATE)).to_have_count(0)


@pytest.mark.parametrize(("device", "language"), [("desktop", "ja"), ("phone", "th")])
async def test_scrolling_up_goes_on_where_the_room_begins(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str
) -> None:
    await crowd_talks(fleet, show, people=PEOPLE, each=EACH, name=device)
    path = f"/v1/shows/{show.show_id}/chat?page_size=100"

    async def are_archived() -> bool:
        return len((await show.host.api.get(path))["messages"]) == len(SAID) + PEOPLE * EACH

    await eventually(are_archived)
    old = (await show.host.api.get(path))["messages"]
    assert len(old) > HISTORY
    guest = await visitors.enter(device, language=language)
    page, words = guest.page, guest.words
    await page.goto(f"/shows/{show.show_id}")
    await watch(page, within_s=60)
    chat = page.get_by_role("log")
    await expect(chat.get_by_text(f"第 {EACH - 1} 輪").first).to_be_visible()
    await chat.evaluate(TO_TOP)
    await expect(chat.get_by_text(words("chat.begins"))).to_be_attached()
    await chat.evaluate(TO_TOP)
    for line in SAID:
        await expect(chat.get_by_text(line)).to_be_visible()
    await guest.photograph("beginning")

    first = next(one for one in old if one["text"] == SAID[0])
    deletion = {"act": "delete_person", "user_id": first["user"]["id"], "why": ""}
    await show.host.api.post(f"/v1/shows/{show.show_id}/moderation", deletion)
    for line in SAID:
        await expect(chat.get_by_text(line)).to_have_count(0)
