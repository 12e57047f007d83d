import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from '../src/config.js';

const SECRETS = { JWT_SECRET: 'j'.repeat(16), SESSION_SECRET: 's'.repeat(16) };

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }

  return [];
}

test('config: with the two secrets alone, everything else has its default', () => {
  const config = readConfig(SECRETS);

  assert.deepEqual(
    { port: config.port, ollama: config.ollamaUrl, store: config.storeMode, uri: config.mongoUri, dir: config.dataDir },
    { port: 4000, ollama: undefined, store: 'embedded', uri: undefined, dir: '/app/data' },
  );
});

test('config: refuses to start without secrets and names both and the remedy', () => {
  const faults = faultsOf({});

  assert.equal(faults.length, 2);
  assert.match(faults[0] ?? '', /^JWT_SECRET is not set\. .*JWT_SECRET_FILE.*openssl rand/);
  assert.match(faults[1] ?? '', /^SESSION_SECRET is not set\./);
});

test('config: refuses a short secret without printing it', () => {
  assert.deepEqual(faultsOf({ ...SECRETS, JWT_SECRET: 'hunter2' }), ['JWT_SECRET has 7 characters; at least 16 are needed.']);
});

for (const name of ['JWT_SECRET', 'SESSION_SECRET', 'MONGODB_URI']) {
  test(`config: reads ${name} from the file that ${name}_FILE names, without its last newline`, () => {
    const { [name as keyof typeof SECRETS]: _, ...others } = SECRETS;
    const text = 'mongodb://user:p ss\\$@db:27017/x';
    const config = readConfig({ ...others, MONGODB_MODE: 'external', MONGODB_URI: 'mongodb://db/', [name]: '', [`${name}_FILE`]: '/run/secrets/x' }, () => `${text}\n`);

    assert.ok([config.jwtSecret, config.sessionSecret, config.mongoUri].includes(text));
  });
}

test('config: a secret file that is not there is a fault that names it', () => {
  const faults = faultsOf({ ...SECRETS, JWT_SECRET: '', JWT_SECRET_FILE: '/nonexistent/jwt' });

  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? '', /^JWT_SECRET_FILE names \/nonexistent\/jwt, which cannot be read: ENOENT/);
});

test('config: a secret given twice is a fault', () => {
  assert.deepEqual(faultsOf({ ...SECRETS, JWT_SECRET_FILE: '/x' }), ['Both JWT_SECRET and JWT_SECRET_FILE are set. Keep one.']);
});

for (const [given, expected] of [
  ['', undefined],
  ['none', undefined],
  ['http://gpu:11434', 'http://gpu:11434/'],
  ['gpu', 'http://gpu:11434/'],
  ['10.0.0.7', 'http://10.0.0.7:11434/'],
  ['gpu:8000', 'http://gpu:8000/'],
  ['[fd00::7]:11434', 'http://[fd00::7]:11434/'],
  ['https://ollama.example/base', 'https://ollama.example/base'],
] as const) {
  test(`config: OLLAMA_HOST '${given}' means ${expected ?? 'no Ollama'}`, () => {
    assert.equal(readConfig({ ...SECRETS, OLLAMA_HOST: given }).ollamaUrl?.href, expected);
  });
}

for (const env of [
  { PORT: '70000' },
  { PORT: '4000x' },
  { OLLAMA_HOST: 'ftp://gpu' },
  { OLLAMA_HOST: 'http://' },
  { MONGODB_MODE: 'sqlite' },
  { MONGODB_MODE: 'external' },
  { MONGODB_MODE: 'external', MONGODB_URI: 'postgres://db' },
  { ALLOWED_ORIGINS: 'localhost' },
  { DRAIN_TIMEOUT_MS: '-1' },
]) {
  test(`config: refuses ${JSON.stringify(env)} and names the setting`, () => {
    const faults = faultsOf({ ...SECRETS, ...(env as Record<string, string>) });

    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? '', new RegExp(Object.keys(env).at(-1) as string));
  });
}

test('config: the containerised MongoDB has a default address', () => {
  assert.equal(readConfig({ ...SECRETS, MONGODB_MODE: 'container' }).mongoUri, 'mongodb://mongo:27017/olympian?replicaSet=rs0');
});

test('config: origins are compared as a browser spells them', () => {
  const origins = readConfig({ ...SECRETS, ALLOWED_ORIGINS: 'http://localhost:8080/, HTTPS://Shop.Example:443' }).allowedOrigins;

  assert.deepEqual(origins, ['http://localhost:8080', 'https://shop.example']);
});
