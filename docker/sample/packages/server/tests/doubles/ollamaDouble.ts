import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the double does instead of answering as a healthy Ollama would. */
export type OllamaFault = 'none' | 'silent' | 'breaks-off' | 'error-line' | 'unknown-model' | 'not-ollama';

/**
 * Stands in for an Ollama server, which no registry of the build machines holds. Streams as Ollama's
 * documentation shows: application/x-ndjson, one object a token, `done: true` with the counts last.
 * Never compared with a real Ollama here.
 */
export class OllamaDouble {
  readonly #server: Server;
  fault: OllamaFault = 'none';
  models = ['llama3.2:latest', 'qwen3:8b'];
  reply = ['Hel', 'lo ', 'wörld 🙂'];
  /** Between two tokens. */
  pauseMs = 0;
  /** Bodies of the chat requests, in order. */
  readonly chats: Array<{ model: string; stream: boolean; messages: Array<{ role: string; content: string }> }> = [];
  /** Chats whose client went away before the last token. */
  abandoned = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OllamaDouble> {
    const server = createServer();
    const double = new OllamaDouble(server);
    server.on('request', (request, response) => void double.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.fault === 'silent') {
      return;
    }

    if (this.fault === 'not-ollama') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>router</html>');
      return;
    }

    switch (`${request.method} ${request.url}`) {
      case 'GET /api/version':
        json(response, 200, { version: '0.12.0' });
        break;
      case 'GET /api/tags':
        json(response, 200, {
          models: this.models.map((name) => ({ name, model: name, size: 2019393189, details: { parameter_size: '3.2B' } })),
        });
        break;
      case 'POST /api/chat':
        await this.#chat(request, response);
        break;
      default:
        response.writeHead(404).end('404 page not found');
    }
  }

  async #chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) {
      text += String(chunk);
    }

    const body = JSON.parse(text) as (typeof this.chats)[number];
    this.chats.push(body);
    if (this.fault === 'unknown-model') {
      json(response, 404, { error: `model '${body.model}' not found` });
      return;
    }

    let finished = false;
    response.once('close', () => {
      this.abandoned += finished ? 0 : 1;
    });
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    const line = (value: object): boolean => response.write(`${JSON.stringify({ model: body.model, created_at: '2026-11-22T14:00:00Z', ...value })}\n`);
    for (const [index, content] of this.reply.entries()) {
      if (response.destroyed) {
        return;
      }

      line({ message: { role: 'assistant', content }, done: false });
      if (index === 0 && this.fault === 'breaks-off') {
        setTimeout(() => response.destroy(), 20);
        return;
      }

      if (index === 0 && this.fault === 'error-line') {
        line({ error: 'out of memory' });
        response.end();
        return;
      }

      if (this.pauseMs > 0) {
        await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
      }
    }

    finished = true;
    line({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', eval_count: this.reply.length });
    response.end();
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
