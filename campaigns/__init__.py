"""Searchlight's domain: what a public appeal is, and everything that may happen to one.

1. `campaigns/` knows no HTTP; `app/` knows no SQL and no platform.
2. A folder is a noun of the field; its files are `model`, `rules`, `queries`, `actions` (and a
   few pure helpers named for one promise); folders lie in one order and never import upward.
3. One door out: whatever the public is told leaves as a `Delivery`. One door in: whatever the
   public says enters by `tips.actions.receive`. One line of time: whatever happens is one
   `timeline.actions.record`.
4. One verb, one transaction, no side effect inside it: an action writes rows; jobs carry rows to
   the world. `Delivery` and `Notice` are the outboxes.
5. Approved words are the sent words: text is fitted to each platform when the delivery is
   planned, frozen as a snapshot, shown to the approver, bound by hash, and sent byte for byte.
6. Nothing is ever lost, nothing is said twice, nothing withheld gets out: where the outcome is
   not known the state says so (`unknown`), and a reconcile or a person decides, never a blind
   retry.
"""
