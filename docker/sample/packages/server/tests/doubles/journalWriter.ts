// A process to be killed: stores conversations for ever, two at a time, and says after each that it is stored.
import { JournalStore } from '../../src/stores/journalStore.js';

const [, , directory = '', mode] = process.argv;
const store = await JournalStore.open(directory, () => undefined);

async function storeOne(): Promise<void> {
  try {
    await store.create('me', 'x'.repeat(100));
    process.stdout.write('stored\n');
  } catch (error) {
    process.stdout.write(`refused ${(error as Error).message}\n`);
  }
}

for (let count = 0; mode !== 'full' || count < 20; count++) {
  await Promise.all([storeOne(), storeOne()]);
}

process.stdout.write(`health ${(await store.health()).state}\n`);
