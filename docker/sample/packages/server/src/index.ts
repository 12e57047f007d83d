import { Application } from './application.js';
import { ConfigError, readConfig } from './config.js';
import { logToStdout } from './log.js';
import { StoreUnavailableError } from './stores/conversationStore.js';

// As process 1 of a container, Node gets no default action for a signal: without this it would be killed after the grace period.
async function main(): Promise<void> {
  const application = await Application.start(readConfig(process.env), logToStdout);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void application.stop().then(() => process.exit(0));
    });
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof ConfigError || error instanceof StoreUnavailableError || (error as NodeJS.ErrnoException).syscall === 'listen') {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }

  throw error;
}
