import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sink } from '../../src/bridge/sink.js';
import { kinds } from '../../src/cli/bridge/file/schema.js';
import { parseBridgeFile, readBridgeFile, type BridgeFile } from '../../src/cli/bridge/file/read.js';
import { createTestClock } from '../clock.js';

const environ = {
  CLEENG_PUBLISHER_TOKEN: 'publisher-token-0123456789', CLEENG_WEBHOOK_SECRETS: 'webhook-secret-0123456789',
  MOTTO_TOKEN: 'motto-token-0123456789', RMG_USERNAME: 'crm', RMG_PASSWORD: 'canary-password',
};
const motto = '"motto": { "type": "motto", "projectId": "the-lamp" }';
const rmg = '"rmg": { "type": "rmg", "base": "https://tv.example:8443", "tenant": "tv", "clientId": "crm" }';
const monthly = '{ "offer": "S123456789_US", "sink": "motto", "target": "premium" }';

/** A file of six lines: 1 environment, 2 publisher, 3 what a test adds, 4 sinks, 5 rights. */
const file = ({ add = '', sinks = `${motto}, ${rmg}`, rights = monthly } = {}): string =>
  `{ "environment": "sandbox",\n"publisherId": "123456789",\n${add}\n"sinks": { ${sinks} },\n"rights": [${rights}]\n}`;
const read = (text: string, variables: Readonly<Partial<Record<string, string>>> = environ): BridgeFile =>
  parseBridgeFile(text, 'bridge.json', { environ: variables, clock: createTestClock() });

test('a file with comments, a byte order mark and commas at an end is read, with its defaults in seconds', () => {
  const { settings, sinks, mapping, warnings } = read(`\uFEFF// ours\n${file({ rights: `${monthly}, /* again */` })}`);
  const { horizon, sweep, recheck, keepBodies } = settings;
  assert.deepEqual({ horizon, sweep, recheck, keepBodies }, { horizon: 172_800, sweep: 86_400, recheck: 604_800, keepBodies: 2_592_000 });
  assert.deepEqual(sinks.map(({ name }) => name), ['motto', 'rmg']);
  assert.deepEqual(mapping, { rows: [{ offers: ['S123456789_US'], sink: 'motto', target: 'premium', row: {} }], offers: ['S123456789_US'], unlisted: [] });
  assert.deepEqual(warnings, ['no right names the sink "rmg"']);
});

test('rows of one sink, target and facet are one right, and what no list shows is told apart', () => {
  const { mapping } = read(file({ rights: `
    { "offer": "S123456789_US", "sink": "motto", "target": "premium", "concurrencyLimit": 2 },
    { "offers": ["R123456789_US", "S123456789_US"], "sink": "motto", "target": "premium", "concurrencyLimit": 2 },
    { "offer": "P123456789", "sink": "rmg", "target": "films", "sharedProductContentId": "one" },
    { "tag": "sport", "offers": ["P223456789"], "sink": "rmg", "target": "films", "sharedProductContentId": "two" }` }));
  assert.deepEqual(mapping.rows.map(({ offers, target, row }) => [offers, target, row['sharedProductContentId']]), [
    [['S123456789_US', 'R123456789_US'], 'premium', undefined], [['P123456789'], 'films', 'one'], [['P223456789'], 'films', 'two'],
  ]);
  assert.deepEqual(mapping.unlisted, ['R123456789_US', 'P223456789']);
});

