// Bundles the pages' scripts and stylesheets into static/dist and writes its manifest.
// Node lists the entry files itself: shells on Windows leave `*` alone.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const APP = dirname(fileURLToPath(import.meta.url));
const DIST = join(APP, "static", "dist");
const ENTRY_MARK = "// @entry";
const STYLESHEETS = ["client/pda.css", "client/desk.css"];

/** A path as URLs write it, also on Windows. */
const slashed = (path) => path.split(sep).join("/");

/** The rooms' client folders, and the shared one. */
function clientFolders() {
  const rooms = readdirSync(APP, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map((entry) => join(APP, entry.name, "client"));
  return [join(APP, "client"), ...rooms].filter((folder) => existsSync(folder));
}

/** Every script that a page loads by itself says so in its first line. */
function scripts() {
  return clientFolders()
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".js"))
        .map((name) => join(folder, name))
    )
    .filter((file) => readFileSync(file, "utf8").split(/\r?\n/, 1)[0].trim() === ENTRY_MARK)
    .map((file) => slashed(relative(APP, file)))
    .sort();
}

const entries = scripts();
if (entries.length === 0) {
  console.error(`No script starts with the line "${ENTRY_MARK}": there is nothing to build.`);
  process.exit(1);
}

rmSync(DIST, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: APP,
  entryPoints: [...entries, ...STYLESHEETS],
  outbase: ".",
  outdir: "static/dist",
  entryNames: "[dir]/[name]-[hash]",
  assetNames: "[dir]/[name]-[hash]",
  loader: { ".svg": "file", ".woff2": "file" },
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: "chrome64", // the WebView of a ten-year-old handheld
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
const hashed = (output) => slashed(relative("static/dist", output));
for (const [output, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
  if (!entryPoint) continue;
  manifest[entryPoint] = hashed(output);
  // a script that imports a stylesheet leaves one beside it, under the script's own name
  if (cssBundle) manifest[entryPoint.replace(/\.js$/, ".css")] = hashed(cssBundle);
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
console.log(`${Object.keys(sorted).length} browser files built`);
