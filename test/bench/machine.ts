import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** On what all this was measured: rows of two cells. Asked before anything else runs. */
export function readMachine(root: string): string[][] {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const changed =
    git('status', '--porcelain', '--', 'src', 'hooks', '.ci') === '' ? '' : ', changed';
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    ['Date', new Date().toISOString().slice(0, 16).replace('T', ' ')],
    ['Commit', `${git('rev-parse', '--short=12', 'HEAD')}${changed}`],
    ['Processor', `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${memory} GiB`],
    ['System', `${type()} ${release()}`],
    [
      'Load at the start',
      loadavg()
        .map((load) => load.toFixed(2))
        .join(' '),
    ],
    ['Node', process.version],
    ['git', git('--version').replace('git version ', '')],
  ];
}
