import { html, type TemplateResult } from 'lit';

/** Why there is nothing to show; the page may say it in its own words, in a slot of that name. */
export const notice = (slot: string, content: unknown): TemplateResult => html`<slot name=${slot}><p part="empty">${content}</p></slot>`;
