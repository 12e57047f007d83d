import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent, Message } from '@olympian/shared';
import { after, brokenOff, type ChatState, EMPTY, opened } from '../src/chatState.js';

const conversation = { id: 'c', title: 't', createdAt: '', updatedAt: '' };
const said = (role: Message['role'], content: string): Message => ({ id: content, role, content, createdAt: '' });

function through(events: readonly ChatEvent[], from: ChatState = EMPTY): ChatState {
  return events.reduce(after, from);
}

const BEGUN: readonly ChatEvent[] = [
  { type: 'conversation', conversation },
  { type: 'user', message: said('user', 'hi') },
  { type: 'model', model: 'm' },
  { type: 'token', text: 'Hel' },
  { type: 'waiting' },
  { type: 'token', text: 'lo' },
];

test('chat state: shows the reply while it arrives', () => {
  const state = through(BEGUN);

  assert.deepEqual(state.arriving, { model: 'm', text: 'Hello' });
  assert.deepEqual(state.conversation, conversation);
  assert.deepEqual(state.messages.map((message) => message.content), ['hi']);
});

test('chat state: a finished reply is the server\'s message, once', () => {
  const state = through([...BEGUN, { type: 'done', message: said('assistant', 'Hello') }]);

  assert.deepEqual(state.messages.map((message) => message.content), ['hi', 'Hello']);
  assert.equal(state.arriving, undefined);
});

test('chat state: what had arrived stays when a note ends the reply', () => {
  const state = through([...BEGUN, { type: 'note', message: said('note', 'broke off') }, { type: 'done' }]);

  assert.deepEqual(state.messages.map((message) => [message.content, message.interrupted]), [['hi', undefined], ['Hello', true], ['broke off', undefined]]);
});

test('chat state: no model at all leaves the message and the note', () => {
  const state = through([...BEGUN.slice(0, 2), { type: 'note', message: said('note', 'none') }, { type: 'done' }]);

  assert.deepEqual(state.messages.map((message) => message.role), ['user', 'note']);
});

test('chat state: a failure and a lost connection keep what is in sight and say why', () => {
  for (const state of [through([...BEGUN, { type: 'failed', reason: 'no disk' }]), brokenOff(through(BEGUN), 'no disk')]) {
    assert.deepEqual([state.messages.at(-1)?.content, state.problem, state.arriving], ['Hello', 'no disk', undefined]);
  }
});

test('chat state: an opened conversation shows its messages', () => {
  assert.deepEqual(opened({ ...conversation, messages: [said('user', 'a')] }), { ...EMPTY, conversation, messages: [said('user', 'a')] });
});
