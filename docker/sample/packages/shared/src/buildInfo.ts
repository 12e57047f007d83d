import type { BuildInfo } from './api.js';

/** What stands in for a build that was not made by the deployment's own Dockerfiles. */
export const UNKNOWN_BUILD: BuildInfo = {
  buildDate: 'unknown',
  gitCommit: 'unknown',
  sourceHash: 'unknown',
  cacheBust: 'unknown',
};

const FIELDS: ReadonlyMap<string, keyof BuildInfo> = new Map([
  ['Build Date', 'buildDate'],
  ['Git Commit', 'gitCommit'],
  ['Source Hash', 'sourceHash'],
  ['Cache Bust', 'cacheBust'],
]);

/** Reads `Name: value` lines; a missing or empty one stays `unknown`, a strange one is passed over. */
export function parseBuildInfo(text: string): BuildInfo {
  const found: Record<keyof BuildInfo, string> = { ...UNKNOWN_BUILD };
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const field = colon > 0 ? FIELDS.get(line.slice(0, colon).trim()) : undefined;
    const value = line.slice(colon + 1).trim();
    if (field !== undefined && value !== '') {
      found[field] = value;
    }
  }

  return found;
}
