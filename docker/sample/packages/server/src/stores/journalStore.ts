import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Conversation, ConversationSummary, DependencyHealth, Message } from '@olympian/shared';
import type { Log } from '../log.js';
import { type ConversationStore, StoreUnavailableError } from './conversationStore.js';

type Entry =
  | { op: 'create'; id: string; owner: string; title: string; at: string }
  | { op: 'append'; id: string; message: Message }
  | { op: 'rename'; id: string; title: string; at: string }
  | { op: 'delete'; id: string };

interface Kept {
  readonly id: string;
  readonly owner: string;
  readonly createdAt: string;
  title: string;
  updatedAt: string;
  readonly messages: Message[];
}

interface Write {
  readonly bytes: Buffer;
  readonly entry: Entry;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const FILE = 'conversations.jsonl';
const NEWLINE = 0x0a;

/**
 * The embedded store: one journal file, only ever appended to, one JSON object a line. What it
 * has acknowledged was flushed to the disk before, so it survives SIGKILL and a power cut.
 *
 * A kill in the middle of a write leaves a last line without its newline. It was never
 * acknowledged, and is cut off at the next start. A line that cannot be read anywhere else is
 * damage: it is passed over, stays in the file for whoever repairs it, and shows in the health report.
 *
 * One process writes the file. Two on one volume would not see each other's lines; compose
 * stops the old container before it starts the new one.
 */
export class JournalStore implements ConversationStore {
  readonly name = 'store';

  readonly #conversations = new Map<string, Kept>();
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #log: Log;
  readonly #damagedLines: number;
  readonly #queue: Write[] = [];
  #length: number;
  #writing: Promise<void> | undefined;
  #lastFailure: string | undefined;
  #closed = false;

  private constructor(file: FileHandle, filePath: string, contents: Buffer, log: Log) {
    this.#file = file;
    this.#path = filePath;
    this.#log = log;
    this.#length = contents.lastIndexOf(NEWLINE) + 1;

    let damaged = 0;
    const lines = contents.subarray(0, this.#length).toString('utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      if (line === '') {
        continue;
      }

      const entry = readEntry(line);
      if (entry === undefined) {
        damaged++;
        log('error', 'A line of the journal cannot be read and is passed over.', { file: filePath, line: index + 1 });
      } else {
        this.#apply(entry);
      }
    }

    this.#damagedLines = damaged;
  }

  static async open(directory: string, log: Log): Promise<JournalStore> {
    const filePath = path.join(directory, FILE);
    try {
      await mkdir(directory, { recursive: true });
      // Appending mode would write at the end whatever position is given; a failed write must be undone instead.
      const file = await open(filePath, 'a+', 0o600).then(async (created) => {
        await created.close();
        return open(filePath, 'r+');
      });

      const contents = await readFile(filePath);
      const store = new JournalStore(file, filePath, contents, log);
      if (store.#length < contents.length) {
        log('warn', 'The journal ends in an unfinished line, which was never acknowledged; it is cut off.', {
          file: filePath,
          bytes: contents.length - store.#length,
        });
        await file.truncate(store.#length);
      }

      await file.sync();
      await syncDirectory(directory);
      return store;
    } catch (error) {
      throw new StoreUnavailableError(
        `The data directory ${directory} cannot be used: ${(error as Error).message}. ` +
          'Mount a volume there that the user of this process may write to, or set DATA_DIR.',
        { cause: error },
      );
    }
  }

  async list(owner: string): Promise<ConversationSummary[]> {
    return [...this.#conversations.values()]
      .filter((kept) => kept.owner === owner)
      .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : one.updatedAt > other.updatedAt ? -1 : 0))
      .map(summaryOf);
  }

  async get(owner: string, id: string): Promise<Conversation | undefined> {
    const kept = this.#find(owner, id);
    return kept === undefined ? undefined : { ...summaryOf(kept), messages: [...kept.messages] };
  }

  async create(owner: string, title: string): Promise<Conversation> {
    const entry: Entry = { op: 'create', id: randomUUID(), owner, title, at: new Date().toISOString() };
    await this.#write(entry);
    return { id: entry.id, title, createdAt: entry.at, updatedAt: entry.at, messages: [] };
  }

  async append(owner: string, id: string, message: Message): Promise<boolean> {
    return this.#writeIfOwned(owner, id, { op: 'append', id, message });
  }

  async rename(owner: string, id: string, title: string): Promise<boolean> {
    return this.#writeIfOwned(owner, id, { op: 'rename', id, title, at: new Date().toISOString() });
  }

