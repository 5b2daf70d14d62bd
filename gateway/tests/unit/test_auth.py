import pytest
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request

from gateway.tests.driver import ALICE, BOB, settings_of
from nightmarket_gateway.auth import CookieNames, client_address
from nightmarket_gateway.errors import IdempotencyKeyMissing
from nightmarket_gateway.idempotency import request_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.core.requests import check_request_id


def test_secure_cookies_are_bound_to_the_host() -> None:
    secure, plain = CookieNames.of(secure=True), CookieNames.of(secure=False)
    assert secure == CookieNames(
        access="__Host-nm_at",
        refresh="__Host-nm_rt",
        binding="__Host-nm_login",
        guest="__Host-nm_guest",
    )
    assert plain == CookieNames(
        access="nm_at", refresh="nm_rt", binding="nm_login", guest="nm_guest"
    )


def test_origins_are_read_from_a_comma_list() -> None:
    settings = settings_of("redis://x", "x", allowed_origins=" https://a.test,,https://b.test ,")
    assert settings.origins == {"https://a.test", "https://b.test"}
    assert settings.cookie_secure


def test_a_connection_without_an_address_shares_one_limit() -> None:
    scope = {"type": "http", "headers": Headers().raw}
    assert client_address(HTTPConnection(scope)) == "unknown"
    assert client_address(HTTPConnection({**scope, "client": ("10.0.0.1", 1)})) == "10.0.0.1"


class Route:
    def __init__(self, path: str) -> None:
        self.path = path


async def derive(
    key: str, *, user: str = ALICE, method: str = "POST", route: str = "/v1/shops"
) -> str:
    scope = {"type": "http", "method": method, "headers": [], "route": Route(route)}
    return await request_id(Request(scope), Principal(user_id=user, session_id="s"), key)


@pytest.mark.asyncio
async def test_one_key_is_one_request_of_one_person_at_one_route() -> None:
    first = await derive("key-1")
    assert first == await derive("key-1")
    others = {
        await derive("key-2"),
        await derive("key-1", user=BOB),
        await derive("key-1", method="PUT"),
        await derive("key-1", route="/v1/shops/{shop_id}/orders"),
    }
    assert len(others | {first}) == 5
    assert check_request_id(first) == first


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_has_1_to_200_characters(key: str) -> None:
    with pytest.raises(IdempotencyKeyMissing):
        await derive(key)
    assert await derive("x" * 200)
