import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { type ChatEvent, type Conversation, type Health, linesOf } from '@olympian/shared';
import { Application } from '../src/application.js';
import type { Config } from '../src/config.js';
import { MongoDouble } from './doubles/mongoDouble.js';
import { OllamaDouble } from './doubles/ollamaDouble.js';
import { recordingLog, scratchDirectory, settings } from './doubles/scratch.js';

/** A browser of sorts: keeps the session cookie. */
class Client {
  #cookie: string | undefined;

  constructor(readonly base: string) {}

  async send(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(this.base + url, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(this.#cookie === undefined ? {} : { Cookie: this.#cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    this.#cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? this.#cookie;
    return response;
  }

  async json<T>(method: string, url: string, body?: unknown): Promise<T> {
    return (await (await this.send(method, url, body)).json()) as T;
  }

  async chat(body: unknown): Promise<ChatEvent[]> {
    const response = await this.send('POST', '/api/chat', body);
    assert.equal(response.status, 200);
    const events: ChatEvent[] = [];
    for await (const line of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
      events.push(JSON.parse(line) as ChatEvent);
    }

    return events;
  }
}

async function started(t: TestContext, changes: Partial<Config> = {}, dataDir?: string): Promise<{ application: Application; client: Client; log: string[] }> {
  const log = recordingLog();
  const application = await Application.start(settings(dataDir ?? (await scratchDirectory(t)), changes), log);
  t.after(() => application.stop());
  return { application, client: new Client(`http://127.0.0.1:${application.port}`), log: log.lines };
}

async function ollama(t: TestContext): Promise<OllamaDouble> {
  const double = await OllamaDouble.start();
  t.after(() => double.stop());
  return double;
}

function contents(conversation: Conversation): string[] {
  return conversation.messages.map((message) => `${message.role}: ${message.content}`);
}

function conversationIn(events: readonly ChatEvent[]): string {
  const event = events.find((candidate) => candidate.type === 'conversation');
  assert.ok(event?.type === 'conversation');
  return event.conversation.id;
}

test('chat: streams the model\'s reply and keeps both sides', async (t) => {
  const model = await ollama(t);
  const { client } = await started(t, { ollamaUrl: model.url });
  const events = await client.chat({ message: 'Say hello', model: 'qwen3:8b' });

  assert.deepEqual(events.map((event) => event.type), ['conversation', 'user', 'model', 'token', 'token', 'token', 'done']);
  const kept = await client.json<Conversation>('GET', `/api/conversations/${conversationIn(events)}`);
  assert.deepEqual(contents(kept), ['user: Say hello', 'assistant: Hello wörld 🙂']);
  assert.equal(kept.title, 'Say hello');
  assert.equal(kept.messages[1]?.model, 'qwen3:8b');
});

test('chat: a second turn sends the first along; without a model it takes the first listed', async (t) => {
  const model = await ollama(t);
  const { client } = await started(t, { ollamaUrl: model.url });
  const conversationId = conversationIn(await client.chat({ message: 'one' }));
  await client.chat({ message: 'two', conversationId });

  assert.equal(model.chats[1]?.model, 'llama3.2:latest');
  assert.deepEqual(model.chats[1]?.messages.map((message) => message.content), ['one', 'Hello wörld 🙂', 'two']);
});

test('chat: tokens arrive one by one, not at the end', async (t) => {
  const model = await ollama(t);
  model.pauseMs = 300;
  const { client } = await started(t, { ollamaUrl: model.url });
  const response = await client.send('POST', '/api/chat', { message: 'slowly' });
  const arrivals: number[] = [];
  for await (const line of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
    if ((JSON.parse(line) as ChatEvent).type === 'token') {
      arrivals.push(performance.now());
    }
  }

  assert.ok((arrivals[2] ?? 0) - (arrivals[0] ?? 0) > 400, `arrived at ${arrivals.join(', ')}`);
});

test('chat: without a reachable model the message is kept and a note says so, not a made-up reply', async (t) => {
  const { client } = await started(t);
  const events = await client.chat({ message: 'anyone?' });

  assert.deepEqual(events.map((event) => event.type), ['conversation', 'user', 'note', 'done']);
  const kept = await client.json<Conversation>('GET', `/api/conversations/${conversationIn(events)}`);
  assert.deepEqual(contents(kept), ['user: anyone?', 'note: No model is reachable: OLLAMA_HOST is not set. Your message is kept.']);
});

test('chat: a reply that breaks off is kept as far as it came, and marked', async (t) => {
  const model = await ollama(t);
  model.fault = 'breaks-off';
  const { client } = await started(t, { ollamaUrl: model.url });
  const events = await client.chat({ message: 'hi' });
  const kept = await client.json<Conversation>('GET', `/api/conversations/${conversationIn(events)}`);

  assert.deepEqual(kept.messages.map(({ role, interrupted }) => [role, interrupted]), [['user', undefined], ['assistant', true], ['note', undefined]]);
  assert.match(kept.messages[2]?.content ?? '', /^The reply broke off: .*What had arrived is kept\.$/);
});

test('chat: a client that goes away stops the model, and what had arrived is kept', async (t) => {
  const model = await ollama(t);
  model.pauseMs = 100;
  model.reply = Array.from({ length: 100 }, (_, index) => `${index} `);
  const { client } = await started(t, { ollamaUrl: model.url });
  const { id } = await client.json<Conversation>('POST', '/api/conversations', {});
  const response = await client.send('POST', '/api/chat', { message: 'count', conversationId: id });
  const reader = response.body?.getReader();
  await reader?.read();
  await new Promise((resolve) => setTimeout(resolve, 350));
  await reader?.cancel();

  const deadline = performance.now() + 5000;
  let kept = await client.json<Conversation>('GET', `/api/conversations/${id}`);
  while (kept.messages.length < 3 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    kept = await client.json<Conversation>('GET', `/api/conversations/${id}`);
  }

  assert.equal(model.abandoned, 1);
  assert.equal(kept.messages[1]?.interrupted, true);
  assert.match(kept.messages[1]?.content ?? '', /^0 1 /);
});

test('conversations: survive a restart of the server with the session that made them', async (t) => {
  const directory = await scratchDirectory(t);
  const first = await started(t, {}, directory);
  const { id } = await first.client.json<Conversation>('POST', '/api/conversations', { title: 'Kept' });
  assert.equal((await first.client.send('POST', `/api/conversations/${id}/messages`, { content: 'a' })).status, 201);
  const { token } = await first.client.json<{ token: string }>('POST', '/api/session');
  await first.application.stop();

  const second = await started(t, {}, directory);
  const answer = await second.client.send('GET', `/api/conversations/${id}`, undefined, { Authorization: `Bearer ${token}` });
  assert.deepEqual(contents((await answer.json()) as Conversation), ['user: a']);
});

test('conversations: can be renamed, listed and deleted', async (t) => {
  const { client } = await started(t);
  const { id } = await client.json<Conversation>('POST', '/api/conversations', {});
  assert.equal((await client.send('PATCH', `/api/conversations/${id}`, { title: 'Better' })).status, 204);
  const listed = await client.json<{ conversations: Conversation[] }>('GET', '/api/conversations');
  assert.deepEqual(listed.conversations.map((found) => [found.id, found.title]), [[id, 'Better']]);
  assert.equal((await client.send('DELETE', `/api/conversations/${id}`)).status, 204);
  assert.equal((await client.send('GET', `/api/conversations/${id}`)).status, 404);
});

test('conversations: another session does not see them', async (t) => {
  const { application, client } = await started(t);
  const { id } = await client.json<Conversation>('POST', '/api/conversations', {});
  const stranger = new Client(`http://127.0.0.1:${application.port}`);

  assert.equal((await stranger.send('GET', `/api/conversations/${id}`)).status, 404);
  assert.equal((await stranger.send('POST', '/api/chat', { message: 'x', conversationId: id })).status, 404);
});

test('health: ok with what was configured, at 200', async (t) => {
  const model = await ollama(t);
  const { client } = await started(t, { ollamaUrl: model.url });
  const health = await client.json<Health>('GET', '/api/health');

  assert.equal(health.status, 'ok');
  assert.deepEqual([health.dependencies['ollama']?.state, health.dependencies['store']?.state], ['up', 'up']);
});

test('health: nobody configured an Ollama, so nothing is degraded', async (t) => {
  const { client } = await started(t);
  const health = await client.json<Health>('GET', '/api/health');

  assert.deepEqual([health.status, health.dependencies['ollama']?.state], ['ok', 'not-configured']);
});

test('health: degraded, still 200 and within 2.5 s while MongoDB and Ollama accept and say nothing', async (t) => {
  const [model, mongo] = [await ollama(t), await MongoDouble.start()];
  t.after(() => mongo.stop());
  model.fault = 'silent';
  mongo.silent = true;
  const { client } = await started(t, { ollamaUrl: model.url, storeMode: 'external', mongoUri: mongo.uri });
  const before = performance.now();
  const response = await client.send('GET', '/api/health');
  const health = (await response.json()) as Health;

  assert.ok(performance.now() - before < 2500);
  assert.equal(response.status, 200);
  assert.deepEqual(
    [health.status, health.dependencies['store']?.state, health.dependencies['ollama']?.state],
    ['degraded', 'down', 'down'],
  );
  assert.match(health.dependencies['store']?.reason ?? '', /no answer within/);
});

test('store down: a conversation is refused with 503 and the reason, and the server goes on', async (t) => {
  const mongo = await MongoDouble.start();
  const uri = mongo.uri;
  await mongo.stop();
  const { client } = await started(t, { storeMode: 'external', mongoUri: uri });
  const response = await client.send('GET', '/api/conversations');

  assert.equal(response.status, 503);
  assert.match(await response.text(), /nothing listens there/);
  assert.equal((await client.send('GET', '/api/health')).status, 200);
});

test('build info: is what the image\'s file says', async (t) => {
  const file = path.join(await scratchDirectory(t), 'build_info.txt');
  await writeFile(file, 'Build Date: d\nGit Commit: c\nSource Hash: h\nCache Bust: b\n');
  const { client } = await started(t, { buildInfoFile: file });

  assert.deepEqual(await client.json('GET', '/api/build-info'), { buildDate: 'd', gitCommit: 'c', sourceHash: 'h', cacheBust: 'b' });
});

for (const [what, method, url, body, headers, status, code] of [
  ['an unknown path', 'GET', '/api/nothing', undefined, {}, 404, 'no-such-path'],
  ['a method that is not possible', 'PUT', '/api/conversations', undefined, {}, 405, 'method-not-allowed'],
  ['a body that is no JSON', 'POST', '/api/chat', '{', {}, 400, 'invalid-json'],
  ['a body that is a list', 'POST', '/api/chat', '[]', {}, 400, 'invalid-json'],
  ['a form', 'POST', '/api/chat', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'not-json'],
  ['an empty message', 'POST', '/api/chat', '{"message":"  "}', {}, 400, 'invalid-field'],
  ['a message that is a number', 'POST', '/api/chat', '{"message":1}', {}, 400, 'invalid-field'],
  ['a message that is too long', 'POST', '/api/chat', JSON.stringify({ message: 'x'.repeat(40_000) }), {}, 400, 'invalid-field'],
  ['a body that is too large', 'POST', '/api/chat', JSON.stringify({ message: 'x'.repeat(300_000) }), {}, 413, 'too-large'],
  ['a conversation that is not there', 'GET', '/api/conversations/x', undefined, {}, 404, 'no-such-conversation'],
  ['a page of another origin', 'GET', '/api/conversations', undefined, { Origin: 'http://evil.example' }, 403, 'origin-not-allowed'],
  ['a page without an origin', 'POST', '/api/chat', '{"message":"x"}', { Origin: 'null' }, 403, 'origin-not-allowed'],
] as const) {
  test(`http: refuses ${what} with ${status}`, async (t) => {
    const { client } = await started(t);
    const response = await client.send(method, url, body, headers);

    assert.equal(response.status, status);
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, code);
  });
}

test('http: a body that never says its size is cut off at the limit', async (t) => {
  const { application } = await started(t);
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest({ port: application.port, path: '/api/chat', method: 'POST', headers: { 'Content-Type': 'application/json' } }, (response) => {
      resolve(response.statusCode);
      response.resume();
    });
    request.on('error', reject);
    for (let sent = 0; sent < 5; sent++) {
      request.write('x'.repeat(64 * 1024));
    }
  });

