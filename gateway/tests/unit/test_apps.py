"""Links that phones give to the app, and the way back to it from a browser."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from nightmarket_gateway.app import create_app
from nightmarket_gateway.routers.apps import PhoneApps
from nightmarket_gateway.settings import GatewaySettings

APPLE = "/.well-known/apple-app-site-association"
GOOGLE = "/.well-known/assetlinks.json"
PRINT = ":".join(["AB"] * 32)
ALL = PhoneApps(
    scheme="nightmarket",
    ios=("TEAM123456.app.nightmarket",),
    android="app.nightmarket",
    certificates=(PRINT,),
)
NONE = PhoneApps(scheme="", ios=(), android="", certificates=())


def _app(apps: PhoneApps) -> FastAPI:
    app = create_app(origins=frozenset(), phone_apps=apps)
    for name in ("gatekeeper", "clients", "settings"):
        setattr(app.state, name, None)
    return app


async def get(apps: PhoneApps, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(_app(apps), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://shop.test") as client:
        return await client.get(path)


@pytest.mark.asyncio
async def test_apple_learns_which_links_the_app_opens() -> None:
    answer = await get(ALL, APPLE)
    assert answer.headers["content-type"] == "application/json"
    (detail,) = answer.json()["applinks"]["details"]
    assert detail["appIDs"] == ["TEAM123456.app.nightmarket"]
    assert {"/": "/app/*"} in detail["components"]
    # a browser's own log-in must end in that browser
    assert not [one for one in detail["components"] if one["/"].startswith(("/v1", "/login", "/*"))]


@pytest.mark.asyncio
async def test_google_learns_who_signs_the_app() -> None:
    answer = await get(ALL, GOOGLE)
    assert answer.headers["content-type"] == "application/json"
    (statement,) = answer.json()
    assert statement["relation"] == ["delegate_permission/common.handle_all_urls"]
    assert statement["target"] == {
        "namespace": "android_app",
        "package_name": "app.nightmarket",
        "sha256_cert_fingerprints": [PRINT],
    }


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [APPLE, GOOGLE, "/app/login/line"])
async def test_what_is_not_set_does_not_exist(path: str) -> None:
    assert (await get(NONE, path)).status_code == 404


@pytest.mark.asyncio
async def test_a_package_without_certificates_is_not_named() -> None:
    apps = PhoneApps(scheme="", ios=(), android="app.nightmarket", certificates=())
    assert (await get(apps, GOOGLE)).status_code == 404


@pytest.mark.asyncio
async def test_what_comes_back_is_handed_to_the_app_as_it_came_and_kept_nowhere() -> None:
    answer = await get(ALL, "/app/login/line?state=s%2B1&code=c1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "nightmarket://login/line?state=s%2B1&code=c1"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    plain = await get(ALL, "/app/pay/return")
    assert plain.headers["location"] == "nightmarket://pay/return"


@pytest.mark.parametrize(
    "path", ["//evil.example", "..%2fevil", "a:b@evil.example", "a%0d%0ab", "", "a" * 201]
)
@pytest.mark.asyncio
async def test_only_paths_of_the_app_are_handed_over(path: str) -> None:
    answer = await get(ALL, f"/app/{path}")
    assert answer.status_code in {400, 404, 422}
    assert "location" not in answer.headers


def test_the_settings_name_the_apps() -> None:
    values: dict[str, Any] = {
        "ios_app_ids": "T1.app.a, T2.app.b",
        "android_package": "app.a",
        "android_certificates": f"{PRINT},",
    }
    settings = GatewaySettings.model_construct(app_scheme="nm", **values)
    assert settings.phone_apps == PhoneApps(
        scheme="nm", ios=("T1.app.a", "T2.app.b"), android="app.a", certificates=(PRINT,)
    )
