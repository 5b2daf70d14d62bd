"""A person takes back everything that she has said.

The archive forgets it in this transaction; what a log still holds and nobody has archived is not
archived any more. The rooms are told as of any deletion, old ones too, since a log lives for as long as
somebody comes to see it; but no moderator did it, so that none can undo it.
"""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_stream.application.archive_ports import ArchiveUow, ArchiveUowFactory
from nightmarket_stream.domain.archive import Erasure
from nightmarket_stream.domain.chat import Act, ActKind
from nightmarket_stream.domain.events import ChatModerated


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseChat:
    request_id: str
    user_id: str


async def erase_chat(command: EraseChat, *, uow: ArchiveUowFactory, clock: Clock) -> None:
    at = clock.now()
    async with uow() as tx:
        if await tx.requests.claim(command) is not None:
            return
        await tx.archive.hold_alone()
        erasure = Erasure(user_id=command.user_id, until=at)
        rooms = await tx.archive.erase(erasure)
        shops = await tx.archive.shops_of(rooms)
        # in one order, so that two who do this lock the shops' moderation in the same one
        for show_id in sorted(rooms, key=lambda one: shops.get(one, "")):
            await take_back(tx, show_id, shops.get(show_id, ""), command.user_id, at=at)
        await tx.requests.finish(command, result_id=command.user_id)
        await tx.commit()


async def take_back(
    tx: ArchiveUow, show_id: str, shop_id: str, user_id: str, *, at: datetime
) -> None:
    """Tell the room that everything the person has said is gone; what is gone is not pinned either."""
    if not shop_id:
        return  # nobody is in the room of a show that does not exist
    rules = (await tx.chat.rules_for_update(shop_id)).next()
    gone = Act(
        id=new_id(),
        shop_id=shop_id,
        show_id=show_id,
        kind=ActKind.DELETE_PERSON,
        actor_id=user_id,
        actor_name="",
        at=at,
        version=rules.version,
        user_id=user_id,
    )
    tx.publish(ChatModerated(act=gone))
    pinned = await tx.chat.pinned(show_id)
    if pinned is not None and pinned.user_id == user_id:
        rules = rules.next()
        await tx.chat.clear_pinned(show_id)
        unpin = Act(
            id=new_id(),
            shop_id=shop_id,
            show_id=show_id,
            kind=ActKind.UNPIN,
            actor_id=user_id,
            actor_name="",
            at=at,
            version=rules.version,
        )
        await tx.chat.add_act(unpin)
        tx.publish(ChatModerated(act=unpin))
    await tx.chat.save_rules(rules)
