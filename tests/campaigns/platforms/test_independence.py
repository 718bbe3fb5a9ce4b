"""Platforms know nothing of one another, and their libraries are loaded by whoever speaks."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.platforms import registry

NAMES = sorted(registry.all_platforms())
HERE = Path(registry.__file__).parent
# Of twilio only the checker of signatures is at hand; what weighs is its client.
LIBRARIES = ("tweepy", "mastodon", "atproto", "atproto_client", "googleapiclient", "twilio.rest")
SHOWS = """
import sys, tempfile
from pathlib import Path
from app.factory import create_app
from campaigns.kernel.db import Model, db
from config import load_config
from tests.browsing import sign_in
from tests.conftest import test_env
from campaigns.users.model import Role
from tests.factories.channels import make_channel
from tests.factories.users import make_user

app = create_app(load_config(test_env(Path(tempfile.mkdtemp()))))
with app.app_context():
    Model.metadata.create_all(db.engine)
    browser = sign_in(app.test_client(), make_user(Role.PRESS_OFFICER))
    for name in ("x", "mastodon", "bluesky", "youtube"):
        make_channel(platform=name, handle=f"mira.{name}")
    for path in ("/staff/channels", "/staff/channels/1", "/staff/channels/new/mastodon"):
        assert browser.get(path).status_code == 200, path
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_the_pages_about_accounts_load_no_platform_s_library():
    asked = [sys.executable, "-c", SHOWS, *LIBRARIES]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_platform_imports_no_other_platform(name):
    files = [HERE / f"{name}.py", *(HERE / "clients" / name).rglob("*.py")]
    others = "|".join(each for each in NAMES if each != name)
    elsewhere = re.compile(rf"campaigns\.platforms\.(clients\.)?({others})\b")
    found = {
        f"{path.relative_to(HERE)}: {each}"
        for path in files
        for each in _imports_of(path)
        if elsewhere.match(each)
    }
    assert found == set()


def _imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)
