"""A client of the gateway's rooms: docs/realtime.md is the manual, this follows its rules.

`RoomClient` is one socket for any number of rooms, `Room` is one of them, and a `Transcript` keeps
what was seen in it. It reconnects and resumes by itself; what is missing is told, never hidden.
"""

from nightmarket_room.client import FixedToken, RoomClient, TokenSource
from nightmarket_room.entries import (
    Chat,
    ChatRules,
    Claims,
    Deal,
    Deleted,
    Entry,
    Listing,
    MessagePin,
    Order,
    Other,
    Pin,
    Reply,
    Restored,
    Sanction,
    Status,
    Stock,
    Voucher,
)
from nightmarket_room.ids import EntryId, entry_id
from nightmarket_room.news import Dropped, Joined, Left, Lines, News, Reactions, Refused, Viewers
from nightmarket_room.room import Room
from nightmarket_room.rules import RULES, Rules
from nightmarket_room.seat import Seat
from nightmarket_room.transcript import Hole, Transcript

__all__ = [
    "RULES",
    "Chat",
    "ChatRules",
    "Claims",
    "Deal",
    "Deleted",
    "Dropped",
    "Entry",
    "EntryId",
    "FixedToken",
    "Hole",
    "Joined",
    "Left",
    "Lines",
    "Listing",
    "MessagePin",
    "News",
    "Order",
    "Other",
    "Pin",
    "Reactions",
    "Refused",
    "Reply",
    "Restored",
    "Room",
    "RoomClient",
    "Rules",
    "Sanction",
    "Seat",
    "Status",
    "Stock",
    "TokenSource",
    "Transcript",
    "Viewers",
    "Voucher",
    "entry_id",
]
