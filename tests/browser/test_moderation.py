"""What a moderator does, as the people in the room see it: at once, and with a reason they understand."""

import re

import pytest
from browser.axe import wrongs
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
    await guest.page.goto(path)
    said = loud.page.get_by_role("log"), guest.page.get_by_role("log")
    box = loud.page.get_by_role("textbox", name=loud.words("chat.placeholder"))
    await box.fill(SPAM)
    await box.press("Enter")
    for chat in said:
        await expect(chat.get_by_text(SPAM)).to_be_visible()
    event = next(one for one in show.room.seen.chat if one.text == SPAM)

    async def act(**body: object) -> dict[str, str]:
        made: dict[str, str] = await show.host.api.post(f"/v1{path}/moderation", body)
        return made

    deletion = await act(act="delete_message", message_id=event.id)
    await act(act="mute", message_id=event.id, minutes=5)
    pinned = next(one for one in show.room.seen.chat if one.text == SAID[0])
    await act(act="pin", message_id=pinned.id)
    for visitor, chat in zip((loud, guest), said, strict=True):
        await expect(chat.get_by_text(SPAM)).to_have_count(0)
        label = visitor.words("chat.pinnedBy", name=pinned.user.name)
        await expect(visitor.page.get_by_text(label)).to_be_visible()
    countdown = re.compile(r"[45]:\d\d")
    await expect(loud.page.get_by_role("timer").filter(has_text=countdown)).to_be_visible()
    await expect(guest.page.get_by_text(countdown)).to_have_count(0)
    await loud.photograph("muted")
    await guest.photograph("pinned")

    # it stands where she would write, also when she comes again
    await expect(box).to_have_count(0)
    await loud.page.reload()
    await expect(loud.page.get_by_role("timer").filter(has_text=countdown)).to_be_visible()
    await expect(box).to_have_count(0)

    await act(act="unmute", user_id=event.user.id)
    await act(act="unpin")
    await act(act="restore", act_id=deletion["act_id"])
    await show.host.api.patch(f"/v1/shops/{show.host.shop_id}/chat-rules", {"slow_mode_s": 30})
    await expect(said[1].get_by_text(SPAM)).to_be_visible()
    await expect(loud.page.get_by_role("status").filter(has_text="30")).to_be_visible()
    await expect(loud.page.get_by_text(countdown)).to_have_count(0)
    await loud.photograph("slow")
    # who came while it was gone has it the next time
    await loud.page.reload()
    await expect(said[0].get_by_text(SPAM)).to_be_visible()


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_a_host_moderates_from_the_chat(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    path = f"/shows/{show.show_id}"
    guest = await visitors.enter(device, language=language, name="reader")
    await guest.page.goto(path)
    host = await visitors.enter(device, language=language, name="host")
    await sign_in(host, "host", return_to=path)
    said = host.page.get_by_role("log")
    seen = guest.page.get_by_role("log").get_by_text(SAID[2])
    line = said.get_by_role("button").filter(has_text=SAID[2])
    undo = host.page.get_by_role("button", name=host.words("moderate.undo"), exact=True)
    person = next(one.user for one in show.room.seen.chat if one.text == SAID[2])

    await expect(seen).to_be_visible()
    # a guest reads and opens nothing
    await expect(guest.page.get_by_role("log").get_by_role("button")).to_have_count(0)

    async def choose(key: str) -> None:
        if host.is_wide:
            await line.focus()
            await host.page.keyboard.press("Enter")
        else:
            await line.tap()
        sheet = host.page.get_by_role("dialog")
        await expect(sheet.get_by_text(SAID[2])).to_be_visible()
        if key == "moderate.delete":
            await host.photograph("line")
            assert await wrongs(host.page) == []
        await sheet.get_by_role("button", name=host.words(key), exact=True).click()
        await expect(sheet).to_have_count(0)

    await choose("moderate.delete")
    await expect(seen).to_have_count(0)
    await expect(line).to_have_count(0)
    await expect(host.page.get_by_text(host.words("moderate.deleted"))).to_be_visible()
    await host.photograph("deleted")
    assert await wrongs(host.page) == []
    await undo.click()
    await expect(seen).to_be_visible()
    await expect(line).to_be_visible()

    await choose("moderate.mute5")
    muted = host.words("moderate.muted", name=person.name)
    await expect(host.page.get_by_text(muted)).to_be_visible()
    assert [one["user_id"] for one in await sanctioned(show)] == [person.id]
    await host.photograph("muted")
    await undo.click()
    unmuted = host.words("moderate.unmuted", name=person.name)
    await expect(host.page.get_by_text(unmuted)).to_be_visible()
    assert await sanctioned(show) == []


async def sanctioned(show: Show) -> list[dict[str, str]]:
    answer = await show.host.api.get(f"/v1/shops/{show.host.shop_id}/chat-sanctions")
    found: list[dict[str, str]] = answer["sanctions"]
    return found


async def test_a_person_takes_back_all_that_she_wrote(visitors: Visitors, show: Show) -> None:
    writer = await visitors.enter("phone", language="th", name="writer")
    guest = await visitors.enter("phone", language="en", name="guest")
    path, words = f"/shows/{show.show_id}", writer.words
    await sign_in(writer, "buyer4", return_to=path)
    await guest.page.goto(path)
    box = writer.page.get_by_role("textbox", name=words("chat.placeholder"))
    for text in ("ขอสีเขียว", "ขอสีแดง"):
        await box.fill(text)
        await box.press("Enter")
        await expect(guest.page.get_by_role("log").get_by_text(text)).to_be_visible()
    await writer.page.goto("/account")
    await writer.page.get_by_role("button", name=words("account.deleteChat"), exact=True).click()
    await writer.photograph("asked")
    await writer.page.get_by_role("button", name=words("account.deleteChatNow")).click()
    await expect(writer.page.get_by_text(words("account.myChatGone"))).to_be_visible()
    await writer.photograph("gone")
    for text in ("ขอสีเขียว", "ขอสีแดง"):
        await expect(guest.page.get_by_role("log").get_by_text(text)).to_have_count(0)
    await expect(guest.page.get_by_role("log").get_by_text(SAID[0])).to_be_visible()
