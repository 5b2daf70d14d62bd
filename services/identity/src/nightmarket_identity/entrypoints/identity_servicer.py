"""IdentityService: requests to commands and back; shape is checked here, meaning in the domain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import grpc

from nightmarket.identity.v1 import identity_pb2, identity_service_pb2, identity_service_pb2_grpc
from nightmarket_identity.application.change_push_token import (
    PutPushToken,
    RemovePushToken,
    put_push_token,
    remove_push_token,
)
from nightmarket_identity.application.finish_login import FinishLogin, finish_login
from nightmarket_identity.application.ports import (
    Confirmations,
    SocialLogins,
    TokenSealer,
    UowFactory,
)
from nightmarket_identity.application.queries import IdentityQueries
from nightmarket_identity.application.refresh_session import RefreshSession, refresh_session
from nightmarket_identity.application.revoke_session import RevokeSession, revoke_session
from nightmarket_identity.application.start_login import StartLogin, start_login
from nightmarket_identity.application.tokens import IssuedTokens, TokenIssuer
from nightmarket_identity.domain.errors import PushPlatformInvalid, UserNotFound
from nightmarket_identity.domain.push import PushAddress, PushPlatform, PushProvider
from nightmarket_identity.domain.user import User
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import to_timestamp

Context = grpc.aio.ServicerContext[Any, Any]
_IDENTITY = "/nightmarket.identity.v1.IdentityService/"
ACCESS = {
    _IDENTITY + "StartLogin": Access.SERVICE,
    _IDENTITY + "FinishLogin": Access.SERVICE,
    _IDENTITY + "RefreshSession": Access.SERVICE,
    _IDENTITY + "RevokeSession": Access.USER,
    _IDENTITY + "ListSessions": Access.USER,
    _IDENTITY + "GetUser": Access.USER,
    _IDENTITY + "PutPushToken": Access.USER,
    _IDENTITY + "RemovePushToken": Access.USER,
}
PLATFORM_OF = {
    identity_pb2.PUSH_PLATFORM_IOS: PushPlatform.IOS,
    identity_pb2.PUSH_PLATFORM_ANDROID: PushPlatform.ANDROID,
}
PROVIDER_OF = {
    identity_pb2.PUSH_PROVIDER_APNS: PushProvider.APNS,
    identity_pb2.PUSH_PROVIDER_FCM: PushProvider.FCM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborators:
    """What the servicer hands on to the handlers."""

    uow: UowFactory
    queries: IdentityQueries
    clock: Clock
    providers: SocialLogins
    issuer: TokenIssuer
    confirmations: Confirmations
    redirect_uris: Collection[str]
    push_sealer: TokenSealer


class IdentityServicer(identity_service_pb2_grpc.IdentityServiceServicer):
    def __init__(self, with_: Collaborators) -> None:
        self._with = with_

    async def StartLogin(
        self, request: identity_service_pb2.StartLoginRequest, context: Context
    ) -> identity_service_pb2.StartLoginResponse:
        command = StartLogin(
            provider=request.provider,
            client_id=request.client_id,
            redirect_uri=request.redirect_uri,
            return_to=request.return_to,
            locale=request.locale,
            disable_auto_login=request.disable_auto_login,
        )
        started = await start_login(
            command,
            uow=self._with.uow,
            clock=self._with.clock,
            providers=self._with.providers,
            redirect_uris=self._with.redirect_uris,
        )
        return identity_service_pb2.StartLoginResponse(
            authorize_url=started.authorize_url, state=started.state, binding=started.binding
        )

    async def FinishLogin(
        self, request: identity_service_pb2.FinishLoginRequest, context: Context
    ) -> identity_service_pb2.FinishLoginResponse:
        command = FinishLogin(
            provider=request.provider,
            state=request.state,
            code=request.code,
            error=request.error,
            binding=request.binding,
            device_name=request.device_name,
        )
        finished = await finish_login(
            command,
            uow=self._with.uow,
            clock=self._with.clock,
            providers=self._with.providers,
            issuer=self._with.issuer,
        )
        return identity_service_pb2.FinishLoginResponse(
            tokens=to_tokens(finished.tokens),
            user=to_user(finished.user),
            return_to=finished.return_to,
            client_id=finished.client_id,
        )

    async def RefreshSession(
        self, request: identity_service_pb2.RefreshSessionRequest, context: Context
    ) -> identity_service_pb2.RefreshSessionResponse:
        tokens = await refresh_session(
            RefreshSession(refresh_token=request.refresh_token),
            uow=self._with.uow,
            clock=self._with.clock,
            issuer=self._with.issuer,
            confirmations=self._with.confirmations,
        )
        return identity_service_pb2.RefreshSessionResponse(tokens=to_tokens(tokens))

    async def RevokeSession(
        self, request: identity_service_pb2.RevokeSessionRequest, context: Context
    ) -> identity_service_pb2.RevokeSessionResponse:
        actor = require_principal()
        session_id = request.session_id or actor.session_id
        command = RevokeSession(actor=actor, session_id=check_id(session_id, "session_id"))
        await revoke_session(command, uow=self._with.uow, clock=self._with.clock)
        return identity_service_pb2.RevokeSessionResponse()

    async def ListSessions(
        self, request: identity_service_pb2.ListSessionsRequest, context: Context
    ) -> identity_service_pb2.ListSessionsResponse:
        actor = require_principal()
        views = await self._with.queries.open_sessions(actor.user_id, at=self._with.clock.now())
        return identity_service_pb2.ListSessionsResponse(
            sessions=[
                identity_pb2.Session(
                    session_id=view.id,
                    device_name=view.device_name,
                    client_id=view.client_id,
                    create_time=to_timestamp(view.created_at),
                    refresh_time=to_timestamp(view.refreshed_at),
                    current=view.id == actor.session_id,
                )
                for view in views
            ]
        )

    async def GetUser(
        self, request: identity_service_pb2.GetUserRequest, context: Context
    ) -> identity_service_pb2.GetUserResponse:
        actor = require_principal()
        user = await self._with.queries.user(actor.user_id)
        if user is None:
            raise UserNotFound(user_id=actor.user_id)
        return identity_service_pb2.GetUserResponse(user=to_user(user))

    async def PutPushToken(
        self, request: identity_service_pb2.PutPushTokenRequest, context: Context
    ) -> identity_service_pb2.PutPushTokenResponse:
        platform, provider = PLATFORM_OF.get(request.platform), PROVIDER_OF.get(request.provider)
        if platform is None or provider is None:
            raise PushPlatformInvalid
        command = PutPushToken(
            request_id=request.request_id,
            actor=require_principal(),
            address=PushAddress(
                platform=platform, provider=provider, token=request.token, locale=request.locale
            ),
        )
        await put_push_token(
            command, uow=self._with.uow, clock=self._with.clock, sealer=self._with.push_sealer
        )
        return identity_service_pb2.PutPushTokenResponse()

    async def RemovePushToken(
        self, request: identity_service_pb2.RemovePushTokenRequest, context: Context
    ) -> identity_service_pb2.RemovePushTokenResponse:
        command = RemovePushToken(request_id=request.request_id, actor=require_principal())
        await remove_push_token(command, uow=self._with.uow, clock=self._with.clock)
        return identity_service_pb2.RemovePushTokenResponse()


def to_tokens(tokens: IssuedTokens) -> identity_pb2.Tokens:
    return identity_pb2.Tokens(
        access_token=tokens.access_token,
        access_expire_time=to_timestamp(tokens.access_expires_at),
        refresh_token=tokens.refresh_token,
        session_id=tokens.session_id,
    )


def to_user(user: User) -> identity_pb2.User:
    return identity_pb2.User(
        user_id=user.id,
        display_name=user.display_name,
        picture_url=user.picture_url,
        create_time=to_timestamp(user.created_at),
    )
