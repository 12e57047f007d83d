export type * from './api.js';
export { LIMITS } from './limits.js';
export { parseBuildInfo, UNKNOWN_BUILD } from './buildInfo.js';
export { linesOf } from './lines.js';
