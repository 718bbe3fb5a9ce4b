// The triage list: fetches news without moving what someone is reading, and single keys that can
// be switched off (WCAG 2.1.4). The pages work without any of this.

const EVERY_MS = 5000;
const box = document.getElementById("tips-list");
const news = document.querySelector("[data-tips-news]");

// News

let since = box.dataset.since;

async function refresh() {
  if (document.hidden || box.querySelector(":scope .tips-pick input:focus")) return;
  const address = new URL(box.dataset.tipsList, location.href);
  address.searchParams.set("since", since);
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" });
  if (!answer.ok) return; // 304: nothing new; anything else: the page stays as it is
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const chosen = new Set(picks().filter((pick) => pick.checked).map((pick) => pick.value));
  const before = new Set(rows().map((row) => row.pathname));
  box.innerHTML = await answer.text();
  since = box.querySelector("[data-version]").dataset.version;
  for (const pick of picks()) pick.checked = chosen.has(pick.value);
  const fresh = rows().filter((row) => !before.has(row.pathname)).length;
  if (focused) rows().find((row) => row.getAttribute("href") === focused)?.focus();
  if (fresh) news.textContent = fresh === 1 ? "1 new tip in the list" : `${fresh} new tips in the list`;
  count();
}

setInterval(() => refresh().catch(() => {}), EVERY_MS);

// Choosing

const rows = () => [...box.querySelectorAll(".sl-listing__link")];
const picks = () => [...box.querySelectorAll(".tips-pick input")];
const chosenWords = document.querySelector("[data-tips-chosen]");

function count() {
  if (!chosenWords) return;
  const many = picks().filter((pick) => pick.checked).length;
  chosenWords.textContent = many ? `${many} chosen` : "";
}
box.addEventListener("change", count);

// Keys

const OFF = "searchlight-tips-keys-off";
const panel = document.querySelector("[data-tips-keys]");
const on = document.querySelector("[data-tips-keys-on]");
panel.hidden = false;
on.checked = localStorage.getItem(OFF) === null;
on.addEventListener("change", () => {
  if (on.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

function current() {
  const list = rows();
  const focused = list.indexOf(document.activeElement);
  return focused >= 0 ? focused : list.findIndex((row) => row.getAttribute("aria-current"));
}

function step(by) {
  const list = rows();
  const next = list[current() + by] ?? (current() < 0 ? list[0] : undefined);
  if (!next) return;
  next.focus();
  if (document.querySelector(".sl-console--open")) next.click();
}

function focus(key) {
  const target = document.querySelector(`[data-tips-focus="${key}"]`);
  const folded = target?.closest("details");
  if (folded) folded.open = true;
  target?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  p: () => focus("p"),
  l: () => focus("l"),
  n: () => focus("n"),
  a: () => focus("a"),
  x: () => {
    const row = rows()[current()];
    row?.closest("li").querySelector(".tips-pick input")?.click();
  },
  "?": () => {
    panel.open = true;
    panel.scrollIntoView();
    panel.querySelector("summary").focus();
  },
};
for (const key of ["c", "d", "u"]) KEYS[key] = () => document.querySelector(`[data-tips-key="${key}"]`)?.click();

const typing = (at) => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const box_ = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
  if (!on.checked || (typing(event.target) && !box_) || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

// After a page load the tip is where the reading goes on.
if (document.querySelector(".sl-console--open") && !location.hash && document.activeElement === document.body) {
  document.querySelector(".tip-head__name")?.focus({ preventScroll: true });
}
