"""Tokens whose header is known from a good one: only their signature and body are looked at."""

import base64
import time
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from nightmarket_kit.runtime import tokens
from nightmarket_kit.runtime.tokens import TokenExpired, TokenInvalid, TokenVerifier

pytestmark = pytest.mark.asyncio
ES256 = JWSRegistry.algorithms["ES256"]


class Published:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    async def fetch(self) -> dict[str, Any]:
        return self.document


@pytest.fixture
def published(signer: Any) -> Published:
    return Published(signer.jwks())


@pytest.fixture
def cold(signer: Any, published: Published) -> TokenVerifier:
    return TokenVerifier(published.fetch, issuer=signer.issuer, audience=signer.audience)


@pytest_asyncio.fixture
async def verifier(signer: Any, cold: TokenVerifier) -> TokenVerifier:
    await cold.verify(signer.token(sub="the-first"))
    return cold


def part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(signer: Any, head: str, body: str) -> str:
    """Really signed, whatever is written there."""
    return f"{head}.{body}.{part(ES256.sign(f'{head}.{body}'.encode(), signer.key))}"


async def test_joserfc_is_asked_for_the_first_one_only(
    signer: Any, cold: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode, decoded = tokens.jwt.decode, []

    def counted(token: str, *rest: Any, **named: Any) -> Any:
        decoded.append(token)
        return decode(token, *rest, **named)

    monkeypatch.setattr(tokens.jwt, "decode", counted)
    first = signer.token(sub="the-first")
    assert cold.claims_now(first) is None  # no key is known yet
    await cold.verify(first)
    for number in range(3):
        claims = cold.claims_now(signer.token(sub=f"user-{number}"))
        assert claims is not None
        assert claims["sub"] == f"user-{number}"
    assert decoded == [first]
    assert cold.claims_now(signer.signed(signer.header(more=1), signer.claims())) is None


async def test_what_the_claims_say_is_checked_of_every_token(
    signer: Any, verifier: TokenVerifier
) -> None:
    for change in ({"iss": "https://evil.test"}, {"aud": "other"}, {"exp": "9"}, {"nbf": 2**40}):
        with pytest.raises(TokenInvalid):
            verifier.claims_now(signer.token(**change))
    late = signer.token(exp=int(time.time()) - 31)
    for _ in range(2):
        with pytest.raises(TokenExpired):
            verifier.claims_now(late)


async def test_a_signature_has_one_spelling_and_one_length(
    signer: Any, verifier: TokenVerifier
) -> None:
    head, body, signature = signer.token().split(".")
    raw = urlsafe_b64decode(signature.encode())
    half = len(raw) // 2
    r, s = int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    twin = {"A": "B", "Q": "R", "g": "h", "w": "x"}[
        signature[-1]
    ]  # the same bytes, read carelessly
    for other in (
        "",
        signature[:-1],
        signature[:-1] + twin,
        signature + "=",
        signature + "==",
        signature + "AA",
        signature[:40] + "\n" + signature[40:],
        signature[:40] + " " + signature[40:],
        signature[:-4] + "+/+/",
        signature[:-4] + "éé",
        part(raw[:-1]),
        part(raw + b"\x00"),
        part(b"\x00" + raw),
        part(raw[:half] + b"\x00" * 16 + raw[half:] + b"\x00" * 16),
        part(bytes(len(raw))),
        part(b"\xff" * len(raw)),
        part(raw[half:] + raw[:half]),
        part(encode_dss_signature(r, s)),
    ):
        with pytest.raises(TokenInvalid):
            verifier.claims_now(f"{head}.{body}.{other}")
    assert verifier.claims_now(f"{head}.{body}.{signature}") is not None


async def test_a_body_that_is_signed_is_an_object_spelt_as_it_should_be(
    signer: Any, verifier: TokenVerifier
) -> None:
    head, body, _ = signer.token().split(".")
    assert verifier.claims_now(signed(signer, head, body)) is not None
    for other in (
        "",
        body + "=",
        body[:20] + "\n" + body[20:],
        body + "A" * (5 - len(body) % 4),  # a letter too many
        part(b"{}") + "==",
        part(b'{"a":1}')[:-1] + "R",  # bits after the end
        part(b"[]"),
        part(b"5"),
        part(b"null"),
        part(b'"x"'),
        part(b"nonsense"),
        part(b"\xff"),
        part(b"[" * 4000),
        part(b'{"exp":' + b"9" * 4500 + b"}"),
    ):
        with pytest.raises(TokenInvalid):
            verifier.claims_now(signed(signer, head, other))


async def test_there_are_three_parts(signer: Any, verifier: TokenVerifier) -> None:
    head, body, signature = signer.token().split(".")
    for other in (
        head,
        f"{head}.{body}",
        f"{head}.{body}.{signature}.",
        f"{head}.{body}.{body}.{signature}",
        f"{head}.{head}.{body}.{signature}",
        f"{head}..{signature}",
        f"{head}.{body}." + "A" * tokens.MAX_TOKEN,
    ):
        with pytest.raises(TokenInvalid):
            verifier.claims_now(other)


async def test_only_what_our_key_has_signed_makes_a_header_known(
    signer: Any, cold: TokenVerifier
) -> None:
    thief = type(signer)()
    body, signature = signer.token().split(".")[1:]
    for forged in (
        thief.token(),
        thief.token(by=thief.new_key("unheard-of")),
        signer.unsigned(signer.header(), signer.claims()),
        signer.with_hmac(signer.header(alg="HS256"), signer.key.as_pem(private=False)),
        signer.signed(signer.header(typ="JWT"), signer.claims()),
        signer.signed(signer.header(crit=["exp"], exp=1), signer.claims()),
        signer.signed(signer.header(b64=False), signer.claims()),
        f"{part(b'{}')}.{body}.{signature}",
    ):
        with pytest.raises(TokenInvalid):
            await cold.verify(forged)
        assert cold._headers == {}
    await cold.verify(signer.token())
    assert list(cold._headers) == [signer.token().split(".")[0].encode()]


async def test_known_headers_are_bounded(
    signer: Any, cold: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MAX_HEADERS", 2)
    for number in range(5):
        header = signer.header(jku=f"https://id.test/{number}")
        await cold.verify(signer.signed(header, signer.claims()))
    assert len(cold._headers) == 2


async def test_a_header_is_forgotten_with_its_key(
    signer: Any,
    verifier: TokenVerifier,
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = signer.new_key(signer.key.kid)
    published.document = {"keys": [other.as_dict(private=False)]}
    ahead = time.monotonic() + tokens.REFRESH_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: ahead)
    assert verifier.claims_now(signer.token()) is None
    await verifier.verify(signer.token(by=other))
    with pytest.raises(TokenInvalid):
        verifier.claims_now(signer.token())


async def test_roles_that_are_told_apart_have_to_be_asked_for(
    signer: Any, published: Published
) -> None:
    async def roles(_: str) -> dict[str, Any]:
        return {"roles": {"shop-2": "owner"}}

    verifier = TokenVerifier(
        published.fetch, issuer=signer.issuer, audience=signer.audience, roles=roles
    )
    await verifier.verify(signer.token())
    token = signer.token(roles_apart=True)
    assert verifier.claims_now(token) is None
    assert (await verifier.verify(token)).roles == {"shop-2": "owner"}
    claims = verifier.claims_now(token)
    assert claims is not None
    assert claims["roles"] == {"shop-2": "owner"}
