import { isSignedBy, sign } from './signatures.js';

const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** Lives an hour: a program asks for the next one with its session. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/**
 * Access tokens for programs, which keep no cookies: a JWT (RFC 7519), HS256, whose subject is
 * the owner of the conversations.
 */
export class AccessTokens {
  readonly #secret: string;
  readonly #now: () => number;

  constructor(secret: string, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  issue(owner: string): string {
    const issuedAt = Math.floor(this.#now() / 1000);
    const claims = { sub: owner, iat: issuedAt, exp: issuedAt + TOKEN_LIFETIME_SECONDS };
    const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${signed}.${sign(this.#secret, signed)}`;
  }

  /** The owner, or `undefined` for a token that is forged, damaged or too old. */
  ownerOf(token: string): string | undefined {
    const [header, claims, signature, ...rest] = token.split('.');
    // Only this header was ever issued: whatever algorithm a token claims for itself is never listened to.
    if (header !== HEADER || claims === undefined || signature === undefined || rest.length > 0) {
      return undefined;
    }

    if (!isSignedBy(this.#secret, `${header}.${claims}`, signature)) {
      return undefined;
    }

    const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { sub: string; exp: number };
    return exp * 1000 > this.#now() ? sub : undefined;
  }
}
