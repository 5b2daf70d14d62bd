"""Keep what a provider told us, then apply it, then answer.

The notice is on disk before anything is done about it; when the store fails, so does the call, and
the provider sends it again. What is not believed goes to quarantine and is answered in the
provider's words, not as an error: the edge then answers 200 with that body.
"""

from dataclasses import dataclass, field

from nightmarket_kit.core.clock import Clock
from nightmarket_payment.application.apply_notice import apply_notice
from nightmarket_payment.application.ports import Providers, UowFactory, Watch
from nightmarket_payment.domain.errors import NoticeForged, NoticeInvalid, ProviderNotAvailable
from nightmarket_payment.domain.notice import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNotice:
    """`body` as received; the signature is over its fields."""

    provider: str
    kind: Kind
    body: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`reference` is empty when the notice was not believed."""

    reply: str
    reference: str


async def record_notice(
    command: RecordNotice,
    *,
    uow: UowFactory,
    providers: Providers,
    watch: Watch,
    clock: Clock,
    accept_simulated: bool,
) -> Recorded:
    provider = providers.get(command.provider)
    if provider is None:
        raise ProviderNotAvailable(provider=command.provider)
    try:
        notice = provider.read_notice(
            command.body, kind=command.kind, content_type=command.content_type
        )
    except (NoticeForged, NoticeInvalid) as error:
        await _quarantine(command, error.reason, uow=uow, watch=watch, clock=clock)
        return Recorded(reply=provider.refused, reference="")
    async with uow() as tx:
        notice_id = await tx.notices.add(notice, at=clock.now())
        await tx.commit()
    await apply_notice(
        notice_id,
        uow=uow,
        providers=providers,
        watch=watch,
        clock=clock,
        accept_simulated=accept_simulated,
    )
    return Recorded(reply=provider.accepted, reference=notice.reference)


async def _quarantine(
    command: RecordNotice, reason: str, *, uow: UowFactory, watch: Watch, clock: Clock
) -> None:
    watch.refused(
        provider=command.provider, kind=command.kind, reason=reason, size=len(command.body)
    )
    async with uow() as tx:
        await tx.notices.quarantine(
            provider=command.provider,
            kind=command.kind,
            reason=reason,
            body=command.body,
            content_type=command.content_type,
            at=clock.now(),
        )
        await tx.commit()
