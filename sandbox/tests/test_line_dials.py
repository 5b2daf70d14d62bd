import time
from typing import Any

import httpx
import pytest
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from sandbox.tests.driver import CHANNEL, SECRET, authorize, exchange, login

pytestmark = pytest.mark.asyncio
V21 = "/line/oauth2/v2.1"


async def put(http: httpx.AsyncClient, **dials: Any) -> dict[str, Any]:
    response = await http.put("/_dials/line", json=dials)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def claims_of(id_token: str) -> dict[str, Any]:
    return jwt.decode(id_token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims


async def test_unknown_dial_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.put("/_dials/line", json={"tamper": True})).status_code == 422


async def test_dials_go_back(http: httpx.AsyncClient) -> None:
    before = (await http.get("/_dials/line")).json()
    assert (await put(http, tamper_state=True))["tamper_state"] is True
    assert (await http.delete("/_dials/line")).json() == before


async def test_tampered_state_heals_without_auto_login(http: httpx.AsyncClient) -> None:
    await put(http, tamper_state=True)
    broken = await authorize(http)
    assert broken["state"] != "st4te"
    assert (await exchange(http, broken["code"])).status_code == 400
    assert (await authorize(http, disable_auto_login="true"))["state"] == "st4te"


async def test_bad_claims(http: httpx.AsyncClient) -> None:
    await put(
        http,
        wrong_nonce=True,
        wrong_aud=True,
        wrong_iss=True,
        expired_id_token=True,
        decline_email=True,
        omit_claims=["amr"],
        extra_claims={"new_thing": [1]},
        extra_fields={"also_new": 1},
        logins=1,
    )
    tokens = await login(http)
    claims = claims_of(tokens["id_token"])
    assert claims["nonce"] != "n0nce"
    assert claims["aud"] != CHANNEL
    assert claims["iss"] != "https://access.line.me"
    assert claims["exp"] < time.time()
    assert "amr" not in claims
    assert "email" not in claims
    assert claims["new_thing"] == [1]
    assert tokens["also_new"] == 1
    healed = claims_of((await login(http))["id_token"])
    assert healed["aud"] == CHANNEL


async def test_dial_for_one_user_leaves_the_others_alone(http: httpx.AsyncClient) -> None:
    await put(http, wrong_aud=True, user="buyer2")
    assert claims_of((await login(http))["id_token"])["aud"] == CHANNEL
    other = await login(http, sandbox_user="buyer2")
    assert claims_of(other["id_token"])["aud"] != CHANNEL


@pytest.mark.parametrize("alg", ["none", "HS256-public-key", "ES256-unknown-key"])
async def test_attackers_signature_does_not_verify(http: httpx.AsyncClient, alg: str) -> None:
    await put(http, id_token_alg=alg)
    id_token = (await login(http))["id_token"]
    keys = KeySet.import_key_set((await http.get(f"{V21}/certs")).json())
    for key in (OctKey.import_key(SECRET), keys):
        with pytest.raises((JoseError, ValueError)):
            jwt.decode(id_token, key, algorithms=["HS256", "ES256"])
    verified = await http.post(f"{V21}/verify", data={"id_token": id_token, "client_id": CHANNEL})
    assert verified.json()["error_description"] == "Invalid IdToken."


async def test_es256_by_dial_and_key_rotation(http: httpx.AsyncClient) -> None:
    await put(http, id_token_alg="ES256")
    old = (await login(http))["id_token"]
    kid = (await put(http, id_token_alg="ES256", rotate_keys="keep_old"))["kid"]
    assert jws.extract_compact(old.encode()).headers()["kid"] != kid
    keys = KeySet.import_key_set((await http.get(f"{V21}/certs")).json())
    assert len(keys.keys) == 2
    jwt.decode(old, keys, algorithms=["ES256"])
    new = (await login(http))["id_token"]
    assert jws.extract_compact(new.encode()).headers()["kid"] == kid
    await put(http, rotate_keys="drop_old")
    assert len((await http.get(f"{V21}/certs")).json()["keys"]) == 1


async def test_errors_for_the_next_requests(http: httpx.AsyncClient) -> None:
    code = (await authorize(http))["code"]
    await put(http, error=429, requests=1)
    limited = await exchange(http, code)
    assert limited.status_code == 429
    assert "x-line-request-id" in limited.headers
    assert (await exchange(http, code)).status_code == 200
    await put(http, error=500, endpoints=["profile"])
    assert (await http.get("/line/v2/profile")).status_code == 500
    assert (await http.get(f"{V21}/certs")).status_code == 200


async def test_delay(http: httpx.AsyncClient) -> None:
    await put(http, delay_s=0.1, requests=1)
    started = time.monotonic()
    await http.get(f"{V21}/certs")
    assert time.monotonic() - started >= 0.1


async def test_code_dead_on_arrival(http: httpx.AsyncClient) -> None:
    await put(http, code_life_s=0)
    code = (await authorize(http))["code"]
    assert (await exchange(http, code)).json()["error"] == "invalid_grant"


async def test_revoked_consent_kills_tokens_and_codes(http: httpx.AsyncClient) -> None:
    tokens, pending = await login(http), await authorize(http)
    await put(http, revoke_consent=["buyer1"])
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    assert (await http.get("/line/v2/profile", headers=bearer)).status_code == 401
    assert (await exchange(http, pending["code"])).status_code == 400
    assert (await authorize(http, prompt="none"))["error"] == "INTERACTION_REQUIRED"
    fresh = await login(http)
    assert claims_of(fresh["id_token"])["sub"] == claims_of(tokens["id_token"])["sub"]
