"""The client of Lantern, as a platform file has one: unmodified HTTP through the world."""

import base64
import contextlib
import hashlib
from datetime import datetime
from urllib.parse import urlencode

from campaigns.kernel.errors import Gone, Rejected, Unauthorised, Unreachable
from campaigns.platforms import http
from campaigns.platforms.base import Absent, Found, Identity, Post, Profile, Proof, Receipt
from campaigns.platforms.doors import Leaving, Offered

HOST = "api.lantern.example"
HOSTS = frozenset({HOST})
CHUNK = 1_000_000


class LanternAccount:
    """One open account there."""

    def __init__(self, credentials, desk) -> None:
        self._credentials, self._desk = dict(credentials), desk
        self._line = http.client(f"https://{HOST}", HOSTS, read_s=0.5)

    def _ask(self, method: str, path: str, **how):
        said = self._once(method, path, **how)
        if said.status_code == 401:
            self._credentials = dict(self._desk.renew(self._credentials, self._renew))
            said = self._once(method, path, **how)
        if said.status_code >= 300:
            raise http.refusal("Lantern", said.status_code, said.text)
        return said

    def _once(self, method: str, path: str, **how):
        headers = {"Authorization": f"Bearer {self._credentials['access_token']}"}
        with http.asking("Lantern"):
            return self._line.request(method, path, headers=headers, **how)

    def _renew(self, held):
        form = {"refresh_token": held.get("refresh_token", ""), "client_id": held.get("client_id")}
        with http.asking("Lantern"):
            said = self._line.post("/token", data=form)
        if said.status_code == 400:
            raise Unauthorised(f"Lantern said: {said.text}")
        if said.status_code >= 300:
            raise http.refusal("Lantern", said.status_code, said.text)
        return {**held, **_json(said)}

    def check(self) -> Identity:
        me = _json(self._ask("GET", "/me"))
        return Identity(me["handle"], me["name"], me["bio"], f"https://{HOST}/@{me['handle']}")

    def set_profile(self, profile: Profile, /) -> None:
        given = {"name": profile.display_name, "bio": profile.bio}
        self._ask("PATCH", "/me", json={k: v for k, v in given.items() if v is not None})

    def publish(self, post: Post, /) -> Receipt:
        media = [self._upload(post, at) for at in range(len(post.media))]
        post.journey.go_on()
        given = {"text": post.text, "key": post.key, "reply_to": post.reply_to, "media": media}
        said = self._ask("POST", "/posts", json=given)
        self._desk.spent("posts")
        self._desk.paid("post")
        receipt = self._receipt(_json(said)["id"])
        resets = datetime.fromisoformat(said.headers["x-resets-at"])
        self._desk.told("calls", int(said.headers["x-left"]), 100, resets)
        return receipt

    def answer(self, post: Post, /) -> Receipt:
        return self.publish(post)

    def _upload(self, post: Post, at: int) -> str:
        stage, journey = f"upload {at + 1}", post.journey
        ref = journey.known(stage)
        if ref is None:
            ref = _json(self._ask("POST", "/media"))["id"]
            journey.save(stage, ref)
        have = _json(self._ask("GET", f"/media/{ref}"))["size"]
        with post.media[at].opens() as file:
            file.seek(have)
            while chunk := file.read(CHUNK):
                journey.go_on()
                self._ask("PUT", f"/media/{ref}", params={"at": have}, content=chunk)
                have += len(chunk)
        return ref

    @staticmethod
    def _receipt(ref: str) -> Receipt:
        return Receipt(ref, f"https://lantern.example/post/{ref}")

    def reconcile(self, post: Post, since: datetime, /):
        kept = _json(self._ask("GET", "/posts"))
        for each in kept:
            if each["key"] == post.key and datetime.fromisoformat(each["at"]) >= since:
                return Found(self._receipt(each["id"]))
        return Absent()

    def withdraw(self, ref: str, /) -> Proof:
        with contextlib.suppress(Gone):
            self._ask("DELETE", f"/posts/{ref}")
        try:
            self._ask("GET", f"/posts/{ref}")
        except Gone as gone:
            return Proof(gone.message, 404)
        raise Unreachable("It is still there.")

    def revoke(self) -> None:
        self._ask("POST", "/revoke")


def _json(said):
    try:
        return said.json()
    except ValueError as error:
        raise Unreachable("Lantern's answer could not be read.") from error


class LanternSignIn:
    """Its door for browsers, with a proof key."""

    def begin(self, app, redirect_uri, state, /) -> Leaving:
        verifier = f"verifier-of-{state}"
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "client_id": app["client_id"],
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": digest.decode().rstrip("="),
        }
        return Leaving(f"https://lantern.example/allow?{urlencode(asked)}", {"verifier": verifier})

    def finish(self, app, redirect_uri, keep, query, /) -> tuple[Offered, ...]:
        if "error" in query:
            raise Rejected(f"Lantern said: {query['error']}")
        form = {"code": query["code"], "code_verifier": keep["verifier"], **app}
        with http.asking("Lantern"):
            said = http.client(f"https://{HOST}", HOSTS).post("/token", data=form)
        if said.status_code != 200:
            raise Rejected(f"Lantern said: {said.text}")
        given = _json(said)
        accounts = given.pop("accounts")
        return tuple(Offered(f"@{name}", {"handle": name, **given}) for name in accounts)
