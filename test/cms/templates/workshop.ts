import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

/** A folder in which a site is put together and built. */
export interface Workshop {
  readonly folder: string;
  /** Runs a program there; rejects with its error output when it fails. */
  run(program: string, ...args: string[]): Promise<string>;
  read(path: string): string;
}

/** Lays a template of `demo/cms` and the files of a site, each by its path, into a folder that goes with its test. */
export function createWorkshop(t: TestContext, template: string, files: Record<string, string>): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-cms-'));
  t.after(() => { rmSync(folder, { recursive: true, force: true }); });
  cpSync(join('demo/cms', template), folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return {
    folder,
    run: async (program, ...args) => (await promisify(execFile)(program, args, { cwd: folder, env: { ...process.env, LANG: 'C.UTF-8' } })).stdout,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
  };
}
