import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../src/index.js';

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

async function collect(source: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of source) {
    all.push(line);
  }

  return all;
}

for (const size of [1, 2, 3, 7, 1000]) {
  test(`lines: are the same when chunks are ${size} bytes long`, async () => {
    assert.deepEqual(await collect(linesOf(chunked('{"a":"é🙂"}\r\n\nlast', size))), ['{"a":"é🙂"}', '', 'last']);
  });
}

test('lines: an empty stream has none', async () => {
  assert.deepEqual(await collect(linesOf(chunked('', 1))), []);
});

test('lines: one that never ends is refused instead of filling the memory', async () => {
  await assert.rejects(collect(linesOf(chunked('x'.repeat(50), 10), 20)), RangeError);
});
