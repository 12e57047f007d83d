export type LogLevel = 'info' | 'warn' | 'error';

export type Log = (level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>) => void;

/** One JSON object a line: the container's log driver keeps lines, and people and tools both read them. */
export const logToStdout: Log = (level, message, facts = {}) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...facts })}\n`);
};

/** Credentials in a connection string end up in messages of drivers and of URL parsers; they end here. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1');
}
