import { type DependencyHealth, linesOf, type Message, type Model, type ModelList } from '@olympian/shared';
import { reasonOf } from './reason.js';
import { within } from './within.js';

/** No model answers, or it stopped answering; the message is for the person who asked. */
export class ModelUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelUnavailableError';
  }
}

const PROBE_LIMIT_MS = 1500;
const LIST_LIMIT_MS = 3000;

/** Ollama over its HTTP interface: `/api/version`, `/api/tags` and the stream of `/api/chat`. */
export class Ollama {
  readonly #url: URL | undefined;
  readonly #silenceMs: number;

  constructor(url: URL | undefined, silenceMs: number) {
    this.#url = url;
    this.#silenceMs = silenceMs;
  }

  /** Never throws and is bounded in time. */
  async health(): Promise<DependencyHealth> {
    if (this.#url === undefined) {
      return { state: 'not-configured', reason: 'OLLAMA_HOST is not set' };
    }

    const target = this.#url.origin;
    const started = performance.now();
    const latency = (): number => Math.round(performance.now() - started);
    try {
      await within(PROBE_LIMIT_MS, async (signal) => (await this.#request('api/version', { signal })).json());
      return { state: 'up', target, latencyMs: latency() };
    } catch (error) {
      return { state: 'down', target, latencyMs: latency(), reason: this.#explain(error) };
    }
  }

  /** Never throws: a list that could not be had says why. */
  async models(): Promise<ModelList> {
    if (this.#url === undefined) {
      return { available: false, models: [], reason: 'OLLAMA_HOST is not set' };
    }

    try {
      const body = await within(LIST_LIMIT_MS, async (signal) => (await this.#request('api/tags', { signal })).json());
      const models = readModels(body);
      return models.length > 0
        ? { available: true, models }
        : { available: true, models, reason: 'Ollama holds no model yet: `ollama pull llama3.2` fetches one' };
    } catch (error) {
      return { available: false, models: [], reason: this.#explain(error) };
    }
  }

  /**
   * The reply, piece by piece as the model makes it. Ends without an error only after Ollama said
   * that it is done; aborting `signal` closes the connection, on which Ollama stops computing.
   */
  async *chat(model: string, history: readonly Message[], signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.#silenceMs);
    try {
      const response = await this.#request('api/chat', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          model,
          stream: true,
          messages: history
            .filter((message) => message.role !== 'note')
            .map(({ role, content }) => ({ role, content })),
        }),
        signal: AbortSignal.any([signal, silence.signal]),
      });

      for await (const line of linesOf(response.body ?? emptyBody())) {
        timer.refresh();
        if (line.trim() === '') {
          continue;
        }

        const part = JSON.parse(line) as { error?: string; done?: boolean; message?: { content?: string } };
        if (typeof part.error === 'string') {
          throw new ModelUnavailableError(`Ollama reports: ${part.error}`);
        }

        if (typeof part.message?.content === 'string' && part.message.content !== '') {
          yield part.message.content;
        }

        if (part.done === true) {
          return;
        }
      }

      throw new ModelUnavailableError('Ollama closed the connection before the reply was complete.');
    } catch (error) {
      if (signal.aborted || error instanceof ModelUnavailableError) {
        throw error;
      }

      throw new ModelUnavailableError(
        silence.signal.aborted ? `the model said nothing for ${Math.round(this.#silenceMs / 1000)} s` : this.#explain(error),
        { cause: error },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    if (this.#url === undefined) {
      throw new ModelUnavailableError('OLLAMA_HOST is not set');
    }

    const base = this.#url.href.endsWith('/') ? this.#url.href : `${this.#url.href}/`;
    const response = await fetch(new URL(path, base), init);
    if (!response.ok) {
      throw new ModelUnavailableError(`Ollama answered ${response.status}: ${await errorIn(response)}`);
    }

    return response;
  }

  #explain(error: unknown): string {
    if (error instanceof SyntaxError) {
      return `what answers at ${this.#url?.origin} is not Ollama: its answer is not JSON`;
    }

    return reasonOf(error, this.#url?.hostname);
  }
}

async function errorIn(response: Response): Promise<string> {
  const text = (await response.text()).slice(0, 500);
  try {
    const body = JSON.parse(text) as { error?: unknown } | null;
    return typeof body?.error === 'string' ? body.error : text;
  } catch {
    return text; // a proxy's page, say: its own words are the best there is
  }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // a response without a body has no chunk
}

function readModels(body: unknown): Model[] {
  const listed = (body as { models?: unknown } | null)?.models;
  if (!Array.isArray(listed)) {
    throw new ModelUnavailableError('what answers there is not Ollama: its answer lists no models');
  }

  return listed
    .filter((entry): entry is { name: string; size?: number; details?: { parameter_size?: string } } => typeof entry?.name === 'string')
    .map((entry) => ({
      name: entry.name,
      ...(typeof entry.size === 'number' ? { sizeBytes: entry.size } : {}),
      ...(typeof entry.details?.parameter_size === 'string' ? { parameterSize: entry.details.parameter_size } : {}),
    }));
}
