/**
 * A plugin for Eleventy 3. In `eleventy.config.js`:
 *
 *   eleventyConfig.addPlugin(cleengGate, { environment, publisherId, folder, hashes, loginUrl, checkoutUrl });
 *
 * `folder` holds the files of one release, `hashes` is what its `integrity.json` says.
 */
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (one) => escapes[one]);

/** Attributes as HTML; those without a value are left out. */
const attributes = (all) =>
  Object.entries(all).filter(([, value]) => value).map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(value)}"`)).join('');

const preview = /<!--cleeng-preview-->([^]*?)<!--\/cleeng-preview-->/g;
const premium = /<template class="cleeng-premium">[^]*?<!--\/cleeng-premium--><\/template>/g;

/** A gate as HTML. Blank lines let Markdown go on inside, and keep it from drawing the gate into a paragraph. */
function gate(content, offer, heading, message) {
  const teaser = [...content.matchAll(preview)].map(([, text]) => text).join('\n');
  if (!offer) throw new Error('cleengGate needs the id of an offer: {% cleengGate "S123456789_US" %}');
  return `

<cleeng-gate${attributes({ class: 'cleeng-paywall', 'offer-id': offer, heading, message })}>
<div slot="preview">

${teaser}

</div>
<template class="cleeng-premium">

${content.replace(preview, '')}

<!--/cleeng-premium--></template>
</cleeng-gate>

`;
}

const tags = ({ environment, publisherId, folder, hashes, loginUrl, checkoutUrl }) => {
  const checked = (name) => ({ integrity: hashes[name], crossorigin: true });
  const settings = { 'data-environment': environment, 'data-publisher-id': publisherId, 'data-login-url': loginUrl, 'data-checkout-url': checkoutUrl };
  return `<link${attributes({ rel: 'stylesheet', href: `${folder}cleeng-gate.css`, ...checked('cleeng-gate.css') })}>
<script${attributes({ type: 'module', async: true, blocking: 'render', src: `${folder}cleeng-gate.js`, ...checked('cleeng-gate.js'), ...settings })}></script>`;
};

/** Paywalled content as Google's documentation asks for it. */
const statement = (headline) => {
  const hasPart = { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: '.cleeng-paywall' };
  const article = { '@context': 'https://schema.org', '@type': 'Article', headline, isAccessibleForFree: false, hasPart };
  return `<script type="application/ld+json">${JSON.stringify(article).replaceAll('<', '\\u003c')}</script>`;
};

export default function cleengGate(eleventyConfig, settings) {
  eleventyConfig.addPairedShortcode('cleengGate', gate);
  eleventyConfig.addPairedShortcode('cleengPreview', (content) => `<!--cleeng-preview-->${content}<!--/cleeng-preview-->`);
  /** For the head of a layout: `{{ content | cleengHead: title }}`; empty where the content has no gate. */
  eleventyConfig.addFilter('cleengHead', (content, title) => (String(content).includes('<cleeng-gate ') ? `${tags(settings)}\n${statement(title)}` : ''));
  /** For feeds and search indexes, which must not carry premium text. */
  eleventyConfig.addFilter('cleengPreviewOnly', (content) => String(content).replace(premium, ''));
}
