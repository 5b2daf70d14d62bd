"""docker-compose.yml describes the fleet that `nightmarket up` starts: same programs, names, ports, servers."""

from __future__ import annotations

import importlib
import re

import pytest
from pydantic import AliasChoices
from pydantic_settings import BaseSettings
from support.compose import (
    ADDRESSES,
    COMPOSE,
    COMPOSE_TEXT,
    EXAMPLE,
    FILLED,
    JOBS,
    MIGRATED,
    OF_COMPOSE_ITSELF,
    OPTIONAL,
    PARTS,
    PROGRAMS,
    ROOT,
    SANDBOX,
    SECRET,
    SECRETS,
    TO_FILL_IN,
    VARIABLE,
    environment,
    expand,
    members,
    stages,
)

from nightmarket_local.environment import (
    BASE_PORT,
    OFFSETS,
    SERVICES,
    own,
    shared,
)

ONLY_HERE = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "one machine has no collector; `up --env` adds it",
    "GATEWAY_TRUSTED_PROXIES": "on one machine no proxy stands in front",
    "LINE_REDIRECT_URIS": "the twin takes any callback on loopback, and here there is none",
}
ONLY_LOCAL = {
    "INSTANCE": "there every service runs once; here somebody may scale one, and two need two names",
    "GATEWAY_RATE_ADDRESS_PER_10S": "there a whole crowd comes from one address",
    "GATEWAY_RATE_LOGIN_PER_MIN": "there a whole crowd comes from one address",
    "GATEWAY_RATE_GUEST_PER_MIN": "there a whole crowd comes from one address",
    "PAYMENT_FILE_GAP_S": "the twin gives as many files as it is asked for",
    "PAYMENT_CHECK_AFTER_S": "tuned to the twin; ECPay is asked at the default pace",
    "PAYMENT_POLL_EVERY_S": "tuned to the twin; ECPay is asked at the default pace",
}


def settings_class(program: str) -> type[BaseSettings]:
    module = importlib.import_module(f"nightmarket_{program}.settings")
    [found] = [
        one
        for one in vars(module).values()
        if isinstance(one, type)
        and issubclass(one, BaseSettings)
        and one.__module__ == module.__name__
    ]
    return found


def variables_of(settings: type[BaseSettings]) -> dict[str, bool]:
    """Name of the environment variable → whether the class can do without it."""
    prefix = settings.model_config.get("env_prefix", "")
    table = {}
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        assert not isinstance(alias, AliasChoices)
        table[str(alias) if alias else f"{prefix}{name}".upper()] = not field.is_required()
    return table


def test_every_program_of_the_workspace_is_there() -> None:
    scripts = {script for _, project in members() for script in project.get("scripts", {})}
    assert {f"nightmarket-{program}" for program in PROGRAMS} == scripts - {"nightmarket"}
    backing = {"postgres", "valkey", "kafka", "s3", "mediamtx"}
    assert set(PARTS) == {*PROGRAMS, *JOBS, *backing}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_gets_the_names_that_it_has_without_containers(program: str) -> None:
    names = set(own(ADDRESSES, SECRETS)[program])
    if program != "sandbox":  # it plays outsiders: no name of the fleet, no token of its services
        names |= set(shared(ADDRESSES, SECRETS))
    assert set(environment(program)) - set(ONLY_HERE) == names - set(ONLY_LOCAL)


