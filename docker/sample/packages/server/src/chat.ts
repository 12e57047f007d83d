import { randomUUID } from 'node:crypto';
import type { ChatEvent, ChatRequest, Conversation, Message, Role } from '@olympian/shared';
import { HttpError } from './httpError.js';
import type { Log } from './log.js';
import { ModelUnavailableError, type Ollama } from './ollama.js';
import { reasonOf } from './reason.js';
import type { ConversationStore } from './stores/conversationStore.js';

// Older messages stay stored; a model's window is small, and Ollama would cut them off unseen.
const REMEMBERED_MESSAGES = 40;

// Below nginx's and every common proxy's patience with a silent connection.
const WAITING_EVERY_MS = 15_000;

/** Hands an event to the client; resolves when the client can take the next one. */
export type Emit = (event: ChatEvent) => Promise<void>;

/**
 * One turn of a conversation. The user's message is stored before the model is asked, and what
 * the model said is stored whatever ends the turn: its own end, a fault, the client going away.
 */
export class Chat {
  readonly #store: ConversationStore;
  readonly #ollama: Ollama;
  readonly #log: Log;

  constructor(store: ConversationStore, ollama: Ollama, log: Log) {
    this.#store = store;
    this.#ollama = ollama;
    this.#log = log;
  }

  /** Throws before the first event when the turn cannot begin; afterwards every fault is an event. */
  async turn(owner: string, request: ChatRequest, emit: Emit, signal: AbortSignal): Promise<void> {
    const conversation = await this.#conversation(owner, request);
    const user = message('user', request.message);
    await this.#keep(owner, conversation.id, user);
    const { messages: history, ...summary } = conversation;
    await emit({ type: 'conversation', conversation: summary });
    await emit({ type: 'user', message: user });

    let model: string | undefined;
    let reply = '';
    const waiting = setInterval(() => void emit({ type: 'waiting' }), WAITING_EVERY_MS);
    try {
      model = request.model ?? (await this.#firstModel());
      await emit({ type: 'model', model });
      for await (const text of this.#ollama.chat(model, [...history, user].slice(-REMEMBERED_MESSAGES), signal)) {
        reply += text;
        await emit({ type: 'token', text });
      }

      const done = message('assistant', reply, { model });
      await this.#keep(owner, conversation.id, done);
      await emit({ type: 'done', message: done });
    } catch (error) {
      await this.#endEarly(owner, conversation.id, model, reply, error, emit, signal);
    } finally {
      clearInterval(waiting);
    }
  }

  async #conversation(owner: string, request: ChatRequest): Promise<Conversation> {
    if (request.conversationId === undefined) {
      return this.#store.create(owner, titleFrom(request.message));
    }

    const found = await this.#store.get(owner, request.conversationId);
    if (found === undefined) {
      throw new HttpError(404, 'no-such-conversation', 'There is no such conversation in this session.');
    }

    return found;
  }

  async #firstModel(): Promise<string> {
    const list = await this.#ollama.models();
    const first = list.models[0];
    if (first === undefined) {
      throw new ModelUnavailableError(list.reason ?? 'Ollama lists no model');
    }

    return first.name;
  }

  async #endEarly(
    owner: string,
    id: string,
    model: string | undefined,
    reply: string,
    error: unknown,
    emit: Emit,
    signal: AbortSignal,
  ): Promise<void> {
    const expected = signal.aborted || error instanceof ModelUnavailableError;
    this.#log(expected ? 'info' : 'error', 'A reply ended early.', {
      conversation: id,
      model,
      characters: reply.length,
      reason: signal.aborted ? 'the client went away or the server is stopping' : reasonOf(error),
      ...(expected ? {} : { stack: (error as Error).stack }),
    });

    if (reply !== '') {
      await this.#keep(owner, id, message('assistant', reply, { ...(model === undefined ? {} : { model }), interrupted: true }));
    }

    const why = signal.aborted
      ? 'The reply was stopped.'
      : reply === ''
        ? `No model is reachable: ${reasonOf(error)}. Your message is kept.`
        : `The reply broke off: ${reasonOf(error)}. What had arrived is kept.`;
    const note = message('note', why);
    await this.#keep(owner, id, note);
    await emit({ type: 'note', message: note });
    await emit({ type: 'done' });
  }

  async #keep(owner: string, id: string, kept: Message): Promise<void> {
    if (!(await this.#store.append(owner, id, kept))) {
      throw new HttpError(404, 'no-such-conversation', 'The conversation was deleted meanwhile.');
    }
  }
}

function message(role: Role, content: string, more: { model?: string; interrupted?: boolean } = {}): Message {
  return { id: randomUUID(), role, content, createdAt: new Date().toISOString(), ...more };
}

/** The first line of what was asked, cut at a word. */
export function titleFrom(text: string): string {
  // Whole characters, so that no emoji is cut in half.
  const line = [...(text.trim().split(/\r?\n/, 1)[0] ?? '')];
  return line.length <= 60 ? line.join('') : `${line.slice(0, 60).join('').replace(/\s+\S*$/, '')}…`;
}
