import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApiError } from '@olympian/shared';
import { HttpError } from './httpError.js';
import type { Log } from './log.js';
import { enforceOrigin } from './origins.js';
import { type Route, sendEvent, sendJson } from './routes.js';
import { StoreUnavailableError } from './stores/conversationStore.js';

const HEADERS: ReadonlyArray<readonly [string, string]> = [
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Cross-Origin-Resource-Policy', 'same-site'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
];

/** Serves the routes; every fault becomes one clear JSON answer, and only an unexpected one a stack trace in the log. */
export function createHttpServer(routes: readonly Route[], allowedOrigins: readonly string[], log: Log): Server {
  const server = createServer((request, response) => {
    for (const [name, value] of HEADERS) {
      response.setHeader(name, value);
    }

    serve(routes, allowedOrigins, request, response).catch(async (error: unknown) => answerFault(error, request, response, log));
  });

  // Slow senders are cut off; a slow reply is the chat's own business.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  // Longer than a proxy in front keeps its idle connections, so that it never meets one just closed.
  server.keepAliveTimeout = 75_000;
  return server;
}

async function serve(
  routes: readonly Route[],
  allowedOrigins: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  enforceOrigin(request, response, allowedOrigins);
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const matches = routes.flatMap((route) => {
    const id = match(route.path, path);
    return id === undefined ? [] : [{ route, id }];
  });
  if (matches.length === 0) {
    throw new HttpError(404, 'no-such-path', `There is nothing at ${path}.`);
  }

  const allow = ['OPTIONS', ...matches.map(({ route }) => (route.method === 'GET' ? 'GET, HEAD' : route.method))].join(', ');
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { Allow: allow }).end();
    return;
  }

  // Node leaves out the body of an answer to HEAD by itself.
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const chosen = matches.find(({ route }) => route.method === method);
  if (chosen === undefined) {
    throw new HttpError(405, 'method-not-allowed', `${request.method} is not possible at ${path}.`, { Allow: allow });
  }

  await chosen.route.handle({ request, response, id: chosen.id });
}

/** The segment at `:id`, '' for a path without one, `undefined` when the path is another. */
function match(pattern: string, path: string): string | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  let id = '';
  const same =
    wanted.length === given.length &&
    wanted.every((segment, at) => {
      const found = given[at] ?? '';
      if (segment !== ':id') {
        return segment === found;
      }

      id = found;
      return found !== '';
    });
  return same ? id : undefined;
}

async function answerFault(error: unknown, request: IncomingMessage, response: ServerResponse, log: Log): Promise<void> {
  const fault = faultOf(error);
  if (fault.status >= 500) {
    log(error instanceof StoreUnavailableError ? 'warn' : 'error', 'A request failed.', {
      method: request.method,
      path: request.url,
      reason: (error as Error).message,
      ...(error instanceof StoreUnavailableError ? {} : { stack: (error as Error).stack }),
    });
  }

  if (response.headersSent) {
    // Only the chat answers before it is done: its stream says how it ended.
    await sendEvent(response, { type: 'failed', reason: fault.message });
    response.end();
    return;
  }

  for (const [name, value] of Object.entries(fault.headers)) {
    response.setHeader(name, value);
  }

  const body: ApiError = { error: { code: fault.code, message: fault.message } };
  sendJson(response, fault.status, body);
}

function faultOf(error: unknown): HttpError {
  if (error instanceof HttpError) {
    return error;
  }

  if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') {
    return new HttpError(400, 'aborted', 'The connection was closed before the request was complete.');
  }

  return error instanceof StoreUnavailableError
    ? new HttpError(503, 'store-unavailable', error.message, { 'Retry-After': '5' })
    : new HttpError(500, 'internal', 'The server failed. Its log says why.');
}
