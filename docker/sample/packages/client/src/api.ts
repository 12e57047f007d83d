import {
  type ApiError,
  type BuildInfo,
  type ChatEvent,
  type ChatRequest,
  type Conversation,
  type ConversationSummary,
  type Health,
  linesOf,
  type ModelList,
  parseBuildInfo,
} from '@olympian/shared';

/** The server refused or could not be reached; the message is for the person at the page. */
export class ApiFault extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiFault';
  }
}

export const api = {
  health: () => json<Health>('GET', '/api/health'),
  models: () => json<ModelList>('GET', '/api/models'),
  backendBuild: () => json<BuildInfo>('GET', '/api/build-info'),
  pageBuild: async (): Promise<BuildInfo> => parseBuildInfo(await (await send('GET', '/build-info.txt')).text()),
  conversations: async () => (await json<{ conversations: ConversationSummary[] }>('GET', '/api/conversations')).conversations,
  conversation: (id: string) => json<Conversation>('GET', `/api/conversations/${encodeURIComponent(id)}`),
  delete: (id: string) => send('DELETE', `/api/conversations/${encodeURIComponent(id)}`),

  /** Each event as it comes. Aborting `signal` ends the reply on the server, too. */
  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
    const response = await send('POST', '/api/chat', request, signal);
    if (response.body !== null) {
      for await (const line of linesOf(chunksOf(response.body))) {
        yield JSON.parse(line) as ChatEvent;
      }
    }
  },
};

async function json<T>(method: string, path: string): Promise<T> {
  return (await (await send(method, path)).json()) as T;
}

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }

    throw new ApiFault(0, 'The server cannot be reached. Is it running?');
  }

  if (!response.ok) {
    throw new ApiFault(response.status, await messageIn(response));
  }

  return response;
}

async function messageIn(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as ApiError).error.message;
  } catch {
    return `The server answered ${response.status}.`; // a proxy's page says nothing to a person
  }
}

// Not every browser can iterate over a stream by itself.
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      yield part.value;
    }
  } finally {
    reader.releaseLock();
  }
}
