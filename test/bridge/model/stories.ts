import type { Story } from './history.js';
import type { Protection } from './protections.js';
import { deadly, foul, told } from './weather.js';

/** What is told, what must hold in it, and which protections it needs for that. */
export interface Chapter {
  readonly title: string;
  /** Its part of all histories. */
  readonly part: number;
  readonly story: Story;
  /** Switched off, each of these lets something happen that must not. */
  readonly needs: readonly Protection[];
}

const hour = 3_600_000;

export const chapters: readonly Chapter[] = [
  {
    title: 'everything goes wrong, and sweeps come',
    part: 0.7,
    story: { weather: foul, span: 30 * hour, changes: 14, sweeps: 3 },
    needs: ['sweep', 'deterministic id'],
  },
  {
    title: 'no delivery is lost, and no sweep comes',
    part: 0.15,
    story: { weather: told, span: 3 * hour, changes: 12, again: 90_000, sweeps: 0 },
    needs: ['fence', 're-mark'],
  },
  {
    title: 'processes die, and their notes are read',
    part: 0.15,
    story: { weather: deadly, span: 6 * hour, changes: 20, sweeps: 0, judgeNotes: true },
    needs: ['have = unknown'],
  },
];
