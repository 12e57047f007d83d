import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { Message } from '@olympian/shared';
import type { ConversationStore } from '../src/stores/conversationStore.js';
import { JournalStore } from '../src/stores/journalStore.js';
import { MongoStore } from '../src/stores/mongoStore.js';
import { MongoDouble } from './doubles/mongoDouble.js';
import { recordingLog, scratchDirectory } from './doubles/scratch.js';

// What both stores promise, held against both. `again` is the same data after a restart.
type Opened = { readonly store: ConversationStore; readonly again: () => Promise<ConversationStore> };

const STORES: ReadonlyArray<readonly [string, (t: TestContext) => Promise<Opened>]> = [
  [
    'embedded store',
    async (t) => {
      const directory = await scratchDirectory(t);
      const store = await JournalStore.open(directory, recordingLog());
      t.after(() => store.close());
      return {
        store,
        again: async () => {
          await store.close();
          const next = await JournalStore.open(directory, recordingLog());
          t.after(() => next.close());
          return next;
        },
      };
    },
  ],
  [
    'MongoDB through the driver (server double)',
    async (t) => {
      const double = await MongoDouble.start();
      const store = new MongoStore(double.uri, recordingLog());
      t.after(async () => {
        await store.close();
        await double.stop();
      });
      return {
        store,
        again: async () => {
          const next = new MongoStore(double.uri, recordingLog());
          t.after(() => next.close());
          return next;
        },
      };
    },
  ],
];

function said(content: string, createdAt = new Date().toISOString()): Message {
  return { id: randomUUID(), role: 'user', content, createdAt };
}

for (const [name, open] of STORES) {
  test(`${name}: a conversation and its messages come back after a restart, in order`, async (t) => {
    const { store, again } = await open(t);
    const created = await store.create('me', 'Título "quoted"\n🙂');
    const sameMoment = '2026-11-22T14:00:00.000Z';
    const messages = [said('one', sameMoment), said('two', sameMoment), { ...said('three', sameMoment), role: 'assistant' as const, model: 'm', interrupted: true }];
    for (const message of messages) {
      assert.equal(await store.append('me', created.id, message), true);
    }

    const found = await (await again()).get('me', created.id);
    assert.deepEqual(found, { ...created, updatedAt: sameMoment, messages });
  });

  test(`${name}: one owner's conversation does not exist for another`, async (t) => {
    const { store } = await open(t);
    const { id } = await store.create('me', 'mine');

    assert.deepEqual(await store.list('you'), []);
    assert.equal(await store.get('you', id), undefined);
    assert.equal(await store.append('you', id, said('x')), false);
    assert.equal(await store.rename('you', id, 'x'), false);
    assert.equal(await store.delete('you', id), false);
    assert.equal((await store.get('me', id))?.title, 'mine');
  });

  test(`${name}: lists the one touched last first`, async (t) => {
    const { store } = await open(t);
    const first = await store.create('me', 'first');
    const second = await store.create('me', 'second');
    await store.append('me', second.id, said('a', '2030-01-01T00:00:00.000Z'));
    await store.append('me', first.id, said('b', '2030-01-02T00:00:00.000Z'));

    assert.deepEqual((await store.list('me')).map((found) => found.title), ['first', 'second']);
  });

  test(`${name}: what was renamed and deleted stays so after a restart`, async (t) => {
    const { store, again } = await open(t);
    const kept = await store.create('me', 'old');
    const gone = await store.create('me', 'gone');
    await store.append('me', gone.id, said('x'));
    assert.equal(await store.rename('me', kept.id, 'new'), true);
    assert.equal(await store.delete('me', gone.id), true);
    assert.equal(await store.delete('me', gone.id), false);

    assert.deepEqual((await (await again()).list('me')).map((found) => found.title), ['new']);
  });

  test(`${name}: says that it is up`, async (t) => {
    const { store } = await open(t);

    assert.equal((await store.health()).state, 'up');
  });
}
