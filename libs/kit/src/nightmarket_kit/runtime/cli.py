"""A service's command line: `serve`, `migrate`, `republish`, and what the service adds."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Mapping

import uvloop

from nightmarket_kit.runtime.logging import configure_logging, get_logger
from nightmarket_kit.runtime.migrate import migrate, migrations_of
from nightmarket_kit.runtime.outbox import republish
from nightmarket_kit.runtime.settings import SharedSettings
from nightmarket_kit.runtime.telemetry import configure_telemetry

log = get_logger(__name__)
Command = Callable[[], Awaitable[int]]
WordedCommand = Callable[..., Awaitable[int]]


def service_main(
    name: str,
    *,
    settings: SharedSettings,
    serve: Command,
    dsn: str = "",
    commands: Mapping[str, Command] | None = None,
    worded: Mapping[str, tuple[tuple[str, ...], WordedCommand]] | None = None,
) -> None:
    """Parse the command line and exit with its code. `dsn` is empty without a database.

    `worded` are commands that take words: their names, and what is called with them.
    """
    extra = dict(commands or {})
    parser = argparse.ArgumentParser(prog=f"nightmarket-{name}")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("serve", "migrate", *extra):
        verbs.add_parser(verb)
    for verb, (words, _) in (worded or {}).items():
        taking = verbs.add_parser(verb)
        for word in words:
            taking.add_argument(word)
    again = verbs.add_parser("republish", help="send the events of the last hours once more")
    again.add_argument("--hours", type=int, default=24)
    arguments = parser.parse_args()

    async def do_migrate() -> int:
        if dsn:
            applied = await migrate(dsn, migrations_of(f"nightmarket_{name}"))
            log.info("migrated", applied=applied)
        return 0

    async def do_republish() -> int:
        count = await republish(dsn, hours=arguments.hours) if dsn else 0
        log.info("events will be sent again", count=count)
        return 0

    table: dict[str, Command] = {
        "serve": serve,
        "migrate": do_migrate,
        "republish": do_republish,
        **extra,
        **{verb: _said(arguments, *one) for verb, one in (worded or {}).items()},
    }
    configure_logging(name, level=settings.log_level)
    if arguments.verb == "serve":
        configure_telemetry(name, otlp=settings.otlp_enabled, spans_dir=settings.spans_dir)
    sys.exit(uvloop.run(_as_coroutine(table[arguments.verb])))


def _said(arguments: argparse.Namespace, words: tuple[str, ...], command: WordedCommand) -> Command:
    return lambda: command(*(getattr(arguments, word) for word in words))


async def _as_coroutine(command: Command) -> int:
    return await command()
