/** What of a bundle one invocation loads: the entry with all it imports, and one vendor's connector. */
import type { Metafile } from 'esbuild';

type Outputs = Metafile['outputs'];

/** Kilobytes that are loaded, with the largest of the connectors. */
export function loadedKb({ outputs }: Metafile): number {
  const entry = Object.keys(outputs).find((file) => file.endsWith('/index.mjs')) ?? '';
  const atStart = closure(outputs, entry);
  const connectors = Object.keys(outputs)
    .filter((file) => outputs[file]?.entryPoint?.startsWith('functions/connectors/'))
    .map((file) =>
      bytesOf(
        outputs,
        [...closure(outputs, file)].filter((one) => !atStart.has(one)),
      ),
    );
  return (bytesOf(outputs, atStart) + Math.max(0, ...connectors)) / 1000;
}

function closure(outputs: Outputs, file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path, kind } of outputs[file]?.imports ?? []) {
    if (kind === 'import-statement' && path in outputs) closure(outputs, path, found);
  }
  return found;
}

function bytesOf(outputs: Outputs, files: Iterable<string>): number {
  let bytes = 0;
  for (const file of files) bytes += outputs[file]?.bytes ?? 0;
  return bytes;
}
