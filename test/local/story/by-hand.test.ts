import { execFileSync } from 'node:child_process';
import { loadConnector } from '#connectors/registry.ts';
import { VENDORS } from '#events/vocabulary.ts';
import { byHandText, connectCommands } from '#local/story/by-hand.ts';
import { startVendors, type Vendors } from '#local/story/vendors.ts';
import { createVendorHttp } from '#platform/http.ts';
import { grantline } from '../../bin/fake-cli.ts';

let vendors: Vendors;
beforeAll(async () => {
  vendors = await startVendors();
});
afterAll(() => vendors.stop());

/** What the command line would be given by a shell. */
function throughShell(command: string): { words: string[]; env: Record<string, string> } {
  const tell =
    'process.stdout.write(JSON.stringify({ words: process.argv.slice(1), env: process.env }))';
  const line = command.replace('npx grantline', `"${process.execPath}" -e '${tell}' --`);
  return JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }));
}

const nothingKnown = {
  connections: { list: async () => [], load: async () => undefined, save: async () => {} },
  secrets: { load: async () => undefined, save: async () => {} },
  webhookBaseUrl: 'https://hooks.example.com',
};

const edge = {
  connector: loadConnector,
  vendorHttp: (baseUrl: string) => createVendorHttp({ baseUrl, fetch, retryDelayMs: 1 }),
};

describe('what npm start says to try by hand', () => {
  it('names the address of every vendor and has one command for each', () => {
    const text = byHandText(vendors);

    for (const vendor of VENDORS) {
      expect(text).toContain(vendors[vendor].baseUrl);
      expect(text.match(new RegExp(`npx grantline connect ${vendor} `, 'g'))).toHaveLength(1);
    }
  });

  it('connects each vendor as it stands there, through a shell', async () => {
    for (const command of connectCommands(vendors)) {
      const { words, env } = throughShell(command);

      const outcome = await grantline(words, { backend: nothingKnown, edge, env });

      expect(outcome).toMatchObject({ exitCode: 0, err: '' });
      expect(outcome.out).toMatch(new RegExp(`^connected +${words[1]}\n`));
    }
  });

  it('names the address when the vendor has gone', async () => {
    const [command = ''] = connectCommands(vendors);
    const { words, env } = throughShell(
      command.replace(vendors.github.baseUrl, 'http://127.0.0.1:1'),
    );

    expect(await grantline(words, { backend: nothingKnown, edge, env })).toMatchObject({
      exitCode: 6,
      err: expect.stringContaining('did not answer at http://127.0.0.1:1'),
    });
  });
});
