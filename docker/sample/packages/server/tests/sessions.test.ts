import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { AccessTokens } from '../src/accessTokens.js';
import { HttpError } from '../src/httpError.js';
import { Sessions } from '../src/sessions.js';
import { sign } from '../src/signatures.js';

const tokens = new AccessTokens('jwt-secret');
const sessions = new Sessions('session-secret', tokens);

function request(headers: Record<string, string>): IncomingMessage {
  return { headers } as unknown as IncomingMessage;
}

function nameAndValue(cookie: string | undefined): string {
  return (cookie ?? '').split(';', 1)[0] ?? '';
}

test('session: the first request gets a cookie that scripts cannot read', () => {
  assert.match(sessions.of(request({})).cookie ?? '', /^olympian_session=[^;]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
});

test('session: behind TLS the cookie is for TLS alone', () => {
  assert.match(sessions.of(request({ 'x-forwarded-proto': 'https' })).cookie ?? '', /; Secure$/);
});

test('session: the cookie brings the same owner back, also in another process with the same secret', () => {
  const first = sessions.of(request({}));
  const again = new Sessions('session-secret', tokens).of(request({ cookie: `a=b; ${nameAndValue(first.cookie)}` }));

  assert.deepEqual(again, { owner: first.owner });
});

test('session: a forged cookie and one signed with another secret start a new session', () => {
  const owner = 'somebody';
  for (const cookie of [`olympian_session=${owner}`, `olympian_session=${owner}.x`, `olympian_session=${owner}.${sign('other', owner)}`]) {
    assert.notEqual(sessions.of(request({ cookie })).owner, owner);
  }
});

test('session: an access token names the owner', () => {
  assert.deepEqual(sessions.of(request({ authorization: `Bearer ${tokens.issue('me')}` })), { owner: 'me' });
});

test('session: a wrong access token is refused, not replaced by a new session', () => {
  assert.throws(() => sessions.of(request({ authorization: 'Bearer nonsense' })), (error) => error instanceof HttpError && error.status === 401);
});

test('token: its value is that of RFC 7515 made elsewhere', () => {
  // python3: base64url(hmac_sha256(b'jwt-secret', header + '.' + claims))
  const fixed = new AccessTokens('jwt-secret', () => 1_700_000_000_000);

  assert.equal(
    fixed.issue('me'),
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJtZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwfQ.0Sn-esBJr7GM61qwt23in6-2f3unrXy7dJrX_e8_Ucc',
  );
});

test('token: lives an hour', () => {
  let now = 1_700_000_000_000;
  const clocked = new AccessTokens('s', () => now);
  const token = clocked.issue('me');

  now += 3_599_000;
  assert.equal(clocked.ownerOf(token), 'me');
  now += 1000;
  assert.equal(clocked.ownerOf(token), undefined);
});

test('token: changed claims, another algorithm and missing parts are refused', () => {
  const [header, claims, signature] = tokens.issue('me').split('.');
  const other = Buffer.from('{"sub":"root","exp":99999999999}').toString('base64url');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');

  for (const token of [`${header}.${other}.${signature}`, `${none}.${claims}.`, `${none}.${claims}.${sign('jwt-secret', `${none}.${claims}`)}`, `${header}.${claims}`, '', '...']) {
    assert.equal(tokens.ownerOf(token), undefined, token);
  }
});
