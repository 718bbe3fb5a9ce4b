import re
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.house.trees import ROOT

TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))


@pytest.mark.parametrize("name", NAMES)
def test_a_template_parses_and_uses_what_it_imports(app, name):
    source = (TEMPLATES / name).read_text()
    tree = app.jinja_env.parse(source)
    used = {node.name for node in tree.find_all(nodes.Name)}
    for imported in tree.find_all(nodes.FromImport):
        module = app.jinja_env.get_template(imported.template.value).make_module({})
        for each in imported.names:
            given, here = each if isinstance(each, tuple) else (each, each)
            assert hasattr(module, given), f"{name} imports {given}, which is not there"
            assert here in used, f"{name} imports {here} and does not use it"


def test_every_template_that_code_names_is_there():
    named = {
        found
        for path in (ROOT / "app").rglob("*.py")
        for found in re.findall(r'"([a-z_]+/[a-z_/]+\.(?:html|txt|xml))"', path.read_text())
    }
    assert named
    assert sorted(name for name in named if not (TEMPLATES / name).exists()) == []


def test_no_template_carries_script_or_style_of_its_own():
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", source), Path(
            path
        ).name
