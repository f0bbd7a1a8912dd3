import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { suite, test } from 'node:test';
import type * as Css from 'vscode-css-languageservice';
import type * as Html from 'vscode-html-languageservice';
import { htmlData } from '../../.config/editors/custom-data.js';
import { readTags, wordsOf, type Piece } from '../../.config/editors/manifest.js';
import { withTables } from '../../.config/editors/tables.js';
import { conditions } from '../../src/check/names.js';

// To Node these two do not tell the names that they export.
const require = createRequire(import.meta.url);
const { getCSSLanguageService, newCSSDataProvider } = require('vscode-css-languageservice') as typeof Css;
const { getLanguageService, newHTMLDataProvider, TextDocument } = require('vscode-html-languageservice') as typeof Html;

const read = (name: string): unknown => JSON.parse(readFileSync(`dist/vscode.${name}-custom-data.json`, 'utf8'));
const html = getLanguageService({ useDefaultDataProvider: false, customDataProviders: [newHTMLDataProvider('cleeng-gate', read('html') as Html.HTMLDataV1)] });
const css = getCSSLanguageService({ useDefaultDataProvider: false, customDataProviders: [newCSSDataProvider(read('css') as Css.CSSDataV1)] });

/** A text with the cursor where it has a bar. */
function withCursor(text: string, language: string): { document: Html.TextDocument; position: Html.Position } {
  const document = TextDocument.create(`file:///page.${language}`, language, 1, text.replace('|', ''));
  return { document, position: document.positionAt(text.indexOf('|')) };
}

const inHtml = (text: string): string[] => {
  const { document, position } = withCursor(text, 'html');
  return html.doComplete(document, position, html.parseHTMLDocument(document)).items.map(({ label }) => label);
};

const inCss = (text: string): string[] => {
  const { document, position } = withCursor(text, 'css');
  return css.doComplete(document, position, css.parseStylesheet(document)).items.map(({ label }) => label);
};

/** The pieces whose name is not among what is suggested. */
const missing = (pieces: readonly Piece[], suggested: readonly string[], written = (name: string): string => name): string[] =>
  pieces.map(({ name }) => written(name)).filter((name) => !suggested.includes(name));

const tags = readTags();

test('the manifest describes each tag of the package', () => {
  assert.ok(tags.some(({ tagName }) => tagName === 'cleeng-gate'));
});

for (const tag of tags) {
  suite(`VS Code suggests for <${tag.tagName}>`, () => {
    test('the tag', () => {
      assert.ok(inHtml('<cl|').includes(tag.tagName));
    });

    test('its attributes', () => {
      assert.deepEqual(missing(tag.attributes, inHtml(`<${tag.tagName} |>`)), []);
    });

    test('the words that an attribute takes', () => {
      for (const attribute of tag.attributes) {
        assert.deepEqual(inHtml(`<${tag.tagName} ${attribute.name}="|">`), wordsOf(attribute));
      }
    });

    test('its slots', () => {
      assert.deepEqual(missing(tag.slots.filter(({ name }) => name), inHtml('<p slot="|">')), []);
    });

    test('its custom properties', () => {
      assert.deepEqual(missing(tag.cssProperties, inCss(`${tag.tagName} { | }`)), []);
    });

    test('its parts', () => {
      assert.deepEqual(missing(tag.cssParts, inCss(`${tag.tagName}::|`), (name) => `::part(${name})`), []);
    });

    test('its states', () => {
      assert.deepEqual(missing(tag.cssStates, inCss(`${tag.tagName}:|`), (name) => `:state(${name})`), []);
    });
  });
}

test('VS Code suggests cards and conditions on any element', () => {
  const suggested = inHtml('<p |>');
  for (const name of ['data-cleeng-when', 'data-offer-id']) assert.ok(suggested.includes(name), name);
  assert.deepEqual(inHtml('<p data-cleeng-when="|">'), [...conditions.alone, ...conditions.withOffers.map((word) => `${word}:`)]);
});

test('VS Code explains an attribute, and an access word as the state that it is', () => {
  const { document, position } = withCursor('<cleeng-gate on-fai|lure="keep">', 'html');
  const explained = JSON.stringify(html.doHover(document, position, html.parseHTMLDocument(document))?.contents);
  assert.match(explained, /there is no answer/);
  const cursor = withCursor('<cleeng-gate preview-as="|">', 'html');
  const { items } = html.doComplete(cursor.document, cursor.position, html.parseHTMLDocument(cursor.document));
  assert.match(JSON.stringify(items.find(({ label }) => label === 'denied')?.documentation), /service said no/);
});

test('VS Code leads on to the home of the package, if it has one', () => {
  const [withHome] = htmlData(tags, 'https://gate.example.com/').tags ?? [];
  assert.deepEqual(withHome?.references, [{ name: 'cleeng-gate', url: 'https://gate.example.com/' }]);
  assert.equal(htmlData(tags).tags?.some(({ references }) => references), false);
});

test('an event says what it carries', () => {
  const [, buy] = tags.find(({ tagName }) => tagName === 'cleeng-gate')?.events ?? [];
  assert.match(buy?.description ?? '', /Carries `offerId`, `checkoutUrl`\.$/);
});

test('every piece of a tag has a sentence', () => {
  for (const { tagName, attributes, members, slots, events, cssStates, cssParts, cssProperties } of tags) {
    const silent = [attributes, members, slots, events, cssStates, cssParts, cssProperties].flat().filter(({ description }) => !description);
    assert.deepEqual(silent.map(({ name }) => `${tagName}: ${name}`), []);
  }
});

test('the tables of the README say what the manifest says; npm run build:readme writes them', () => {
  const readme = readFileSync('README.md', 'utf8');
  assert.equal(readme, withTables(readme, tags));
});

test('a text without a place for the tables of a tag is not written', () => {
  assert.throws(() => withTables('<!-- tables of cleeng-gate -->', tags), /no place for the tables of <cleeng-gate>/);
});
