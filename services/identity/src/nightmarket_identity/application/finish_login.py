"""Take what the provider sent back and open a session.

The transaction is used up first, whatever comes of it: state and code work once, in one browser.
"""

from dataclasses import dataclass

from nightmarket_identity.application.ports import SocialLogins, UowFactory
from nightmarket_identity.application.tokens import IssuedTokens, TokenIssuer
from nightmarket_identity.domain.errors import ProviderNotAvailable, StateInvalid
from nightmarket_identity.domain.events import UserRegistered
from nightmarket_identity.domain.login import LoginTransaction, check_state
from nightmarket_identity.domain.session import MAX_DEVICE_NAME, Session
from nightmarket_identity.domain.text import cleaned
from nightmarket_identity.domain.user import ProviderAccount, User
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishLogin:
    provider: str
    state: str
    code: str
    error: str
    binding: str
    device_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedLogin:
    tokens: IssuedTokens
    user: User
    return_to: str
    client_id: str


async def finish_login(
    command: FinishLogin,
    *,
    uow: UowFactory,
    clock: Clock,
    providers: SocialLogins,
    issuer: TokenIssuer,
) -> FinishedLogin:
    provider = providers.get(command.provider)
    if provider is None:
        raise ProviderNotAvailable(provider=command.provider[:20])
    login = await _take(command, uow=uow, clock=clock)
    account = await provider.finish(login, code=command.code, error=command.error)
    return await _open_session(command, login, account, uow=uow, clock=clock, issuer=issuer)


async def _take(command: FinishLogin, *, uow: UowFactory, clock: Clock) -> LoginTransaction:
    async with uow() as tx:
        login = await tx.logins.take(check_state(command.state), at=clock.now())
        await tx.commit()
    if login is None or login.provider != command.provider:
        raise StateInvalid
    login.require_browser(command.binding)
    return login


async def _open_session(
    command: FinishLogin,
    login: LoginTransaction,
    account: ProviderAccount,
    *,
    uow: UowFactory,
    clock: Clock,
    issuer: TokenIssuer,
) -> FinishedLogin:
    at, new_user_id = clock.now(), new_id()
    async with uow() as tx:
        identity_id, user_id = await tx.users.link(
            account, identity_id=new_id(), user_id=new_user_id, at=at
        )
        if user_id == new_user_id:
            user = User(
                id=user_id,
                display_name=account.display_name,
                picture_url=account.picture_url,
                created_at=at,
            )
            await tx.users.add(user)
            tx.publish(UserRegistered(user_id=user_id, provider=account.provider, at=at))
        else:
            user = await tx.users.rename(
                user_id, display_name=account.display_name, picture_url=account.picture_url
            )
        session = Session.open(
            id_=new_id(),
            user_id=user_id,
            identity_id=identity_id,
            client_id=login.client_id,
            device_name=cleaned(command.device_name, limit=MAX_DEVICE_NAME),
            pepper_id=issuer.peppers.current_id,
            at=at,
        )
        await tx.sessions.add(session)
        tokens = issuer.issue(
            session, name=user.display_name, roles=await tx.shops.roles_of(user_id), at=at
        )
        await tx.commit()
    return FinishedLogin(
        tokens=tokens, user=user, return_to=login.return_to, client_id=login.client_id
    )
