/** The four facts that name a build; the image carries them in /app/build_info.txt. */
export interface BuildInfo {
  readonly buildDate: string;
  readonly gitCommit: string;
  readonly sourceHash: string;
  readonly cacheBust: string;
}

/** `note` is the application speaking about itself; it is never sent to a model as if somebody had said it. */
export type Role = 'user' | 'assistant' | 'note';

export interface Message {
  readonly id: string;
  readonly role: Role;
  readonly content: string;
  readonly createdAt: string;
  /** Which model answered; only on an assistant's message. */
  readonly model?: string;
  /** The reply stopped before the model had finished it. */
  readonly interrupted?: boolean;
}

export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Conversation extends ConversationSummary {
  readonly messages: readonly Message[];
}

export interface Model {
  readonly name: string;
  readonly sizeBytes?: number;
  readonly parameterSize?: string;
}

/** `available: false` always comes with the reason; an empty list from a reachable server does too. */
export interface ModelList {
  readonly available: boolean;
  readonly models: readonly Model[];
  readonly reason?: string;
}

export type DependencyState = 'up' | 'down' | 'not-configured';

export interface DependencyHealth {
  readonly state: DependencyState;
  /** How long the check took; absent where there was nothing to ask. */
  readonly latencyMs?: number;
  /** Why it is not up; for one that is up, what is odd about it. */
  readonly reason?: string;
  /** What was asked, without credentials. */
  readonly target?: string;
}

export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly uptimeSeconds: number;
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
}

export interface ChatRequest {
  readonly message: string;
  /** Absent: a new conversation is started. */
  readonly conversationId?: string;
  /** Absent: the first model that Ollama lists. */
  readonly model?: string;
}

/** One line of the answer to a chat request, in order: conversation, user, model, tokens, done. */
export type ChatEvent =
  | { readonly type: 'conversation'; readonly conversation: ConversationSummary }
  | { readonly type: 'user'; readonly message: Message }
  | { readonly type: 'model'; readonly model: string }
  | { readonly type: 'token'; readonly text: string }
  | { readonly type: 'waiting' }
  | { readonly type: 'note'; readonly message: Message }
  /** The turn could not be kept: unlike a note, this is nowhere but on the page. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'done'; readonly message?: Message };

export interface ApiError {
  readonly error: { readonly code: string; readonly message: string };
}
