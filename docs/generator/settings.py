"""settings.md: every variable that a program reads."""

import importlib

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from generator.sources import MARK, PROGRAMS, code, row
from nightmarket_kit.runtime.settings import SharedSettings

SETTINGS_HEAD = """# Settings

Programs read their settings from the environment, once, at the start. A name without a program's prefix has
the same meaning for every program that reads it. What is *required* has no default: without it the program
says what is missing and ends.

`make up` sets all that are required, for the fleet on one machine; the table is
`deploy/local/src/nightmarket_local/environment.py`. `nightmarket up --env NAME=VALUE` sets one more for its
Python programs. `docker-compose.yml` takes its values from `.env`; see `.env.example`.
"""

OF_THE_TOOLS = """
## Tools and tests

| name | default | meaning |
|---|---|---|
| `NIGHTMARKET_STATE` | `.nightmarket` | state folder of the local fleet; `--state` wins |
| `NIGHTMARKET_CACHE` | `~/.cache/nightmarket` | servers that were downloaded or built (`XDG_CACHE_HOME` counts) |
| `TEST_POSTGRES_URL` | none: a server is started | Postgres that tests may make databases in |
| `TEST_VALKEY_URL` | none: a server is started | Valkey that tests may empty |
| `TEST_KAFKA_BOOTSTRAP` | none: a broker is started | broker that tests may make topics on |
"""


def settings_class(program: str) -> type[BaseSettings]:
    module = importlib.import_module(f"nightmarket_{program}.settings")
    [found] = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, BaseSettings)
        and value.__module__ == module.__name__
    ]
    return found


def variables_of(settings: type[BaseSettings]) -> dict[str, FieldInfo]:
    """The names in the environment of a settings class."""
    prefix = settings.model_config.get("env_prefix", "")
    return {
        str(field.validation_alias) if field.validation_alias else f"{prefix}{name}".upper(): field
        for name, field in settings.model_fields.items()
    }


def settings_page() -> str:
    everyone = variables_of(SharedSettings)
    text = (
        MARK + SETTINGS_HEAD + "\n## Every program but the sandbox\n\n" + _settings_table(everyone)
    )
    for program in PROGRAMS:
        own = {
            name: field
            for name, field in variables_of(settings_class(program)).items()
            if program == "sandbox" or name not in everyone
        }
        text += f"\n## {program}\n\n" + _settings_table(own)
    return text + OF_THE_TOOLS


def _settings_table(variables: dict[str, FieldInfo]) -> str:
    text = row("name", "default", "meaning") + "|---|---|---|\n"
    for name, field in variables.items():
        text += row(code(name), _default(field), str(field.description))
    return text


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*required*"
    value = (
        field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    )
    if isinstance(value, tuple):
        value = ",".join(format(one, "g") if isinstance(one, float) else str(one) for one in value)
    if isinstance(value, bool):
        value = str(value).lower()
    if isinstance(value, float):
        value = format(value, "g")
    return code(str(value)) or "empty"
