"""The house's `flask` commands, read only when a terminal asks for one.

What they need (migrations, scheduler, the demonstration) is a third of the house; a web worker has
no use for it, so it neither waits for it at the start nor keeps it in memory.
"""

from importlib import import_module

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "prepare": "prepare",
    "scheduler": "scheduler",
    "first-user": "first_user",
    "verify-timeline": "verify_timeline",
    "draw-migration": "draw_migration",
    "check-files": "check_files",
}


class Commands(AppGroup):
    """Finds a command in app.cli by its name."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Read a command, and with it everything that it needs."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: Command = getattr(import_module("app.cli"), COMMANDS[cmd_name])
        return command


def init_app(app: Flask) -> None:
    """Give the app its commands."""
    app.cli = Commands()
