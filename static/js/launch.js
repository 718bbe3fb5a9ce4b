// The launch form: what is typed is kept as it is typed, photos can be dropped, and a crop can be drawn.
const form = document.querySelector("[data-launch]");
const said = form.querySelector("[data-said]");
const failed = form.querySelector("[data-failed]");
const PAUSE_MS = 600;
const AGAIN_MS = 5000;
let waiting = 0;
let typed = 0;
let kept = 0;
let sending = false;
let leaving = false;

function typedFields() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  return fields;
}

async function keep() {
  clearTimeout(waiting);
  if (sending || leaving) return;
  sending = true;
  const upTo = typed;
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST", body: typedFields(), credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(15000),
    });
    if (!answer.ok) throw new Error([400, 401, 403].includes(answer.status) ? "signed out" : String(answer.status));
    const { saved } = await answer.json();
    kept = upTo;
    failed.textContent = "";
    said.textContent = `Saved ${saved}`;
  } catch (error) {
    said.textContent = "";
    failed.textContent = error.message === "signed out"
      ? "NOT saved: you are signed out. Sign in again in another tab, then go on here."
      : "NOT saved: the house does not answer. Keep this page open; it tries again.";
    waiting = setTimeout(keep, AGAIN_MS);
  } finally {
    sending = false;
    if (typed > upTo && !failed.textContent) waiting = setTimeout(keep, PAUSE_MS);
  }
}

function note() {
  typed += 1;
  said.textContent = "Typing …";
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE_MS);
}

form.addEventListener("input", note);
form.addEventListener("change", note);
form.addEventListener("submit", (event) => {
  if (leaving) return event.preventDefault(); // a double click sends once
  leaving = true;
  clearTimeout(waiting);
  said.textContent = "Saving …";
  return undefined;
});
window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && typed > kept) event.preventDefault();
});

// A new row, or the first mistake, is where one goes on.
const start = form.dataset.focus && document.getElementById(form.dataset.focus);
if (start) start.focus();

// The pin on the map and the typed coordinates are one thing.
for (const point of form.querySelectorAll("[data-point]")) {
  const [lat, lon] = ["lat", "lon"].map((end) => document.getElementById(`${point.id}-${end}`));
  const read = () => {
    const found = point.value.match(/([+-]?\d+(?:\.\d+)?)\s*[,;\s/]\s*([+-]?\d+(?:\.\d+)?)\D*$/);
    [lat.value, lon.value] = found ? [found[1], found[2]] : ["", ""];
  };
  read();
  point.addEventListener("input", () => {
    read();
    for (const part of [lat, lon]) part.dispatchEvent(new Event("input"));
  });
  lon.addEventListener("change", () => {
    point.value = `${lat.value}, ${lon.value}`;
    note();
  });
}

// Photos: drop them, and they are uploaded; without a drop, the button does the same.
const drop = form.querySelector("[data-drop]");
const files = drop.querySelector("input[type=file]");
const upload = drop.querySelector("[data-upload]");
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("sl-launch__drop--over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("sl-launch__drop--over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("sl-launch__drop--over");
  if (!event.dataTransfer.files.length) return;
  files.files = event.dataTransfer.files;
  form.requestSubmit(upload);
});
files.addEventListener("change", () => { if (files.files.length) form.requestSubmit(upload); });

// A crop: drag over the picture; the four numbers beside it say the same and can be typed.
const percent = (part) => Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10;
for (const look of form.querySelectorAll("[data-crop]")) {
  const field = document.getElementById(look.dataset.crop);
  const cut = look.appendChild(document.createElement("div"));
  cut.className = "sl-launch__cut";
  // The picture is shown as it is cut now, so a new cut is drawn only where there is none.
  const whole = !field.value;
  const draw = (left, top, width, height) => {
    for (const [name, value] of Object.entries({ left, top, width, height })) cut.style.setProperty(name, `${value}%`);
    cut.hidden = width < 1 || height < 1;
  };
  draw(0, 0, 0, 0);
  if (!whole) continue;
  let from = null;
  const at = (event) => {
    const box = look.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  look.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    look.setPointerCapture(event.pointerId);
    from = at(event);
  });
  look.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    const left = percent(Math.min(from[0], to[0]));
    const top = percent(Math.min(from[1], to[1]));
    const width = percent(Math.max(from[0], to[0])) - left;
    const height = percent(Math.max(from[1], to[1])) - top;
    draw(left, top, width, height);
    field.value = width < 5 || height < 5 ? "" : [left, top, width, height].map((part) => Math.round(part * 10) / 10).join(", ");
  });
  look.addEventListener("pointerup", () => {
    from = null;
    note();
  });
}
