import pytest
from flask import url_for
from werkzeug.routing import IntegerConverter

GUARDED = ("staff.", "family.", "api.")


def _rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(GUARDED)]


def _address(app, rule):
    values = {
        name: 999_999 if isinstance(converter, IntegerConverter) else "none"
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def test_every_staff_family_and_api_route_says_who_may_come_in(app):
    open_doors = [
        rule.endpoint
        for rule in _rules(app)
        if not getattr(app.view_functions[rule.endpoint], "guard", None)
    ]
    assert open_doors == []
    assert len(_rules(app)) > 20


def test_a_stranger_gets_nothing_from_any_guarded_route(app, client):
    for rule in _rules(app):
        if app.view_functions[rule.endpoint].guard.startswith("open:"):
            continue
        for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            answer = client.open(_address(app, rule), method=method)
            assert answer.status_code in {302, 303, 400, 401, 403}, (rule.endpoint, method, answer)
            assert answer.status_code not in {302, 303} or "sign-in" in answer.location, (
                rule.endpoint
            )


@pytest.mark.parametrize("surface", ["staff.", "family."])
def test_no_form_is_taken_without_its_token(app, client, surface):
    posts = [r for r in _rules(app) if r.endpoint.startswith(surface) and "POST" in r.methods]
    assert posts
    for rule in posts:
        answer = client.post(_address(app, rule), data={"x": "y"})
        assert answer.status_code in {400, 401}, (rule.endpoint, answer.status_code)


def test_public_pages_leave_no_cookie(app, client):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("public.") and "GET" in rule.methods:
            answer = client.get(_address(app, rule))
            assert "Set-Cookie" not in answer.headers, rule.endpoint
