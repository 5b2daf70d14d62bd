"""The authorize endpoint: the page a person sees, and the answer to the relying party (LINE 1.2)."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from nightmarket_sandbox.dials import LineBoard
from nightmarket_sandbox.ids import opaque
from nightmarket_sandbox.line.authorize_request import (
    AuthorizeRequest,
    RefusedRequestError,
    ReturnAddress,
    UnsafeRequestError,
    parse_authorize,
)
from nightmarket_sandbox.line.ledger import Grant, Ledger
from nightmarket_sandbox.line.people import PEOPLE, Person, person_named
from nightmarket_sandbox.line.texts import texts_for
from nightmarket_sandbox.web import MalformedBodyError, page, read_form

USER_HEADER: Final = "x-sandbox-user"


class Consent:
    def __init__(
        self, *, ledger: Ledger, board: LineBoard, registered: tuple[str, ...], public_url: str
    ) -> None:
        self._ledger = ledger
        self._board = board
        self._registered = registered
        self._public_url = public_url

    async def show(self, request: Request) -> Response:
        """Show the page, or approve at once if the program says who the person is."""
        params = request.query_params
        try:
            asked = self._parse(params)
            name = params.get("sandbox_user") or request.headers.get(USER_HEADER)
            if asked.prompt == "none":
                return self._silent(asked, name)
            if params.get("sandbox_decision") == "deny":
                return self._deny(asked)
            if name is not None:
                return self._approve(
                    asked,
                    self._person(name),
                    with_email=params.get("sandbox_decline_email") != "true",
                    add_friend=params.get("sandbox_add_friend") == "true",
                )
        except UnsafeRequestError as error:
            return page("line_error.html", status=400, message=str(error))
        except RefusedRequestError as error:
            return _refuse(error)
        return page(
            "line_authorize.html",
            asked=asked,
            people=PEOPLE,
            text=texts_for(asked.ui_locales),
            pictures=f"{self._public_url}/line/picture",
        )

    async def decide(self, request: Request) -> Response:
        """Take what the person pressed. The query of the page comes again and is checked again."""
        try:
            asked = self._parse(request.query_params)
            form = await read_form(request)
            if form.get("decision") == "deny":
                return self._deny(asked)
            return self._approve(
                asked,
                self._person(form.get("sandbox_user") or form.get("typed_name", "")),
                with_email="email" in form,
                add_friend="add_friend" in form,
            )
        except (UnsafeRequestError, MalformedBodyError) as error:
            return page("line_error.html", status=400, message=str(error))
        except RefusedRequestError as error:
            return _refuse(error)

    def _parse(self, params: Mapping[str, str]) -> AuthorizeRequest:
        channels = frozenset(self._ledger.channels)
        return parse_authorize(params, channels=channels, registered=self._registered)

    def _person(self, name: str) -> Person:
        person = person_named(name)
        if person is None:
            raise UnsafeRequestError("No such LINE account.")
        return person

    def _silent(self, asked: AuthorizeRequest, name: str | None) -> Response:
        """`prompt=none`: nobody signed in → LOGIN_REQUIRED; never consented → INTERACTION_REQUIRED."""
        if name is None:
            raise RefusedRequestError("LOGIN_REQUIRED", "login is required", asked.to)
        person = self._person(name)
        if not self._ledger.has_consented(asked.channel_id, person, asked.scopes - {"email"}):
            raise RefusedRequestError("INTERACTION_REQUIRED", "consent is required", asked.to)
        return self._approve(asked, person, with_email=True, add_friend=False)

    def _deny(self, asked: AuthorizeRequest) -> Response:
        refused = RefusedRequestError(
            "ACCESS_DENIED", "The resource owner denied the request.", asked.to
        )
        return _refuse(refused)

    def _approve(
        self, asked: AuthorizeRequest, person: Person, *, with_email: bool, add_friend: bool
    ) -> Response:
        dials = self._board.take_login(person.name)
        if dials.tamper_state and asked.auto_login:  # LINE 1.6: auto login lost the transaction
            return _answer(asked.to, {"code": opaque(20), "state": opaque(22)})
        declined = set() if with_email and not dials.decline_email else {"email"}
        now = self._ledger.clock()
        code = self._ledger.grant(
            Grant(
                channel_id=asked.channel_id,
                person=person,
                scopes=asked.scopes - declined,
                redirect_uri=asked.to.redirect_uri,
                code_challenge=asked.code_challenge,
                nonce=asked.nonce,
                auth_time=int(now) if asked.wants_auth_time else None,
                amr="lineautologin" if asked.auto_login else "pwd",
                dials=dials,
                consented=self._ledger.consent_number(asked.channel_id, person),
                expires_at=now + dials.code_life_s,
            )
        )
        params = {"code": code, "state": asked.to.state or ""}
        if asked.bot_prompt:
            changed = add_friend and self._ledger.befriend(asked.channel_id, person)
            params["friendship_status_changed"] = "true" if changed else "false"
        return _answer(asked.to, params)


def _refuse(error: RefusedRequestError) -> Response:
    params = {"error": error.code, "error_description": error.description}
    if error.to.state is not None:
        params["state"] = error.to.state
    return _answer(error.to, params)


def _answer(to: ReturnAddress, params: Mapping[str, str]) -> Response:
    if to.form_post:
        return page("form_post.html", url=to.redirect_uri, fields=params, title="LINE")
    headers = {"cache-control": "no-store"}
    return RedirectResponse(to.url_with(params), status_code=302, headers=headers)
