from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from nightmarket_sandbox.line.authorize_request import is_registered
from sandbox.tests.driver import CALLBACK, CHANNEL, authorize, authorize_params, exchange, login

pytestmark = pytest.mark.asyncio
AUTHORIZE = "/line/oauth2/v2.1/authorize"


async def test_program_is_approved_at_once(http: httpx.AsyncClient) -> None:
    answer = await authorize(http)
    assert answer["state"] == "st4te"
    assert set(answer) == {"code", "state"}


async def test_header_names_the_user_too(http: httpx.AsyncClient) -> None:
    params = authorize_params(sandbox_user=None)
    response = await http.get(AUTHORIZE, params=params, headers={"X-Sandbox-User": "buyer2"})
    assert response.status_code == 302


async def test_person_sees_a_page_with_all_demo_users(http: httpx.AsyncClient) -> None:
    params = authorize_params(sandbox_user=None, ui_locales="th en")
    response = await http.get(AUTHORIZE, params=params)
    assert response.status_code == 200
    assert "x-line-request-id" in response.headers
    for name in ("host", *(f"buyer{place}" for place in range(1, 10))):
        assert f'value="{name}"' in response.text
    assert '<html lang="th">' in response.text


async def test_person_chooses_types_or_cancels(http: httpx.AsyncClient) -> None:
    params = authorize_params(sandbox_user=None)
    chosen = await http.post(AUTHORIZE, params=params, data={"sandbox_user": "host", "email": "on"})
    assert "code=" in chosen.headers["location"]
    typed = await http.post(AUTHORIZE, params=params, data={"typed_name": " 小  明 "})
    code = parse_qs(urlsplit(typed.headers["location"]).query)["code"][0]
    tokens = (await exchange(http, code)).json()
    profile = await http.get(
        "/line/v2/profile", headers={"authorization": f"Bearer {tokens['access_token']}"}
    )
    assert profile.json()["displayName"] == "小 明"
    denied = await http.post(AUTHORIZE, params=params, data={"decision": "deny"})
    query = parse_qs(urlsplit(denied.headers["location"]).query)
    assert query["error"] == ["ACCESS_DENIED"]
    assert query["state"] == ["st4te"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"response_type": "token"}, "UNSUPPORTED_RESPONSE_TYPE"),
        ({"response_type": None}, "INVALID_REQUEST"),
        ({"state": None}, "INVALID_REQUEST"),
        ({"scope": None}, "INVALID_SCOPE"),
        ({"scope": "email profile"}, "INVALID_SCOPE"),
        ({"scope": "openid everything"}, "INVALID_SCOPE"),
        ({"code_challenge_method": "plain"}, "INVALID_REQUEST"),
        ({"code_challenge_method": None}, "INVALID_REQUEST"),
        ({"code_challenge": "short"}, "INVALID_REQUEST"),
        ({"prompt": "maybe"}, "INVALID_REQUEST"),
        ({"max_age": "-1"}, "INVALID_REQUEST"),
        ({"response_mode": "fragment"}, "INVALID_REQUEST"),
        ({"sandbox_decision": "deny"}, "ACCESS_DENIED"),
        ({"prompt": "none", "sandbox_user": None}, "LOGIN_REQUIRED"),
        ({"prompt": "none"}, "INTERACTION_REQUIRED"),
    ],
)
async def test_refusal_goes_back_by_redirect(
    http: httpx.AsyncClient, changes: dict[str, str | None], code: str
) -> None:
    answer = await authorize(http, **changes)
    assert answer["error"] == code
    assert "error_description" in answer
    assert answer.get("state") == (None if "state" in changes else "st4te")


async def test_silent_login_works_after_consent(http: httpx.AsyncClient) -> None:
    await login(http)
    assert "code" in await authorize(http, prompt="none")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "1"},
        {"redirect_uri": "https://evil.example/v1/auth/line/callback"},
        {"redirect_uri": "http://127.0.0.1:8000/other"},
        {"redirect_uri": None},
    ],
)
async def test_bad_client_or_callback_never_redirects(
    http: httpx.AsyncClient, changes: dict[str, str | None]
) -> None:
    response = await http.get(AUTHORIZE, params=authorize_params(**changes))
    assert response.status_code == 400
    assert "location" not in response.headers


async def test_form_post_answers_with_a_page(http: httpx.AsyncClient) -> None:
    params = authorize_params(response_mode="form_post")
    response = await http.get(AUTHORIZE, params=params)
    assert f'action="{CALLBACK}"' in response.text
    assert 'name="code"' in response.text


async def test_friendship_is_told_only_with_bot_prompt(http: httpx.AsyncClient) -> None:
    answer = await authorize(http, bot_prompt="normal", sandbox_add_friend="true")
    assert answer["friendship_status_changed"] == "true"
    again = await authorize(http, bot_prompt="normal", sandbox_add_friend="true")
    assert again["friendship_status_changed"] == "false"
    tokens = (await exchange(http, again["code"])).json()
    status = await http.get(
        "/line/friendship/v1/status", headers={"authorization": f"Bearer {tokens['access_token']}"}
    )
    assert status.json() == {"friendFlag": True}


def registered(redirect_uri: str) -> bool:
    return is_registered(redirect_uri, ("https://shop.example/cb?region=tw",))


@pytest.mark.parametrize(
    ("redirect_uri", "expected"),
    [
        ("https://shop.example/cb?region=tw", True),
        ("https://shop.example/cb?region=tw&next=%2Fcart", True),
        ("https://shop.example/cb", False),
        ("https://shop.example/cb/?region=tw", False),
        ("https://shop.example/cb?region=tw#x", False),
        ("https://user@shop.example/cb?region=tw", False),
        ("http://shop.example/cb?region=tw", False),
        ("https://shop.example:8443/cb?region=tw", False),
    ],
)
async def test_registered_callback_allows_only_extra_query(
    redirect_uri: str, *, expected: bool
) -> None:
    assert registered(redirect_uri) is expected


async def test_channels_share_the_user_id(http: httpx.AsyncClient) -> None:
    first = await login(http)
    answer = await authorize(http, client_id="1650000002")
    second = await exchange(
        http,
        answer["code"],
        client_id="1650000002",
        client_secret="0123456789abcdef0123456789abcdef"[::-1],
    )
    subs = set()
    for tokens in (first, second.json()):
        bearer = {"authorization": f"Bearer {tokens['access_token']}"}
        subs.add((await http.get("/line/oauth2/v2.1/userinfo", headers=bearer)).json()["sub"])
    assert len(subs) == 1
    assert CHANNEL != "1650000002"
