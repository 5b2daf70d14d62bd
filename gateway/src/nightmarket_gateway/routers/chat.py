"""What was said: the history of a show's room, and the talk beside its recording."""

from typing import Annotated

from fastapi import APIRouter, Query

from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.chat import ChatMessage, ChatMessages
from nightmarket_gateway.schemas.common import Id, PageSize, PageToken
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["chat"])
Seconds = Annotated[float | None, Query(allow_inf_nan=False)]


@router.get("/shows/{show_id}/chat")
async def list_chat(
    show_id: Id,
    _anyone: Anyone,
    services: Services,
    before: Annotated[str, Query(max_length=41, description="an entry's id")] = "",
    from_s: Seconds = None,
    to_s: Seconds = None,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> ChatMessages:
    """Read back from `before`, or from the newest, newest first. Or beside the recording, by seconds of it:
    on from `from_s`, oldest first; without it back from `to_s`, newest first. What was deleted is left out.
    """
    page = await services.chat.ListChat(
        pb.ListChatRequest(
            show_id=show_id,
            before=before,
            from_s=from_s,
            to_s=to_s,
            page_size=page_size,
            page_token=page_token,
        )
    )
    return ChatMessages(
        messages=[ChatMessage.read(one) for one in page.messages],
        next_page_token=page.next_page_token,
    )


@router.delete("/me/chat", status_code=204)
async def delete_my_chat(_person: Person, request_id: RequestId, services: Services) -> None:
    """Take back for good everything that you have said until now, in all shows."""
    await services.chat.DeleteMyChat(pb.DeleteMyChatRequest(request_id=request_id))
