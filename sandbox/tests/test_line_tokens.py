from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey

from sandbox.tests.driver import CHANNEL, SECRET, Clock, authorize, exchange, login

pytestmark = pytest.mark.asyncio
V21 = "/line/oauth2/v2.1"


def claims_of(id_token: str) -> dict[str, Any]:
    return jwt.decode(id_token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['access_token']}"}


async def refused(response: httpx.Response, error: str, description: str) -> None:
    assert response.status_code == 400
    assert response.json() == {"error": error, "error_description": description}
    assert "x-line-request-id" in response.headers


async def test_code_becomes_tokens(http: httpx.AsyncClient) -> None:
    tokens = await login(http, max_age="60")
    assert tokens["expires_in"] == 2_592_000
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "profile openid"
    claims = claims_of(tokens["id_token"])
    assert claims["iss"] == "https://access.line.me"
    assert claims["aud"] == CHANNEL
    assert claims["nonce"] == "n0nce"
    assert claims["sub"][0] == "U"
    assert len(claims["sub"]) == 33
    assert claims["exp"] > claims["iat"]
    assert claims["name"] == "陳怡君"
    assert claims["email"].endswith(".test")
    assert "email_verified" not in claims
    assert "auth_time" in claims


async def test_email_needs_its_scope_and_the_persons_will(http: httpx.AsyncClient) -> None:
    plain = await login(http, scope="openid", nonce=None)
    claims = claims_of(plain["id_token"])
    assert not {"email", "name", "picture", "nonce", "auth_time"} & set(claims)
    declined = await login(http, sandbox_decline_email="true")
    assert "email" not in claims_of(declined["id_token"])


async def test_no_id_token_without_openid(http: httpx.AsyncClient) -> None:
    assert "id_token" not in await login(http, scope="profile")


async def test_jwk_key_type_gives_es256(http: httpx.AsyncClient) -> None:
    answer = await authorize(http)
    tokens = (await exchange(http, answer["code"], id_token_key_type="JWK")).json()
    keys = KeySet.import_key_set((await http.get(f"{V21}/certs")).json())
    token = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"])
    assert token.header["alg"] == "ES256"
    assert token.claims["sub"].startswith("U")


async def test_code_works_once(http: httpx.AsyncClient) -> None:
    code = (await authorize(http))["code"]
    assert (await exchange(http, code)).status_code == 200
    await refused(await exchange(http, code), "invalid_grant", "invalid authorization code")


async def test_code_dies_after_ten_minutes(http: httpx.AsyncClient, clock: Clock) -> None:
    code = (await authorize(http))["code"]
    clock.ahead = 601
    await refused(await exchange(http, code), "invalid_grant", "invalid authorization code")


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"redirect_uri": "http://x/"}, "invalid_grant", "redirect_uri does not match"),
        ({"code_verifier": "c" * 43}, "invalid_grant", "invalid code_verifier"),
        ({"code_verifier": None}, "invalid_grant", "invalid code_verifier"),
        ({"code_verifier": "short"}, "invalid_grant", "invalid code_verifier"),
        ({"client_secret": "wrong"}, "invalid_client", "invalid client_secret"),
        ({"client_id": "9"}, "invalid_client", "invalid client_id"),
        ({"grant_type": "password"}, "unsupported_grant_type", "unsupported grant_type"),
    ],
)
async def test_bad_exchange(
    http: httpx.AsyncClient, changes: dict[str, str | None], error: str, description: str
) -> None:
    code = (await authorize(http))["code"]
    await refused(await exchange(http, code, **changes), error, description)


async def test_json_is_not_a_token_request(http: httpx.AsyncClient) -> None:
    response = await http.post(f"{V21}/token", json={"grant_type": "authorization_code"})
    await refused(response, "invalid_request", "some parameters missed or invalid")


async def refresh(http: httpx.AsyncClient, token: str) -> httpx.Response:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": CHANNEL,
        "client_secret": SECRET,
    }
    return await http.post(f"{V21}/token", data=form)


async def test_refresh_keeps_the_token_and_its_life(http: httpx.AsyncClient, clock: Clock) -> None:
    tokens = await login(http)
    clock.ahead = 89 * 86_400
    fresh = await refresh(http, tokens["refresh_token"])
    assert fresh.json()["refresh_token"] == tokens["refresh_token"]
    assert "id_token" not in fresh.json()
    clock.ahead = 91 * 86_400
    await refused(
        await refresh(http, tokens["refresh_token"]), "invalid_grant", "invalid refresh token"
    )


