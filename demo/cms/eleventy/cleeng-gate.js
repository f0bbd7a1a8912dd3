/**
 * A plugin for Eleventy 3. In `eleventy.config.js`:
 *
 *   eleventyConfig.addPlugin(cleengGate, { environment, publisherId, folder, hashes, loginUrl, checkoutUrl });
 *
 * `folder` holds the built files, `hashes` is what their `integrity.json` says. Optional: `apiBase`, `accountUrl`,
 * `checkout` ("widget" for Cleeng's own dialogs), `dataLayer`, `consent` ("required"); `noScript` is what readers
 * without script are told; `previewAs` shows every gate in one state, for editors, and belongs into no published build.
 */
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (one) => escapes[one]);

/** Attributes as HTML; those without a value are left out. */
const attributes = (all) =>
  Object.entries(all).filter(([, value]) => value).map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(value)}"`)).join('');

const preview = /<!--cleeng-preview-->([^]*?)<!--\/cleeng-preview-->/g;
const prompt = /<!--cleeng-prompt-->([^]*?)<!--\/cleeng-prompt-->/g;
const premium = /<template class="cleeng-premium">[^]*?<!--\/cleeng-premium--><\/template>/g;

/** What readers with scripts off are told, with a way to log in. The gate's own prompt stays what it is for all others. */
function withoutScript({ loginUrl, noScript = 'The rest is for customers. To sign in or to buy, please allow scripts.' }) {
  const address = loginUrl?.split(/[?#]/)[0];
  return `<noscript slot="preview"><p>${escape(noScript)}${address && !address.includes('{') ? ` <a href="${escape(address)}">Log in</a>` : ''}</p></noscript>`;
}

/** A gate as HTML. Blank lines let Markdown go on inside, and keep it from drawing the gate into a paragraph. */
const gate = (settings) => (content, offer, heading, message) => {
  const pick = (pattern) => [...content.matchAll(pattern)].map(([, text]) => text).join('\n');
  const own = pick(prompt);
  if (!offer) throw new Error('cleengGate needs the id of an offer: {% cleengGate "S123456789_US" %}');
  return `

<cleeng-gate${attributes({ 'class': 'cleeng-paywall', 'offer-id': offer, heading, message, 'preview-as': settings.previewAs })}>
<div slot="preview">

${pick(preview)}

</div>
${own ? `<div slot="prompt">

${own}

</div>` : withoutScript(settings)}
<template class="cleeng-premium">

${content.replace(preview, '').replace(prompt, '')}

<!--/cleeng-premium--></template>
</cleeng-gate>

`;
};

/** What the script is told of the site; what is not set is left out. */
const told = ({ environment, publisherId, loginUrl, checkoutUrl, accountUrl, apiBase, checkout, dataLayer, consent }) => ({
  'data-environment': environment, 'data-publisher-id': publisherId, 'data-login-url': loginUrl, 'data-checkout-url': checkoutUrl, 'data-account-url': accountUrl,
  'data-api-base': apiBase, 'data-checkout': checkout, 'data-data-layer': dataLayer, 'data-consent': consent,
});

const tags = (settings) => {
  const { folder, hashes } = settings;
  const checked = (name) => ({ integrity: hashes[name], crossorigin: true });
  return `<link${attributes({ rel: 'stylesheet', href: `${folder}cleeng-gate.css`, ...checked('cleeng-gate.css') })}>
<script${attributes({ type: 'module', async: true, blocking: 'render', src: `${folder}cleeng-gate.js`, ...checked('cleeng-gate.js'), ...told(settings) })}></script>`;
};

/** Paywalled content as Google's documentation asks for it. */
const statement = (headline) => {
  const hasPart = { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: '.cleeng-paywall' };
  const article = { '@context': 'https://schema.org', '@type': 'Article', headline, isAccessibleForFree: false, hasPart };
  return `<script type="application/ld+json">${JSON.stringify(article).replaceAll('<', '\\u003c')}</script>`;
};

export default function cleengGate(eleventyConfig, settings) {
  eleventyConfig.addPairedShortcode('cleengGate', gate(settings));
  eleventyConfig.addPairedShortcode('cleengPreview', (content) => `<!--cleeng-preview-->${content}<!--/cleeng-preview-->`);
  /** In place of the gate's own prompt, and of what readers without script are told; let it begin with log in. */
  eleventyConfig.addPairedShortcode('cleengPrompt', (content) => `<!--cleeng-prompt-->${content}<!--/cleeng-prompt-->`);
  /** For the head of a layout: `{{ content | cleengHead: title }}`; empty where the content has no gate. */
  eleventyConfig.addFilter('cleengHead', (content, title) => (String(content).includes('<cleeng-gate ') ? `${tags(settings)}\n${statement(title)}` : ''));
  /** For feeds and search indexes, which must not carry premium text. */
  eleventyConfig.addFilter('cleengPreviewOnly', (content) => String(content).replace(premium, ''));
}
