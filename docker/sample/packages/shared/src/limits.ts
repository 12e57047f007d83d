/** What the server accepts; the page refuses the same before it sends anything. */
export const LIMITS = {
  /** Characters in one message. */
  messageLength: 32_768,
  /** Characters in a conversation's title. */
  titleLength: 120,
  /** Characters in a model's name. */
  modelLength: 200,
  /** Bytes in a request's body: the longest message, escaped, with room for the rest. */
  bodyBytes: 256 * 1024,
} as const;
