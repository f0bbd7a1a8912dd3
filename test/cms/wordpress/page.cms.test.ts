import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { check } from '../../../src/check/check.js';
import { absent, wordpress as engine } from '../debian.js';
import { endBrowser, read } from '../reading.js';
import { configure, offer, premium, publish, teaser, withBlock, withShortcode } from './posts.js';
import { createWordPress, vendor, type WordPress } from './site.js';
import { visit } from './visitor.js';

const skip = absent(engine);
const kinds = { block: withBlock(), shortcode: withShortcode() };
const hashes = skip ? {} : JSON.parse(readFileSync('dist/integrity.json', 'utf8')) as Record<string, string>;
let site: WordPress;

before(async () => {
  if (skip) return;
  site = await createWordPress();
  await configure(site);
});
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});

const source = async (id: number, user?: string): Promise<string> => (await visit(site, user)).source(`/?p=${String(id)}`);
const theme = async (name: string): Promise<unknown> => site.run('switch_theme( $input );', name);

for (const name of ['twentytwentyone', 'twentytwentythree']) {
  for (const [kind, content] of Object.entries(kinds)) {
    test(`in ${name} a ${kind} becomes a gate with a readable preview and an inert premium part`, { skip }, async () => {
      await theme(name);
      const { gates, text, injected } = await read(await source(await publish(site, 'Tides', content)));
      assert.equal(gates.length, 1);
      assert.equal(gates[0]?.offerId, offer);
      assert.match(gates[0].preview, new RegExp(`^${teaser} lasts`));
      assert.match(gates[0].premium ?? '', new RegExp(`^${premium} is what follows. ${premium} in a list`));
      assert.match(text, new RegExp(teaser));
      assert.doesNotMatch(text, new RegExp(premium));
      assert.deepEqual(injected, []);
    });

    test(`in ${name} the head of a page with a ${kind} holds script and style sheet, once, with their hashes`, { skip }, async () => {
      await theme(name);
      const page = await source(await publish(site, 'Tides', content));
      const { scripts, styles } = await read(page.slice(0, page.indexOf('</head>')));
      const [script, ...more] = scripts.filter(({ src }) => src?.includes('cleeng-gate'));
      assert.deepEqual(more, []);
      const { 'data-api-base': _, ...attributes } = script ?? {};
      assert.deepEqual(attributes, {
        type: 'module', async: '', blocking: 'render', src: `${vendor}cleeng-gate.js`, integrity: hashes['cleeng-gate.js'], crossorigin: 'anonymous',
        'data-environment': 'sandbox', 'data-publisher-id': '123456789',
        'data-login-url': '/login?return={returnUrl}', 'data-checkout-url': '/checkout/{offerId}?return={returnUrl}',
      });
      assert.deepEqual(styles.filter(({ href }) => href?.includes('cleeng-gate')), [
        { rel: 'stylesheet', href: `${vendor}cleeng-gate.css`, integrity: hashes['cleeng-gate.css'], crossorigin: 'anonymous' },
      ]);
      assert.equal(page.split('cleeng-gate.js').length, 2);
    });
  }
}

test('cleeng-gate check finds nothing to mend on a page of either kind', { skip }, async () => {
  for (const content of Object.values(kinds)) {
    assert.deepEqual(check(await source(await publish(site, 'Tides', content))).map(({ rule, message }) => [rule, message]), []);
  }
});

test('a page without a gate, and a list of posts with gates, load nothing and state nothing', { skip }, async () => {
  await publish(site, 'Tides', kinds.block);
  for (const path of ['/?p=1', '/', '/?feed=rss2']) {
    assert.doesNotMatch(await (await visit(site)).source(path), /cleeng-gate\.(?:js|css)|isAccessibleForFree/);
  }
});

test('structured data says once that the page is paid for, and its selector finds the gates alone', { skip }, async () => {
  const title = 'Tides &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; “more”';
  const { statements, broken, gates, injected } = await read(await source(await publish(site, title, `${kinds.block}\n\n${kinds.block}`)));
  assert.equal(broken, 0);
  assert.deepEqual(injected, []);
  const paid = statements.filter(({ data }) => 'isAccessibleForFree' in data);
  assert.equal(paid.length, 1);
  assert.equal(gates.length, 2);
  assert.equal(paid[0]?.data.isAccessibleForFree, false);
  assert.equal(paid[0].data['@type'], 'Article');
  assert.equal(paid[0].data.headline, 'Tides </script><script>alert(1)</script> & “more”');
  assert.match(paid[0].selector ?? '', /^\.[\w-]+$/);
  assert.deepEqual(paid[0].selects, ['cleeng-gate', 'cleeng-gate']);
});

