"""The history of a show's talk: requests to questions, and answers with the token of the next page."""

from nightmarket.stream.v1 import chat_pb2
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.pages import PageTokenInvalid, read_page, write_token
from nightmarket_kit.runtime.times import to_duration, to_timestamp
from nightmarket_stream.application.archive_ports import ArchiveQueries
from nightmarket_stream.application.queries import StreamQueries
from nightmarket_stream.application.read_chat import ChatRange, Said, read_chat
from nightmarket_stream.domain.archive import Place
from nightmarket_stream.domain.errors import ChatRangeInvalid


class ChatHistory:
    def __init__(self, *, shows: StreamQueries, archive: ArchiveQueries) -> None:
        self._shows = shows
        self._archive = archive

    async def list(self, request: pb.ListChatRequest) -> pb.ListChatResponse:
        show_id = check_id(request.show_id, "show_id")
        before = Place.parse(request.before)
        if request.before and before is None:
            raise ChatRangeInvalid(field="before")
        range_ = ChatRange(
            before=before,
            from_s=request.from_s if request.HasField("from_s") else None,
            to_s=request.to_s if request.HasField("to_s") else None,
        )
        digest = [show_id, str(before), range_.from_s, range_.to_s]
        page = read_page(size=request.page_size, token=request.page_token, filter_=digest)
        past = None
        if page.after is not None:
            past = Place.parse(page.after[0]) if len(page.after) == 1 else None
            if past is None:
                raise PageTokenInvalid
        found = await read_chat(
            show_id, range_, page, past=past, shows=self._shows, archive=self._archive
        )
        shown = found[: page.size]
        token = ""
        if len(found) > page.size:
            token = write_token(str(shown[-1].message.place), filter_=digest)
        return pb.ListChatResponse(
            messages=[_to_message(one) for one in shown], next_page_token=token
        )


def _to_message(said: Said) -> chat_pb2.ChatMessage:
    one, quote = said.message, said.quote
    return chat_pb2.ChatMessage(
        message_id=str(one.place),
        user_id=one.user_id,
        user_name=one.user_name,
        text=one.text,
        client_id=one.client_id,
        post_time=to_timestamp(one.sent_at),
        offset=None if said.offset is None else to_duration(said.offset),
        reply=None
        if quote is None
        else chat_pb2.ChatReply(
            message_id=str(quote.place),
            user_id=quote.user_id,
            user_name=quote.user_name,
            text=quote.text,
        ),
    )
