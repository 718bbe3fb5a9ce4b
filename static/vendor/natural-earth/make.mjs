// Makes land.json from Natural Earth (public domain) as packed in world-atlas@2.0.2:
//   npm install world-atlas@2.0.2 topojson-client@3.1.0 topojson-simplify@3.0.3 && node make.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const need = createRequire(join(process.cwd(), "here.js"));
const { feature, mesh } = need("topojson-client");
const { presimplify, quantile, simplify, sphericalTriangleArea } = need("topojson-simplify");
const atlas = (name) => JSON.parse(readFileSync(need.resolve(`world-atlas/${name}.json`), "utf8"));

function simpler(topology, share) {
  const weighed = presimplify(topology, sphericalTriangleArea);
  return simplify(weighed, quantile(weighed, share));
}
const short = (line) => line.map(([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100])
  .filter(([x, y], at, all) => at === 0 || x !== all[at - 1][0] || y !== all[at - 1][1]);

const land = simpler(atlas("land-50m"), 0.2);
const countries = simpler(atlas("countries-50m"), 0.08);
const shapes = feature(land, land.objects.land);
const polygons = (shapes.features ?? [shapes]).flatMap(({ geometry }) =>
  geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);
const borders = mesh(countries, countries.objects.countries, (one, other) => one !== other);
const made = {
  land: polygons.map((rings) => rings.map(short).filter((ring) => ring.length > 3)).filter((rings) => rings.length),
  borders: borders.coordinates.map(short).filter((line) => line.length > 1),
};
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), "land.json"), `${JSON.stringify(made)}\n`);
