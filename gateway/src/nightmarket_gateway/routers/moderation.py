"""The chat's rules and moderation, for those who moderate the shop."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query

from nightmarket.identity.v1 import identity_service_pb2
from nightmarket.stream.v1 import chat_pb2
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_gateway.auth import Person
from nightmarket_gateway.clients import Clients
from nightmarket_gateway.errors import MessageNotFound
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.rooms.ids import entry_id
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.schemas.common import Id, PageSize
from nightmarket_gateway.schemas.moderation import (
    ACTS,
    TALKS,
    Act,
    Acts,
    ChatRules,
    ChatRulesChange,
    NewAct,
    Sanction,
    Sanctions,
)
from nightmarket_gateway.state import Log, Services

router = APIRouter(prefix="/v1", tags=["moderation"])
PageToken = Annotated[str, Query(max_length=500)]


@router.get("/shops/{shop_id}/chat-rules")
async def get_chat_rules(shop_id: Id, _person: Person, services: Services) -> ChatRules:
    """Read them whole; what everyone may know of them is in the room's state."""
    found = await services.chat.GetChatRules(pb.GetChatRulesRequest(shop_id=shop_id))
    return ChatRules.read(found.rules)


@router.patch("/shops/{shop_id}/chat-rules")
async def update_chat_rules(
    shop_id: Id,
    body: ChatRulesChange,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> ChatRules:
    """They hold in all rooms of the shop from its next message on. `undoes` takes a change back."""
    blocked = None
    if body.blocked is not None:
        blocked = pb.BlockedList(
            languages=[
                chat_pb2.BlockedWords(language=language, words=words)
                for language, words in body.blocked.items()
            ]
        )
    changed = await services.chat.UpdateChatRules(
        pb.UpdateChatRulesRequest(
            request_id=request_id,
            shop_id=shop_id,
            slow_mode_s=body.slow_mode_s,
            links_off=body.links_off,
            talk=TALKS[body.talk] if body.talk else chat_pb2.CHAT_TALK_UNSPECIFIED,
            blocked=blocked,
            why=body.why,
            undoes=body.undoes or "",
            actor_name=await _name(services),
        )
    )
    return ChatRules.read(changed.rules)


@router.post("/shows/{show_id}/moderation", status_code=201)
async def moderate(
    show_id: Id,
    body: NewAct,
    _person: Person,
    request_id: RequestId,
    services: Services,
    log: Log,
) -> Act:
    """Delete, mute, ban, pin, or undo one of them; everyone in the room sees it at once."""
    request = pb.ModerateRequest(
        request_id=request_id,
        show_id=show_id,
        kind=ACTS[body.act],
        user_id=body.user_id or "",
        message_id=body.message_id or "",
        minutes=body.minutes,
        why=body.why,
        undoes=body.act_id or "",
        actor_name=await _name(services),
    )
    if body.message_id:
        await _read_message(request, log)
    return Act.read((await services.chat.Moderate(request)).act)


async def _name(services: Clients) -> str:
    """What the caller is called, for the list of acts."""
    found = await services.identity.GetUser(identity_service_pb2.GetUserRequest())
    return found.user.display_name


async def _read_message(request: pb.ModerateRequest, log: RoomLog) -> None:
    """Whose it is and what it says, from the room's own log and not from the caller."""
    try:
        entry_id(request.message_id)
    except ValueError:
        raise MessageNotFound(message_id=request.message_id) from None
    # Deleted ones, too: the same request may come again.
    found = await log.find(request.show_id, request.message_id)
    said = orjson.loads(found.body) if found is not None else {}
    if said.get("kind") != "chat":
        raise MessageNotFound(message_id=request.message_id)
    request.user_id, request.user_name = said["user"]["id"], said["user"]["name"]
    request.text = said["text"]


@router.get("/shops/{shop_id}/moderation")
async def list_acts(
    shop_id: Id,
    _person: Person,
    services: Services,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Acts:
    """Tell who did what to whom, and why."""
    page = await services.chat.ListModerationActs(
        pb.ListModerationActsRequest(shop_id=shop_id, page_size=page_size, page_token=page_token)
    )
    return Acts(acts=[Act.read(one) for one in page.acts], next_page_token=page.next_page_token)


@router.get("/shops/{shop_id}/chat-sanctions")
async def list_sanctions(
    shop_id: Id,
    _person: Person,
    services: Services,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Sanctions:
    """Tell who may not speak now."""
    page = await services.chat.ListChatSanctions(
        pb.ListChatSanctionsRequest(shop_id=shop_id, page_size=page_size, page_token=page_token)
    )
    return Sanctions(
        sanctions=[Sanction.read(one) for one in page.sanctions],
        next_page_token=page.next_page_token,
    )