  assert.equal(status, 413);
});

test('http: an allowed origin and the page\'s own may use it, credentials included', async (t) => {
  const { application, client } = await started(t);
  for (const origin of ['http://allowed.example', `https://127.0.0.1:${application.port}`]) {
    const response = await client.send('GET', '/api/conversations', undefined, { Origin: origin });
    assert.equal(response.status, 200, origin);
  }

  const preflight = await client.send('OPTIONS', '/api/chat', undefined, { Origin: 'http://allowed.example' });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'http://allowed.example');
  assert.equal(preflight.headers.get('access-control-allow-credentials'), 'true');
});

test('http: every answer forbids sniffing, framing and caching', async (t) => {
  const { client } = await started(t);
  for (const url of ['/api/health', '/api/nothing']) {
    const { headers } = await client.send('GET', url);
    assert.deepEqual(
      [headers.get('x-content-type-options'), headers.get('x-frame-options'), headers.get('cache-control')],
      ['nosniff', 'DENY', 'no-store'],
    );
  }
});

test('stop: a reply in flight finishes, while a new connection is refused', async (t) => {
  const model = await ollama(t);
  model.pauseMs = 150;
  const { application, client } = await started(t, { ollamaUrl: model.url });
  const { port } = application;
  const chatting = client.chat({ message: 'finish, please' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopping = application.stop();
  const refused = await new Promise((resolve) => {
    connect(port, '127.0.0.1').on('connect', () => resolve('accepted')).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });

  assert.equal(refused, 'ECONNREFUSED');
  assert.equal((await chatting).at(-1)?.type, 'done');
  await stopping;
});

test('stop: a connection that was opened in advance does not hold it', async (t) => {
  const { application } = await started(t);
  const socket = connect(application.port, '127.0.0.1');
  t.after(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  const before = performance.now();
  await application.stop();

  assert.ok(performance.now() - before < 2000);
});

test('stop: a reply longer than the limit is ended and kept as far as it came', async (t) => {
  const model = await ollama(t);
  model.pauseMs = 100;
  model.reply = Array.from({ length: 100 }, () => 'x');
  const directory = await scratchDirectory(t);
  const { application, client } = await started(t, { ollamaUrl: model.url, drainMs: 300 }, directory);
  const chatting = client.chat({ message: 'go on' });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const before = performance.now();
  await application.stop();

  assert.ok(performance.now() - before < 2000);
  assert.deepEqual((await chatting).slice(-2).map((event) => event.type), ['note', 'done']);
});
