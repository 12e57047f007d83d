import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Message } from '@olympian/shared';
import { ModelUnavailableError, Ollama } from '../src/ollama.js';
import { OllamaDouble } from './doubles/ollamaDouble.js';

// Against a double that streams as Ollama documents it; never run against a real Ollama here.

async function double(t: TestContext): Promise<OllamaDouble> {
  const started = await OllamaDouble.start();
  t.after(() => started.stop());
  return started;
}

const HELLO: Message = { id: '1', role: 'user', content: 'hello', createdAt: '2026-11-22T14:00:00Z' };
const NEVER = new AbortController().signal;

async function collect(stream: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const text of stream) {
    all.push(text);
  }

  return all;
}

test('ollama: lists its models', async (t) => {
  const server = await double(t);

  assert.deepEqual(await new Ollama(server.url, 1000).models(), {
    available: true,
    models: [
      { name: 'llama3.2:latest', sizeBytes: 2019393189, parameterSize: '3.2B' },
      { name: 'qwen3:8b', sizeBytes: 2019393189, parameterSize: '3.2B' },
    ],
  });
});

test('ollama: without a model it says how to get one', async (t) => {
  const server = await double(t);
  server.models = [];

  assert.match((await new Ollama(server.url, 1000).models()).reason ?? '', /ollama pull/);
});

test('ollama: streams the reply in the pieces the model made', async (t) => {
  const server = await double(t);

  assert.deepEqual(await collect(new Ollama(server.url, 1000).chat('m', [HELLO], NEVER)), ['Hel', 'lo ', 'wörld 🙂']);
});

test('ollama: is sent the conversation without the application\'s own notes', async (t) => {
  const server = await double(t);
  const note: Message = { ...HELLO, role: 'note', content: 'No model is reachable' };
  await collect(new Ollama(server.url, 1000).chat('m', [HELLO, note, { ...HELLO, content: 'again' }], NEVER));

  assert.deepEqual(server.chats, [
    { model: 'm', stream: true, messages: [{ role: 'user', content: 'hello' }, { role: 'user', content: 'again' }] },
  ]);
});

for (const [fault, expected] of [
  ['breaks-off', /closed before|connection was closed/],
  ['error-line', /^Ollama reports: out of memory$/],
  ['unknown-model', /^Ollama answered 404: model 'm' not found$/],
  ['not-ollama', /is not Ollama: its answer is not JSON/],
  ['silent', /the model said nothing for 0 s/],
] as const) {
  test(`ollama: a reply from a server that is '${fault}' ends with the reason`, async (t) => {
    const server = await double(t);
    server.fault = fault;

    await assert.rejects(collect(new Ollama(server.url, 300).chat('m', [HELLO], NEVER)), (error) => {
      assert.ok(error instanceof ModelUnavailableError);
      assert.match(error.message, expected);
      return true;
    });
  });
}

test('ollama: a slow model is not a silent one', async (t) => {
  const server = await double(t);
  server.reply = ['a', 'b', 'c', 'd', 'e'];
  server.pauseMs = 120;

  assert.equal((await collect(new Ollama(server.url, 300).chat('m', [HELLO], NEVER))).join(''), 'abcde');
});

test('ollama: an abort closes the connection, on which Ollama stops computing', async (t) => {
  const server = await double(t);
  server.pauseMs = 100;
  const abort = new AbortController();
  const stream = new Ollama(server.url, 5000).chat('m', [HELLO], abort.signal);
  await stream.next();
  abort.abort();

  await assert.rejects(collect(stream));
  const deadline = performance.now() + 3000;
  while (server.abandoned === 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  assert.equal(server.abandoned, 1);
});

for (const [url, reason] of [
  // 9999 and not 1: fetch refuses the ports that browsers refuse before it tries.
  ['http://127.0.0.1:9999', /nothing listens there \(inside a container '127\.0\.0\.1' is the container itself.*host\.docker\.internal/],
  ['http://no-such-host.invalid:11434', /^the host name cannot be resolved/],
] as const) {
  test(`ollama: ${url} is down, with the reason`, async () => {
    const health = await new Ollama(new URL(url), 1000).health();

    assert.equal(health.state, 'down');
    assert.match(health.reason ?? '', reason);
  });
}

test('ollama: one that hangs does not hold the health report', async (t) => {
  const server = await double(t);
  server.fault = 'silent';
  const health = await new Ollama(server.url, 1000).health();

  assert.deepEqual([health.state, health.reason], ['down', 'no answer within 1500 ms']);
});
