import type { BuildInfo, DependencyHealth, Health } from '@olympian/shared';

const NAMES: Readonly<Record<string, string>> = { store: 'Conversations', ollama: 'Ollama' };
const STATES: Readonly<Record<DependencyHealth['state'], string>> = { up: 'up', down: 'down', 'not-configured': 'not configured' };

/** One line for each dependency: what it is, how it is, and why. */
export function describeHealth(health: Health): string[] {
  return Object.entries(health.dependencies).map(([name, { state, target, latencyMs, reason }]) => {
    const facts = [target, latencyMs === undefined ? undefined : `${latencyMs} ms`, reason].filter((fact) => fact !== undefined && fact !== '');
    return `${NAMES[name] ?? name}: ${STATES[state]}${facts.length > 0 ? ` (${facts.join('; ')})` : ''}`;
  });
}

/** What runs: one line when page and backend are of one build, two when they are not. */
export function describeBuilds(page: BuildInfo | undefined, backend: BuildInfo | undefined): string[] {
  const same =
    page !== undefined && backend !== undefined && page.cacheBust === backend.cacheBust && page.sourceHash === backend.sourceHash;
  return same
    ? [`Page and backend: ${describe(page)} · backend built ${backend.buildDate}`]
    : [`Page: ${describe(page)}`, `Backend: ${describe(backend)}`];
}

function describe(build: BuildInfo | undefined): string {
  return build === undefined
    ? 'not known'
    : `commit ${build.gitCommit} · source ${build.sourceHash} · built ${build.buildDate}`;
}
