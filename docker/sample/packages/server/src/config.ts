import { readFileSync } from 'node:fs';

export type StoreMode = 'embedded' | 'container' | 'external';

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absent: no Ollama was configured, which is a state to report and not an error. */
  readonly ollamaUrl: URL | undefined;
  readonly storeMode: StoreMode;
  /** May carry credentials: never print it. Absent exactly when the store is embedded. */
  readonly mongoUri: string | undefined;
  readonly dataDir: string;
  readonly jwtSecret: string;
  readonly sessionSecret: string;
  readonly allowedOrigins: readonly string[];
  readonly buildInfoFile: string;
  /** How long requests in flight may go on after SIGTERM. */
  readonly drainMs: number;
  /** How long a model may stay silent; loading a large one takes minutes. */
  readonly modelSilenceMs: number;
}

/** The settings cannot be used; the message lists every fault at once and no secret. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The server cannot start with these settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

// Short enough for a passphrase somebody types, long enough that nobody guesses it.
const SHORTEST_SECRET = 16;

const CONTAINER_MONGO = 'mongodb://mongo:27017/olympian?replicaSet=rs0';

/** Reads the settings; every fault is collected, so that one start tells them all. */
export function readConfig(env: Environment, readFile: (path: string) => string = readText): Config {
  const faults: string[] = [];

  // `X_FILE` is how Docker and Kubernetes hand over secrets without an environment variable.
  const value = (name: string): string => {
    const direct = env[name] ?? '';
    const path = env[`${name}_FILE`] ?? '';
    if (direct !== '' && path !== '') {
      faults.push(`Both ${name} and ${name}_FILE are set. Keep one.`);
      return direct;
    }

    if (path === '') {
      return direct;
    }

    try {
      // An editor ends a file with a newline; it is no part of the secret.
      return readFile(path).replace(/\r?\n$/, '');
    } catch (error) {
      faults.push(`${name}_FILE names ${path}, which cannot be read: ${(error as Error).message}`);
      return '';
    }
  };

  const secret = (name: string): string => {
    const before = faults.length;
    const found = value(name);
    if (faults.length === before && found.length < SHORTEST_SECRET) {
      faults.push(
        found === ''
          ? `${name} is not set. Set it (or ${name}_FILE) to at least ${SHORTEST_SECRET} random characters, for example \`openssl rand -base64 32\`.`
          : `${name} has ${found.length} characters; at least ${SHORTEST_SECRET} are needed.`,
      );
    }

    return found;
  };

  const number = (name: string, fallback: number, smallest: number, largest: number): number => {
    const text = (env[name] ?? '').trim();
    if (text === '') {
      return fallback;
    }

    const parsed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(parsed >= smallest && parsed <= largest)) {
      faults.push(`${name} is '${text}'; a whole number from ${smallest} to ${largest} is needed.`);
      return fallback;
    }

    return parsed;
  };

  const storeMode = readStoreMode(env['MONGODB_MODE'], faults);
  const config: Config = {
    port: number('PORT', 4000, 0, 65_535),
    host: env['HOST'] || '0.0.0.0',
    ollamaUrl: readOllamaUrl(env['OLLAMA_HOST'], faults),
    storeMode,
    mongoUri: readMongoUri(storeMode, value('MONGODB_URI'), faults),
    dataDir: env['DATA_DIR'] || '/app/data',
    jwtSecret: secret('JWT_SECRET'),
    sessionSecret: secret('SESSION_SECRET'),
    allowedOrigins: readOrigins(env['ALLOWED_ORIGINS'], faults),
    buildInfoFile: env['BUILD_INFO_FILE'] || '/app/build_info.txt',
    drainMs: number('DRAIN_TIMEOUT_MS', 10_000, 0, 600_000),
    modelSilenceMs: number('MODEL_SILENCE_MS', 240_000, 100, 3_600_000),
  };

  if (faults.length > 0) {
    throw new ConfigError(faults);
  }

  return config;
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function readStoreMode(text: string | undefined, faults: string[]): StoreMode {
  const mode = (text ?? '').trim() || 'embedded';
  if (mode === 'embedded' || mode === 'container' || mode === 'external') {
    return mode;
  }

  faults.push(`MONGODB_MODE is '${mode}'; embedded, container or external is needed.`);
  return 'embedded';
}

function readMongoUri(mode: StoreMode, uri: string, faults: string[]): string | undefined {
  if (mode === 'embedded') {
    return undefined;
  }

  if (uri === '' && mode === 'external') {
    faults.push('MONGODB_MODE is external, but MONGODB_URI is not set. Set it (or MONGODB_URI_FILE), or use MONGODB_MODE=embedded.');
  } else if (uri !== '' && !/^mongodb(\+srv)?:\/\//.test(uri)) {
    faults.push('MONGODB_URI must start with mongodb:// or mongodb+srv://.');
  }

  return uri === '' ? CONTAINER_MONGO : uri;
}

function readOllamaUrl(text: string | undefined, faults: string[]): URL | undefined {
  const trimmed = (text ?? '').trim();
  if (trimmed === '' || trimmed === 'none') {
    return undefined;
  }

  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    faults.push(`OLLAMA_HOST is '${trimmed}'; an address such as http://192.168.1.20:11434 is needed.`);
    return undefined;
  }

  // Only a bare host means "Ollama's own port"; a full URL keeps its scheme's.
  if (withScheme !== trimmed && url.port === '') {
    url.port = '11434';
  }

  return url;
}

function readOrigins(text: string | undefined, faults: string[]): string[] {
  const origins: string[] = [];
  for (const part of (text ?? '').split(',').map((piece) => piece.trim()).filter((piece) => piece !== '')) {
    const url = URL.canParse(part) ? new URL(part) : undefined;
    if (url === undefined || url.origin === 'null') {
      faults.push(`ALLOWED_ORIGINS holds '${part}'; origins such as http://localhost:8080, separated by commas, are needed.`);
    } else {
      origins.push(url.origin);
    }
  }

  return origins;
}