const wrong: readonly (readonly [string, string, string])[] = [
  ['what is no JSON', '{\n  "a": 1\n  b', 'bridge.json:3:3: this is no JSON: '],
  ['a missing comma', '{\n  "a": 1 // one\n  "b": 2\n}', 'bridge.json:2:9: this is no JSON: a comma is missing here. Write one before what follows in line 3.'],
  ['a missing comma between rights', file({ rights: `${monthly}\n${monthly}` }), 'bridge.json:5:78: this is no JSON: a comma is missing here. Write one before what follows in line 6.'],
  ['a missing colon', '{ "a" 1 }', 'bridge.json:1:6: this is no JSON: a colon is missing here. Write one before what follows.'],
  ['a comma too many', '{ "a": 1,,\n"b": 2 }', 'bridge.json:1:10: this is no JSON: there is nothing before this comma. Take one out.'],
  ['a bracket that is not closed', '{ "a": [1, 2', 'bridge.json:1:12: this is no JSON: it ends before all its brackets are closed. Write what is missing, such as } or ].'],
  ['a name without quotes', '{ a: 1 }', 'bridge.json:1:3: this is no JSON: a word stands here without double quotes. Write "…" around it.'],
  ['a list', '[]', 'bridge.json:1:1: "environment" is missing. Write "environment": "sandbox" or "production".'],
  ['a key that is misspelt', file({ add: '"horizont": "48h",' }), 'bridge.json:3:1: "horizont" is no key here. Did you mean "horizon"?'],
  ['a key that nothing is like', file({ add: '"zebra": 1,' }), 'bridge.json:3:1: "zebra" is no key here. There are "environment", "publisherId"'],
  ['a key of a sink that is misspelt', file({ sinks: '"motto": { "type": "motto", "projectID": "x" }' }), 'bridge.json:4:40: "projectID" is no key here. Did you mean "projectId"?'],
  ['a key that is there twice', file({ add: '"publisherId": "1",' }), 'bridge.json:3:1: "publisherId" is here twice, and only one of them would count. Write it once.'],
  ['a publisher that is a number', file().replace('"123456789"', '123456789'), 'bridge.json:2:1: "publisherId" is 123456789. Write "123456789", the publisher\'s number in Cleeng between quotes.'],
  ['a time without its unit', file({ add: '"recheck": "7",' }), 'bridge.json:3:1: "recheck" is "7". Write a time from "1h" to "90d", such as "7d".'],
  ['a horizon that ends before the next sweep', file({ add: '"horizon": "24h",' }), 'bridge.json:3:1: rights would end before the next sweep renews them. Write a "horizon" that is longer than "sweep", at best twice as long.'],
  ['accounts of a sink that is not there', file({ add: '"accounts": { "moto": "customerId" },' }), 'bridge.json:3:15: no entry of sinks is called "moto". Take it out, or give it the name of a sink: motto, rmg.'],
  ['a kind of sink that there is none of', file({ sinks: '"motto": { "type": "moto" }' }), 'bridge.json:4:23: "type" is "moto". Write "motto", "rmg" or "webhook".'],
  ['an option that its sink refuses', file({ sinks: '"motto": { "type": "motto", "projectId": "a b" }' }), 'bridge.json:4:40: motto: projectId takes the short id of a Motto project, such as my-project.'],
  ['an address without TLS', file({ sinks: rmg.replace('https', 'http') }), 'bridge.json:4:36: rmg: base takes an https address; http is for localhost.'],
  ['no rights', file({ rights: '' }), 'bridge.json:5:1: "rights" is an empty list. Write at least one right.'],
  ['an offer that cannot be one', file({ rights: '{ "offer": "S1 US", "sink": "motto", "target": "x" }' }), 'bridge.json:5:14: "offer" is "S1 US". Write an offer id of Cleeng as its dashboard shows it, such as "S123456789_US".'],
  ['a list of offers with one that cannot be one', file({ rights: '{ "offers": ["S1", 5], "sink": "motto", "target": "x" }' }), 'bridge.json:5:31: the entry 2 of "offers" is 5. Write an offer id'],
  ['a right of no offer', file({ rights: '{ "sink": "motto", "target": "x" }' }), 'bridge.json:5:12: a right names no offer. Write "offer": "S123456789_US", or "offers" with a list of them.'],
  ['a right whose offer is misspelt', file({ rights: '{ "ofer": "S1", "sink": "motto", "target": "x" }' }), 'bridge.json:5:14: "ofer" is no key here. Did you mean "offer"?'],
  ['a right whose sink is wrong itself', file({ sinks: motto.replace('projectId', 'projectID'), rights: monthly.replace(' }', ', "concurencyLimit": 2 }') }), 'bridge.json:5:78: "concurencyLimit" is no key here. Did you mean "concurrencyLimit"?'],
  ['a right of offer and offers', file({ rights: '{ "offer": "S1", "offers": ["S2"], "sink": "motto", "target": "x" }' }), 'bridge.json:5:12: a right has "offer" and "offers". Write "offers" with all of them.'],
  ['a tag without offers', file({ rights: '{ "tag": "sport", "sink": "motto", "target": "x" }' }), 'bridge.json:5:14: the tag "sport" comes without "offers", and Cleeng answers about offers only. Write "offers" with those that carry the tag.'],
  ['a sink that no entry names', file({ rights: monthly.replace('"motto"', '"mottoo"') }), 'bridge.json:5:40: no entry of sinks is called "mottoo". Did you mean "motto"?'],
  ['a right without a target', file({ rights: '{ "offer": "S1", "sink": "motto" }' }), 'bridge.json:5:12: "target" is missing. Write "target" with what the sink calls it'],
  ['a field that its sink does not know', file({ rights: monthly.replace(' }', ', "concurencyLimit": 2 }') }), 'bridge.json:5:78: concurencyLimit is no field of a Motto row; there are concurrencyLimit and lifetime. Did you mean "concurrencyLimit"?'],
  ['a field that its sink cannot use', file({ rights: monthly.replace(' }', ', "concurrencyLimit": 0 }') }), 'bridge.json:5:78: concurrencyLimit takes a whole number above 0, or "unlimited".'],
  ['two rows of one right that disagree', file({ rights: `${monthly.replace(' }', ', "concurrencyLimit": 1 }')},\n${monthly.replace(' }', ', "concurrencyLimit": 2 }')}` }), 'bridge.json:6:1: this right is that of line 5 too, and they disagree about concurrencyLimit. Write one row with the offers of both, or the same in both.'],
];
for (const [title, text, line] of wrong) {
  test(`${title} is refused with its place and what to write`, () => {
    assert.throws(() => read(text), ({ message }: Error) => message.split('\n').some((one) => one.startsWith(line)) || assert.fail(message));
  });
}

