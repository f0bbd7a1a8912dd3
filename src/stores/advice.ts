import type { World } from './world.js';

/** A way out of something that cannot work, by what is wrong. Values come as the page wrote them; '' is nothing. */
const errors = {
  'environment': (written: string) =>
    `environment is ${written ? `"${written}"` : 'missing'}. Write data-environment="production" (or "sandbox") on the script tag, or configure({ environment: 'production' }).`,
  'publisherId': (written: string) =>
    `publisherId is ${written ? `"${written}", not a number` : 'missing'}. Write data-publisher-id="123456789" with the id from your Cleeng dashboard, or configure({ publisherId: '123456789' }).`,
  'base': (setting: string, written: string, environment: string) =>
    `${setting} "${written}" may not receive tokens. Use ${setting === 'guard' ? '' : `a Cleeng MediaStore host of the ${environment} environment, `}this page's own origin, or add its origin to configure({ trustedOrigins: […] }).`,
  'no-guard': () =>
    `a gate with src, sealed-src or a sealed child needs a guard. Write data-guard="/guard" on the script tag, or configure({ guard: '/guard' }).`,
  'guard-cookie': (guard: string) =>
    `guardCookie is left out: ${guard} is not on this page's own origin, so its cookie would be of no use here.`,
  'src': (written: string, guard: string) =>
    `src "${written}" is not content of the guard. Write the name of an asset, such as src="news/one.html", or an address under ${guard}/.`,
  'no-asset': (written: string) =>
    `the guard knows no asset "${written}". Compare src with the guard's table of offers, and with what lies in its folder.`,
  'offer-id': (written: string) =>
    written.includes(',')
      ? `offer-id "${written.slice(0, 80)}" holds commas. Separate ids by spaces: offer-id="${written.split(/[\s,]+/).filter(Boolean).join(' ').slice(0, 80)}".`
      : `offer-id ${written.trim() ? `"${written.slice(0, 80)}" cannot be one` : 'is missing'}. Write the id from your Cleeng dashboard, such as offer-id="S123456789_US"; several are separated by spaces.`,
  'data-cleeng-when': (written: string) =>
    `data-cleeng-when="${written.slice(0, 80)}" is no condition, so this is never shown. Write signed-in, signed-out, granted:S123456789_US or locked:S123456789_US.`,
  'destination': (written: string, kind: string) =>
    `${kind}-url "${written}" may not be used, so the action is left out. It must be https or on this page's own origin; on a gate, on the origin of the page's own ${kind} URL or of one in configure({ trustedOrigins: […] }).`,
  'no-dialog': (cause: string) => `the dialog of data-checkout="widget" could not be loaded: ${cause}`,
  'no-reports': (cause: string) => `events are not reported: ${cause}`,
};

/** What works, though perhaps not as it was meant. */
const warnings = {
  'max-age-cut': (written: string) => `maxAge is at most 86400 seconds (24 hours); ${written} is cut to that.`,
  'max-age-unread': () => 'maxAge must be a number of seconds; using 300.',
  'unknown-setting': (written: string, known: string) => `configure() knows no "${written}". It knows ${known}.`,
  'unknown-checkout': (written: string) => `checkout is "${written}". It knows "widget" alone; for a page of your own use checkoutUrl.`,
  'unlike-offer-id': (written: string) => `offer-id "${written}" does not look like a Cleeng offer (S123456789_US). It is used as it is.`,
  'no-token': (where: string) =>
    `what ${where} holds is not a customer token (a JWT with customerId and exp, under 8 kB), so nobody is signed in by it.`,
  'other-publisher': (where: string, theirs: string, ours: string) =>
    `the token in ${where} belongs to publisher ${theirs}, this page to publisher ${ours}, so nobody is signed in by it. Is publisherId right?`,
  'other-version': (late: string, first: string) => `version ${late} was loaded beside ${first}, which stays in charge. One script tag is enough.`,
  'no-texts': (language: string) =>
    `the texts for "${language}" could not be loaded, so English ones are used. Put the folder labels/ of the package beside cleeng-gate.js, unchanged and of the same version.`,
  'preview-as': () => 'preview-as shows a gate in a state that it is not in. Remove it before you publish.',
  'no-destination': (event: string) =>
    `nobody answered ${event}. Set a URL on the script tag (data-checkout-url, data-login-url), data-checkout="widget" for Cleeng's own dialogs, or listen to the event and call preventDefault().`,
};

const all: Readonly<Record<string, ((...values: string[]) => string) | undefined>> = { ...errors, ...warnings };

/** What an author can be told about. */
export type Topic = keyof typeof errors | keyof typeof warnings;

/** Says on the console what is wrong and what to write instead. A part of its own: pages in order never need it. */
export function advise(log: World['log'], topic: Topic, values: readonly string[]): void {
  log[topic in warnings ? 'warn' : 'error'](`cleeng-gate: ${all[topic]?.(...values) ?? [topic, ...values].join(' ')}`);
}
