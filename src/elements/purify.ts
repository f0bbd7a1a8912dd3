import DOMPurify, { type Config } from 'dompurify';
import type { Policy } from './trusted.js';

const custom = /^[a-z][^\s/>]*-/;

/** `onclick`, and not a gate's `on-failure`. */
const handler = /^on(?!-)/;

/**
 * HTML without scripts, event handlers and `javascript:` addresses, by the rules that `setHTML` has with our list:
 * everything stays that is not known to do harm. A part of its own, for browsers without a Sanitizer.
 *
 * @param policy of a page that demands Trusted Types
 */
export const purify = (html: string, policy: Policy | undefined): Node =>
  DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    SANITIZE_DOM: false,
    FORCE_BODY: true,
    ADD_TAGS: ['style'],
    ADD_ATTR: (name: string) => !handler.test(name),
    CUSTOM_ELEMENT_HANDLING: { tagNameCheck: custom, attributeNameCheck: /^(?!on(?!-))/, allowCustomizedBuiltInElements: true },
    ...(policy && { TRUSTED_TYPES_POLICY: policy as unknown as NonNullable<Config['TRUSTED_TYPES_POLICY']> }),
  });