const secrets: readonly (readonly [string, string, string])[] = [
  ['the publisher token', file({ add: '"publisherToken": "canary",' }), 'bridge.json:3:1: "publisherToken" holds a secret, and files are copied and shown. Put it into the environment as CLEENG_PUBLISHER_TOKEN, and leave this out.'],
  ['the secret of webhooks', file({ add: '"webhooks": { "secret": "canary" },' }), 'bridge.json:3:15: "secret" holds a secret, and files are copied and shown. Put it into the environment as CLEENG_WEBHOOK_SECRETS, and leave this out.'],
  ['the address of a database', file({ add: '"database": "postgres://bridge:canary@db/x",' }), 'bridge.json:3:1: "database" holds a secret, and files are copied and shown. Put it into the environment as CLEENG_BRIDGE_DATABASE, and leave this out.'],
  ['a token of a sink', file({ sinks: motto.replace(' }', ', "token": "canary" }') }), 'bridge.json:4:65: "token" holds a secret, and files are copied and shown. Put it into the environment as MOTTO_TOKEN, and write "token": { "env": "MOTTO_TOKEN" }.'],
  ['a password within an address', file({ sinks: `${rmg.replace('tv.example', 'crm:canary@tv.example')}, ${motto}` }), 'bridge.json:4:36: "base" holds a secret, and files are copied and shown. Take it out.'],
  ['what a variable holds in the place of its name', file({ sinks: motto.replace(' }', ', "token": { "env": "canary" } }') }), 'bridge.json:4:76: "env" names no variable of the environment. Write the name of a variable in capitals, such as "MOTTO_TOKEN", not what it holds.'],
];
for (const [title, text, line] of secrets) {
  test(`${title} in the file is refused with the variable to use, and not said again`, () => {
    assert.throws(() => read(text), { message: line });
  });
}

test('all that is wrong is told at once, in the order of the file', () => {
  const text = file({ add: '"zebra": 1, "sweep": 2,', rights: '{ "offer": 1, "sink": "motto", "target": "x" }' });
  assert.throws(() => read(text), ({ message }: Error) => {
    assert.deepEqual(message.split('\n').map((line) => line.split(' ')[0]), ['bridge.json:3:1:', 'bridge.json:3:13:', 'bridge.json:5:14:']);
    return true;
  });
});

