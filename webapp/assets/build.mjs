// Bundles src/ into build/ with hashed names, and writes build/manifest.json: the name a page asks for -> the file.
// Nothing here is fetched by the browser from anywhere but our own server.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "build");

rmSync(out, { recursive: true, force: true });

const settings = {
  absWorkingDir: here,
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "files/[name]-[hash]",
  bundle: true,
  minify: true,
  sourcemap: false,
  metafile: true,
  format: "esm",
  target: ["es2022", "chrome110", "firefox115", "safari16"],
  loader: { ".eot": "file", ".ttf": "file", ".woff2": "file", ".woff": "file", ".svg": "file", ".png": "file" },
  legalComments: "linked",
  logLevel: "warning",
};

// The form editor brings a second copy of preact, and one half of it cannot work with the other's; all take the same.
const preact = join(here, "node_modules/preact");
// What the libraries write as styles goes by the page's policy (src/designer/styled.js, markup.js).
const alias = {
  preact,
  "@bpmn-io/properties-panel/preact": preact,
  "style-mod": join(here, "src/designer/styled.js"),
  "min-dom": join(here, "src/designer/markup.js"),
};

// The designer's editors are a bundle of their own in pieces: no other page loads any of it, and tables and forms come when one is opened.
const results = await Promise.all([
  build({ ...settings, entryPoints: ["src/app.js", "src/app.css", "src/diagram.js"] }),
  build({ ...settings, entryPoints: ["src/designer/editor.js", "src/designer/tables.css", "src/designer/forms.css"], splitting: true, alias, chunkNames: "designer/[name]-[hash]" }),
]);

const manifest = {};
const placed = (path) => relative(out, join(here, path)).replaceAll("\\", "/");
// What a module imports at once, and what these import: a page that will need them all asks for them beside each other.
const needed = (path, outputs, seen = new Set()) => {
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind !== "import-statement" || seen.has(next)) continue;
    seen.add(next);
    needed(next, outputs, seen);
  }
  return seen;
};
for (const [path, output] of results.flatMap((result) => Object.entries(result.metafile.outputs))) {
  if (!output.entryPoint?.startsWith("src/")) continue;
  const name = basename(output.entryPoint);
  manifest[name] = placed(path);
  if (output.cssBundle) manifest[name.replace(/\.js$/, ".css")] = placed(output.cssBundle);
}
const { outputs } = results[1].metafile;
const sheet = Object.keys(outputs).find((path) => outputs[path].entryPoint === "src/designer/drawing/sheet.js");
const all = { "sheet.js": [sheet, ...needed(sheet, outputs)].map(placed) };
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");
writeFileSync(join(out, "modules.json"), JSON.stringify(all, undefined, 2) + "\n");

// What documents on paper are set in (webapp/paper/fonts.py): whole fonts, since paper has no second one to fall back to.
const tinos = join(here, "node_modules/@expo-google-fonts/tinos");
mkdirSync(join(out, "paper"));
for (const face of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
  copyFileSync(join(tinos, face, `Tinos_${face}.ttf`), join(out, "paper", `Tinos_${face}.ttf`));
}
copyFileSync(join(tinos, "LICENSE_FONT"), join(out, "paper", "LICENSE"));
