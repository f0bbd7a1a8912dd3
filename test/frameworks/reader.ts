import type { Page } from 'puppeteer-core';
import { article, createSite, tags, type Site } from '../page/site.js';

/** In which order the page loads the tag and the script of a framework. */
export const orders = {
  'before it': (script: string): string => tags() + script,
  'after it': (script: string): string => script + tags(''),
};
export type Order = keyof typeof orders;

/** A site whose page `/story` is made by a framework, and what the browser complained of on it. */
export interface StorySite extends Site {
  readonly complaints: string[];
  /** @param rendered what a server has made of the story */
  open(order: Order, rendered?: string): Promise<Page>;
}

/** @param script the page's script with the framework in it */
export async function createStorySite(script: string): Promise<StorySite> {
  const site = await createSite();
  const complaints: string[] = [];
  site.page('/story.js', () => new Response(script, { headers: { 'content-type': 'text/javascript' } }));
  return {
    ...site, complaints,
    async open(order, rendered = '') {
      site.page('/story', article(`<div id="story">${rendered}</div>`, orders[order]('<script type="module" src="/story.js"></script>')));
      const tab = await site.tab();
      tab.on('console', (message) => { if (['error', 'warn'].includes(message.type())) complaints.push(message.text()); });
      tab.on('pageerror', (error) => complaints.push(String(error)));
      await tab.goto(`${site.origin}/story`);
      return tab;
    },
  };
}
