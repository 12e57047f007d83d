/** The wait had a limit and reached it. */
export class TimeoutError extends Error {
  constructor(readonly limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.name = 'TimeoutError';
  }
}

/**
 * Waits at most `limitMs`. The work is told by its signal; work that does not listen is
 * left behind, so that a hanging dependency never makes its caller hang.
 */
export async function within<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new TimeoutError(limitMs);
      reject(error);
      controller.abort(error);
    }, limitMs);
  });

  try {
    return await Promise.race([work(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}
