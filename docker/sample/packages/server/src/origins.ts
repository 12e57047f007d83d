import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from './httpError.js';

/**
 * Lets a page of an allowed origin, or of the server's own, use the interface, and refuses every other
 * page. Requests without an Origin (programs, health checks) are not a browser's and pass.
 */
export function enforceOrigin(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): void {
  response.setHeader('Vary', 'Origin');
  const origin = request.headers.origin;
  if (origin === undefined || isOwn(origin, request.headers.host)) {
    return;
  }

  if (!allowed.includes(origin)) {
    throw new HttpError(403, 'origin-not-allowed', `Pages of ${origin} may not use this server. Add that origin to ALLOWED_ORIGINS.`);
  }

  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (request.method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PATCH, DELETE');
    response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Authorization');
    response.setHeader('Access-Control-Max-Age', '600');
  }
}

// By host alone: behind a proxy that ends TLS the page is https and this request is http.
function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
