"""The chat's rules and moderation: requests to commands and back."""

from collections.abc import Callable
from typing import Any, Protocol

import grpc

from nightmarket.stream.v1 import chat_pb2, chat_service_pb2_grpc
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id, is_id
from nightmarket_kit.core.pages import PageTokenInvalid, read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_stream.application.access import require_moderator
from nightmarket_stream.application.archive_ports import ArchiveUow
from nightmarket_stream.application.chat_ports import ChatQueries, ChatUow, MemberDirectory
from nightmarket_stream.application.erase_chat import EraseChat, erase_chat
from nightmarket_stream.application.moderate import Moderate, moderate
from nightmarket_stream.application.update_chat_rules import UpdateChatRules, update_chat_rules
from nightmarket_stream.domain.chat import Talk
from nightmarket_stream.domain.errors import ActNotFound, ChatRulesInvalid, ModerationInvalid
from nightmarket_stream.entrypoints.chat_history import ChatHistory
from nightmarket_stream.entrypoints.chat_views import (
    ACT_KIND_OF,
    TALK_OF,
    to_act,
    to_rules,
    to_sanction,
)

Context = grpc.aio.ServicerContext[Any, Any]
_CHAT = "/nightmarket.stream.v1.ChatService/"
ACCESS = {
    _CHAT + "GetChatRules": Access.USER,
    _CHAT + "UpdateChatRules": Access.USER,
    _CHAT + "Moderate": Access.USER,
    _CHAT + "ListModerationActs": Access.USER,
    _CHAT + "ListChatSanctions": Access.USER,
    _CHAT + "GetChatPolicy": Access.SERVICE,
    _CHAT + "ListChat": Access.PUBLIC,
    _CHAT + "DeleteMyChat": Access.USER,
}


class ChatAndArchiveUow(ChatUow, ArchiveUow, Protocol):
    """What both need."""


class ChatServicer(chat_service_pb2_grpc.ChatServiceServicer):
    def __init__(
        self,
        *,
        uow: Callable[[], ChatAndArchiveUow],
        queries: ChatQueries,
        members: MemberDirectory,
        history: ChatHistory,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._queries = queries
        self._members = members
        self._history = history
        self._clock = clock

    async def GetChatRules(
        self, request: pb.GetChatRulesRequest, context: Context
    ) -> pb.GetChatRulesResponse:
        shop_id = _shop_of(request.shop_id)
        return pb.GetChatRulesResponse(rules=to_rules(await self._queries.rules(shop_id)))

    async def UpdateChatRules(
        self, request: pb.UpdateChatRulesRequest, context: Context
    ) -> pb.UpdateChatRulesResponse:
        blocked = None
        if request.HasField("blocked"):
            blocked = {one.language: tuple(one.words) for one in request.blocked.languages}
        command = UpdateChatRules(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            slow_mode_s=request.slow_mode_s if request.HasField("slow_mode_s") else None,
            links_off=request.links_off if request.HasField("links_off") else None,
            talk=_talk_of(request.talk),
            blocked=blocked,
            actor_name=request.actor_name,
            why=request.why.strip(),
            undoes=request.undoes and check_id(request.undoes, "undoes"),
        )
        await update_chat_rules(command, uow=self._uow, clock=self._clock)
        return pb.UpdateChatRulesResponse(
            rules=to_rules(await self._queries.rules(command.shop_id))
        )

    async def Moderate(self, request: pb.ModerateRequest, context: Context) -> pb.ModerateResponse:
        kind = ACT_KIND_OF.get(request.kind)
        if kind is None:
            raise ModerationInvalid(field="kind")
        act_id = await moderate(
            Moderate(
                request_id=request.request_id,
                actor=require_principal(),
                actor_name=request.actor_name,
                show_id=check_id(request.show_id, "show_id"),
                kind=kind,
                user_id=request.user_id and check_id(request.user_id, "user_id"),
                user_name=request.user_name,
                message_id=request.message_id,
                text=request.text,
                minutes=request.minutes,
                why=request.why.strip(),
                undoes=request.undoes and check_id(request.undoes, "undoes"),
            ),
            uow=self._uow,
            members=self._members,
            clock=self._clock,
        )
        view = await self._queries.view(act_id, at=self._clock.now())
        if view is None:
            raise ActNotFound(act_id=act_id)
        return pb.ModerateResponse(act=to_act(view))

    async def ListModerationActs(
        self, request: pb.ListModerationActsRequest, context: Context
    ) -> pb.ListModerationActsResponse:
        shop_id = _shop_of(request.shop_id)
        page = read_page(size=request.page_size, token=request.page_token, filter_=shop_id)
        before = None
        if page.after is not None:
            if len(page.after) != 1 or not page.after[0].isascii() or not page.after[0].isdigit():
                raise PageTokenInvalid
            before = int(page.after[0])
        found = await self._queries.acts(shop_id, page, before=before, at=self._clock.now())
        shown = found[: page.size]
        token = ""
        if len(found) > page.size:
            token = write_token(str(shown[-1].act.version), filter_=shop_id)
        return pb.ListModerationActsResponse(
            acts=[to_act(view) for view in shown], next_page_token=token
        )

    async def ListChatSanctions(
        self, request: pb.ListChatSanctionsRequest, context: Context
    ) -> pb.ListChatSanctionsResponse:
        shop_id = _shop_of(request.shop_id)
        digest = ["sanctions", shop_id]
        page = read_page(size=request.page_size, token=request.page_token, filter_=digest)
        before = None
        if page.after is not None:
            if len(page.after) != 1 or not is_id(page.after[0]):
                raise PageTokenInvalid
            before = page.after[0]
        found = await self._queries.sanctions(shop_id, page, before=before, at=self._clock.now())
        shown = found[: page.size]
        token = write_token(shown[-1].id, filter_=digest) if len(found) > page.size else ""
        return pb.ListChatSanctionsResponse(
            sanctions=[to_sanction(one) for one in shown], next_page_token=token
        )

    async def GetChatPolicy(
        self, request: pb.GetChatPolicyRequest, context: Context
    ) -> pb.GetChatPolicyResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        rules, sanctions = await self._queries.policy(shop_id, at=self._clock.now())
        return pb.GetChatPolicyResponse(
            rules=to_rules(rules), sanctions=[to_sanction(one) for one in sanctions]
        )

    async def ListChat(self, request: pb.ListChatRequest, context: Context) -> pb.ListChatResponse:
        return await self._history.list(request)

    async def DeleteMyChat(
        self, request: pb.DeleteMyChatRequest, context: Context
    ) -> pb.DeleteMyChatResponse:
        command = EraseChat(request_id=request.request_id, user_id=require_principal().user_id)
        await erase_chat(command, uow=self._uow, clock=self._clock)
        return pb.DeleteMyChatResponse()


def _talk_of(number: "chat_pb2.ChatTalk.ValueType") -> Talk | None:
    if number == chat_pb2.CHAT_TALK_UNSPECIFIED:
        return None
    if number not in TALK_OF:
        raise ChatRulesInvalid(field="talk")
    return TALK_OF[number]


def _shop_of(shop_id: str) -> str:
    """The shop, when the caller moderates it."""
    require_moderator(require_principal(), check_id(shop_id, "shop_id"))
    return shop_id
