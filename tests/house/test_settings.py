import re

import pytest

from config import PREFIX, SETTINGS, ConfigError, load_config
from tests.conftest import test_env
from tests.house.trees import ROOT


def test_every_setting_is_in_the_readme_with_its_default():
    table = (ROOT / "README.md").read_text()
    for name, (default, _) in SETTINGS.items():
        row = re.search(rf"\| `{PREFIX}{name}` \| (.*?) \|", table)
        assert row, f"{name} is not in the README's table"
        assert default in row[1], f"{name}: the README says {row[1]}, the code {default}"


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    env = test_env(tmp_path, VAULT_KEYS="short", TIMEZONE="Mars/Base", SENDERS="many", NONSENSE="1")
    with pytest.raises(ConfigError) as refused:
        load_config(env)
    said = "\n".join(refused.value.problems)
    for name in ("VAULT_KEYS", "TIMEZONE", "SENDERS", "NONSENSE"):
        assert name in said


def test_the_second_factor_can_be_left_out_in_rehearsal_only(tmp_path):
    with pytest.raises(ConfigError, match="only in rehearsal"):
        load_config(test_env(tmp_path, REHEARSAL="no", TOTP="off"))
