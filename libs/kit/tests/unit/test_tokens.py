import asyncio
import base64
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import RSAKey

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime import tokens
from nightmarket_kit.runtime.tokens import (
    KeysUnavailable,
    TokenExpired,
    TokenInvalid,
    TokenVerifier,
    http_keys,
)

pytestmark = pytest.mark.asyncio


class FakeKeyServer:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.is_down = False
        self.fetches = 0

    async def fetch(self) -> dict[str, Any]:
        self.fetches += 1
        await asyncio.sleep(0)  # let the others queue up, as a network would
        if self.is_down:
            raise httpx.ConnectError("down")
        document: dict[str, Any] = self.document
        return document


@pytest.fixture
def server(signer: Any) -> FakeKeyServer:
    return FakeKeyServer(signer.jwks())


@pytest.fixture
def verifier(signer: Any, server: FakeKeyServer) -> TokenVerifier:
    return TokenVerifier(server.fetch, issuer=signer.issuer, audience=signer.audience)


@pytest.fixture
def elapse(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Move the verifier's monotonic clock."""
    real, ahead = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: real() + ahead[0])

    def elapse(seconds: float) -> None:
        ahead[0] += seconds

    return elapse


async def test_a_good_token_names_its_principal(signer: Any, verifier: TokenVerifier) -> None:
    principal = await verifier.verify(signer.token())
    assert (principal.user_id, principal.session_id) == ("user-1", "session-1")
    assert principal.has_role("shop-1", "owner", "staff")
    assert not principal.has_role("shop-2", "owner")


async def test_an_audience_may_be_one_of_several(signer: Any, verifier: TokenVerifier) -> None:
    await verifier.verify(signer.token(aud=["other", signer.audience]))


async def test_expiry_has_thirty_seconds_of_leeway_and_no_more(
    signer: Any, server: FakeKeyServer
) -> None:
    now = 0.0
    verifier = TokenVerifier(
        server.fetch, issuer=signer.issuer, audience=signer.audience, clock=lambda: now
    )
    token = signer.token(exp=1000)
    now = 1030.0
    await verifier.verify(token)
    now = 1030.5
    with pytest.raises(TokenExpired):
        await verifier.verify(token)
    early = signer.token(exp=5000, nbf=1100)
    now = 1060.0
    with pytest.raises(TokenInvalid):
        await verifier.verify(early)
    now = 1070.0
    await verifier.verify(early)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": ["other"]},
        {"aud": {"nightmarket": 1}},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": 1e30},
        {"nbf": "0"},
        {"sub": None},
        {"sub": 5},
        {"sid": None},
        {"roles": ["owner"]},
    ],
    ids=str,
)
async def test_wrong_claims_are_refused(
    signer: Any, verifier: TokenVerifier, change: dict[str, Any]
) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(signer.token(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"typ": "application/at+jwt"},
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "ES384"},
        {"alg": "HS256"},
        {"alg": None},
        {"alg": ["ES256"]},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"kid": None},
        {"kid": 7},
        {"kid": "unheard-of"},
    ],
    ids=str,
)
async def test_wrong_headers_are_refused_though_the_signature_is_ours(
    signer: Any, verifier: TokenVerifier, change: dict[str, Any]
) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(signer.signed(signer.header(**change), signer.claims()))


async def test_the_helper_that_signs_by_hand_makes_good_tokens_too(
    signer: Any, verifier: TokenVerifier
) -> None:
    await verifier.verify(signer.signed(signer.header(), signer.claims()))


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "ES256"])
async def test_an_unsigned_token_is_refused(signer: Any, verifier: TokenVerifier, alg: str) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(signer.unsigned(signer.header(alg=alg), signer.claims()))


@pytest.mark.parametrize("alg", ["HS256", "ES256"])
async def test_the_public_key_is_not_a_shared_secret(
    signer: Any, verifier: TokenVerifier, alg: str
) -> None:
    for secret in (signer.key.as_pem(private=False), signer.key.as_der(private=False)):
        with pytest.raises(TokenInvalid):
            await verifier.verify(signer.with_hmac(signer.header(alg=alg), secret))


async def test_a_token_signed_by_somebody_elses_key_of_the_same_name_is_refused(
    signer: Any, verifier: TokenVerifier
) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(signer.token(by=signer.new_key("k1")))


