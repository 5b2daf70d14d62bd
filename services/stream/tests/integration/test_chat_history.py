"""Reading the archive: back from a place, beside the recording, without what is deleted; taking back."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from nightmarket.stream.v1 import chat_pb2, events_pb2
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey
from services.stream.tests.driver import START, World, token
from services.stream.tests.integration.test_chat import act
from services.stream.tests.integration.test_shows import refused
from services.stream.tests.rooms import Room, archiver_of, told

pytestmark = [pytest.mark.pg, pytest.mark.valkey, pytest.mark.asyncio]
MING, HUA = new_id(), new_id()


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[RawValkey]:
    client = connect_valkey(valkey_url, decode=False)
    yield client
    await client.aclose()


def id_at(at: datetime, number: int = 0) -> str:
    return f"{round(at.timestamp() * 1000)}-{number}"


async def page(world: World, show_id: str, **fields: object) -> pb.ListChatResponse:
    request = pb.ListChatRequest(show_id=show_id, **fields)  # type: ignore[arg-type]
    return await world.chat.ListChat(request, timeout=10)


async def texts(world: World, show_id: str, **fields: object) -> list[str]:
    return [one.text for one in (await page(world, show_id, **fields)).messages]


async def test_history_goes_back_by_pages_and_from_a_place(world: World, valkey: RawValkey) -> None:
    show_id = (await world.show()).show_id
    room = Room(valkey, show_id)
    for n in range(5):
        # the same millisecond: the number orders
        await room.say(f"{n}", user_id=MING, id_=id_at(START, n))
    assert await texts(world, show_id) == []
    await archiver_of(world, valkey).step()
    first = await page(world, show_id, page_size=2)
    assert [one.text for one in first.messages] == ["4", "3"]
    assert (first.messages[0].message_id, first.messages[0].user_name) == (id_at(START, 4), "阿明")
    second = await page(world, show_id, page_size=2, page_token=first.next_page_token)
    assert [one.text for one in second.messages] == ["2", "1"]
    last = await page(world, show_id, page_size=2, page_token=second.next_page_token)
    assert ([one.text for one in last.messages], last.next_page_token) == (["0"], "")
    assert await texts(world, show_id, before=id_at(START, 2)) == ["1", "0"]


@pytest.mark.parametrize(
    "fields",
    [
        {"before": "soon"},
        {"from_s": -1.0},
        {"to_s": float("nan")},
        {"from_s": 5.0, "to_s": 5.0},
        {"from_s": 5.0, "before": "1-0"},
    ],
)
async def test_a_stretch_that_is_none_is_refused(world: World, fields: dict[str, object]) -> None:
    show_id = (await world.show()).show_id
    assert await refused(page(world, show_id, **fields)) == "CHAT_RANGE_INVALID"
    assert await refused(page(world, new_id())) == "SHOW_NOT_FOUND"
    assert await refused(page(world, show_id, page_token="x")) == "PAGE_TOKEN_INVALID"


async def test_beside_the_recording_lines_stand_where_the_picture_was(
    world: World, valkey: RawValkey
) -> None:
    show_id = (await world.show()).show_id
    room = Room(valkey, show_id)
    stamp = timedelta(milliseconds=2010)  # what the media server stamps too late
    for key, start, seconds, preview in (("a", START, 20, 5), ("b", START + timedelta(60), 10, 0)):
        await world.database.pool.execute(
            "INSERT INTO recordings (key, show_id, start_at, duration, preview) VALUES ($1,$2,$3,$4,$5)",
            key,
            show_id,
            start + stamp - timedelta(seconds=preview),
            timedelta(seconds=seconds + preview),
            timedelta(seconds=preview),
        )
    said = {
        "before": START - timedelta(seconds=1),
        "begins": START,
        "later": START + timedelta(seconds=7.5),
        "pause": START + timedelta(seconds=25),
        "second": START + timedelta(60) + timedelta(seconds=3),
        "after": START + timedelta(61),
    }
    for text, at in said.items():
        await room.say(text, user_id=MING, id_=id_at(at))
    await archiver_of(world, valkey).step()
    all_ = (await page(world, show_id, from_s=0.0)).messages
    assert [(one.text, one.offset.ToMilliseconds()) for one in all_] == [
        ("begins", 0),
        ("later", 7500),
        ("pause", 20_000),  # what nobody recorded falls on the beginning of the next file
        ("second", 23_000),
    ]
    assert await texts(world, show_id, from_s=7.5, to_s=20.0) == ["later"]
    assert await texts(world, show_id, from_s=20.0, to_s=23.0) == ["pause"]
    assert await texts(world, show_id, to_s=20.5) == ["pause", "later", "begins"]
    first = await page(world, show_id, from_s=5.0, page_size=1)
    assert await texts(
        world, show_id, from_s=5.0, page_size=1, page_token=first.next_page_token
    ) == ["pause"]
    assert await texts(world, (await world.show()).show_id, from_s=0.0) == []  # no recording


async def test_what_moderators_took_away_is_left_out_until_it_is_brought_back(
    world: World, valkey: RawValkey
) -> None:
    show_id = (await world.show()).show_id
    room = Room(valkey, show_id)
    spam = await room.say("spam", user_id=MING, id_=id_at(START, 1))
    await room.say("fine", user_id=HUA, id_=id_at(START, 2))
    await room.say("more spam", user_id=MING, id_=id_at(START, 3))
    archiver = archiver_of(world, valkey)
    await archiver.step()
    one = await act(world, show_id, chat_pb2.ACT_KIND_DELETE_MESSAGE, message_id=spam, user_id=MING)
    assert await texts(world, show_id) == ["more spam", "fine"]
    both = await act(world, show_id, chat_pb2.ACT_KIND_DELETE_PERSON, user_id=MING)
    assert await texts(world, show_id) == ["fine"]
    # said after the act and before the room knew of it: gone, too, once the place is known
    late = START + timedelta(seconds=1)
    await room.say("late spam", user_id=MING, id_=id_at(late, 1))
    await archiver.step()
    assert await texts(world, show_id) == ["late spam", "fine"]
    await room.tell_deletion(both.act_id, user_id=MING, id_=id_at(late, 2))
    await room.say("sorry", user_id=MING, id_=id_at(late, 3))
    await archiver.step()
    assert await texts(world, show_id) == ["sorry", "fine"]
    await act(world, show_id, chat_pb2.ACT_KIND_RESTORE, undoes=both.act_id, user_id="")
    assert await texts(world, show_id) == ["sorry", "late spam", "more spam", "fine"]
    await act(world, show_id, chat_pb2.ACT_KIND_RESTORE, undoes=one.act_id, user_id="")
    assert len(await texts(world, show_id)) == 5


async def quotes(world: World, show_id: str) -> list[tuple[str, str]]:
    """What each line answers, as it is read now; oldest first."""
    said = (await page(world, show_id)).messages
    return [(one.reply.message_id, one.reply.text) for one in reversed(said)]


async def test_an_answer_quotes_what_is_there_to_be_read(world: World, valkey: RawValkey) -> None:
    show_id = (await world.show()).show_id
    room = Room(valkey, show_id)
    asked = await room.say("how tall?", user_id=MING, id_=id_at(START, 1))
    await room.say("12 cm", user_id=HUA, id_=id_at(START, 2), answers=asked)
    await room.say("thanks", user_id=MING, id_=id_at(START, 3), answers=id_at(START, 9))
    await archiver_of(world, valkey).step()
    assert [
        one.reply.message_id for event in await told(world.database) for one in event.messages
    ] == [
        "",
        asked,
        id_at(START, 9),
    ]
    none = ("", "")
    assert await quotes(world, show_id) == [none, (asked, "how tall?"), none]
    gone = await act(
        world, show_id, chat_pb2.ACT_KIND_DELETE_MESSAGE, message_id=asked, user_id=MING
    )
    assert await quotes(world, show_id) == [none, none]
    await act(world, show_id, chat_pb2.ACT_KIND_RESTORE, undoes=gone.act_id, user_id="")
    assert await quotes(world, show_id) == [none, (asked, "how tall?"), none]
    await world.chat.DeleteMyChat(
        pb.DeleteMyChatRequest(request_id=new_id()), **world.auth(token(user_id=MING))
    )
    assert await quotes(world, show_id) == [none]


async def test_who_takes_back_what_she_said_leaves_nothing_behind(
    world: World, valkey: RawValkey
) -> None:
    show_id = (await world.show()).show_id
    room = Room(valkey, show_id)
    mine = await room.say("mine", user_id=MING, id_=id_at(START, 1))
    await room.say("hers", user_id=HUA, id_=id_at(START, 2))
    archiver = archiver_of(world, valkey)
    await archiver.step()
    await act(world, show_id, chat_pb2.ACT_KIND_PIN, message_id=mine, user_id=MING)
    waiting = await room.say("not archived yet", user_id=MING, id_=id_at(START, 3))
    request = pb.DeleteMyChatRequest(request_id=new_id())
    ming = world.auth(token(user_id=MING))
    for _ in range(2):
        await world.chat.DeleteMyChat(request, **ming)
    assert await texts(world, show_id) == ["hers"]
    deletions = await told_of(world, chat_pb2.ACT_KIND_DELETE_PERSON)
    assert [(one.show_id, one.user_id, one.text) for one in deletions] == [(show_id, MING, "")]
    assert len(await told_of(world, chat_pb2.ACT_KIND_UNPIN)) == 1
    await archiver.step()
    assert await texts(world, show_id) == ["hers"]
    assert waiting in room.said
    assert len(await told_of(world, chat_pb2.ACT_KIND_DELETE_PERSON)) == 2
    # no moderator did it, and none undoes it
    undo = act(world, show_id, chat_pb2.ACT_KIND_RESTORE, undoes=deletions[0].act_id, user_id="")
    assert await refused(undo) == "ACT_NOT_FOUND"
    await room.say("and on", user_id=MING, id_=id_at(START + timedelta(seconds=1)))
    await archiver.step()
    assert await texts(world, show_id) == ["and on", "hers"]


async def told_of(world: World, kind: int) -> list[events_pb2.ChatModerated]:
    rows = await world.database.pool.fetch(
        "SELECT payload FROM outbox WHERE topic = 'chat.moderated' ORDER BY id"
    )
    events = [events_pb2.ChatModerated.FromString(row["payload"]) for row in rows]
    return [one for one in events if one.kind == kind]
