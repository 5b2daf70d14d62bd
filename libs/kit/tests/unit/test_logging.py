import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from pydantic import SecretStr

from nightmarket_kit.runtime.logging import HIDDEN, configure_logging, get_logger, redact

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
REFRESH = "rt1.AbCdEfGhIjKlMnOpQrStUvWx"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, config = list(root.handlers), root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**config)
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:
    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"token was {JWT}", JWT),
        (f"refresh {REFRESH} reused", "AbCdEfGhIjKlMnOp"),
        ("rtmps://in.test/live?user=a&key=sk_12345&x=1", "sk_12345"),
        ("https://whip.test/c1?key=sk_12345", "sk_12345"),
        ("https://h.test/?secret=s3cr3t", "s3cr3t"),
        ("https://h.test/?token=opaque-token", "opaque-token"),
        ("postgresql://user:pa55word@db:5432/order", "pa55word"),
        ("redis://:pa55word@cache:6379/0", "pa55word"),
        ("Authorization: Bearer opaque-token", "opaque-token"),
    ],
)
def test_secrets_in_text_are_hidden_and_the_rest_stays(text: str, secret: str) -> None:
    shown = redact(text)
    assert secret not in shown
    assert HIDDEN in shown
    assert shown.startswith(text[:5])


@pytest.mark.parametrize(
    "text",
    [
        "order placed",
        "https://h.test/path?monkey=1&page=2",
        "eyJ is how they start",
        "postgresql://db:5432/order",
    ],
)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "key",
    [
        "token",
        "access_token",
        "accessToken",
        "refresh_token",
        "client_secret",
        "password",
        "Authorization",
        "x-service-token",
        "set-cookie",
        "stream_key",
        "streamKey",
        "api_key",
        "apiKey",
        "email",
        "phone",
        "shipping_address",
        "display_name",
        "displayName",
        "code_verifier",
        "hash_iv",
        "HashKey",
    ],
)
def test_keys_that_name_secrets_or_people_hide_their_values_at_any_depth(key: str) -> None:
    assert redact({"a": [{"b": ({key: "private"},)}]}) == {"a": [{"b": [{key: HIDDEN}]}]}


@pytest.mark.parametrize("key", ["event", "topic", "key_id", "token_count", "order_id", "reason"])
def test_ordinary_keys_are_shown(key: str) -> None:
    assert redact({key: "shown"}) == {key: "shown"}


def test_objects_that_turn_into_text_are_redacted_too() -> None:
    url = httpx.URL("https://user:pa55word@h.test/?key=sk_12345")
    shown = json.dumps(redact({"url": url, "raw": JWT.encode(), "some": {JWT}}), default=str)
    assert "sk_12345" not in shown
    assert JWT not in shown


def test_numbers_and_nothing_keep_their_types() -> None:
    value = {"count": 1, "share": 0.5, "is_live": True, "nothing": None}
    assert redact(value) == value


def test_a_line_is_json_with_event_level_logger_time_and_service(lines: Any) -> None:
    configure_logging("testing")
    get_logger("kit.test").info("thing done", count=2, text="ทดสอบ")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("thing done", "info", "kit.test")
    assert (line["service"], line["count"], line["text"]) == ("testing", 2, "ทดสอบ")
    assert line["timestamp"].endswith("Z")


def test_nothing_secret_leaves_in_a_line_by_any_way(lines: Any) -> None:
    configure_logging("testing")
    log = get_logger("kit.test.secret")
    structlog.contextvars.bind_contextvars(session_token=JWT)
    log.info("one", token="opaque", body={"cookies": [JWT], "password": "pw-1"})
    log.info(JWT, settings=SecretStr("pw-2"), where=httpx.URL("http://h/?key=sk_1"))
    logging.getLogger("library").warning("three %s", JWT)
    try:
        raise ValueError(f"bad token {JWT}")
    except ValueError as error:
        log.exception("four", error=error)
        logging.getLogger("library").exception("five")
    raw = json.dumps(seen := lines())
    assert len(seen) == 5
    assert not [s for s in (JWT, "opaque", "pw-1", "pw-2", "sk_1") if s in raw]
    assert "ValueError" in seen[3]["exception"]
    assert "ValueError" in seen[4]["exception"]


def test_chatty_libraries_are_kept_to_warnings(lines: Any) -> None:
    configure_logging("testing")
    logging.getLogger("aiokafka.consumer").info("chatter")
    logging.getLogger("httpx").info("chatter")
    assert lines() == []
