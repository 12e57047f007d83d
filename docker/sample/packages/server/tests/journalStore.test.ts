import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { linesOf } from '@olympian/shared';
import { StoreUnavailableError } from '../src/stores/conversationStore.js';
import { JournalStore } from '../src/stores/journalStore.js';
import { recordingLog, scratchDirectory } from './doubles/scratch.js';

const WRITER = fileURLToPath(new URL('doubles/journalWriter.js', import.meta.url));

test('journal: everything acknowledged before SIGKILL is there afterwards, five kills in a row', { timeout: 60_000 }, async (t) => {
  const directory = await scratchDirectory(t);
  let acknowledged = 0;
  for (let round = 1; round <= 5; round++) {
    const writer = spawn(process.execPath, [WRITER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => writer.once('exit', resolve));
    let inThisRound = 0;
    for await (const line of linesOf(writer.stdout)) {
      // The kill comes while further writes are under way.
      acknowledged += line === 'stored' ? 1 : 0;
      if (++inThisRound === 20 * round) {
        writer.kill('SIGKILL');
      }
    }

    await exited;
  }

  const store = await JournalStore.open(directory, recordingLog());
  t.after(() => store.close());
  const stored = (await store.list('me')).length;
  assert.ok(acknowledged >= 300, `${acknowledged} were acknowledged`);
  assert.ok(stored >= acknowledged, `${acknowledged} were acknowledged, ${stored} are there`);
  assert.equal((await store.health()).reason, undefined);
});

test('journal: a torn last line is cut off, and the next write starts on a line of its own', async (t) => {
  const directory = await scratchDirectory(t);
  const file = path.join(directory, 'conversations.jsonl');
  const before = await JournalStore.open(directory, recordingLog());
  await before.create('me', 'kept');
  await before.close();
  const whole = await readFile(file);

  for (const cut of [1, 10, whole.length - 1]) {
    await writeFile(file, Buffer.concat([whole, whole.subarray(0, cut)]));
    const log = recordingLog();
    const store = await JournalStore.open(directory, log);
    assert.match(log.lines.join('\n'), /warn The journal ends in an unfinished line/);
    await store.create('me', 'after');
    await store.close();

    const again = await JournalStore.open(directory, recordingLog());
    assert.deepEqual((await again.list('me')).map((found) => found.title).sort(), ['after', 'kept']);
    assert.equal((await again.health()).reason, undefined);
    await again.close();
  }
});

test('journal: a damaged line in the middle is passed over, reported and left in the file', async (t) => {
  const directory = await scratchDirectory(t);
  const file = path.join(directory, 'conversations.jsonl');
  const before = await JournalStore.open(directory, recordingLog());
  await before.create('me', 'first');
  await before.close();
  await appendFile(file, '{"op":"create","id":3}\nnot json\n');

  const store = await JournalStore.open(directory, recordingLog());
  t.after(() => store.close());
  await store.create('me', 'second');

  assert.equal((await store.list('me')).length, 2);
  assert.match((await store.health()).reason ?? '', /^2 line\(s\)/);
  assert.match(await readFile(file, 'utf8'), /not json/);
});

test('journal: writes that come together are all stored, each on its own line', async (t) => {
  const directory = await scratchDirectory(t);
  const store = await JournalStore.open(directory, recordingLog());
  await Promise.all(Array.from({ length: 200 }, (_, index) => store.create('me', `c${index}`)));
  await store.close();

  const lines = (await readFile(path.join(directory, 'conversations.jsonl'), 'utf8')).trimEnd().split('\n');
  assert.equal(lines.length, 200);
  assert.ok(lines.every((line) => typeof JSON.parse(line) === 'object'));
});

test('journal: nobody but its owner may read the file', async (t) => {
  const directory = await scratchDirectory(t);
  const store = await JournalStore.open(directory, recordingLog());
  t.after(() => store.close());

  assert.equal((await stat(path.join(directory, 'conversations.jsonl'))).mode & 0o777, 0o600);
});

test('journal: a directory that cannot be used says so and what to do', async (t) => {
  const file = path.join(await scratchDirectory(t), 'a-file');
  await writeFile(file, '');

  await assert.rejects(JournalStore.open(file, recordingLog()), (error) => {
    assert.ok(error instanceof StoreUnavailableError);
    assert.match(error.message, /cannot be used: .*DATA_DIR/);
    return true;
  });
});

test('journal: a full disk is an error to the writer, and shows in the health', { skip: process.platform !== 'linux' }, async (t) => {
  const directory = await scratchDirectory(t);
  // A limit on the file's size, in blocks of 1 KiB, fails a write half way as a full disk does.
  const child = spawn('bash', ['-c', 'trap "" XFSZ; ulimit -f 1; exec "$0" "$1" "$2" full', process.execPath, WRITER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of linesOf(child.stdout)) {
    lines.push(line);
  }

  const store = await JournalStore.open(directory, recordingLog());
  t.after(() => store.close());
  const refused = lines.filter((line) => line.startsWith('refused')).length;
  assert.ok(refused > 0, lines.join('\n'));
  assert.equal((await store.list('me')).length, lines.filter((line) => line === 'stored').length);
  assert.equal(lines.at(-1), 'health down');
});
