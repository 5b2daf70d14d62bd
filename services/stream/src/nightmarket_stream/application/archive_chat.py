"""Keep what the rooms' logs give out: each message once, however often it is given out.

What is new is told in the same transaction. What its author has taken back in the meantime is not
kept, and its room is told so again.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_stream.application.archive_ports import ArchiveUow, ArchiveUowFactory, Batch
from nightmarket_stream.application.erase_chat import take_back
from nightmarket_stream.domain.archive import Message
from nightmarket_stream.domain.events import ChatPosted

MOST_TOLD: Final = 200  # in one event, which a broker limits to a megabyte


async def archive_chat(batches: Sequence[Batch], *, uow: ArchiveUowFactory, clock: Clock) -> int:
    """How many messages were new."""
    messages = [one for batch in batches for one in batch.messages]
    cuts = [cut for batch in batches for cut in batch.cuts]
    if not messages and not cuts:
        return 0
    async with uow() as tx:
        await tx.archive.hold()
        erasures = await tx.archive.erasures(sorted({one.user_id for one in messages}))
        kept, erased = [], set()
        for one in messages:
            erasure = erasures.get(one.user_id)
            if erasure is not None and erasure.covers(one):
                erased.add((one.show_id, one.user_id))
            else:
                kept.append(one)
        new = await tx.archive.add(kept)
        await tx.archive.add_cuts(cuts)
        fresh = [one for one in kept if (one.epoch, one.show_id, one.place) in new]
        shops = await tx.archive.shops_of(sorted({batch.show_id for batch in batches}))
        _tell(tx, fresh, shops)
        for show_id, user_id in sorted(erased):
            await take_back(tx, show_id, shops.get(show_id, ""), user_id, at=clock.now())
        await tx.commit()
    return len(fresh)


def _tell(tx: ArchiveUow, messages: Sequence[Message], shops: dict[str, str]) -> None:
    by_show: dict[str, list[Message]] = defaultdict(list)
    for one in sorted(messages, key=lambda one: one.place):
        by_show[one.show_id].append(one)
    for show_id, said in by_show.items():
        for start in range(0, len(said), MOST_TOLD):
            tx.publish(
                ChatPosted(
                    show_id=show_id,
                    shop_id=shops.get(show_id, ""),
                    messages=tuple(said[start : start + MOST_TOLD]),
                )
            )
