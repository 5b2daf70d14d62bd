"""The chat as its moderators run it from the studio, and as the people in the room then see it."""

import asyncio
import re

import pytest
from browser.axe import wrongs
from browser.journey import sign_in
from browser.stage import SAID, Show, crowd_talks
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, expect
from support.fleet import Fleet

from nightmarket_room import Chat

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
]
BOTH = pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
COUNTDOWN_S = re.compile(r"^\d{1,2}$")


async def enter_desk(visitors: Visitors, show: Show, device: str, language: str) -> Visitor:
    """The host on air, before the chat's rules."""
    host = await visitors.enter(device, language=language, name="host")
    # parts that were gone when a busy machine's player came for them
    host.complaints.allow(r"/live/\S+ (404|500)$")
    await sign_in(host, "host", return_to=f"/studio/shows/{show.show_id}")
    words = host.words
    if host.is_wide:
        await host.page.get_by_role("tab", name=words("desk.title")).click()
    else:
        await host.page.get_by_role("tab", name=words("chat.title")).click()
        await host.page.get_by_role("button", name=words("desk.title")).click()
    await expect(chip(host, "desk.rules")).to_be_visible()
    return host


async def enter_room(
    visitors: Visitors, show: Show, device: str, language: str, user: str
) -> Visitor:
    viewer = await visitors.enter(device, language=language, name=user)
    await sign_in(viewer, user, return_to=f"/shows/{show.show_id}")
    await expect(box(viewer)).to_be_visible()
    return viewer


def chip(visitor: Visitor, key: str) -> Locator:
    return visitor.page.get_by_role("radio", name=visitor.words(key), exact=True)


def box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("textbox", name=visitor.words("chat.placeholder"))


