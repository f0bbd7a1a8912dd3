import type { WordPress } from './site.js';

/** Words that stand nowhere but in the part they name. */
export const teaser = 'Slackwater';
export const premium = 'Undertow';

/** Where the premium part is told, each with a few words around; empty where it is not. */
export const leaks = (text: string): string[] => text.match(new RegExp(`.{0,60}${premium}.{0,20}`, 'g')) ?? [];

export const offer = 'S100000001_DE';

const paragraph = (text: string): string => `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;

const escapes: Record<string, string> = { '--': '\\u002d\\u002d', '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\\"': '\\u0022' };

/** JSON as WordPress writes it into a block's comment. */
const commented = (attributes: object): string => JSON.stringify(attributes).replace(/--|[<>&]|\\"/g, (found) => escapes[found]!);

/** A post's content as the block editor saves it. */
export const withBlock = (attributes: object = { offer }): string => `${paragraph('Before the gate.')}

<!-- wp:cleeng-gate/gate ${commented(attributes)} -->
<!-- wp:cleeng-gate/preview -->
<div class="wp-block-cleeng-gate-preview">${paragraph(`${teaser} lasts eleven minutes.`)}</div>
<!-- /wp:cleeng-gate/preview -->

<!-- wp:cleeng-gate/premium -->
<div hidden class="wp-block-cleeng-gate-premium">${paragraph(`${premium} is what follows.`)}

<!-- wp:list -->
<ul><!-- wp:list-item -->
<li>${premium} in a list</li>
<!-- /wp:list-item --></ul>
<!-- /wp:list --></div>
<!-- /wp:cleeng-gate/premium -->
<!-- /wp:cleeng-gate/gate -->`;

/** The same as it is typed into the classic editor. */
export const withShortcode = (attributes = `offer="${offer}"`): string => `Before the gate.

[cleeng_gate ${attributes}]
[cleeng_preview]${teaser} lasts eleven minutes.

And a second paragraph.[/cleeng_preview]

${premium} is what follows.

<ul><li>${premium} in a list</li></ul>

${premium} ends.
[/cleeng_gate]

After the gate.`;

/** Publishes a post of the administrator's and resolves to its id. */
export const publish = async (site: WordPress, title: string, content: string, more: object = {}): Promise<number> => {
  const post = { post_title: title, post_content: content, post_status: 'publish', post_author: 1, ...more };
  return (await site.run('kses_remove_filters(); return wp_insert_post( wp_slash( $input ) );', post)) as number;
};

/** What the settings page would have stored; the hashes are the built files' own. */
export const configure = async (site: WordPress, more: object = {}): Promise<void> => {
  const form = {
    environment: 'sandbox', publisher_id: '123456789', folder: '/vendor/cleeng-gate@0.1.0/',
    login_url: '/login?return={returnUrl}', checkout_url: '/checkout/{offerId}?return={returnUrl}', ...more,
  };
  await site.run('update_option( "cleeng_gate", CleengGate\\sanitize_settings( $input ) );', form);
};
