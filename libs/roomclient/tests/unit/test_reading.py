import json

import pytest

from nightmarket_room import Chat, Other, Reply, Status
from nightmarket_room.frames import EventsFrame, JoinedFrame
from nightmarket_room.reading import read_frame

SAID = {"id": "5-0", "kind": "chat", "ts": 1, "text": "晚安", "client_id": "c"}
CHAT = {**SAID, "user": {"id": "u", "name": "阿明", "colour": "red"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        "null",
        '"x"',
        "{}",
        '{"type":"dance"}',
        '{"type":["hello"]}',
        b"\xff",
        '{"type":"viewers","room":"r"}',
        '{"type":"viewers","room":"r","count":"1"}',
    ],
)
def test_what_is_no_frame_of_ours_is_passed_over(text: str | bytes) -> None:
    assert read_frame(text) is None


def test_unknown_fields_are_passed_over_and_unknown_kinds_keep_their_place() -> None:
    claim = {"id": "6-0", "kind": "claim", "ts": 2, "what": {"deep": []}}
    changed = {"id": "7-0", "kind": "chat", "ts": 3}
    text = json.dumps(
        {"type": "events", "room": "r", "colour": 1, "events": [CHAT, claim, changed]}
    )
    frame = read_frame(text)
    assert isinstance(frame, EventsFrame)
    chat, *others = frame.events
    assert isinstance(chat, Chat)
    assert (chat.id, chat.user.name, chat.text) == ("5-0", "阿明", "晚安")
    assert others == [Other(kind="claim", ts=2, id="6-0"), Other(kind="chat", ts=3, id="7-0")]


def test_state_is_read_by_kind() -> None:
    state = {"status": {"kind": "status", "ts": 1, "state": "live"}}
    frame = read_frame(
        json.dumps(
            {
                "type": "joined",
                "room": "r",
                "epoch": "e",
                "last_id": "0-0",
                "gap": False,
                "viewers": 2,
                "reactions": 9,
                "state": state,
                "events": [],
            }
        )
    )
    assert isinstance(frame, JoinedFrame)
    assert frame.state["status"] == Status(kind="status", ts=1, state="live")


def test_a_line_carries_what_it_answers() -> None:
    answered = {"id": "5-0", "user_id": "u", "name": "阿明", "text": "晚安"}
    answer = {**CHAT, "id": "6-0", "reply": answered}
    frame = read_frame(json.dumps({"type": "events", "room": "r", "events": [CHAT, answer]}))
    assert isinstance(frame, EventsFrame)
    replies = [one.reply for one in frame.events if isinstance(one, Chat)]
    assert replies == [None, Reply(id="5-0", user_id="u", name="阿明", text="晚安")]
