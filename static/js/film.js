// How far a film is: asks every second and shows the film when it is there. Without this the page
// reloads itself.
const way = document.querySelector("[data-film]");
const bar = way?.querySelector("progress");
const words = way?.querySelector("[data-film-words]");

async function look() {
  const answer = await fetch(way.dataset.film, { cache: "no-store" });
  if (!answer.ok) return;
  const film = await answer.json();
  if (!film.under_way) {
    location.reload();
    return;
  }
  bar.value = film.progress;
  const said = film.state === "queued" ? film.label : `${film.progress} %`;
  if (words.textContent !== said) words.textContent = said;
}

if (way) setInterval(() => look().catch(() => {}), 1000);