test('what keys mean is told together with the keys that are wrong, and with the variables', () => {
  const text = file({ add: '"zebra": 1, "horizon": "24h", "accounts": { "moto": "customerId" },', sinks: `${motto.replace('projectId', 'projectID')}, ${rmg}`, rights: `${monthly}, { "offer": "S1", "sink": "rgm", "target": "x" },\n{ "offer": 1, "sink": "rmg", "target": "x" }, { "ofer": "S1", "sink": "rmg", "target": "y" }` });
  assert.throws(() => read(text, { ...environ, MOTTO_TOKEN: '', CLEENG_WEBHOOK_SECRETS: 'a-secret-for-a-test,tiny' }), ({ message }: Error) => {
    const lines = message.split('\n');
    assert.deepEqual(lines.map((line) => line.slice(0, 42)), [
      'bridge.json:3:1: "zebra" is no key here. T', 'bridge.json:3:13: rights would end before ', 'bridge.json:3:45: no entry of sinks is cal',
      'bridge.json:4:12: "projectId" is missing. ', 'bridge.json:4:40: "projectID" is no key he', 'bridge.json:5:97: no entry of sinks is cal',
      'bridge.json:6:3: "offer" is 1. Write an of', 'bridge.json:6:49: "ofer" is no key here. D',
      'these variables of the environment are not', 'CLEENG_WEBHOOK_SECRETS takes 16 to 64 byte',
    ]);
    assert.doesNotMatch(message, /a-secret-for-a-test|tiny/);
    return true;
  });
});

test('a file that does not say whose it is, or that is of another shape altogether, is read as far as it goes', () => {
  assert.throws(() => read(file({ rights: '{ "ofer": "S1", "sink": "motto", "target": "x" }' }).replace('"123456789"', '123456789')), /:2:1: "publisherId" is 123456789[^]*:5:14: "ofer" is no key/);
  for (const text of ['null', '5', '{ "sinks": 5, "rights": {} }', '{ "sinks": { "a": null, "b": { "type": "constructor" } }, "rights": [null] }']) assert.throws(() => read(text), /^WrongFile: bridge\.json:1:/);
});

test('missing variables of the environment are named all at once, with what they are for', () => {
  assert.throws(() => read(file(), { ...environ, MOTTO_TOKEN: '', RMG_PASSWORD: 'undefined' }), {
    message: 'these variables of the environment are not set: MOTTO_TOKEN (token of a Studio account of Motto, for motto), RMG_PASSWORD (password of that user, for rmg)',
  });
});

test('an entry may name variables of its own', () => {
  const text = file({ sinks: motto.replace(' }', ', "token": { "env": "LAMP_TOKEN" } }') });
  assert.throws(() => read(text), /not set: LAMP_TOKEN/);
  assert.equal(read(text, { ...environ, LAMP_TOKEN: 'lamp-token-0123456789' }).sinks.length, 1);
});

test('every kind of sink is made of its entry', () => {
  const sinks = `${motto}, ${rmg}, "shop": { "type": "webhook", "url": "https://shop.example/rights", "perSecond": false }`;
  const { sinks: made } = read(file({ sinks }), { ...environ, BRIDGE_WEBHOOK_SECRETS: 'one-secret-0123456789, another-0123456789' });
  assert.deepEqual(made.map(({ name, traits }) => [name, traits.revokesBy]), [['motto', 'expiry'], ['rmg', 'status'], ['shop', 'message']]);
});

test('the fields that are suggested for a right are those that its sink knows, and all of them', () => {
  const sinks = `${motto}, ${rmg}, "webhook": { "type": "webhook", "url": "https://shop.example/rights" }`;
  const { sinks: made } = read(file({ sinks }), { ...environ, BRIDGE_WEBHOOK_SECRETS: 'one-secret-0123456789' });
  const complaint = (sink: Sink, field: string): string => {
    try {
      sink.readRow({ [field]: Symbol('of no use to anybody') });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const every = new Set(Object.values(kinds).flatMap(({ rowKeys }) => rowKeys));
  for (const sink of made) {
    const known = [...every].filter((field) => !complaint(sink, field).includes('is no field'));
    assert.deepEqual(known.sort(), [...kinds[sink.name as keyof typeof kinds].rowKeys].sort());
  }
});

test('a file that is not there is told by its name', () => {
  assert.throws(() => readBridgeFile('no-such-bridge.json', { environ, clock: createTestClock() }), { message: 'no-such-bridge.json: there is no such file. Write one, or name it with --file' });
});
