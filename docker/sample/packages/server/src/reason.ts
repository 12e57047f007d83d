import { TimeoutError } from './within.js';

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ENOTFOUND: 'the host name cannot be resolved',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'no answer arrived in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped arriving',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPROTO: 'the other side does not speak TLS as expected',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/** Why a network call failed, for a person; `fetch` and the MongoDB driver hide the cause deep inside. */
export function reasonOf(error: unknown, host?: string): string {
  if (error instanceof TimeoutError) {
    return error.message;
  }

  let innermost = String(error);
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = innerOf(at), depth++) {
    innermost = at.message || innermost;
    const code = (at as NodeJS.ErrnoException).code;
    const known = typeof code === 'string' ? BY_CODE[code] : undefined;
    if (known !== undefined) {
      return isLoopback(host)
        ? `${known} (inside a container '${host}' is the container itself; for a service on the Docker host use host.docker.internal)`
        : known;
    }
  }

  return innermost;
}

function innerOf(error: Error): unknown {
  // A connection tried over several addresses fails with all their errors; the first tells enough.
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error.cause;
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && (host === 'localhost' || host === '[::1]' || /^127\./.test(host));
}
