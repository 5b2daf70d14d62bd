"""docker-compose.yml, its examples and its images, read as compose and docker do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from nightmarket_local import state
from nightmarket_local.environment import (
    BASE_PORT,
    OFFSETS,
    SERVICES,
    Addresses,
    own,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "deploy" / "docker"
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?:(:[?-])([^}]*))?\}")
OPTIONAL = {
    "ECPAY_CHECK_CODE",
    "ECPAY_FILES_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "GATEWAY_TRUSTED_PROXIES",
}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|PEPPER|HASH")
OF_COMPOSE_ITSELF = {"COMPOSE_PROFILES"}


def read_env(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def expand(value: Any, env: Mapping[str, str]) -> Any:
    """As compose does it; a LookupError where compose would stop."""
    if isinstance(value, dict):
        return {key: expand(one, env) for key, one in value.items()}
    if isinstance(value, list):
        return [expand(one, env) for one in value]
    if not isinstance(value, str):
        return value

    def replace(match: re.Match[str]) -> str:
        name, operator, word = match.groups()
        if env.get(name):
            return env[name]
        if operator == ":-":
            return str(word)
        raise LookupError(name)

    return VARIABLE.sub(replace, value).replace("$$", "$")


def invented(name: str) -> str:
    if name == "STREAM_RTMP_URL":
        return "rtmps://live.example.com/live"
    if name.endswith(("_URL", "_ENDPOINT")):
        return "https://live.example.com"
    return "ab" * 32


COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = read_env(ROOT / ".env.example")
SANDBOX = read_env(ROOT / "deploy" / "compose" / "sandbox.env")
TO_FILL_IN = {name for name, value in EXAMPLE.items() if not value} - OPTIONAL
FILLED = EXAMPLE | {name: invented(name) for name in TO_FILL_IN}
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
ADDRESSES = Addresses({name: BASE_PORT + offset for name, offset in OFFSETS.items()})
SECRETS = dict.fromkeys(state._SECRET_BYTES, "ab" * 32)
PROGRAMS = sorted(own(ADDRESSES, SECRETS))
MIGRATED = list(SERVICES)
JOBS = ["topics", *(f"migrate-{service}" for service in MIGRATED)]


def members() -> Iterator[tuple[Path, dict[str, Any]]]:
    root = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for pattern in root["tool"]["uv"]["workspace"]["members"]:
        for file in sorted(ROOT.glob(f"{pattern}/pyproject.toml")):
            yield file, tomllib.loads(file.read_text(encoding="utf-8"))["project"]


def stages() -> dict[str, str]:
    """Each stage's lines, by name, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    found = re.split(r"^FROM (\S+) AS (\S+)$", joined, flags=re.MULTILINE)[1:]
    return {
        name: f"FROM {source}\n{body}"
        for source, name, body in zip(found[::3], found[1::3], found[2::3], strict=True)
    }


def environment(part: str, env: Mapping[str, str] = FILLED) -> dict[str, str]:
    given = expand(PARTS[part].get("environment", {}), env)
    return {name: str(value) for name, value in given.items()}