  async delete(owner: string, id: string): Promise<boolean> {
    return this.#writeIfOwned(owner, id, { op: 'delete', id });
  }

  async health(): Promise<DependencyHealth> {
    const target = `embedded, ${this.#path}`;
    if (this.#lastFailure !== undefined) {
      return { state: 'down', target, reason: this.#lastFailure };
    }

    return this.#damagedLines === 0
      ? { state: 'up', target }
      : { state: 'up', target, reason: `${this.#damagedLines} line(s) of the journal cannot be read and were passed over` };
  }

  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }

    this.#closed = true;
    await this.#writing;
    await this.#file.close();
  }

  #find(owner: string, id: string): Kept | undefined {
    const kept = this.#conversations.get(id);
    return kept?.owner === owner ? kept : undefined;
  }

  async #writeIfOwned(owner: string, id: string, entry: Entry): Promise<boolean> {
    if (this.#find(owner, id) === undefined) {
      return false;
    }

    await this.#write(entry);
    return true;
  }

  #write(entry: Entry): Promise<void> {
    if (this.#closed) {
      return Promise.reject(new StoreUnavailableError('The store is closed: the server is shutting down.'));
    }

    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, bytes: Buffer.from(`${JSON.stringify(entry)}\n`), resolve, reject });
      this.#writing ??= this.#drain().finally(() => (this.#writing = undefined));
    });
  }

  // Whatever waits is written together: many writers then share one flush of the disk.
  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      try {
        await this.#appendDurably(Buffer.concat(batch.map((write) => write.bytes)));
        this.#lastFailure = undefined;
        for (const write of batch) {
          this.#apply(write.entry);
          write.resolve();
        }
      } catch (error) {
        this.#lastFailure = `the last write to ${this.#path} failed: ${(error as Error).message}`;
        await this.#cutOffUnacknowledged();
        const failure = new StoreUnavailableError(`The conversation could not be stored: ${(error as Error).message}`, { cause: error });
        for (const write of batch) {
          write.reject(failure);
        }
      }
    }
  }

  async #appendDurably(bytes: Buffer): Promise<void> {
    // The position is always this store's own: bytes a failed write (a full disk) left behind are overwritten.
    let written = 0;
    while (written < bytes.length) {
      const result = await this.#file.write(bytes, written, bytes.length - written, this.#length + written);
      written += result.bytesWritten;
    }

    await this.#file.datasync();
    this.#length += bytes.length;
  }

  // What was refused must not come back at the next start. Where even this fails, the next write overwrites it.
  async #cutOffUnacknowledged(): Promise<void> {
    try {
      await this.#file.truncate(this.#length);
    } catch (error) {
      this.#log('error', 'An unacknowledged line could not be cut off the journal.', { file: this.#path, reason: (error as Error).message });
    }
  }

  #apply(entry: Entry): void {
    const kept = this.#conversations.get(entry.id);
    switch (entry.op) {
      case 'create':
        this.#conversations.set(entry.id, {
          id: entry.id,
          owner: entry.owner,
          title: entry.title,
          createdAt: entry.at,
          updatedAt: entry.at,
          messages: [],
        });
        break;
      case 'append':
        if (kept !== undefined) {
          kept.messages.push(entry.message);
          kept.updatedAt = entry.message.createdAt;
        }
        break;
      case 'rename':
        if (kept !== undefined) {
          kept.title = entry.title;
          kept.updatedAt = entry.at;
        }
        break;
      case 'delete':
        this.#conversations.delete(entry.id);
        break;
    }
  }
}

function summaryOf(kept: Kept): ConversationSummary {
  return { id: kept.id, title: kept.title, createdAt: kept.createdAt, updatedAt: kept.updatedAt };
}

function readEntry(line: string): Entry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // the caller counts and logs it
  }

  const entry = value as Partial<Record<string, unknown>> | null;
  const text = (name: string): boolean => typeof entry?.[name] === 'string';
  const shaped =
    text('id') &&
    ((entry?.['op'] === 'create' && text('owner') && text('title') && text('at')) ||
      (entry?.['op'] === 'append' && isMessage(entry['message'])) ||
      (entry?.['op'] === 'rename' && text('title') && text('at')) ||
      entry?.['op'] === 'delete');
  return shaped ? (value as Entry) : undefined;
}

function isMessage(value: unknown): value is Message {
  const message = value as Partial<Message> | null | undefined;
  return typeof message?.id === 'string' && typeof message.content === 'string' && typeof message.createdAt === 'string';
}

// A new file is there after a power cut only when its directory was flushed as well.
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