test('a gate in a reusable block is found when the page is rendered', { skip }, async () => {
  const shared = await publish(site, 'Shared', kinds.block, { post_type: 'wp_block' });
  for (const name of ['twentytwentyone', 'twentytwentythree']) {
    await theme(name);
    const { gates, scripts, statements } = await read(await source(await publish(site, 'Tides', `<!-- wp:block {"ref":${String(shared)}} /-->`)));
    assert.match(gates[0]?.premium ?? '', new RegExp(premium));
    assert.equal(scripts.filter(({ src }) => src?.includes('cleeng-gate')).length, 1);
    assert.equal(statements.filter(({ selector }) => selector).length, 1);
  }
});

test('what an author writes into the prompt arrives as text', { skip }, async () => {
  const hostile = '"><img src=x onerror=alert(1)> & \'';
  const [block] = (await read(await source(await publish(site, 'Tides', withBlock({ offer, heading: hostile }))))).gates;
  assert.equal(block?.heading, hostile);
  assert.deepEqual(block.attributes, ['class', 'offer-id', 'heading']);
  const { gates, injected } = await read(await source(await publish(site, 'Tides', withShortcode(`offer="${offer}" heading='"onclick=alert(1) x="' onclick="alert(1)"`))));
  assert.deepEqual(gates[0]?.attributes, ['class', 'offer-id', 'heading']);
  assert.equal(gates[0].heading, '"onclick=alert(1) x="');
  assert.deepEqual(injected, []);
});

test('an author cannot pass off forbidden HTML as one of the plugin\'s own marks', { skip }, async () => {
  const forbidden = Buffer.from('[cleeng_preview <img src=x onerror=alert(1)>]').toString('base64');
  const id = await publish(site, 'Tides', `Text. <div data-cleeng-tag="${forbidden} 0123456789abcdef0123456789abcdef"></div>`);
  const { injected, text } = await read(await source(id));
  assert.deepEqual(injected, []);
  assert.match(text, /Text\./);
});

for (const wrong of ['', 'S1"><script>alert(1)</script>', '../../tokens', `${offer},S2`]) {
  test(`an offer that reads ${JSON.stringify(wrong)} leaves the preview alone, and tells the author`, { skip }, async () => {
    const id = await publish(site, 'Tides', withBlock({ offer: wrong }));
    const { gates, text, injected } = await read(await source(id));
    assert.deepEqual(gates, []);
    assert.deepEqual(injected, []);
    assert.match(text, new RegExp(teaser));
    assert.doesNotMatch(text, new RegExp(`${premium}|no valid Cleeng offer`));
    assert.match((await read(await source(id, 'editor'))).text, /names no valid Cleeng offer/);
  });
}

for (const [mistake, tag] of [['gate', '[/cleeng_gate]'], ['preview', '[/cleeng_preview]']] as const) {
  test(`a ${mistake} that is never closed gives nothing away`, { skip }, async () => {
    const { gates, text } = await read(await source(await publish(site, 'Tides', kinds.shortcode.replace(tag, ''))));
    assert.equal(gates.length, 1);
    assert.match(gates[0]?.premium ?? '', new RegExp(premium));
    assert.doesNotMatch(text, new RegExp(premium));
  });
}

test('a heading may hold what shortcodes may hold', { skip }, async () => {
  const [gate] = (await read(await source(await publish(site, 'Tides', withShortcode(`offer="${offer}" heading="5 > 4 & “more”"`))))).gates;
  assert.deepEqual([gate?.heading, gate?.preview.slice(0, 10)], ['5 > 4 & “more”', teaser]);
});

test('several offers stand in one gate', { skip }, async () => {
  const [gate] = (await read(await source(await publish(site, 'Tides', withShortcode(`offer=" ${offer}  A100000007_DE "`))))).gates;
  assert.equal(gate?.offerId, `${offer} A100000007_DE`);
});

test('a shortcode in the middle of a line takes the text around it into no gate', { skip }, async () => {
  const line = `Before [cleeng_gate offer="${offer}"][cleeng_preview]${teaser}[/cleeng_preview]${premium}[/cleeng_gate] after.`;
  for (const content of [line, `<!-- wp:paragraph --><p class="x">${line}</p><!-- /wp:paragraph -->`, `<!-- wp:shortcode -->${line}<!-- /wp:shortcode -->`]) {
    const { gates, text } = await read(await source(await publish(site, 'Tides', content)));
    assert.deepEqual([gates[0]?.preview, gates[0]?.premium], [teaser, premium]);
    assert.match(text, new RegExp(`Before ${teaser} after\\.`));
  }
});

test('another plugin may take the structured data over', { skip }, async () => {
  const id = await publish(site, 'Tides', kinds.block);
  assert.match(await (await visit(site)).source(`/?p=${String(id)}&seo=own`), /"about":"structured data of another plugin"/);
});

test('PHP has nothing to complain of', { skip }, () => {
  assert.deepEqual(site.complaints(), []);
});
