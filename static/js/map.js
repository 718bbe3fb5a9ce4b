// Maps without a third party: Leaflet on our own outline of the land and a grid of degrees. Each map stands beside
// plain fields or plain coordinates, which stay the way for keyboards, for phones without script, and for exact places.
const TILE = { minZoom: 1, maxZoom: 17, zoomSnap: 0.5, attributionControl: false, worldCopyJump: true, keyboard: true };
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const PIN = '<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 30s10-9 10-17A10 10 0 0 0 6 13c0 8 10 17 10 17z"/><circle cx="16" cy="13" r="3.5"/></svg>';

let landed;
function outline() {
  landed ??= fetch("/static/vendor/natural-earth/land.json").then((answer) => answer.json());
  return landed;
}

function number(text) {
  const value = Number.parseFloat(String(text ?? "").trim().replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

async function drawLand(map) {
  const { land, borders } = await outline();
  const flip = (line) => line.map(([lon, lat]) => [lat, lon]);
  L.polygon(land.map((rings) => rings.map(flip)), { className: "sl-map-land", interactive: false }).addTo(map).bringToBack();
  L.polyline(borders.map(flip), { className: "sl-map-border", interactive: false }).addTo(map);
}

function drawGrid(map) {
  const grid = L.layerGroup().addTo(map);
  function redraw() {
    const seen = map.getBounds();
    const step = STEPS.find((one) => (seen.getEast() - seen.getWest()) / one >= Math.min(4, map.getSize().x / 140)) ?? 0.001;
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const lines = [];
    const south = Math.max(-85, seen.getSouth());
    const north = Math.min(85, seen.getNorth());
    grid.clearLayers();
    for (let lon = Math.ceil(seen.getWest() / step) * step; lon <= seen.getEast(); lon += step) {
      lines.push([[south, lon], [north, lon]]);
      name(grid, [south, lon], `${Math.abs(lon).toFixed(digits)}° ${lon < 0 ? "W" : "E"}`, "sl-map-name sl-map-name--lon");
    }
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      lines.push([[lat, seen.getWest()], [lat, seen.getEast()]]);
      name(grid, [lat, seen.getWest()], `${Math.abs(lat).toFixed(digits)}° ${lat < 0 ? "S" : "N"}`, "sl-map-name sl-map-name--lat");
    }
    grid.addLayer(L.polyline(lines, { className: "sl-map-grid", interactive: false }));
  }
  map.on("moveend", redraw);
  redraw();
}

function name(layer, at, words, className) {
  layer.addLayer(L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className, html: words, iconSize: null }) }));
}

function pinAt(at) {
  const icon = L.divIcon({ className: "sl-map-pin", html: PIN, iconSize: [32, 32], iconAnchor: [16, 30] });
  return L.marker(at, { icon, interactive: false, keyboard: false });
}

function open(element) {
  element.hidden = false;
  const map = L.map(element, TILE);
  map.zoomControl.setPosition("topright");
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  return map;
}

function finish(map) {
  drawGrid(map);
  drawLand(map);
}

function look(map, at, radius) {
  if (radius) map.fitBounds(L.latLng(at).toBounds(radius * 6));
  else map.setView(at, 8);
}

function show(element) {
  const at = [number(element.dataset.lat), number(element.dataset.lon)];
  if (at.includes(null)) return;
  const map = open(element);
  const radius = number(element.dataset.radius);
  look(map, at, radius);
  if (radius) L.circle(at, { radius, className: "sl-map-radius", interactive: false }).addTo(map);
  pinAt(at).addTo(map);
  finish(map);
}

function pick(element) {
  const fields = [element.dataset.latField, element.dataset.lonField].map((id) => document.getElementById(id));
  if (fields.includes(null)) return;
  const reach = document.getElementById(element.dataset.radiusField ?? "");
  const map = open(element);
  const drawn = L.layerGroup().addTo(map);
  const read = () => fields.map((field) => number(field.value));

  function draw() {
    const at = read();
    drawn.clearLayers();
    if (at.includes(null) || Math.abs(at[0]) > 90 || Math.abs(at[1]) > 180) return null;
    const radius = number(reach?.value);
    if (radius) drawn.addLayer(L.circle(at, { radius, className: "sl-map-radius", interactive: false }));
    drawn.addLayer(pinAt(at));
    return at;
  }

  function fromFields() {
    const at = draw();
    if (at) map.setView(at, Math.max(map.getZoom(), 9));
  }

  const first = draw();
  if (first) look(map, first, number(reach?.value));
  else map.setView([number(element.dataset.startLat) ?? 25, number(element.dataset.startLon) ?? 0], element.dataset.startLat ? 6 : 1);
  map.on("click", ({ latlng }) => {
    const place = latlng.wrap();
    fields[0].value = place.lat.toFixed(5);
    fields[1].value = place.lng.toFixed(5);
    for (const field of fields) field.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  });
  for (const field of [...fields, reach]) field?.addEventListener("input", fromFields);
  finish(map);
}

for (const element of document.querySelectorAll("[data-sl-map]")) {
  if (element.dataset.slMap === "pick") pick(element);
  else show(element);
}
