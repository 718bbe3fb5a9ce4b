"""Headers, static files and what stands behind them."""

import hashlib
import re
from pathlib import Path

import pytest

from app.factory import create_app
from app.web.security import CSP
from config import load_config
from tests.conftest import test_env

STATIC = Path("static")


def test_every_answer_refuses_inline_script_inline_style_and_third_parties(client):
    for path in ("/staff/sign-in", "/nowhere", "/static/img/favicon.svg"):
        with client.get(path) as answer:
            assert answer.headers["Content-Security-Policy"] == CSP
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
    assert "unsafe" not in CSP
    assert "http" not in CSP
    assert "data:" not in CSP


def test_browsers_keep_no_copy_of_what_staff_and_family_see(client):
    for path in ("/staff/", "/staff/sign-in", "/family/", "/return"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_static_file_with_its_version_is_kept_for_good_and_one_without_is_asked_for(client):
    for path, for_good in (
        ("/static/css/public.css?v=abc", True),
        ("/static/css/public.css", False),
        ("/static/css/none.css?v=abc", False),
    ):
        with client.get(path) as answer:
            assert ("immutable" in answer.headers.get("Cache-Control", "")) is for_good


@pytest.mark.parametrize(("url", "told"), [("https://tips.example", True), ("http://x", False)])
def test_browsers_are_told_to_insist_on_tls_where_there_is_tls(data_dir, url, told):
    app = create_app(load_config(test_env(data_dir, PUBLIC_URL=url)))
    answer = app.test_client().get("/nowhere")
    assert ("Strict-Transport-Security" in answer.headers) is told


def test_the_stylesheets_were_compiled_from_the_sources_beside_them():
    src = STATIC / "css" / "src"
    sources = [STATIC / "css" / name for name in ("tokens.css", "searchlight.css", "console.css")]
    sources += sorted(src.glob("*.scss"))
    said = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    for name in ("public.css", "staff.css"):
        assert f"searchlight {said}" in (STATIC / "css" / name).read_text()[:200], (
            f"Compile {name} again: see static/css/src/README.md."
        )


def test_the_stylesheets_fetch_nothing_and_take_every_colour_from_a_token():
    for name in ("public.css", "staff.css"):
        css = (STATIC / "css" / name).read_text()
        assert "url(" not in css
        assert "@import" not in css
        assert "@font-face" not in css
        outside = re.sub(r"--(sl|govuk)-[a-z0-9-]+:\s*[^;}]+", "", css)
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", outside)) <= {"#fff", "#000", "#ffffff"}
    assert len((STATIC / "css" / "public.css").read_bytes()) < 66_000


def test_what_is_vendored_is_what_was_taken():
    told = (STATIC / "vendor" / "README.md").read_text()
    rows = re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", told)
    assert len(rows) == 6
    for name, sha in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == sha
    kept = {path.relative_to(STATIC / "vendor").as_posix() for path in STATIC.glob("vendor/*/*")}
    unnamed = kept - {name for name, _ in rows}
    assert all(name.endswith(("LICENSE", "make.mjs")) for name in unnamed)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "sprite.svg").read_text()))
    for template in Path("templates").rglob("*.html"):
        named = re.findall(r'icon\("([a-z-]+)"\)', template.read_text())
        assert set(named) <= drawn, f"{template} names an icon that is not drawn."
    assert {f"state-{tone}" for tone in ("calm", "ok", "wait", "unknown", "life")} <= drawn


def test_no_template_carries_inline_style_or_script():
    for template in Path("templates").rglob("*.html"):
        if template.parts[1] == "mail":
            continue  # letters have no policy, and mail programs read nothing else
        words = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", words), template
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", words), template
