import type { ChatEvent, Conversation, ConversationSummary, Message } from '@olympian/shared';

/** What the page shows of one conversation. */
export interface ChatState {
  readonly conversation: ConversationSummary | undefined;
  readonly messages: readonly Message[];
  /** The reply that is arriving; it becomes a message when it is done. */
  readonly arriving: { readonly model: string; readonly text: string } | undefined;
  /** What went wrong and is not part of the conversation. */
  readonly problem: string | undefined;
}

export const EMPTY: ChatState = { conversation: undefined, messages: [], arriving: undefined, problem: undefined };

export function opened({ messages, ...conversation }: Conversation): ChatState {
  return { ...EMPTY, conversation, messages };
}

/** The state after one event of the chat's stream. */
export function after(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'conversation':
      return { ...state, conversation: event.conversation, problem: undefined };
    case 'user':
      return { ...state, messages: [...state.messages, event.message] };
    case 'model':
      return { ...state, arriving: { model: event.model, text: '' } };
    case 'token':
      return { ...state, arriving: { model: state.arriving?.model ?? '', text: (state.arriving?.text ?? '') + event.text } };
    case 'note':
      return { ...state, messages: [...kept(state), event.message], arriving: undefined };
    case 'done':
      return { ...state, messages: event.message === undefined ? kept(state) : [...state.messages, event.message], arriving: undefined };
    case 'failed':
      return { ...state, messages: kept(state), arriving: undefined, problem: event.reason };
    case 'waiting':
      return state;
  }
}

/** The connection ended without the stream's own end: what had arrived stays in sight. */
export function brokenOff(state: ChatState, problem: string | undefined): ChatState {
  return { ...state, messages: kept(state), arriving: undefined, problem };
}

// The server keeps an unfinished reply under an id of its own; until the conversation is read again this stands for it.
function kept({ messages, arriving }: ChatState): readonly Message[] {
  return arriving === undefined || arriving.text === ''
    ? messages
    : [
        ...messages,
        { id: 'arriving', role: 'assistant', content: arriving.text, createdAt: '', model: arriving.model, interrupted: true },
      ];
}
