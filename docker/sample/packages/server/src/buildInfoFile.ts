import { readFile } from 'node:fs/promises';
import { type BuildInfo, parseBuildInfo, UNKNOWN_BUILD } from '@olympian/shared';
import type { Log } from './log.js';

/** What build this is. Outside an image there is no such file, and every field says `unknown`. */
export async function readBuildInfo(file: string, log: Log): Promise<BuildInfo> {
  try {
    return parseBuildInfo(await readFile(file, 'utf8'));
  } catch (error) {
    log('warn', 'The build cannot be named: its file cannot be read.', { file, reason: (error as Error).message });
    return UNKNOWN_BUILD;
  }
}
