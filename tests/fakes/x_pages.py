"""What X lets be read in pages: timelines, mentions, what a search finds in seven days."""

from datetime import UTC, datetime, timedelta

from tests.fakes import x_rules as rules
from tests.fakes.world import Answer, Request
from tests.fakes.x_media import Shelf
from tests.fakes.x_posts import EPOCH_MS, Said, view
from tests.fakes.x_rules import invalid


class Pages(Shelf):
    """Reads `posts` and `users`, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, Said] = {}
        self.users: dict[str, dict] = {}

    def standing(self, author: str) -> list[Said]:
        return [each for each in self.posts.values() if each.author == author]

    def do_lookup_many(self, request: Request, _who: str, _ref: str) -> Answer:
        wrong = rules.wrong_query(request, "many")
        if wrong:
            return wrong
        refs = request.one("ids").split(",")
        body = {
            "data": [view(self.posts[ref]) for ref in refs if ref in self.posts],
            "errors": [each for ref in refs if ref not in self.posts
                       for each in rules.gone(ref)["errors"]],
        }  # fmt: skip
        return Answer(200, {name: rows for name, rows in body.items() if rows})

    def _page(self, request: Request, rows: list[Said], token_name: str) -> Answer:
        """Return rows newest first, from since_id or start_time on, a page at a time."""
        after = int(request.one("since_id", "0"))
        start = request.one("start_time", "2006-03-21T00:00:00Z")
        rows = [e for e in rows if int(e.ref) > after and e.at >= datetime.fromisoformat(start)]
        rows.sort(key=lambda each: int(each.ref), reverse=True)
        skip, size = int(request.one(token_name, "0")), int(request.one("max_results", "10"))
        page = rows[skip : skip + size]
        meta = {"result_count": len(page)}
        if skip + size < len(rows):
            meta["next_token"] = str(skip + size)
        if not page:
            return Answer(200, {"meta": meta})
        return Answer(200, {"data": [view(e) for e in page], "meta": meta,
                            "includes": self._includes(page)})  # fmt: skip

    def _includes(self, page: list[Said]) -> dict:
        users = [self.users[each] for each in sorted({each.author for each in page})]
        since = {"created_at": "2020-02-02T02:02:02.000Z"}
        media = [self.media_view(ref) for each in page for ref in each.media]
        return {"users": [user | since for user in users], "media": media}

    def do_timeline(self, request: Request, _who: str, ref: str) -> Answer:
        wrong = rules.wrong_query(request, "tweets")
        return wrong or self._page(request, self.standing(ref), "pagination_token")

    def do_mentions(self, request: Request, _who: str, ref: str) -> Answer:
        name = f"@{self.users[ref]['username']}"
        rows = [
            each for each in self.posts.values()
            if each.author != ref
            and (name in each.text or getattr(self.posts.get(each.parent), "author", "") == ref)
        ]  # fmt: skip
        wrong = rules.wrong_query(request, "mentions")
        return wrong or self._page(request, rows, "pagination_token")

    def do_search(self, request: Request, _who: str, _ref: str) -> Answer:
        query, now = request.one("query"), datetime.now(UTC)
        wrong = rules.wrong_query(request, "search")
        if wrong or len(query) > 512:
            return wrong or invalid("There were errors processing your request: too long")
        start = request.one("start_time")
        if start and datetime.fromisoformat(start) < now - timedelta(days=7):
            return invalid("Invalid 'start_time'. It must be a timestamp after 7 days ago.")
        since = int(request.one("since_id", "0"))
        if since and (since >> 22) + EPOCH_MS < (now - timedelta(days=7)).timestamp() * 1000:
            return invalid("Invalid 'since_id'. It must be a tweet id created after 7 days ago.")
        rows = [
            each for each in self.posts.values()
            if each.at > now - timedelta(days=7) and rules.matches(query, each)
        ]  # fmt: skip
        return self._page(request, rows, "next_token")
