// Compiles the two stylesheets, turns every colour of govuk and MOJ frontend into a token of ours, and
// refuses to write anything in which a colour is left that would not follow light and dark.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = process.cwd(); // where npm put the packages
const need = createRequire(join(root, "here.js"));
const postcss = need("postcss");
const sass = need("sass");
const OURS = ["tokens.css", "searchlight.css", "console.css"].map((name) => join(here, "..", name));

// What we never draw: it would only be carried along.
const DROPPED = [
  /--inverse/, /button--start|start-icon/, /summary-card/, /govuk-!-static|govuk-\\!-static/, /xl\b.*__legend/, /hint--inverse/,
];
const DROPPED_PUBLIC = [
  /govuk-\\!-(padding|margin-(left|right))/, /\\!-margin-[0-9]/, /grid-column/, /grid-row/, /date-input/,
  /heading-xl|caption-(xl|l)\b|body-lead/, /link--(muted|text-colour|no-underline|no-visited|image)/, /link-image/, /section-break--xl/,
  /pagination--block|pagination__(item|list|icon|link-label)/, /file-upload-(button|wrapper)|drop-zone|file-upload-/,
  /input--extra-letter-spacing/, /pagination__link-title--decorated/, /fieldset__legend--xl|label--xl/, /table--small/, /list--spaced/,
];
const KEPT_COLOURS = /^#0{3,6}$/; // ink on printed paper
const TONES = [[20, "life"], [65, "wait"], [185, "ok"], [245, "link"], [335, "unknown"], [361, "life"]]; // by hue

// The token of ours that stands for one of their colours: greys by lightness, the rest by hue.
function tokenOf(hex) {
  const long = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join("") : hex.slice(1, 7);
  const [r, g, b] = [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16) / 255);
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const [light, spread] = [(most + least) / 2, most - least];
  if (spread < 0.06) {
    if (light > 0.98) return "paper";
    if (light > 0.9) return "surface";
    if (light > 0.65) return "line";
    return light > 0.45 ? "line-strong" : light > 0.15 ? "ink-2" : "ink";
  }
  const turn = most === r ? ((g - b) / spread + 6) % 6 : most === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  const tone = TONES.find(([upto]) => turn * 60 <= upto)[1];
  if (light < 0.75) return tone;
  return tone === "link" ? "surface" : `${tone}-soft`;
}

function tokenise(decl, name) {
  const where = `${name}: ${decl.parent.selector}: ${decl.prop}: ${decl.value.slice(0, 80)}`;
  decl.value = decl.value
    .replace(/var\((--govuk-[a-z-]+),\s*#[0-9a-f]+\)/gi, "var($1)")
    .replace(/rgba\(0,\s*0,\s*0,\s*0\)/g, "transparent")
    .replace(/#[0-9a-f]{3,8}\b/gi, (hex) => (KEPT_COLOURS.test(hex) ? hex : `var(--sl-${tokenOf(hex)})`));
  if (/rgba?\(|hsla?\(/.test(decl.value)) throw new Error(`a colour that is no token: ${where}`);
  if (/url\(/.test(decl.value)) throw new Error(`something that would be fetched: ${where}`);
}

function ourColours(name, dropped) {
  return {
    postcssPlugin: "our-colours",
    Once(css) {
      css.walkAtRules("media", (at) => {
        if (at.params === "print") at.remove(); // searchlight.css says how we print
      });
      css.walkRules((rule) => {
        if (rule.parent.type === "atrule" && /keyframes/.test(rule.parent.name)) return;
        const kept = rule.selectors.filter((one) => !dropped.some((bad) => bad.test(one)));
        if (kept.length === 0) rule.remove();
        else rule.selectors = kept;
      });
      css.walkDecls((decl) => {
        if (/^--govuk-.*-colour$/.test(decl.prop)) return decl.remove(); // tokens.css says them
        if (/^(font-family|-webkit-font-smoothing|-moz-osx-font-smoothing)$/.test(decl.prop)) return decl.remove(); // the page says it once
        if (/url\(/.test(decl.value) && /mask|background|list-style/.test(decl.prop)) return decl.remove();
        tokenise(decl, name);
      });
      css.walk((node) => {
        if ((node.type === "rule" || node.type === "atrule") && node.nodes && node.nodes.length === 0) node.remove();
      });
    },
  };
}

const sources = createHash("sha256");
for (const path of [...OURS, ...readdirSync(here).filter((n) => n.endsWith(".scss")).sort().map((n) => join(here, n))]) {
  sources.update(readFileSync(path));
}
const mark = `/*! searchlight ${sources.digest("hex")} · govuk-frontend 6.6.0 and @ministryofjustice/frontend 11.1.0 (MIT) */\n`;
const [tokens, shared, staffOnly] = OURS.map((path) => sass.compileString(readFileSync(path, "utf8"), { style: "compressed", syntax: "css" }).css);

for (const name of ["public", "staff"]) {
  const made = sass.compile(join(here, `${name}.scss`), {
    loadPaths: [root, join(root, "node_modules")], style: "compressed", quietDeps: true, charset: false,
  });
  const plugin = ourColours(name, name === "public" ? [...DROPPED, ...DROPPED_PUBLIC] : DROPPED);
  const theirs = postcss([plugin]).process(made.css, { from: undefined }).css;
  const ours = name === "staff" ? shared + staffOnly : shared;
  const whole = `@charset "UTF-8";\n${mark}${tokens.replace(/^\uFEFF/, "")}${theirs}${ours.replaceAll("\uFEFF", "")}\n`;
  writeFileSync(join(here, "..", `${name}.css`), whole);
  console.log(`${name}.css ${whole.length} bytes (ours ${tokens.length + ours.length})`);
}