async def test_keys_and_addresses_in_the_header_are_ignored(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    thief = type(signer)()
    header = thief.header(
        jwk=thief.key.as_dict(private=False), jku="https://evil.test/keys", x5u="https://evil.test"
    )
    with pytest.raises(TokenInvalid):
        await verifier.verify(thief.signed(header, thief.claims()))
    assert server.fetches == 1


async def test_a_changed_body_or_signature_is_refused(signer: Any, verifier: TokenVerifier) -> None:
    head, body, signature = signer.token().split(".")
    other = signer.token(sub="admin").split(".")[1]
    for forged in (
        f"{head}.{other}.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        f"{head}.{body}",
    ):
        with pytest.raises(TokenInvalid):
            await verifier.verify(forged)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "é.é.é",
        "\udcff.a.b",
        f"{encoded(b'[]')}.e30.AA",
        f"{encoded(b'5')}.e30.AA",
        f"{encoded(b'null')}.e30.AA",
        f"{encoded(b'[' * 5000)}.e30.AA",
        f"{encoded(b'{' + bytes([34]) + b'a' + bytes([34]) + b':[' * 1)}.e30.AA",
        "x" * 9000,
    ],
    ids=range(12),
)
async def test_garbage_is_refused_and_never_an_accident(
    verifier: TokenVerifier, token: str
) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


@pytest.mark.parametrize(
    "body", [b"[]", b"5", b"nonsense", b"\xff", b"[" * 4000, b'{"exp":' + b"9" * 4500 + b"}"]
)
async def test_a_signed_body_that_is_not_an_object_is_refused(
    signer: Any, verifier: TokenVerifier, body: bytes
) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(signer.signed(signer.header(), body))


async def test_fifty_at_once_share_one_fetch(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    token = signer.token()
    await asyncio.gather(*(verifier.verify(token) for _ in range(50)))
    assert server.fetches == 1


async def test_an_unknown_key_is_asked_for_once_and_then_remembered_as_unknown(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer, elapse: Any
) -> None:
    await verifier.verify(signer.token())
    token = signer.token(by=signer.new_key("other"))
    results = await asyncio.gather(
        *(verifier.verify(token) for _ in range(50)), return_exceptions=True
    )
    assert {type(result) for result in results} == {TokenInvalid}
    assert server.fetches == 2
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)
    assert server.fetches == 2
    elapse(tokens.NEGATIVE_S + 1)
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)
    assert server.fetches == 3


async def test_a_new_key_works_at_once_and_an_old_one_until_it_is_withdrawn(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer, elapse: Any
) -> None:
    old = signer.token()
    await verifier.verify(old)
    new_key = signer.new_key("k2")
    server.document = signer.jwks(new_key)
    await verifier.verify(signer.token(by=new_key))
    await verifier.verify(old)
    server.document = {"keys": [new_key.as_dict(private=False)]}
    elapse(tokens.REFRESH_S + 1)
    with pytest.raises(TokenInvalid):
        await verifier.verify(old)
    await verifier.verify(signer.token(by=new_key))


