// Staff pages: wakes the parts of govuk and MOJ frontend that a page carries, and two keys.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs, createAll,
} from "/static/vendor/govuk-frontend/govuk-frontend.min.js";

const PARTS = [Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs];

document.body.classList.add("js-enabled", "govuk-frontend-supported");

function wake(scope) {
  for (const part of PARTS) createAll(part, undefined, { scope, onError: () => {} });
}

wake(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) wake(event.detail.elt);
});

if (document.querySelector('[data-module^="moj-"]')) {
  import("/static/vendor/moj-frontend/moj-frontend.min.js").then(({ initAll }) => initAll());
}

// On a phone the case's sections are a strip: show the one where we are.
const strip = document.querySelector(".sl-side");
const here = strip?.querySelector("[aria-current]");
if (here && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = here.offsetLeft - strip.clientWidth / 3;

// A browser leaves a link of a strip half hidden when the keyboard comes to it.
for (const each of document.querySelectorAll(".sl-side, .sl-tabs__in")) {
  each.addEventListener("focusin", ({ target }) => target.scrollIntoView({ block: "nearest", inline: "nearest" }));
}

// "/" goes to the search, as long as nobody is typing.
function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const search = document.querySelector('[data-key="/"]');
  if (search) {
    event.preventDefault();
    search.focus();
  }
});
