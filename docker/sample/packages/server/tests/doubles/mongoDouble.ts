import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { BSON } from 'mongodb';

type Document = Record<string, unknown>;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/**
 * Speaks enough of MongoDB's wire protocol for the official driver to connect, as to the primary of a
 * one-member replica set, and to do what the store asks of it: createIndexes, insert, find with equality
 * filters, sort and limit, update with $set, delete, ping. What it does not know it refuses as a server
 * does, so that a new call in the store fails its test. No mongod could be had on the build machines:
 * nothing here was compared with one.
 */
export class MongoDouble {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #collections = new Map<string, Document[]>();
  /** Accepts and never answers. */
  silent = false;
  /** Answers every command but the handshake with this error. */
  failure: { code: number; codeName: string; errmsg: string } | undefined;
  /** Names of the commands received, in order. */
  readonly commands: string[] = [];
  readonly indexes: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<MongoDouble> {
    const server = createServer();
    const double = new MongoDouble(server);
    server.on('connection', (socket) => double.#serve(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get uri(): string {
    return `mongodb://${this.address}/olympian?replicaSet=rs0`;
  }

  documents(collection: string): readonly Document[] {
    return this.#collections.get(collection) ?? [];
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }

    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // the driver resets what it gives up
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
        const length = pending.readInt32LE(0);
        const reply = this.silent ? undefined : this.#reply(pending.subarray(0, length));
        pending = pending.subarray(length);
        if (reply !== undefined) {
          socket.write(reply);
        }
      }
    });
  }

  #reply(message: Buffer): Buffer {
    const requestId = message.readInt32LE(4);
    const opCode = message.readInt32LE(12);
    if (opCode === OP_QUERY) {
      const nameEnd = message.indexOf(0, 20);
      const answer = this.#run(BSON.deserialize(message.subarray(nameEnd + 9)));
      const header = Buffer.alloc(20); // flags, cursor, position
      header.writeInt32LE(1, 16);
      return frame(requestId, OP_REPLY, Buffer.concat([header, BSON.serialize(answer)]));
    }

    if (opCode !== OP_MSG) {
      throw new Error(`The driver sent operation ${opCode}, which this double does not know.`);
    }

    const answer = this.#run(commandIn(message));
    return frame(requestId, OP_MSG, Buffer.concat([Buffer.alloc(5), BSON.serialize(answer)]));
  }

  #run(command: Document): Document {
    const name = Object.keys(command)[0] ?? '';
    this.commands.push(name);
    const collection = String(command[name]);
    switch (name) {
      case 'hello':
      case 'ismaster':
      case 'isMaster':
        return {
          helloOk: true,
          ismaster: true,
          isWritablePrimary: true,
          setName: 'rs0',
          setVersion: 1,
          hosts: [this.address],
          primary: this.address,
          me: this.address,
          maxBsonObjectSize: 16 * 1024 * 1024,
          maxMessageSizeBytes: 48_000_000,
          maxWriteBatchSize: 100_000,
          localTime: new Date(),
          logicalSessionTimeoutMinutes: 30,
          minWireVersion: 0,
          maxWireVersion: 21,
          readOnly: false,
          ok: 1,
        };
      case 'endSessions':
        return { ok: 1 };
    }

    if (this.failure !== undefined) {
      return { ok: 0, ...this.failure };
    }

    switch (name) {
      case 'ping':
        return { ok: 1 };
      case 'createIndexes':
        this.indexes.push(...(command['indexes'] as Document[]).map((index) => `${collection}.${String(index['name'])}`));
        return { ok: 1 };
      case 'insert':
        this.#in(collection).push(...(command['documents'] as Document[]));
        return { ok: 1, n: (command['documents'] as Document[]).length };
      case 'find': {
        const found = this.#in(collection)
          .filter((document) => matches(document, command['filter'] as Document))
          .sort(by((command['sort'] ?? {}) as Record<string, number>));
        const limit = Number(command['limit'] ?? 0);
        return { ok: 1, cursor: { id: BSON.Long.ZERO, ns: `${String(command['$db'])}.${collection}`, firstBatch: limit > 0 ? found.slice(0, limit) : found } };
      }
      case 'update': {
        let n = 0;
        for (const { q, u } of command['updates'] as Array<{ q: Document; u: { $set: Document } }>) {
          const found = this.#in(collection).find((document) => matches(document, q));
          if (found !== undefined) {
            Object.assign(found, u.$set);
            n++;
          }
        }

        return { ok: 1, n, nModified: n };
      }
      case 'delete': {
        let n = 0;
        for (const { q, limit } of command['deletes'] as Array<{ q: Document; limit: number }>) {
          const kept = this.#in(collection).filter((document) => !matches(document, q) || (limit === 1 && n++ > 0));
          n = this.#in(collection).length - kept.length;
          this.#collections.set(collection, kept);
        }

        return { ok: 1, n };
      }
      default:
        return { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: `no such command: '${name}'` };
    }
  }

  #in(collection: string): Document[] {
    const existing = this.#collections.get(collection);
    if (existing !== undefined) {
      return existing;
    }

    const created: Document[] = [];
    this.#collections.set(collection, created);
    return created;
  }
}

function frame(responseTo: number, opCode: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

// Section 0 is the command, each section 1 a list of documents that belongs to one of its fields.
function commandIn(message: Buffer): Document {
  let command: Document = {};
  for (let at = 20; at < message.length; ) {
    const kind = message.readUInt8(at);
    const length = message.readInt32LE(at + 1);
    const end = at + 1 + length;
    if (kind === 0) {
      command = { ...BSON.deserialize(message.subarray(at + 1, end)), ...command };
    } else {
      const nameEnd = message.indexOf(0, at + 5);
      const documents: Document[] = [];
      for (let from = nameEnd + 1; from < end; from += message.readInt32LE(from)) {
        documents.push(BSON.deserialize(message.subarray(from, from + message.readInt32LE(from))));
      }

      command[message.toString('utf8', at + 5, nameEnd)] = documents;
    }

    at = end;
  }

  return command;
}

function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => document[name] === wanted);
}

function by(sort: Record<string, number>): (one: Document, other: Document) => number {
  return (one, other) => {
    for (const [name, direction] of Object.entries(sort)) {
      const difference = Number(one[name]) - Number(other[name]);
      if (difference !== 0) {
        return difference * direction;
      }
    }

    return 0;
  };
}
