import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

function execute(words: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'bin/grantline.ts', ...words],
    { cwd: root, input, encoding: 'utf8', env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' } },
  );
  return { status, stdout, stderr };
}

describe('the executable', () => {
  it('explains a recorded delivery with no AWS in sight', () => {
    const { status, stdout, stderr } = execute([
      'explain',
      '--vendor',
      'github',
      '--kind',
      'webhook',
      'local/corpus/github/octokit-webhooks-installation.created.json',
    ]);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      line: 1,
      outcome: 'observed',
      class: 'integration.observed',
      vendor: 'github',
      appId: '29310',
    });
  });

  it('reads records from standard input', () => {
    const { status, stdout } = execute(
      ['explain', '--vendor', 'okta', '--kind', 'audit'],
      'no json\n',
    );

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      line: 1,
      outcome: 'rejected',
      vendor: 'okta',
      reason: 'not JSON',
    });
  });

  it('says what is wrong on standard error alone and ends with its code', () => {
    const { status, stdout, stderr } = execute(['explain', '--vendor', 'okta']);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe("error: required option '--kind <kind>' not specified\n");
  });

  it('lists its exit codes in its help', () => {
    const { status, stdout } = execute(['help', 'list']);

    expect(status).toBe(0);
    expect(stdout).toContain('3    refused by a rule');
  });
});
