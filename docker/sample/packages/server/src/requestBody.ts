import type { IncomingMessage } from 'node:http';
import { type ChatRequest, LIMITS } from '@olympian/shared';
import { HttpError } from './httpError.js';

type Fields = Readonly<Record<string, unknown>>;

/** The request's JSON object. Refuses what is too large before it has read it, and everything that is no JSON object. */
export async function readJsonObject(request: IncomingMessage): Promise<Fields> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    // Also what keeps a plain form on a foreign page from posting here without asking first.
    throw new HttpError(415, 'not-json', 'Send the body as application/json.');
  }

  const tooLarge = new HttpError(413, 'too-large', `The body has more than ${LIMITS.bodyBytes} bytes.`, { Connection: 'close' });
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.bodyBytes) {
    throw tooLarge;
  }

  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMITS.bodyBytes) {
      throw tooLarge;
    }

    chunks.push(chunk);
  }

  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new HttpError(400, 'invalid-json', `The body is not JSON: ${(error as Error).message}`);
  }

  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpError(400, 'invalid-json', 'The body must be a JSON object.');
  }

  return value as Fields;
}

/** A text that must be there; spaces around it do not count as content. */
export function requiredText(fields: Fields, name: string, longest: number): string {
  const text = optionalText(fields, name, longest);
  if (text === undefined) {
    throw new HttpError(400, 'invalid-field', `'${name}' is missing or empty.`);
  }

  return text;
}

export function optionalText(fields: Fields, name: string, longest: number): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) {
    return undefined;
  }

  if (typeof value !== 'string') {
    throw new HttpError(400, 'invalid-field', `'${name}' must be a text.`);
  }

  if (value.length > longest) {
    throw new HttpError(400, 'invalid-field', `'${name}' has ${value.length} characters; at most ${longest} are taken.`);
  }

  return value.trim() === '' ? undefined : value;
}

export function readChatRequest(fields: Fields): ChatRequest {
  const conversationId = optionalText(fields, 'conversationId', 100);
  const model = optionalText(fields, 'model', LIMITS.modelLength);
  return {
    message: requiredText(fields, 'message', LIMITS.messageLength),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(model === undefined ? {} : { model }),
  };
}
