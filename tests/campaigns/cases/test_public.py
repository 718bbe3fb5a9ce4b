import pytest

from campaigns.cases.public import touch_public
from campaigns.cases.queries import find_public_version
from campaigns.kernel.db import atomic
from tests.factories.cases import make_case

pytestmark = pytest.mark.usefixtures("app")


def test_touching_moves_the_public_version_of_one_case_only():
    case, other = make_case(), make_case()
    touch_public(case.id)
    assert find_public_version(case.id) == 2
    assert find_public_version(other.id) == 1
    assert find_public_version(999) is None


def test_touching_is_nobodys_edit_and_so_in_nobodys_way():
    case = make_case()

    @atomic
    def edit():
        touch_public(case.id)
        case.title = "Another title"

    edit()
    assert find_public_version(case.id) == 2
