/** One question with yes or no; anything but a clear yes is no. */
import type { Terminal } from './terminal.ts';

export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await terminal.ask(`${question} [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}
