// Bundles the page into dist/: names carry their content's hash, so that they may be cached for ever; index.html may not.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, 'dist');

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts', 'src/style.css'],
  entryNames: 'assets/[name]-[hash]',
  outdir: 'dist',
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  target: ['es2022'],
  logLevel: 'info',
});

const nameOf = (entry) => {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry);
  if (found === undefined) {
    throw new Error(`esbuild made no file of ${entry}.`);
  }

  return `/${path.posix.relative('dist', found[0])}`;
};

const template = await readFile(path.join(here, 'index.html'), 'utf8');
const page = template.replace('%STYLE%', nameOf('src/style.css')).replace('%SCRIPT%', nameOf('src/main.ts'));
await writeFile(path.join(dist, 'index.html'), page);
