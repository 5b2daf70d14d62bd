"""Open a log-in transaction and say where to send the browser."""

from collections.abc import Collection
from dataclasses import dataclass

from nightmarket_identity.application.ports import SocialLogins, UowFactory
from nightmarket_identity.domain.errors import ProviderNotAvailable, ReturnToInvalid
from nightmarket_identity.domain.login import LoginTransaction
from nightmarket_kit.core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLogin:
    provider: str
    client_id: str
    redirect_uri: str
    return_to: str
    locale: str
    disable_auto_login: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedLogin:
    authorize_url: str
    state: str
    binding: str


async def start_login(
    command: StartLogin,
    *,
    uow: UowFactory,
    clock: Clock,
    providers: SocialLogins,
    redirect_uris: Collection[str],
) -> StartedLogin:
    provider = providers.get(command.provider)
    if provider is None:
        raise ProviderNotAvailable(provider=command.provider[:20])
    if command.redirect_uri not in redirect_uris:
        raise ReturnToInvalid("redirect_uri is not on the allow-list")
    login, binding = LoginTransaction.start(
        provider=command.provider,
        client_id=command.client_id,
        redirect_uri=command.redirect_uri,
        return_to=command.return_to,
        at=clock.now(),
    )
    async with uow() as tx:
        await tx.logins.add(login)
        await tx.commit()
    url = provider.authorize_url(
        login, locale=command.locale, disable_auto_login=command.disable_auto_login
    )
    return StartedLogin(authorize_url=url, state=login.state, binding=binding)