def said(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("log")


async def say(visitor: Visitor, text: str) -> None:
    await box(visitor).fill(text)
    await box(visitor).press("Enter")


def rows(host: Visitor, key: str) -> Locator:
    return host.page.get_by_role("list", name=host.words(key)).get_by_role("listitem")


@BOTH
async def test_rules_that_a_host_sets_are_seen_and_understood_in_the_room(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    host = await enter_desk(visitors, show, device, language)
    viewer = await enter_room(visitors, show, device, language, "buyer4")
    words = viewer.words
    await host.photograph("rules")

    await host.page.get_by_role("radio", name=re.compile(r"^60 ")).click()
    slow = viewer.page.get_by_role("status").filter(has_text="60")
    await expect(slow).to_be_visible()
    await say(viewer, "第一句")
    await expect(said(viewer).get_by_text("第一句")).to_be_visible()
    await expect(viewer.page.get_by_role("timer").get_by_text(COUNTDOWN_S)).to_be_visible()
    await box(viewer).fill("第二句")
    await box(viewer).press("Enter")  # nothing happens, and nothing is lost
    await expect(box(viewer)).to_have_value("第二句")
    await viewer.photograph("slow-mode")
    assert await wrongs(viewer.page) == []

    await chip(host, "desk.talkMembers").click()
    await expect(viewer.page.get_by_text(words("errors.chatMembers"))).to_be_visible()
    await expect(box(viewer)).to_have_count(0)
    await viewer.photograph("members-only")
    await chip(host, "desk.talkEveryone").click()
    await expect(box(viewer)).to_have_value("第二句")
    await chip(host, "desk.off").click()
    await expect(slow).to_have_count(0)
    await box(viewer).press("Enter")
    await expect(said(viewer).get_by_text("第二句")).to_be_visible()

    await chip(host, "desk.linksOff").click()
    await chip(host, "desk.words").click()
    field = host.page.get_by_label(host.words("desk.newWord"), exact=True)
    await field.fill("加賴，line id")
    await host.page.get_by_role("button", name=host.words("desk.addWord"), exact=True).click()
    await expect(rows(host, "desk.words")).to_have_count(2)
    await host.photograph("words")
    if not host.is_wide:  # a sheet: what is under it is not the desk's
        assert await wrongs(host.page) == []

    await say(viewer, "加 - 賴 我")
    refused = viewer.page.get_by_role("button").filter(has_text=words("errors.chatWord"))
    await expect(refused).to_contain_text(words("chat.rewrite"))
    await viewer.photograph("blocked-word")
    await refused.click()
    await expect(box(viewer)).to_have_value("加 - 賴 我")
    await say(viewer, "看 www.shop.tw")
    await expect(viewer.page.get_by_text(words("errors.chatLinks"))).to_be_visible()
    await viewer.photograph("links-off")

    remove = host.words("desk.removeWord", word="加賴")
    await host.page.get_by_role("button", name=remove).click()
    await expect(rows(host, "desk.words")).to_have_count(1)
    await say(viewer, "加賴可以嗎")
    await expect(said(viewer).get_by_text("加賴可以嗎")).to_be_visible()


@BOTH
async def test_what_was_done_is_listed_for_every_moderator_and_can_be_undone(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    viewer = await enter_room(visitors, show, device, language, "buyer5")
    await say(viewer, "買粉絲找我")
    line = said(viewer).get_by_text("買粉絲找我")
    await expect(line).to_be_visible()
    host = await enter_desk(visitors, show, device, language)
    other = await visitors.enter("desktop", language=language, name="other")
    await sign_in(other, "host", return_to=f"/studio/shops/{show.host.shop_id}")
    await other.page.get_by_role("button", name=other.words("desk.title")).click()
    await chip(other, "desk.acts").click()
    event = await until_said(show, "買粉絲找我")
    name = event.user.name

    async def act(**body: object) -> None:
        await show.host.api.post(f"/v1/shows/{show.show_id}/moderation", body)

    await act(act="delete_message", message_id=event.id, why="廣告")
    await act(act="ban", message_id=event.id, why="又來了")
    await expect(viewer.page.get_by_text(viewer.words("errors.chatBanned"))).to_be_visible()
    await expect(line).to_have_count(0)
    await viewer.photograph("banned")

    # seen at once by who looks at the shop, and not at the show
    await expect(rows(other, "desk.acts").filter(has_text="又來了")).to_be_visible()
    await chip(host, "desk.people").click()
    held = rows(host, "desk.people").filter(has_text=name)
    await expect(held).to_contain_text(host.words("desk.banned"))
    await host.photograph("people")
    await held.get_by_role("button").click()
    await expect(host.page.get_by_text(host.words("desk.nobody"))).to_be_visible()
    await expect(box(viewer)).to_be_visible()
    ban = rows(other, "desk.acts").filter(has_text="又來了")
    await expect(ban.get_by_role("button")).to_have_count(0)
    await expect(ban).to_contain_text(undone(other))

    await chip(host, "desk.acts").click()
    deletion = rows(host, "desk.acts").filter(has_text="廣告")
    await expect(deletion).to_contain_text("買粉絲找我")
    await host.photograph("acts")
    await deletion.get_by_role("button").click()
    await expect(line).to_be_visible()
    await expect(deletion).to_contain_text(undone(host))
    await expect(deletion.get_by_role("button")).to_have_count(0)

    await show.host.api.patch(
        f"/v1/shops/{show.host.shop_id}/chat-rules", {"slow_mode_s": 30, "why": "太快了"}
    )
    change = rows(host, "desk.acts").filter(has_text="太快了")
    await expect(change).to_contain_text("→")
    await change.get_by_role("button").click()
    await expect(change).to_contain_text(undone(host))
    await expect(viewer.page.get_by_role("status").filter(has_text="30")).to_have_count(0)
    await host.photograph("undone")
    await other.photograph("acts-at-the-shop")
    assert await wrongs(other.page) == []


def undone(visitor: Visitor) -> re.Pattern[str]:
    return visitor.words.pattern("desk.undoneBy")


async def until_said(show: Show, text: str) -> Chat:
    found, _ = await show.room.until(lambda one: isinstance(one, Chat) and one.text == text)
    assert isinstance(found, Chat)
    return found


@BOTH
async def test_a_line_is_answered_and_the_answer_leads_back_to_it(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str
) -> None:
    viewer = await enter_room(visitors, show, device, language, "buyer6")
    guest = await visitors.enter(device, language=language, name="guest")
    await guest.page.goto(f"/shows/{show.show_id}")
    asked = said(viewer).get_by_role("button").filter(has_text=SAID[2])
    await expect(asked).to_be_visible()
    await answer_to(viewer, asked)
    cancel = viewer.page.get_by_role("button", name=viewer.words("chat.notAnswering"))
    await expect(cancel).to_be_visible()
    await viewer.photograph("answering")
    assert await wrongs(viewer.page) == []
    await cancel.click()
    await expect(cancel).to_have_count(0)
    await answer_to(viewer, asked)
    await expect(box(viewer)).to_be_focused()
    await viewer.page.keyboard.type("here is the back")
    await viewer.page.keyboard.press("Enter")
    await expect(cancel).to_have_count(0)
    answer = await until_said(show, "here is the back")
    assert answer.reply is not None
    assert answer.reply.text == SAID[2]
    quote = said(guest).get_by_role("button").filter(has_text=SAID[2])
    await expect(quote).to_be_visible()
    await guest.photograph("answered")
    assert await wrongs(guest.page) == []
    await crowd_talks(fleet, show, people=4, each=8, name=f"crowd-{device}")
    original = said(guest).get_by_text(SAID[2]).first
    await expect(original).not_to_be_in_viewport()
    await quote.click()
    await expect(original).to_be_in_viewport()
    await guest.photograph("led-back")


async def answer_to(viewer: Visitor, line: Locator) -> None:
    if viewer.is_wide:
        await line.click()
        return
    place = await line.bounding_box()
    assert place is not None
    finger = await viewer.page.context.new_cdp_session(viewer.page)
    touch = "Input.dispatchTouchEvent"
    point = {"x": place["x"] + 20, "y": place["y"] + place["height"] / 2}
    await finger.send(touch, {"type": "touchStart", "touchPoints": [point]})
    await asyncio.sleep(0.8)
    await finger.send(touch, {"type": "touchEnd", "touchPoints": []})


@BOTH
async def test_hearts_are_counted_for_all_and_rise(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    giver = await visitors.enter(device, language=language, name="giver")
    other = await visitors.enter(device, language=language, name="other")
    still = await visitors.enter(device, language=language, name="still", reduced_motion=True)
    for visitor in (giver, other, still):
        await visitor.page.goto(f"/shows/{show.show_id}")
        await expect(heart(visitor)).to_be_visible()
        await said(visitor).get_by_text(SAID[0]).wait_for()
    before = await total(giver)
    seen = asyncio.create_task(most_rising(other))
    for _ in range(7):
        await heart(giver).click()
    await expect(heart(giver)).to_contain_text(str(before + 7))
    for visitor in (other, still):
        await expect(heart(visitor)).to_contain_text(str(before + 7))
    assert 1 <= await seen <= 12
    await giver.photograph("hearts")
    assert await still.page.get_by_test_id("hearts").evaluate("box => box.childElementCount") == 0

    await open_kinds(giver)
    clap = giver.page.get_by_role("button", name=giver.words("chat.clap"))
    await expect(clap).to_be_visible()
    await giver.photograph("kinds")
    assert await wrongs(giver.page) == []
    if not giver.is_wide:
        await expect(clap).to_have_count(0)  # closed by themselves
    await open_kinds(giver)
    await clap.click()
    await expect(heart(other)).to_contain_text(str(before + 8))

    if not giver.is_wide:
        await tap_twice(giver, 195, 260)
        await expect(heart(other)).to_contain_text(str(before + 9))


def heart(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("button", name=visitor.words("chat.like")).first


async def total(visitor: Visitor) -> int:
    text = await heart(visitor).inner_text()
    return int(text) if text else 0


async def tap_twice(visitor: Visitor, x: float, y: float) -> None:
    finger = await visitor.page.context.new_cdp_session(visitor.page)
    down = {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    up: dict[str, object] = {"type": "touchEnd", "touchPoints": []}
    await asyncio.gather(
        *(finger.send("Input.dispatchTouchEvent", one) for one in (down, up, down, up))
    )


async def open_kinds(visitor: Visitor) -> None:
    await visitor.page.wait_for_timeout(200)
    if visitor.is_wide:
        await heart(visitor).hover()
        return
    await answer_to(visitor, heart(visitor))


async def most_rising(visitor: Visitor) -> int:
    """How many rose at once, until some did and none is left."""
    most: int = await visitor.page.evaluate(
        """async () => {
            const box = document.querySelector('[data-testid=hearts]');
            let most = 0;
            for (let look = 0; look < 300; look += 1) {
                most = Math.max(most, box.childElementCount);
                if (most > 0 && box.childElementCount === 0) break;
                await new Promise((done) => setTimeout(done, 50));
            }
            return most;
        }"""
    )
    return most
