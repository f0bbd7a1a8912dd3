import { error, hint, warning, type Finding } from '../finding.js';
import { readJsonLd, type JsonLd, type Work } from '../json-ld.js';
import type { Page } from '../page.js';
import { at, attribute } from '../tree.js';
import { claim, paywalledParts } from './paywalled-parts.js';

/** Types of works whose paywall search engines want to be told of. */
const articles = /(Article|Posting|CreativeWork|Blog|Comment|Course|HowTo|Message|Review|WebPage)$/;
const isArticle = ({ types }: Work): boolean => types.some((type) => articles.test(type));

function* invalid(all: readonly JsonLd[]): Generator<Finding> {
  for (const one of all) {
    if (!('mistake' in one)) continue;
    const message = `The structured data is not JSON: ${one.mistake.replace(/\.$/, '')}. Search engines ignore all of it.`;
    yield error(
      'structured-data-invalid',
      one.place,
      message,
      'Valid JSON, without comments and trailing commas',
    );
  }
}

function* missing(works: readonly Work[], { gates: [gate], elements }: Page): Generator<Finding> {
  const rule = 'structured-data-missing';
  const microdata = elements.some((element) => attribute(element, 'itemprop') === 'isAccessibleForFree');
  if (!gate || microdata || works.some(({ free }) => free !== undefined)) return;
  const article = works.find(isArticle);
  if (article) {
    const message =
      'The structured data does not say that this page has a paywall; a search engine may take it for cloaking.';
    yield warning(rule, article.place, message, claim(gate));
  } else {
    const script = `<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", ${claim(gate)}}</script>`;
    yield hint(
      rule,
      at(gate),
      'No structured data tells search engines that this page has a paywall.',
      script,
    );
  }
}

/** Does the page tell search engines of its paywall, and of the one that it has? */
export function* structuredData(page: Page): Generator<Finding> {
  const all = readJsonLd(page);
  yield* invalid(all);
  if (!page.gates.length) return;
  const works = all.flatMap((one) => ('works' in one ? one.works : []));
  if (all.every((one) => 'works' in one)) yield* missing(works, page);
  yield* paywalledParts(works, page);
}
