import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BuildInfo, type ChatEvent, LIMITS, type Message } from '@olympian/shared';
import { type AccessTokens, TOKEN_LIFETIME_SECONDS } from './accessTokens.js';
import type { Chat } from './chat.js';
import type { HealthReport } from './healthReport.js';
import { HttpError } from './httpError.js';
import type { Ollama } from './ollama.js';
import { optionalText, readChatRequest, readJsonObject, requiredText } from './requestBody.js';
import type { Sessions } from './sessions.js';
import type { ConversationStore } from './stores/conversationStore.js';

/** What the routes are made of. */
export interface Parts {
  readonly buildInfo: BuildInfo;
  readonly health: HealthReport;
  readonly ollama: Ollama;
  readonly store: ConversationStore;
  readonly chat: Chat;
  readonly sessions: Sessions;
  readonly tokens: AccessTokens;
  /** Aborted when requests in flight must come to an end. */
  readonly stopping: AbortSignal;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands at `:id` in the route's path. */
  readonly id: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Segments; `:id` takes any one segment. */
  readonly path: string;
  readonly handle: (exchange: Exchange) => Promise<void>;
}

const NO_CONVERSATION = new HttpError(404, 'no-such-conversation', 'There is no such conversation in this session.');

export function routesOf(parts: Parts): Route[] {
  const { store } = parts;

  // Whose conversations the request is about; a new session's cookie goes onto the answer.
  const ownerOf = ({ request, response }: Exchange): string => {
    const session = parts.sessions.of(request);
    if (session.cookie !== undefined) {
      response.setHeader('Set-Cookie', session.cookie);
    }

    return session.owner;
  };

  return [
    {
      method: 'GET',
      path: '/api/health',
      handle: async ({ response }) => sendJson(response, 200, await parts.health.current()),
    },
    {
      method: 'GET',
      path: '/api/build-info',
      handle: async ({ response }) => sendJson(response, 200, parts.buildInfo),
    },
    {
      method: 'GET',
      path: '/api/models',
      handle: async ({ response }) => sendJson(response, 200, await parts.ollama.models()),
    },
    {
      method: 'POST',
      path: '/api/session',
      handle: async (exchange) => {
        const token = parts.tokens.issue(ownerOf(exchange));
        sendJson(exchange.response, 201, { token, expiresInSeconds: TOKEN_LIFETIME_SECONDS });
      },
    },
    {
      method: 'GET',
      path: '/api/conversations',
      handle: async (exchange) => sendJson(exchange.response, 200, { conversations: await store.list(ownerOf(exchange)) }),
    },
    {
      method: 'POST',
      path: '/api/conversations',
      handle: async (exchange) => {
        const fields = await readJsonObject(exchange.request);
        const title = optionalText(fields, 'title', LIMITS.titleLength) ?? 'New conversation';
        sendJson(exchange.response, 201, await store.create(ownerOf(exchange), title));
      },
    },
    {
      method: 'GET',
      path: '/api/conversations/:id',
      handle: async (exchange) => {
        const found = await store.get(ownerOf(exchange), exchange.id);
        if (found === undefined) {
          throw NO_CONVERSATION;
        }

        sendJson(exchange.response, 200, found);
      },
    },
    {
      method: 'PATCH',
      path: '/api/conversations/:id',
      handle: async (exchange) => {
        const fields = await readJsonObject(exchange.request);
        const title = requiredText(fields, 'title', LIMITS.titleLength);
        await orMissing(store.rename(ownerOf(exchange), exchange.id, title));
        sendNothing(exchange.response);
      },
    },
    {
      method: 'DELETE',
      path: '/api/conversations/:id',
      handle: async (exchange) => {
        await orMissing(store.delete(ownerOf(exchange), exchange.id));
        sendNothing(exchange.response);
      },
    },
    {
      method: 'POST',
      path: '/api/conversations/:id/messages',
      handle: async (exchange) => {
        const fields = await readJsonObject(exchange.request);
        const message: Message = {
          id: randomUUID(),
          // Only a person writes here: what a model said comes from a model.
          role: 'user',
          content: requiredText(fields, 'content', LIMITS.messageLength),
          createdAt: new Date().toISOString(),
        };
        await orMissing(store.append(ownerOf(exchange), exchange.id, message));
        sendJson(exchange.response, 201, message);
      },
    },
    {
      method: 'POST',
      path: '/api/chat',
      handle: async (exchange) => {
        const request = readChatRequest(await readJsonObject(exchange.request));
        const owner = ownerOf(exchange);
        const gone = new AbortController();
        exchange.response.once('close', () => gone.abort());
        await parts.chat.turn(
          owner,
          request,
          (event) => sendEvent(exchange.response, event),
          AbortSignal.any([gone.signal, parts.stopping]),
        );
        exchange.response.end();
      },
    },
  ];
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': bytes.length });
  response.end(bytes);
}

/** One line of the stream. Waits while the client takes no more; does nothing once it has gone. */
export async function sendEvent(response: ServerResponse, event: ChatEvent): Promise<void> {
  if (response.destroyed || response.writableEnded) {
    return;
  }

  if (!response.headersSent) {
    // Proxies must hand on each line as it comes: nginx reads the second header.
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'X-Accel-Buffering': 'no' });
  }

  if (!response.write(`${JSON.stringify(event)}\n`)) {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }
}

function sendNothing(response: ServerResponse): void {
  response.writeHead(204).end();
}

async function orMissing(outcome: Promise<boolean>): Promise<void> {
  if (!(await outcome)) {
    throw NO_CONVERSATION;
  }
}
