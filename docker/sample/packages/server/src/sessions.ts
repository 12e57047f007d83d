import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AccessTokens } from './accessTokens.js';
import { HttpError } from './httpError.js';
import { isSignedBy, sign } from './signatures.js';

export interface Session {
  /** Whose conversations these are. */
  readonly owner: string;
  /** To be set on the answer when the session is new. */
  readonly cookie?: string;
}

const COOKIE = 'olympian_session';
const A_YEAR_IN_SECONDS = 365 * 24 * 3600;

/**
 * Who is asking. A browser gets a signed cookie with its first request that needs one; a program
 * may send an access token instead. Both name an owner, and conversations belong to an owner. The
 * server keeps no list of sessions: the signature is the proof, so a session survives every
 * restart for as long as SESSION_SECRET stays.
 */
export class Sessions {
  readonly #secret: string;
  readonly #tokens: AccessTokens;

  constructor(secret: string, tokens: AccessTokens) {
    this.#secret = secret;
    this.#tokens = tokens;
  }

  of(request: IncomingMessage): Session {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      const owner = token === undefined ? undefined : this.#tokens.ownerOf(token);
      if (owner === undefined) {
        throw new HttpError(401, 'invalid-token', 'The access token is not valid or has expired. Get a new one from POST /api/session.', {
          'WWW-Authenticate': 'Bearer',
        });
      }

      return { owner };
    }

    const known = this.#ownerIn(request.headers.cookie ?? '');
    if (known !== undefined) {
      return { owner: known };
    }

    const owner = randomUUID();
    const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
    return {
      owner,
      cookie: `${COOKIE}=${owner}.${sign(this.#secret, owner)}; Path=/; Max-Age=${A_YEAR_IN_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
    };
  }

  #ownerIn(cookies: string): string | undefined {
    for (const pair of cookies.split(';')) {
      const [name, value = ''] = pair.trim().split('=', 2);
      const dot = value.indexOf('.');
      if (name === COOKIE && dot > 0 && isSignedBy(this.#secret, value.slice(0, dot), value.slice(dot + 1))) {
        return value.slice(0, dot);
      }
    }

    return undefined;
  }
}
