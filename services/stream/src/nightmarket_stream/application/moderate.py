"""One act of a moderator: recorded, told to everyone, and what it undoes is another act.

Who owns the shop is asked before the transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_moderator
from nightmarket_stream.application.chat_ports import ChatUow, ChatUowFactory, MemberDirectory
from nightmarket_stream.domain.chat import (
    AGAINST,
    DELETIONS,
    Act,
    ActKind,
    ChatRules,
    PinnedMessage,
    Sanction,
    SanctionKind,
    check_act,
)
from nightmarket_stream.domain.errors import (
    ActNotFound,
    AlreadyBanned,
    AlreadyUndone,
    OwnerProtected,
    SanctionNotFound,
    ShowNotFound,
)
from nightmarket_stream.domain.events import ChatModerated


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderate:
    request_id: str
    actor: Principal
    actor_name: str
    show_id: str
    kind: ActKind
    user_id: str
    user_name: str
    message_id: str
    text: str
    minutes: int
    why: str
    undoes: str


async def moderate(
    command: Moderate, *, uow: ChatUowFactory, members: MemberDirectory, clock: Clock
) -> str:
    """The act's id."""
    check_act(
        command.kind,
        user_id=command.user_id,
        message_id=command.message_id,
        minutes=command.minutes,
        why=command.why,
        undoes=command.undoes,
    )
    async with uow() as tx:
        show = await tx.shows.get(command.show_id)
        if show is None:
            raise ShowNotFound(show_id=command.show_id)
        require_moderator(command.actor, show.shop_id)
        if (earlier := await tx.requests.find(command)) is not None:
            return earlier
    shop_id = show.shop_id
    if command.kind in AGAINST and await members.is_owner(shop_id, command.user_id):
        raise OwnerProtected(user_id=command.user_id)
    async with uow() as tx:
        rules = await tx.chat.rules_for_update(shop_id)
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        act = _act(command, rules.next(), at=clock.now())
        if act.kind is ActKind.RESTORE:
            act = await _of_what_comes_back(tx, act)
        act = await _apply(tx, act)
        await tx.chat.save_rules(await _record(tx, rules, act))
        await tx.requests.finish(command, result_id=act.id)
        await tx.commit()
    return act.id


def _act(command: Moderate, rules: ChatRules, *, at: datetime) -> Act:
    until = at + timedelta(minutes=command.minutes) if command.kind is ActKind.MUTE else None
    return Act(
        id=new_id(),
        shop_id=rules.shop_id,
        show_id=command.show_id,
        kind=command.kind,
        actor_id=command.actor.user_id,
        actor_name=command.actor_name,
        at=at,
        version=rules.version,
        user_id=command.user_id,
        user_name=command.user_name,
        message_id=command.message_id,
        text=command.text,
        until=until,
        why=command.why,
        undoes=command.undoes if command.kind is ActKind.RESTORE else "",
    )


async def _of_what_comes_back(tx: ChatUow, act: Act) -> Act:
    deletion = await tx.chat.act(act.undoes)
    is_of_show = deletion is not None and deletion.show_id == act.show_id
    if deletion is None or not is_of_show or deletion.kind not in DELETIONS:
        raise ActNotFound(act_id=act.undoes)
    if await tx.chat.is_undone(act.undoes):
        raise AlreadyUndone(act_id=act.undoes)
    is_one = deletion.kind is ActKind.DELETE_MESSAGE
    return replace(
        act,
        user_id=deletion.user_id,
        user_name=deletion.user_name,
        message_id=deletion.message_id if is_one else "",
        text=deletion.text if is_one else "",
    )


async def _apply(tx: ChatUow, act: Act) -> Act:
    """The act as it is recorded."""
    match act.kind:
        case ActKind.MUTE:
            await _sanction(tx, act, SanctionKind.MUTE)
        case ActKind.BAN:
            await _sanction(tx, act, SanctionKind.BAN)
        case ActKind.UNMUTE:
            return await _pardon(tx, act, SanctionKind.MUTE)
        case ActKind.UNBAN:
            return await _pardon(tx, act, SanctionKind.BAN)
        case ActKind.PIN:
            await tx.chat.set_pinned(
                PinnedMessage(show_id=act.show_id, message_id=act.message_id, user_id=act.user_id)
            )
        case ActKind.UNPIN:
            await tx.chat.clear_pinned(act.show_id)
        case _:
            pass  # what was said is in the room's log, and not here
    return act


async def _sanction(tx: ChatUow, act: Act, kind: SanctionKind) -> None:
    """The new one takes the old one's place; a ban is not loosened to a mute."""
    before = await tx.chat.sanction_of(act.shop_id, act.user_id)
    if before is not None:
        if before.kind is SanctionKind.BAN:
            raise AlreadyBanned(user_id=act.user_id)
        await tx.chat.end_sanction(before, by=act.actor_id, at=act.at)
    await tx.chat.add_sanction(
        Sanction(
            id=act.id,
            shop_id=act.shop_id,
            show_id=act.show_id,
            user_id=act.user_id,
            user_name=act.user_name,
            kind=kind,
            until=act.until,
            why=act.why,
            actor_id=act.actor_id,
            actor_name=act.actor_name,
            at=act.at,
        )
    )


async def _pardon(tx: ChatUow, act: Act, kind: SanctionKind) -> Act:
    before = await tx.chat.sanction_of(act.shop_id, act.user_id)
    if before is None or before.kind is not kind or not before.holds(act.at):
        raise SanctionNotFound(user_id=act.user_id)
    await tx.chat.end_sanction(before, by=act.actor_id, at=act.at)
    return replace(act, user_name=before.user_name, undoes=before.id)


async def _record(tx: ChatUow, rules: ChatRules, act: Act) -> ChatRules:
    """The rules with the version they have afterwards. What is deleted is not pinned any longer."""
    rules = rules.next()
    await tx.chat.add_act(act)
    tx.publish(ChatModerated(act=act))
    if act.kind not in DELETIONS:
        return rules
    pinned = await tx.chat.pinned(act.show_id)
    is_gone = pinned is not None and (
        pinned.message_id == act.message_id
        if act.kind is ActKind.DELETE_MESSAGE
        else pinned.user_id == act.user_id
    )
    if not is_gone:
        return rules
    rules = rules.next()
    unpin = Act(
        id=new_id(),
        shop_id=act.shop_id,
        show_id=act.show_id,
        kind=ActKind.UNPIN,
        actor_id=act.actor_id,
        actor_name=act.actor_name,
        at=act.at,
        version=rules.version,
        why=act.why,
    )
    await tx.chat.clear_pinned(act.show_id)
    await tx.chat.add_act(unpin)
    tx.publish(ChatModerated(act=unpin))
    return rules
