"""The press list's page."""

import pytest

from campaigns.channels.press_queries import list_contacts
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.channels import make_channel
from tests.factories.users import make_user


@pytest.fixture
def mailbox(app):
    return make_channel(platform="email", handle="appeals@police.example.org")


@pytest.fixture
def staff(client, app):
    sign_in(client, make_user(Role.ADMINISTRATOR))
    return client


def test_someone_is_added_and_taken_off(staff, mailbox):
    page = f"/staff/channels/{mailbox.id}/press"
    assert "Nobody yet" in staff.get(page).text
    answer = post(staff, page, name="Daily desk", address="desk@daily.example.org")
    assert answer.status_code == 303
    assert "desk@daily.example.org" in staff.get(page).text
    contact = list_contacts(mailbox.id)[0]
    assert post(staff, f"{page}/{contact.id}/remove").status_code == 303
    assert "Nobody yet" in staff.get(page).text


def test_what_cannot_be_used_is_said_and_kept(staff, mailbox):
    answer = post(staff, f"/staff/channels/{mailbox.id}/press", name="Desk", address="no address")
    assert answer.status_code == 422
    assert "not an e-mail address" in answer.text
    assert "no address" in answer.text


def test_the_account_leads_to_its_press_list(staff, mailbox):
    assert "Look after the press list" in staff.get(f"/staff/channels/{mailbox.id}").text
    assert "press list" not in staff.get(f"/staff/channels/{make_channel().id}").text
