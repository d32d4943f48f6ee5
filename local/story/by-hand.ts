/** What a person can try by hand while the stack stays up: the commands that connected the vendors. */
import { connections, type Vendors } from './vendors.ts';

/** A word as a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** One line for a shell in the folder of the repository. The secrets are the simulators' own. */
export function connectCommands(vendors: Vendors): string[] {
  return connections(vendors).map(({ words, env }) => {
    const secrets = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
    return [...secrets, 'npx grantline', ...words.map(quoted)].join(' ');
  });
}

/** The last words of `npm start`. */
export function byHandText(vendors: Vendors): string {
  const { github, okta, salesforce } = vendors;
  return [
    '',
    'The stack and the simulated vendors stay up until Ctrl-C:',
    ...Object.entries({ github, okta, salesforce }).map(
      ([name, { baseUrl }]) => `  ${name.padEnd(10)}  ${baseUrl}`,
    ),
    '',
    'In another terminal, in this folder:',
    '  npx grantline list',
    '  npx grantline tasks',
    '',
    'To connect by hand (the vendors are connected already, so the same secrets change nothing):',
    ...connectCommands(vendors).map((command) => `  ${command}`),
  ].join('\n');
}
