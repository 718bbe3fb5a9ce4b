// Two conveniences on the tip form and its receipt; both pages do without them.

const say = (box, words) => { box.querySelector("[role=status]").textContent = words; };

const place = document.querySelector("[data-tip-position]");
if (place && navigator.geolocation) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    say(place, "Looking …");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.getElementById("position").value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        say(place, "Filled in.");
      },
      () => say(place, "This device does not tell. Describe the place instead."),
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}

for (const box of document.querySelectorAll("[data-tip-copy]")) {
  if (!navigator.clipboard) break;
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(box.dataset.tipCopy).textContent.trim());
      say(box, "Copied.");
    } catch {
      say(box, "This browser does not let us copy. Write them down.");
    }
  });
}
