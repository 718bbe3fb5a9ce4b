"""What has an address and is no page that someone opens."""

# Files, feeds and answers to programs; and what belongs to one browser only (enrolling, choosing
# among accounts), which has tests of its own.
NOT_PAGES = {
    "static",
    "openapi.spec",
    "public.about.healthz",
    "public.about.readyz",
    "public.about.metrics",
    "public.media.show",
    "public.media.going",
    "public.feeds.show",
    "public.feeds.everything",
    "rehearsal.wall.picture",
    "staff.connecting.back",
    "staff.connecting.offered",
    "staff.media.file",
    "staff.brand.logo",
    "staff.posters.show",
    "staff.posters.kit",
    "staff.posters.everything",
    "staff.posters.progress",
    "staff.posters.file",
    "public.media.captions",
    "staff.films.file",
    "staff.films.still",
    "staff.films.captions",
    "staff.films.progress",
    "staff.updates.way",
    "staff.deliveries.picture",
    "staff.tips.refresh",
    "staff.signin.enrol",
}
