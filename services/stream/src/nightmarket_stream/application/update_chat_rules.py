"""Change the chat's rules in a shop's rooms."""

from collections.abc import Mapping
from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_moderator
from nightmarket_stream.application.chat_ports import ChatUow, ChatUowFactory
from nightmarket_stream.domain.chat import MAX_WHY, Act, ActKind, RulesChange, Talk
from nightmarket_stream.domain.errors import ActNotFound, AlreadyUndone, ModerationInvalid
from nightmarket_stream.domain.events import ChatRulesChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateChatRules:
    """What is None stays as it is. `undoes` is a change that is taken back first; "" for none."""

    request_id: str
    actor: Principal
    shop_id: str
    slow_mode_s: int | None
    links_off: bool | None
    talk: Talk | None
    blocked: Mapping[str, tuple[str, ...]] | None
    actor_name: str
    why: str
    undoes: str


async def update_chat_rules(command: UpdateChatRules, *, uow: ChatUowFactory, clock: Clock) -> None:
    """Rules that do not change tell nobody anything."""
    require_moderator(command.actor, command.shop_id)
    if len(command.why) > MAX_WHY:
        raise ModerationInvalid(field="why", limit=MAX_WHY)
    async with uow() as tx:
        rules = await tx.chat.rules_for_update(command.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        base = rules
        if command.undoes:
            base = rules.without(await _change_to_undo(tx, command))
        changed = base.changed(
            slow_mode_s=command.slow_mode_s,
            links_off=command.links_off,
            talk=command.talk,
            blocked=command.blocked,
        )
        if changed != rules:
            changed = changed.next()
            await tx.chat.save_rules(changed)
            await tx.chat.add_act(
                Act(
                    id=new_id(),
                    shop_id=command.shop_id,
                    show_id="",
                    kind=ActKind.RULES,
                    actor_id=command.actor.user_id,
                    actor_name=command.actor_name,
                    at=clock.now(),
                    version=changed.version,
                    why=command.why,
                    undoes=command.undoes,
                    rules=RulesChange.between(rules, changed),
                )
            )
            tx.publish(ChatRulesChanged(rules=changed))
        await tx.requests.finish(command, result_id=command.shop_id)
        await tx.commit()


async def _change_to_undo(tx: ChatUow, command: UpdateChatRules) -> RulesChange:
    act = await tx.chat.act(command.undoes)
    if act is None or act.shop_id != command.shop_id or act.rules is None:
        raise ActNotFound(act_id=command.undoes)
    if await tx.chat.is_undone(act.id):
        raise AlreadyUndone(act_id=act.id)
    return act.rules
