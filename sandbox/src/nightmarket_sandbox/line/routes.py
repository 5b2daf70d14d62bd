"""The LINE twin put together: its routes and its dials."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nightmarket_sandbox.dials import LineBoard, LineDials, LineOrders
from nightmarket_sandbox.line.consent import Consent
from nightmarket_sandbox.line.keys import SigningKeys
from nightmarket_sandbox.line.ledger import Clock, Ledger
from nightmarket_sandbox.line.people import person_named
from nightmarket_sandbox.line.resources import ResourceEndpoints
from nightmarket_sandbox.line.tokens import TokenEndpoints
from nightmarket_sandbox.settings import SandboxSettings
from nightmarket_sandbox.web import read_body


class LineTwin:
    def __init__(self, settings: SandboxSettings, *, clock: Clock) -> None:
        self.board = LineBoard()
        self._keys = SigningKeys()
        self._ledger = Ledger(channels=settings.line_channels, clock=clock)
        self._consent = Consent(
            ledger=self._ledger,
            board=self.board,
            registered=settings.line_redirect_uris,
            public_url=settings.public_url,
        )
        self._tokens = TokenEndpoints(
            ledger=self._ledger, keys=self._keys, public_url=settings.public_url
        )
        self._resources = ResourceEndpoints(
            ledger=self._ledger, keys=self._keys, public_url=settings.public_url
        )

    def routes(self) -> list[Route]:
        v21, tokens, resources = "/line/oauth2/v2.1", self._tokens, self._resources
        return [
            Route(f"{v21}/authorize", self._consent.show, methods=["GET"]),
            Route(f"{v21}/authorize", self._consent.decide, methods=["POST"]),
            Route(f"{v21}/token", tokens.token, methods=["POST"]),
            Route(f"{v21}/verify", tokens.verify_access_token, methods=["GET"]),
            Route(f"{v21}/verify", tokens.verify_id_token, methods=["POST"]),
            Route(f"{v21}/revoke", tokens.revoke, methods=["POST"]),
            Route("/line/oauth2/v3/token", tokens.channel_token, methods=["POST"]),
            Route(f"{v21}/userinfo", resources.userinfo, methods=["GET", "POST"]),
            Route(f"{v21}/certs", resources.certs, methods=["GET"]),
            Route("/line/v2/profile", resources.profile, methods=["GET"]),
            Route("/line/friendship/v1/status", resources.friendship, methods=["GET"]),
            Route("/line/user/v1/deauthorize", resources.deauthorize, methods=["POST"]),
            Route("/line/.well-known/openid-configuration", resources.discovery, methods=["GET"]),
            Route("/line/picture/{sub}", resources.picture, methods=["GET"]),
            Route("/line/picture/{sub}/{size}", resources.picture, methods=["GET"]),
            Route("/_dials/line", self.show_dials, methods=["GET"]),
            Route("/_dials/line", self.set_dials, methods=["PUT"]),
            Route("/_dials/line", self.reset_dials, methods=["DELETE"]),
        ]

    async def show_dials(self, _: Request) -> Response:
        return self._dials()

    async def set_dials(self, request: Request) -> Response:
        """Replace the dials; carry out `rotate_keys` and `revoke_consent` now."""
        try:
            orders = LineOrders.model_validate_json(await read_body(request))
        except ValidationError as error:
            return Response(error.json(), status_code=422, media_type="application/json")
        if orders.rotate_keys is not None:
            self._keys.rotate(keep_old=orders.rotate_keys == "keep_old")
        for name in orders.revoke_consent:
            person = person_named(name)
            for channel_id in self._ledger.channels:
                if person is not None:
                    self._ledger.revoke_consent(channel_id, person)
        self.board.set(LineDials(**orders.model_dump(exclude={"rotate_keys", "revoke_consent"})))
        return self._dials()

    async def reset_dials(self, _: Request) -> Response:
        self.board.set(LineDials())
        return self._dials()

    def _dials(self) -> JSONResponse:
        return JSONResponse(self.board.dials.model_dump(mode="json") | {"kid": self._keys.kid})