async def verify(http: httpx.AsyncClient, token: str) -> httpx.Response:
    return await http.get(f"{V21}/verify", params={"access_token": token})


async def test_verify_access_token(http: httpx.AsyncClient, clock: Clock) -> None:
    tokens = await login(http)
    body = (await verify(http, tokens["access_token"])).json()
    assert body["client_id"] == CHANNEL
    assert 0 < body["expires_in"] <= 2_592_000
    assert body["scope"] == "profile openid"
    await refused(await verify(http, "junk"), "invalid_request", "The access token not JWS")
    clock.ahead = 31 * 86_400
    await refused(
        await verify(http, tokens["access_token"]), "invalid_request", "The access token expired"
    )


async def test_revoked_access_token(http: httpx.AsyncClient) -> None:
    tokens = await login(http)
    form = {
        "access_token": tokens["access_token"],
        "client_id": CHANNEL,
        "client_secret": SECRET,
    }
    response = await http.post(f"{V21}/revoke", data=form)
    assert (response.status_code, response.content) == (200, b"")
    await refused(
        await verify(http, tokens["access_token"]), "invalid_request", "The access token revoked"
    )
    assert (await http.get("/line/v2/profile", headers=bearer(tokens))).status_code == 401


async def test_verify_id_token(http: httpx.AsyncClient, clock: Clock) -> None:
    id_token = (await login(http))["id_token"]
    sub = claims_of(id_token)["sub"]

    async def ask(**form: str) -> httpx.Response:
        data = {"id_token": id_token, "client_id": CHANNEL} | form
        return await http.post(f"{V21}/verify", data=data)

    assert (await ask(nonce="n0nce", user_id=sub)).json()["sub"] == sub
    for changes, description in (
        ({"id_token": "a.b.c"}, "Invalid IdToken."),
        ({"client_id": "1650000002"}, "Invalid IdToken Audience."),
        ({"nonce": "other"}, "Invalid IdToken Nonce."),
        ({"user_id": "U0"}, "Invalid IdToken Subject Identifier."),
    ):
        await refused(await ask(**changes), "invalid_request", description)
    clock.ahead = 3601
    await refused(await ask(), "invalid_request", "IdToken expired.")


async def test_userinfo_and_profile_need_their_scopes(http: httpx.AsyncClient) -> None:
    openid = await login(http, scope="openid")
    userinfo = await http.post(f"{V21}/userinfo", headers=bearer(openid))
    assert set(userinfo.json()) == {"sub"}
    assert (await http.get("/line/v2/profile", headers=bearer(openid))).status_code == 403
    profile = await login(http, scope="profile")
    body = (await http.get("/line/v2/profile", headers=bearer(profile))).json()
    assert set(body) == {"userId", "displayName", "pictureUrl"}
    picture = await http.get(body["pictureUrl"] + "/small")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert (await http.get(f"{V21}/userinfo", headers=bearer(profile))).status_code == 403


async def test_deauthorize_kills_every_token_once(http: httpx.AsyncClient) -> None:
    older, newer = await login(http), await login(http)
    form = {
        "grant_type": "client_credentials",
        "client_id": CHANNEL,
        "client_secret": SECRET,
    }
    channel = (await http.post("/line/oauth2/v3/token", data=form)).json()
    assert channel["expires_in"] == 900

    async def deauthorize(headers: dict[str, str]) -> httpx.Response:
        body = {"userAccessToken": newer["access_token"]}
        return await http.post("/line/user/v1/deauthorize", json=body, headers=headers)

    assert (await deauthorize(bearer(newer))).status_code == 401
    assert (await deauthorize(bearer(channel))).status_code == 204
    again = await deauthorize(bearer(channel))
    assert (again.status_code, again.json()) == (400, {"message": "invalid token"})
    for tokens in (older, newer):
        await refused(
            await verify(http, tokens["access_token"]),
            "invalid_request",
            "The access token revoked",
        )
    assert (await refresh(http, newer["refresh_token"])).status_code == 400


async def test_body_over_two_megabytes(http: httpx.AsyncClient) -> None:
    response = await http.post(f"{V21}/token", data={"code": "x" * 2_200_000})
    assert response.status_code == 413


async def test_discovery_points_here_but_keeps_the_issuer(http: httpx.AsyncClient) -> None:
    body = (await http.get("/line/.well-known/openid-configuration")).json()
    assert body["issuer"] == "https://access.line.me"
    assert body["jwks_uri"] == "http://sandbox.test/line/oauth2/v2.1/certs"
