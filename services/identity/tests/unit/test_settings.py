from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from services.identity.tests.driver import APP_CALLBACK, CALLBACK, settings_of


def test_the_callback_follows_the_public_address() -> None:
    assert settings_of("x").callbacks == {CALLBACK, APP_CALLBACK}
    assert settings_of("x", redirect_uris="https://a/cb, https://b/cb").callbacks == {
        "https://a/cb",
        "https://b/cb",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"pepper": SecretStr("00" * 31)},
        {"pepper": SecretStr("not hex")},
        {"key_secret": SecretStr("")},
        {"old_key_secrets": SecretStr("aa")},
        {"key_retire_s": 600.0},
        {"access_life_s": 601},
        {"access_life_s": 0},
    ],
)
def test_weak_settings_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings_of("x", **changes)


def test_secrets_do_not_show() -> None:
    settings = settings_of("x")
    for secret in (settings.pepper, settings.key_secret, settings.line_channel_secret):
        assert secret.get_secret_value() not in repr(settings)
