import { randomUUID } from 'node:crypto';
import type { Conversation, ConversationSummary, DependencyHealth, Message } from '@olympian/shared';
import { type Collection, MongoClient, MongoError, MongoServerSelectionError } from 'mongodb';
import { ConfigError } from '../config.js';
import { type Log, withoutCredentials } from '../log.js';
import { reasonOf } from '../reason.js';
import { TimeoutError, within } from '../within.js';
import { type ConversationStore, StoreUnavailableError } from './conversationStore.js';

interface ConversationDocument {
  readonly _id: string;
  readonly owner: string;
  readonly title: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface MessageDocument extends Omit<Message, 'id' | 'createdAt'> {
  readonly _id: string;
  readonly conversationId: string;
  readonly createdAt: Date;
  /** Orders messages of one millisecond; a counter of this process is enough, as only the time orders processes. */
  readonly order: number;
}

/** Used when the connection string names no database. */
const DATABASE = 'olympian';

/**
 * Conversations in MongoDB. Messages are documents of their own, so that no conversation
 * can grow past the size of a document. The driver connects when it is first needed and again
 * after every failure: a server that is down at the start is a report, not a crash.
 */
export class MongoStore implements ConversationStore {
  readonly name = 'store';

  readonly #client: MongoClient;
  readonly #conversations: Collection<ConversationDocument>;
  readonly #messages: Collection<MessageDocument>;
  readonly #target: string;
  readonly #log: Log;
  readonly #patienceMs: number;
  #indexed: Promise<void> | undefined;
  #order = 0;
  #heartbeatFailure: Error | undefined;

  constructor(uri: string, log: Log, patienceMs = 3000) {
    this.#log = log;
    this.#patienceMs = patienceMs;
    this.#client = clientFor(uri, patienceMs);
    this.#client
      .on('serverHeartbeatFailed', (event) => (this.#heartbeatFailure = event.failure))
      .on('serverHeartbeatSucceeded', () => (this.#heartbeatFailure = undefined));
    const database = this.#client.db(databaseIn(uri) ?? DATABASE);
    this.#conversations = database.collection('conversations');
    this.#messages = database.collection('messages');
    this.#target = `MongoDB, ${this.#client.options.hosts.map(String).join(',') || this.#client.options.srvHost}/${database.databaseName}`;
  }

  async list(owner: string): Promise<ConversationSummary[]> {
    return this.#ask(async () => {
      const documents = await this.#conversations.find({ owner }).sort({ updatedAt: -1 }).limit(500).toArray();
      return documents.map(summaryOf);
    });
  }

  async get(owner: string, id: string): Promise<Conversation | undefined> {
    return this.#ask(async () => {
      const document = await this.#conversations.findOne({ _id: id, owner });
      if (document === null) {
        return undefined;
      }

      const messages = await this.#messages.find({ conversationId: id }).sort({ createdAt: 1, order: 1 }).toArray();
      return { ...summaryOf(document), messages: messages.map(messageOf) };
    });
  }

