import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
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

// Reads on after the line it waits for: closing the pipe would make the server's next log line an error.
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let logged = '';
    child.once('close', () => reject(new Error('The server ended before it listened.')));
    child.stdout?.on('data', (chunk: Buffer) => {
      logged += chunk.toString();
      const port = /"message":"Listening\.".*?"port":(\d+)/.exec(logged)?.[1];
      if (port !== undefined) {
        resolve(Number(port));
      }
    });
  });
}

test('process: without secrets it exits 1 and says which, without a stack trace', async (t) => {
  const { exit, stderr } = run(t, { DATA_DIR: await scratchDirectory(t) });

  assert.equal(await exit, 1);
  assert.match(stderr(), /^The server cannot start with these settings:\n  - JWT_SECRET is not set\..*\n  - SESSION_SECRET is not set\..*\n$/);
});

test('process: a data directory it may not use ends it with the reason', async (t) => {
  const { exit, stderr } = run(t, { ...SECRETS, DATA_DIR: '/dev/null/data' });

  assert.equal(await exit, 1);
  assert.match(stderr(), /^The data directory \/dev\/null\/data cannot be used: /);
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
