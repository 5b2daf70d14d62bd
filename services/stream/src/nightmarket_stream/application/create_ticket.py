"""A media ticket for a show: told once, stored hashed, good for minutes."""

from dataclasses import dataclass, field
from datetime import datetime

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host, require_member
from nightmarket_stream.application.ports import LiveProvider, UowFactory
from nightmarket_stream.domain.channel import hash_key
from nightmarket_stream.domain.errors import ChannelNotFound, ShowNotFound, ShowStateWrong
from nightmarket_stream.domain.ticket import TICKET_LIFE, MediaTicket, TicketUse, new_token


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTicket:
    request_id: str
    actor: Principal
    show_id: str
    use: TicketUse


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTicket:
    """With `rtmp_*` an encoder publishes that speaks no WHIP."""

    url: str
    token: str = field(repr=False)
    rtmp_server: str = ""
    rtmp_key: str = field(default="", repr=False)
    expire_at: datetime


async def create_ticket(
    command: CreateTicket, *, uow: UowFactory, media: LiveProvider, clock: Clock
) -> ShownTicket:
    """The token is in the answer once; a repeated request gets the address without it."""
    may = require_host if command.use is TicketUse.PUBLISH else require_member
    now = clock.now()
    token = new_token()
    async with uow() as tx:
        found = await tx.shows.get(command.show_id)
        if found is None:
            raise ShowNotFound(show_id=command.show_id)
        may(command.actor, found.shop_id)
        channel = await tx.channels.get_for_update(found.channel_id)
        show = await tx.shows.get(command.show_id)
        if channel is None or show is None:
            raise ChannelNotFound
        if await tx.requests.claim(command) is not None:
            token = ""
        else:
            if not show.may_air(at=now):
                raise ShowStateWrong(show_id=show.id, state=show.state.value)
            ticket = MediaTicket(
                token_hash=hash_key(token),
                channel_id=channel.id,
                show_id=show.id,
                use=command.use,
                expire_at=now + TICKET_LIFE,
            )
            await tx.tickets.add(ticket, at=now)
            await tx.requests.finish(command, result_id=show.id)
            await tx.commit()
    expire_at = now + TICKET_LIFE
    if command.use is TicketUse.PREVIEW:
        url = await media.preview_url(channel.media_path)
        return ShownTicket(url=url, token=token, expire_at=expire_at)
    ingest = media.ingest(channel.path, token)
    return ShownTicket(
        url=ingest.whip_url,
        token=token,
        rtmp_server=ingest.rtmp_server,
        rtmp_key=ingest.stream_key,
        expire_at=expire_at,
    )
