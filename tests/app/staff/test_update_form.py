"""The form of an update keeps what was typed."""

from tests.browsing import post, sign_in
from tests.factories.deliveries import make_speaking_case
from tests.factories.films import keep_film


def test_what_is_said_while_a_video_is_coming_is_written_kept_and_shown(client, app, tmp_path):
    case, [channel] = make_speaking_case("missingmira")
    sign_in(client, case.lead)
    page = f"/staff/cases/{case.id}/updates"
    film = keep_film(case, tmp_path / "film.mp4")
    form = {
        "texts-0": "Seen?",
        "media-0": film.asset_id,
        f"alt-0-{film.asset_id}": "Police ask for help",
        "channel_ids": channel.id,
        "when": "once",
        "film_later": "y",
        "coming_words": "Our film is on its way.",
    }
    refused = post(client, f"{page}/new", **form, link_words=" ")
    assert refused.status_code == 422
    assert "what stands before its link" in refused.text
    assert "Our film is on its way." in refused.text
    answer = post(client, f"{page}/new", **form, link_words="Here it is:")
    shown = client.get(answer.location).text
    assert "Our film is on its way." in shown
    assert "an account of films" in shown, "none is chosen"
    changed = client.get(f"{answer.location}/edit").text
    assert 'value="Here it is:"' in changed
