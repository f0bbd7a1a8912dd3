import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../../../wire/body.js';

const shape = v.object({ url: v.pipe(v.string(), v.url()), secret: v.pipe(v.string(), v.minLength(32)), pid: v.number() });

/** How a bridge that runs is reached by those who may read its folder. */
export type Key = v.InferOutput<typeof shape>;

const fileIn = (data: string): string => join(data, 'port.json');

export const makeSecret = (): string => randomBytes(32).toString('base64url');

export const isSecret = (given: string, secret: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Leaves the key in the folder, for this user alone; it takes the place of one that a crash left behind. */
export function leaveKey(data: string, key: Key): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const half = `${fileIn(data)}.${key.pid}`;
  writeFileSync(half, JSON.stringify(key), { mode: 0o600 });
  renameSync(half, fileIn(data));
}

/** The key that lies there; undefined when there is none, or none that can be read. */
export function findKey(data: string): Key | undefined {
  try {
    const { success, output } = v.safeParse(shape, parseJson(readFileSync(fileIn(data))));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the key away, if it still is this one. */
export function takeKey(data: string, { secret }: Key): void {
  if (findKey(data)?.secret === secret) rmSync(fileIn(data), { force: true });
}