  async create(owner: string, title: string): Promise<Conversation> {
    return this.#ask(async () => {
      const now = new Date();
      const document: ConversationDocument = { _id: randomUUID(), owner, title, createdAt: now, updatedAt: now };
      await this.#conversations.insertOne(document, { writeConcern: { w: 'majority' } });
      return { ...summaryOf(document), messages: [] };
    });
  }

  async append(owner: string, id: string, message: Message): Promise<boolean> {
    return this.#ask(async () => {
      const { id: messageId, createdAt, ...rest } = message;
      const at = new Date(createdAt);
      const touched = await this.#conversations.updateOne({ _id: id, owner }, { $set: { updatedAt: at } });
      if (touched.matchedCount === 0) {
        return false;
      }

      await this.#messages.insertOne(
        { _id: messageId, conversationId: id, createdAt: at, order: this.#order++, ...rest },
        { writeConcern: { w: 'majority' } },
      );
      return true;
    });
  }

  async rename(owner: string, id: string, title: string): Promise<boolean> {
    return this.#ask(async () => {
      const result = await this.#conversations.updateOne({ _id: id, owner }, { $set: { title, updatedAt: new Date() } });
      return result.matchedCount > 0;
    });
  }

  async delete(owner: string, id: string): Promise<boolean> {
    return this.#ask(async () => {
      const result = await this.#conversations.deleteOne({ _id: id, owner });
      if (result.deletedCount === 0) {
        return false;
      }

      await this.#messages.deleteMany({ conversationId: id });
      return true;
    });
  }

  async health(): Promise<DependencyHealth> {
    const started = performance.now();
    try {
      await within(this.#patienceMs / 2, async () => {
        await this.#client.connect();
        await this.#client.db('admin').command({ ping: 1 });
      });
      return { state: 'up', target: this.#target, latencyMs: Math.round(performance.now() - started) };
    } catch (error) {
      return {
        state: 'down',
        target: this.#target,
        latencyMs: Math.round(performance.now() - started),
        // The limit here is shorter than the driver's patience; what its monitor last met says more than "no answer".
        reason: this.#explain(error instanceof TimeoutError ? (this.#heartbeatFailure ?? error) : error),
      };
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      // Left to itself, a client whose very first connection failed says "Topology is closed" for ever after;
      // asked to connect, it begins anew, and does nothing when it is connected.
      await this.#client.connect();
      await this.#ensureIndexes();
      return await work();
    } catch (error) {
      if (error instanceof MongoError) {
        throw new StoreUnavailableError(`MongoDB did not do what was asked: ${this.#explain(error)}`, { cause: error });
      }

      throw error;
    }
  }

  async #ensureIndexes(): Promise<void> {
    this.#indexed ??= Promise.all([
      this.#conversations.createIndex({ owner: 1, updatedAt: -1 }),
      this.#messages.createIndex({ conversationId: 1, createdAt: 1, order: 1 }),
    ]).then(() => this.#log('info', 'MongoDB is connected and its indexes are in place.', { target: this.#target }));
    try {
      await this.#indexed;
    } catch (error) {
      this.#indexed = undefined; // the next request tries again
      throw error;
    }
  }

  // "Server selection timed out" hides why; the last error of a server of the list says it.
  #explain(error: unknown): string {
    if (error instanceof MongoServerSelectionError) {
      for (const server of error.reason?.servers.values() ?? []) {
        if (server.error !== null && server.error !== undefined) {
          return withoutCredentials(reasonOf(server.error, server.host));
        }
      }

      const wanted = error.reason?.setName;
      return wanted
        ? `no primary of the replica set '${wanted}' answers`
        : withoutCredentials(error.message);
    }

    return withoutCredentials(reasonOf(error, this.#client.options.hosts[0]?.host));
  }
}

function clientFor(uri: string, patienceMs: number): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'olympian-backend',
      serverSelectionTimeoutMS: patienceMs,
      connectTimeoutMS: patienceMs,
      // A server that accepts and then says nothing must not hold a request for ever.
      socketTimeoutMS: 10_000,
      maxPoolSize: 20,
    });
  } catch (error) {
    throw new ConfigError([`MONGODB_URI cannot be used: ${withoutCredentials((error as Error).message)}`]);
  }
}

function databaseIn(uri: string): string | undefined {
  const name = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]*)/.exec(uri)?.[1];
  return name === undefined || name === '' ? undefined : decodeURIComponent(name);
}

function summaryOf(document: ConversationDocument): ConversationSummary {
  return {
    id: document._id,
    title: document.title,
    createdAt: document.createdAt.toISOString(),
    updatedAt: document.updatedAt.toISOString(),
  };
}

function messageOf({ _id, conversationId: _, order: __, createdAt, ...rest }: MessageDocument): Message {
  return { id: _id, createdAt: createdAt.toISOString(), ...rest };
}
