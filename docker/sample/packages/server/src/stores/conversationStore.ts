import type { Conversation, ConversationSummary, DependencyHealth, Message } from '@olympian/shared';

/**
 * Keeps conversations. Everything is asked for in an owner's name, so that no route can
 * forget to check whose a conversation is.
 */
export interface ConversationStore {
  /** What the store is called in the health report. */
  readonly name: string;

  list(owner: string): Promise<ConversationSummary[]>;

  get(owner: string, id: string): Promise<Conversation | undefined>;

  create(owner: string, title: string): Promise<Conversation>;

  /** Resolves once the message would survive a power cut. `false`: there is no such conversation (any more). */
  append(owner: string, id: string, message: Message): Promise<boolean>;

  rename(owner: string, id: string, title: string): Promise<boolean>;

  delete(owner: string, id: string): Promise<boolean>;

  /** Never throws and is bounded in time. */
  health(): Promise<DependencyHealth>;

  close(): Promise<void>;
}

/** The store cannot do it now: the request may be tried again, nothing was half done. */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}
