import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessTokens } from './accessTokens.js';
import { readBuildInfo } from './buildInfoFile.js';
import { Chat } from './chat.js';
import type { Config } from './config.js';
import { HealthReport } from './healthReport.js';
import { createHttpServer } from './httpServer.js';
import type { Log } from './log.js';
import { Ollama } from './ollama.js';
import { routesOf } from './routes.js';
import { Sessions } from './sessions.js';
import type { ConversationStore } from './stores/conversationStore.js';
import { JournalStore } from './stores/journalStore.js';
import { UnusedConnections } from './unusedConnections.js';
import { TimeoutError, within } from './within.js';

// After the drain's limit, replies in flight get this long to store what they have.
const LAST_WORDS_MS = 2000;

// Loading the driver takes longer than all else of a start: whoever keeps conversations in a file does without.
async function mongoStore(uri: string, log: Log): Promise<ConversationStore> {
  const { MongoStore } = await import('./stores/mongoStore.js');
  return new MongoStore(uri, log);
}

/** The server, listening. */
export class Application {
  readonly #server: Server;
  readonly #unused: UnusedConnections;
  readonly #store: ConversationStore;
  readonly #stopping: AbortController;
  readonly #drainMs: number;
  readonly #log: Log;
  #stopped: Promise<void> | undefined;

  private constructor(server: Server, store: ConversationStore, stopping: AbortController, drainMs: number, log: Log) {
    this.#server = server;
    this.#unused = new UnusedConnections(server);
    this.#store = store;
    this.#stopping = stopping;
    this.#drainMs = drainMs;
    this.#log = log;
  }

  static async start(config: Config, log: Log): Promise<Application> {
    const store = config.mongoUri === undefined ? await JournalStore.open(config.dataDir, log) : await mongoStore(config.mongoUri, log);
    const ollama = new Ollama(config.ollamaUrl, config.modelSilenceMs);
    const tokens = new AccessTokens(config.jwtSecret);
    const stopping = new AbortController();
    const routes = routesOf({
      buildInfo: await readBuildInfo(config.buildInfoFile, log),
      health: new HealthReport({ store, ollama }),
      ollama,
      store,
      chat: new Chat(store, ollama, log),
      sessions: new Sessions(config.sessionSecret, tokens),
      tokens,
      stopping: stopping.signal,
    });

    const server = createHttpServer(routes, config.allowedOrigins, log);
    const application = new Application(server, store, stopping, config.drainMs, log);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(config.port, config.host, resolve);
    });
    log('info', 'Listening.', { host: config.host, port: application.port, store: config.storeMode, ollama: config.ollamaUrl?.origin ?? 'not configured' });
    return application;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Takes no new connection, lets requests in flight finish within the limit, then ends them (a reply
   * keeps what it has), and closes the store last. Asked twice, it stops once.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#drain();
    return this.#stopped;
  }

  async #drain(): Promise<void> {
    this.#log('info', 'Stopping: requests in flight may finish.', { limitMs: this.#drainMs });
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // A kept-alive connection is out of use when its request ends, and would hold the server open.
    const sweep = setInterval(() => this.#unused.close(), 100);
    try {
      if (!(await endsWithin(this.#drainMs, closed))) {
        this.#log('warn', 'Requests still in flight are ended.', { limitMs: this.#drainMs });
        this.#stopping.abort();
        if (!(await endsWithin(LAST_WORDS_MS, closed))) {
          this.#server.closeAllConnections();
        }
      }
    } finally {
      clearInterval(sweep);
    }

    await this.#store.close();
    this.#log('info', 'Stopped.');
  }
}

async function endsWithin(limitMs: number, end: Promise<void>): Promise<boolean> {
  try {
    await within(limitMs, () => end);
    return true;
  } catch (error) {
    if (error instanceof TimeoutError) {
      return false;
    }

    throw error;
  }
}
