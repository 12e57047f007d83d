import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Config } from '../../src/config.js';
import type { Log } from '../../src/log.js';

/** A directory that goes when the test ends. */
export async function scratchDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'olympian-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Settings that start a server on a free port with an embedded store and no Ollama. */
export function settings(dataDir: string, changes: Partial<Config> = {}): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    ollamaUrl: undefined,
    storeMode: 'embedded',
    mongoUri: undefined,
    dataDir,
    jwtSecret: 'jwt-secret-of-the-tests',
    sessionSecret: 'session-secret-of-the-tests',
    allowedOrigins: ['http://allowed.example'],
    buildInfoFile: '/nonexistent/build_info.txt',
    drainMs: 5000,
    modelSilenceMs: 5000,
    ...changes,
  };
}

/** Keeps what was logged. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return Object.assign(
    ((level, message, facts) => {
      lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`);
    }) satisfies Log,
    { lines },
  );
}
