import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBuildInfo, UNKNOWN_BUILD } from '../src/index.js';

test('build info: reads the four lines, colons in a value included', () => {
  const text = 'Build Date: 2026-11-22T14:00:00Z\nGit Commit: 2d36d48-dirty\nSource Hash: 0cc175b9\nCache Bust: r.c.h\n';

  assert.deepEqual(parseBuildInfo(text), {
    buildDate: '2026-11-22T14:00:00Z',
    gitCommit: '2d36d48-dirty',
    sourceHash: '0cc175b9',
    cacheBust: 'r.c.h',
  });
});

test('build info: a missing line, an empty value and a strange line leave "unknown"', () => {
  assert.deepEqual(parseBuildInfo('Git Commit:\nNonsense\nOther: x\n'), UNKNOWN_BUILD);
});

test('build info: reads lines that end as Windows ends them', () => {
  assert.equal(parseBuildInfo('Git Commit: abc\r\n').gitCommit, 'abc');
});