async def test_a_signature_is_checked_once_for_as_long_as_its_key_is_the_same(
    signer: Any,
    verifier: TokenVerifier,
    server: FakeKeyServer,
    elapse: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decode, decoded = tokens.jwt.decode, []

    def counted(token: str, *rest: Any, **named: Any) -> Any:
        decoded.append(token)
        return decode(token, *rest, **named)

    monkeypatch.setattr(tokens.jwt, "decode", counted)
    token = signer.token()
    for _ in range(3):
        await verifier.verify(token)
    assert decoded == [token]
    server.document = signer.jwks(signer.new_key("another"))
    elapse(tokens.REFRESH_S + 1)
    await verifier.verify(token)
    assert decoded == [token, token]
    stranger = signer.new_key(signer.key.kid)
    server.document = {"keys": [stranger.as_dict(private=False)]}
    elapse(tokens.REFRESH_S + 1)
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


async def test_remembered_signatures_are_bounded(
    signer: Any, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MAX_VERIFIED", 2)
    for number in range(5):
        await verifier.verify(signer.token(sub=f"user-{number}"))
    assert len(verifier._verified) == 2


async def test_without_any_key_a_silent_key_server_means_try_again(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    server.is_down = True
    with pytest.raises(KeysUnavailable):
        await verifier.verify(signer.token())
    server.is_down = False
    await verifier.verify(signer.token())


async def test_while_the_key_server_is_down_those_who_wait_share_one_fetch(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    server.is_down = True
    results = await asyncio.gather(
        *(verifier.verify(signer.token()) for _ in range(50)), return_exceptions=True
    )
    assert {type(result) for result in results} == {KeysUnavailable}
    assert server.fetches == 1


async def test_known_keys_go_on_working_while_the_key_server_is_down(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer, elapse: Any
) -> None:
    await verifier.verify(signer.token())
    server.is_down = True
    elapse(tokens.REFRESH_S + 1)
    await verifier.verify(signer.token())
    assert server.fetches == 2


async def test_a_new_key_is_not_held_against_its_bearer_while_the_key_server_is_down(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    await verifier.verify(signer.token())
    new_key = signer.new_key("k2")
    server.is_down = True
    with pytest.raises(KeysUnavailable):
        await verifier.verify(signer.token(by=new_key))
    server.is_down, server.document = False, signer.jwks(new_key)
    await verifier.verify(signer.token(by=new_key))


@pytest.mark.parametrize(
    "document", [[], {}, {"keys": 5}, {"keys": [5]}, {"keys": [{}]}, "x", None]
)
async def test_a_key_document_of_nonsense_counts_as_down(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer, document: Any
) -> None:
    server.document = document
    with pytest.raises(KeysUnavailable):
        await verifier.verify(signer.token())
    server.document = signer.jwks()
    await verifier.verify(signer.token())


async def test_keys_of_other_kinds_in_the_document_are_passed_over(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
    server.document["keys"].insert(0, rsa.as_dict(private=False))
    await verifier.verify(signer.token())


async def test_a_flood_of_invented_key_names_keeps_memory_bounded(
    signer: Any, verifier: TokenVerifier, server: FakeKeyServer
) -> None:
    for number in range(2500):
        header = signer.header(kid=f"invented-{number}")
        with pytest.raises(DomainError):
            await verifier.verify(signer.unsigned(header, {}) + "AA")
    assert len(verifier._unknown) <= 1001


@pytest_asyncio.fixture
async def answering() -> AsyncIterator[Any]:
    """A web server that gives one canned answer; yields (address, set answer)."""
    answer = [b""]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer[0])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    def say(status: str, body: bytes) -> str:
        answer[0] = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        return f"http://127.0.0.1:{port}/keys"

    yield say
    server.close()
    await server.wait_closed()


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("status", "body"),
    [("500 Oops", b"{}"), ("200 OK", b"<html>"), ("200 OK", b"[]"), ("302 Found", b"")],
)
async def test_an_answer_that_is_no_key_document_means_try_again(
    signer: Any, answering: Any, status: str, body: bytes
) -> None:
    fetch = http_keys(answering(status, body))
    verifier = TokenVerifier(fetch, issuer=signer.issuer, audience=signer.audience)
    with pytest.raises(KeysUnavailable):
        await verifier.verify(signer.token())


async def test_roles_that_are_told_apart_are_asked_for_once_per_token(
    signer: Any, server: FakeKeyServer
) -> None:
    asked: list[str] = []
    is_down, said = True, {"sorry": "nothing"}

    async def roles(token: str) -> dict[str, Any]:
        asked.append(token)
        if is_down:
            raise httpx.ConnectError("down")
        return said

    verifier = TokenVerifier(
        server.fetch, issuer=signer.issuer, audience=signer.audience, roles=roles
    )
    token = signer.token(roles_apart=True)
    with pytest.raises(KeysUnavailable):
        await verifier.verify(token)
    is_down = False
    with pytest.raises(KeysUnavailable):  # an answer that tells no roles is not kept
        await verifier.verify(token)
    said = {"roles": {"shop-2": "owner"}}
    for _ in range(3):
        assert (await verifier.verify(token)).roles == {"shop-2": "owner"}
    for refused in (
        signer.token(roles_apart=True, aud="other"),
        signer.token(roles_apart=True)[:-3],
    ):
        with pytest.raises(TokenInvalid):
            await verifier.verify(refused)
    assert asked == [token] * 3
    await verifier.verify(signer.token())
    assert asked == [token] * 3


async def test_who_cannot_ask_for_roles_does_not_guess(
    signer: Any, verifier: TokenVerifier
) -> None:
    with pytest.raises(KeysUnavailable):
        await verifier.verify(signer.token(roles_apart=True))
