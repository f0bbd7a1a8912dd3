import type { Meta } from '@storybook/web-components-vite';
import { html } from 'lit';
import { languages } from '../src/elements/labels/languages.js';
import { simulator } from './scene.js';
import { argTypes, gate, monthly, type GateArgs } from './gate.js';
import { shows, type GateStory } from './story.js';
import { hears, partOf } from './visitor.js';
import { words } from './words.js';

const meta: Meta<GateArgs> = {
  title: 'cleeng-gate/Languages',
  component: 'cleeng-gate',
  args: { 'offer-id': monthly },
  argTypes,
};

export default meta;

const { monthly: month, yearly, rental, festival } = simulator.offers;
const several = { 'offer-id': [month, yearly, rental, festival].map(({ id }) => id).join(' ') };

/** The nearest `lang` decides; the prompt says these words in it. */
const speaks = (lang: string, teaser: string, words: string, dir: 'ltr' | 'rtl' = 'ltr'): GateStory =>
  shows('signed-out', {}, {
    render: (args) => html`<div lang=${lang} dir=${dir}>${gate(args, html`<p slot="preview">${teaser}</p><p>…</p>`)}</div>`,
    play: async ({ canvasElement }) => hears(canvasElement, words),
  });

/** Right to left. The numbers are those that the region writes. */
export const Arabic = speaks('ar', 'تجمّد الميناء يوم الثلاثاء، وبحلول الخميس كان أوائل المتزلجين قد عثروا على القناة.', 'تسجيل الدخول', 'rtl');

/** Right to left, with latin digits. */
export const Hebrew = speaks('he', 'הנמל קפא ביום שלישי, ועד יום חמישי כבר מצאו המחליקים הראשונים את התעלה.', '€', 'rtl');

/** Right to left, with Persian digits. */
export const Persian = speaks('fa', 'بندر سه‌شنبه یخ زد و تا پنج‌شنبه نخستین اسکیت‌بازان آبراه را یافته بودند.', '۱', 'rtl');

/** No spaces between words. */
export const Japanese = speaks('ja', '火曜日に港が凍り、木曜日には最初のスケーターたちが水路を見つけていた。', 'ログイン');

/** Traditional Chinese, for readers in Taiwan. */
export const TraditionalChinese = speaks('zh-TW', '星期二港口結了冰，到了星期四，第一批溜冰的人已經找到了水道。', '登入');

/** Tall letters. */
export const Hindi = speaks('hi', 'मंगलवार को बंदरगाह जम गया, और गुरुवार तक पहले स्केटर जलमार्ग तक पहुँच चुके थे।', 'लॉग इन');

/** Long words. */
export const German = speaks('de', 'Der Hafen fror an einem Dienstag zu, und am Donnerstag hatten die ersten Schlittschuhläufer die Fahrrinne gefunden.', 'Anmelden');

/** A choice, right to left. */
export const ArabicChoice: GateStory = { ...Arabic, args: several };

/** A choice with long words. */
export const GermanChoice: GateStory = { ...German, args: several };

/** An outage, right to left. */
export const HebrewFailure = shows('failed', words.failed, {
  render: (args) => html`<div lang="he" dir="rtl">${gate(args)}</div>`,
  play: async ({ canvasElement }) => { await partOf(canvasElement, 'retry'); },
});

/** A language of which there are no texts reads English, and says so to screen readers; its prices are its own. */
export const Welsh = speaks('cy', 'Rhewodd yr harbwr ddydd Mawrth, ac erbyn dydd Iau roedd y sglefrwyr cyntaf wedi dod o hyd i’r sianel.', 'Log in');

/** Words of the page's own, by `labels` in `configure()`. */
export const OwnWords = shows('signed-out', { configuration: { labels: { 'signed-out': 'Good morning, reader', 'login': 'Let me in' } } }, {
  render: (args) => gate(args),
  play: async ({ canvasElement }) => hears(canvasElement, 'Let me in'),
});

/** All built-in languages, for translators. */
export const All = shows('signed-out', {}, {
  render: (args) => html`${['en', ...languages].map((lang) => html`
    <section lang=${lang} dir=${/^(ar|fa|he)$/.test(lang) ? 'rtl' : 'ltr'}>
      ${gate(args, html`<p slot="preview"><b>${new Intl.DisplayNames(lang, { type: 'language' }).of(lang)}</b></p>`)}
    </section>`)}`,
});
