import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { linesOf } from '@olympian/shared';
import { OllamaDouble } from './doubles/ollamaDouble.js';
import { scratchDirectory } from './doubles/scratch.js';

const ENTRY = fileURLToPath(new URL('../src/index.js', import.meta.url));
const SECRETS = { JWT_SECRET: 'jwt-secret-of-the-tests', SESSION_SECRET: 'session-secret-of-the-tests' };

function run(t: TestContext, env: Record<string, string>): { process: ChildProcess; exit: Promise<number | string>; stderr: () => string } {
  const child = spawn(process.execPath, [ENTRY], { env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<number | string>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? '')));
  return { process: child, exit, stderr: () => stderr };
}

async function portOf(child: ChildProcess): Promise<number> {
  assert.ok(child.stdout);
  for await (const line of linesOf(child.stdout)) {
    const logged = JSON.parse(line) as { message: string; port?: number };
    if (logged.message === 'Listening.' && logged.port !== undefined) {
      return logged.port;
    }
  }

  throw new Error('The server ended before it listened.');
}

test('process: without secrets it exits 1 and says which, without a stack trace', async (t) => {
  const { exit, stderr } = run(t, { DATA_DIR: await scratchDirectory(t) });

  assert.equal(await exit, 1);
  assert.match(stderr(), /^The server cannot start with these settings:\n  - JWT_SECRET is not set\..*\n  - SESSION_SECRET is not set\..*\n$/);
});

test('process: a data directory it may not use ends it with the reason', async (t) => {
  const { exit, stderr } = run(t, { ...SECRETS, DATA_DIR: '/proc/nothing' });

  assert.equal(await exit, 1);
  assert.match(stderr(), /^The data directory \/proc\/nothing cannot be used: /);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`process: on ${signal} it finishes the reply in flight and exits 0`, async (t) => {
    const model = await OllamaDouble.start();
    t.after(() => model.stop());
    model.pauseMs = 200;
    const server = run(t, { ...SECRETS, DATA_DIR: await scratchDirectory(t), OLLAMA_HOST: model.url.href });
    const port = await portOf(server.process);
    const response = await fetch(`http://127.0.0.1:${port}/api/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"message":"hello"}',
    });
    server.process.kill(signal);

    assert.match(await response.text(), /"type":"done","message":\{.*Hello wörld/);
    assert.equal(await server.exit, 0);
  });
}