@pytest.mark.parametrize("env", [FILLED, FILLED | SANDBOX], ids=["filled", "sandbox"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_reads_its_settings_from_what_it_gets(
    program: str, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_class(program)
    given = environment(program, env)
    needed = {name for name, is_optional in variables_of(settings).items() if not is_optional}
    assert needed <= set(given)
    if program == "sandbox" and env is FILLED:
        return  # it runs with the twins' values alone
    monkeypatch.setattr("os.environ", given)
    settings()


@pytest.mark.parametrize("name", sorted(ONLY_HERE))
def test_what_is_only_here_is_a_setting(name: str) -> None:
    readers = [program for program in PROGRAMS if name in environment(program)]
    assert readers
    if name != "OTEL_EXPORTER_OTLP_ENDPOINT":
        assert all(name in variables_of(settings_class(program)) for program in readers)
    else:
        assert set(readers) == set(PROGRAMS) - {"sandbox"}


def test_what_is_only_local_is_a_setting_with_a_default() -> None:
    table = own(ADDRESSES, SECRETS)
    for name in ONLY_LOCAL:
        readers = [program for program in PROGRAMS if name in table[program]]
        assert readers
        assert all(variables_of(settings_class(program))[name] for program in readers)


@pytest.mark.parametrize("service", MIGRATED)
def test_a_service_waits_for_its_migrations(service: str) -> None:
    job = PARTS[f"migrate-{service}"]
    assert job["command"] == ["migrate"]
    assert job["image"] == PARTS[service]["image"]
    assert job["environment"] == PARTS[service]["environment"]
    wait = PARTS[service]["depends_on"]
    assert wait[f"migrate-{service}"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_waits_for_what_it_stands_on(service: str) -> None:
    wait = {name: rule["condition"] for name, rule in PARTS[service]["depends_on"].items()}
    wait.pop(f"migrate-{service}", None)
    assert wait == {
        **dict.fromkeys(("postgres", "valkey", "kafka", "s3"), "service_healthy"),
        "topics": "service_completed_successfully",
    }


def test_ports_are_those_of_the_local_fleet() -> None:
    ports = {name: int(value) for name, value in EXAMPLE.items() if name.endswith("_PORT")}
    assert ports == {f"{name.upper()}_PORT": BASE_PORT + offset for name, offset in OFFSETS.items()}


def test_only_what_people_reach_is_published() -> None:
    published = {
        part: expand(PARTS[part]["ports"], FILLED) for part in PARTS if "ports" in PARTS[part]
    }
    assert set(published) == {"gateway", "mediamtx", "s3", "sandbox"}
    behind_a_proxy = [port for ports in published.values() for port in ports if port[0] != "0"]
    assert all(port.startswith("127.0.0.1:") for port in behind_a_proxy)
    assert [port for port in published["mediamtx"] if port not in behind_a_proxy] == [
        "0.0.0.0:7403:7403",
        "0.0.0.0:7406:7406/udp",
    ]


@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_part_has_a_limit_a_health_check_and_an_end_to_its_log(part: str) -> None:
    given = PARTS[part]
    assert re.fullmatch(r"\d+m", expand(given["mem_limit"], FILLED))
    assert set(given["logging"]["options"]) == {"max-size", "max-file"}
    if part in JOBS:
        assert given["healthcheck"] == {"disable": True}
        assert given["restart"] == "no"
    elif "build" in given:
        assert "HEALTHCHECK --" in stages()[given["build"]["target"]]
    else:
        assert given["healthcheck"]["test"]


@pytest.mark.parametrize("part", sorted(part for part in PARTS if "build" in PARTS[part]))
def test_every_image_is_a_target_and_runs_as_nobody(part: str) -> None:
    target = PARTS[part]["build"]["target"]
    assert (ROOT / PARTS[part]["build"]["dockerfile"]).is_file()
    stage = stages()[target]
    assert stage.startswith("FROM runtime\n")
    entry = re.search(r"^ENTRYPOINT (\[.*\])$", stage, re.MULTILINE)
    assert entry is not None
    if part != "topics":
        assert entry[1] == f'["nightmarket-{part}"]'
    assert f"COPY --from=build-{target} /app/.venv .venv" in stage
    assert "uv sync" not in stage
    assert "--no-install-workspace --package" in stages()[f"deps-{target}"]
    assert f"FROM deps-{target}\n" in stages()[f"build-{target}"]
    package = "nightmarket-kit" if part == "topics" else f"nightmarket-{part}"
    third_party = f"--no-build --no-install-workspace --package {package}\n"
    assert third_party in stages()[f"deps-{target}"]
    assert f"--no-editable --package {package}\n" in stages()[f"build-{target}"]
    assert "USER nightmarket" in stages()["runtime"]


def test_the_health_check_asks_the_address_that_a_program_listens_on() -> None:
    for program in PROGRAMS:
        listens = {name for name in environment(program) if name.endswith("_LISTEN")}
        checked = re.search(r"CMD exec healthcheck\.py (.*)$", stages()[program], re.MULTILINE)
        assert checked is not None
        assert set(re.findall(r"\$([A-Z_]+)", checked[1])) == listens


def test_every_manifest_of_the_workspace_is_in_the_build() -> None:
    for file, _ in members():
        folder = file.parent.relative_to(ROOT)
        assert f"COPY {folder}/pyproject.toml {folder}/\n" in stages()["workspace"]


def test_a_build_copies_the_workspace_packages_that_it_installs() -> None:
    projects = {project["name"]: (file, project) for file, project in members()}
    for program in PROGRAMS:
        file, project = projects[f"nightmarket-{program}"]
        wanted = {file.parent.relative_to(ROOT)}
        asked = [*project["dependencies"]]
        while asked:
            name = re.split(r"[\[<>=]", asked.pop())[0]
            if name in projects:
                wanted.add(projects[name][0].parent.relative_to(ROOT))
                asked += projects[name][1]["dependencies"]
        copied = set(re.findall(r"^COPY (\S+) \1$", stages()[f"build-{program}"], re.MULTILINE))
        assert copied == {str(folder) for folder in wanted}


def test_every_variable_is_in_the_example_and_is_used() -> None:
    used = {match[1] for match in VARIABLE.finditer(COMPOSE_TEXT)}
    assert used == set(EXAMPLE)
    assert set(SANDBOX) - OF_COMPOSE_ITSELF <= used
    assert SANDBOX["COMPOSE_PROFILES"] in PARTS["sandbox"]["profiles"]


def test_compose_stops_where_a_value_is_missing() -> None:
    for match in VARIABLE.finditer(COMPOSE_TEXT):
        name, operator, word = match.groups()
        assert operator == (":-" if name in OPTIONAL else ":?"), name
        assert bool(word) == (name in TO_FILL_IN), f"{name}: what has no default says what to do"
    for name in TO_FILL_IN:
        with pytest.raises(LookupError, match=f"^{name}$"):
            expand(COMPOSE, FILLED | {name: ""})


def test_no_secret_has_a_default_outside_the_sandbox() -> None:
    secrets = {name for name in EXAMPLE if SECRET.search(name)}
    assert len(secrets) >= len(SECRETS)
    assert secrets <= TO_FILL_IN
    of_our_own = {name for name in secrets if not name.startswith(("LINE_", "ECPAY_"))}
    assert not of_our_own & set(SANDBOX)
