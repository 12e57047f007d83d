import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ConfigError } from '../src/config.js';
import { StoreUnavailableError } from '../src/stores/conversationStore.js';
import { MongoStore } from '../src/stores/mongoStore.js';
import { MongoDouble } from './doubles/mongoDouble.js';
import { OllamaDouble } from './doubles/ollamaDouble.js';
import { recordingLog } from './doubles/scratch.js';

// The official driver is real here; the server is a double (see mongoDouble.ts).

function storeAt(t: TestContext, uri: string, patienceMs = 400): MongoStore {
  const store = new MongoStore(uri, recordingLog(), patienceMs);
  t.after(() => store.close());
  return store;
}

async function double(t: TestContext): Promise<MongoDouble> {
  const started = await MongoDouble.start();
  t.after(() => started.stop());
  return started;
}

test('mongo: makes its indexes once, before the first question', async (t) => {
  const server = await double(t);
  const store = storeAt(t, server.uri);
  await store.list('me');
  await store.list('me');

  assert.deepEqual([...server.indexes].sort(), ['conversations.owner_1_updatedAt_-1', 'messages.conversationId_1_createdAt_1_order_1']);
});

test('mongo: deleting a conversation leaves none of its messages behind', async (t) => {
  const server = await double(t);
  const store = storeAt(t, server.uri);
  const { id } = await store.create('me', 'x');
  await store.append('me', id, { id: 'm1', role: 'user', content: 'a', createdAt: new Date().toISOString() });
  await store.delete('me', id);

  assert.deepEqual([server.documents('conversations').length, server.documents('messages').length], [0, 0]);
});

test('mongo: uses the database that the connection string names', async (t) => {
  const server = await double(t);

  assert.match((await storeAt(t, `mongodb://${server.address}/shop?replicaSet=rs0`).health()).target ?? '', /\/shop$/);
  assert.match((await storeAt(t, `mongodb://${server.address}/?replicaSet=rs0`).health()).target ?? '', /\/olympian$/);
});

test('mongo: nothing listens there: down, with the reason, and the request is refused', async (t) => {
  const server = await MongoDouble.start();
  const uri = server.uri;
  await server.stop();
  const store = storeAt(t, uri);
  const health = await store.health();

  assert.deepEqual([health.state, health.reason], ['down', 'connection refused: nothing listens there (inside a container \'127.0.0.1\' is the container itself; for a service on the Docker host use host.docker.internal)']);
  await assert.rejects(store.list('me'), (error) => {
    assert.ok(error instanceof StoreUnavailableError);
    assert.match(error.message, /connection refused: nothing listens there/);
    return true;
  });
});

test('mongo: a server that accepts and says nothing does not hold the health report', async (t) => {
  const server = await double(t);
  server.silent = true;
  const started = performance.now();
  const health = await storeAt(t, server.uri, 400).health();

  assert.equal(health.state, 'down');
  assert.match(health.reason ?? '', /no answer within 200 ms/);
  assert.ok(performance.now() - started < 1000);
});

test('mongo: works as soon as the server is back', async (t) => {
  const server = await double(t);
  server.silent = true;
  const store = storeAt(t, server.uri, 400);
  await assert.rejects(store.list('me'), StoreUnavailableError);

  server.silent = false;
  const deadline = performance.now() + 10_000;
  while ((await store.health()).state === 'down' && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  assert.deepEqual(await store.list('me'), []);
});

test('mongo: an error of the server reaches the caller in its words', async (t) => {
  const server = await double(t);
  server.failure = { code: 13, codeName: 'Unauthorized', errmsg: 'command createIndexes requires authentication' };

  await assert.rejects(storeAt(t, server.uri).list('me'), /did not do what was asked: command createIndexes requires authentication/);
});

test('mongo: a replica set of another name has no primary for us', async (t) => {
  const server = await double(t);
  const store = storeAt(t, server.uri.replace('rs0', 'other'));

  await assert.rejects(store.list('me'), StoreUnavailableError);
  assert.equal((await store.health()).state, 'down');
});

test('mongo: what is not MongoDB is down', async (t) => {
  const web = await OllamaDouble.start();
  t.after(() => web.stop());

  assert.equal((await storeAt(t, `mongodb://${web.url.host}/`).health()).state, 'down');
});

test('mongo: no password reaches a message, the target or the log', async (t) => {
  const log = recordingLog();
  const store = new MongoStore('mongodb://user:hunter2@127.0.0.1:1/x', log, 200);
  t.after(() => store.close());
  const failure = await store.list('me').catch(String);
  const all = JSON.stringify([failure, await store.health(), log.lines]);

  assert.doesNotMatch(all, /hunter2/);
});

test('mongo: a connection string that cannot be read is a fault of the settings, without its password', () => {
  assert.throws(
    () => new MongoStore('mongodb://user:hunter2@host:notaport/x', recordingLog()),
    (error) => error instanceof ConfigError && /MONGODB_URI cannot be used/.test(error.message) && !/hunter2/.test(error.message),
  );
});
