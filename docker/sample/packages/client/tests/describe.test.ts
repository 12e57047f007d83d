import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBuilds, describeHealth } from '../src/describe.js';

const build = { buildDate: '2026-11-22T14:00:00Z', gitCommit: '2d36d48', sourceHash: 'abc', cacheBust: 'r1.2d36d48.abc' };

test('describe: page and backend of one build take one line', () => {
  assert.deepEqual(describeBuilds(build, { ...build, buildDate: '2026-11-22T14:00:01Z' }), [
    'Page and backend: commit 2d36d48 · source abc · built 2026-11-22T14:00:00Z · backend built 2026-11-22T14:00:01Z',
  ]);
});

test('describe: builds that differ, or one that cannot be named, stand apart', () => {
  assert.deepEqual(describeBuilds(build, { ...build, cacheBust: 'r2' }).length, 2);
  assert.deepEqual(describeBuilds(build, undefined)[1], 'Backend: not known');
});

test('describe: each dependency with what is known of it', () => {
  const lines = describeHealth({
    status: 'degraded',
    uptimeSeconds: 1,
    dependencies: {
      store: { state: 'up', target: 'embedded, /app/data', latencyMs: 2 },
      ollama: { state: 'down', target: 'http://gpu:11434', reason: 'no answer within 1500 ms' },
      other: { state: 'not-configured' },
    },
  });

  assert.deepEqual(lines, [
    'Conversations: up (embedded, /app/data; 2 ms)',
    'Ollama: down (http://gpu:11434; no answer within 1500 ms)',
    'other: not configured',
  ]);
});
