import type { DependencyHealth, Health } from '@olympian/shared';
import { TimeoutError, within } from './within.js';

/** A dependency that can be asked how it is. */
export interface Checked {
  health(): Promise<DependencyHealth>;
}

const LIMIT_MS = 2000;
const FRESH_MS = 1000;

/**
 * How the server and what it depends on are. An answer never takes longer than the limit, and however
 * often it is asked for, a dependency is asked at most once a second.
 */
export class HealthReport {
  readonly #dependencies: Readonly<Record<string, Checked>>;
  readonly #startedAt = performance.now();
  #last: { readonly at: number; readonly report: Promise<Health> } | undefined;

  constructor(dependencies: Readonly<Record<string, Checked>>) {
    this.#dependencies = dependencies;
  }

  current(): Promise<Health> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#last.at > FRESH_MS) {
      this.#last = { at: now, report: this.#ask() };
    }

    return this.#last.report;
  }

  async #ask(): Promise<Health> {
    const results = await Promise.all(
      Object.entries(this.#dependencies).map(async ([name, dependency]) => [name, await ask(dependency)] as const),
    );

    return {
      // What nobody configured is not missing.
      status: results.some(([, health]) => health.state === 'down') ? 'degraded' : 'ok',
      uptimeSeconds: Math.round((performance.now() - this.#startedAt) / 1000),
      dependencies: Object.fromEntries(results),
    };
  }
}

async function ask(dependency: Checked): Promise<DependencyHealth> {
  try {
    return await within(LIMIT_MS, () => dependency.health());
  } catch (error) {
    if (error instanceof TimeoutError) {
      return { state: 'down', latencyMs: error.limitMs, reason: error.message };
    }

    throw error;
  }
}
