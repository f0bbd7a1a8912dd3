import { expect } from '@open-wc/testing';
import { createTab } from './tab.js';

describe('the author of a page', () => {
  it('is told once of a mistake that many gates share', async () => {
    const tab = createTab();
    tab.configure();
    for (const name of ['one', 'one two', 'one']) tab.watch(name);
    await tab.settle();
    expect(tab.log.map((line) => /^warn .*offer-id "(\w+)" does not look like/.exec(line)?.[1])).to.have.members(['one', 'two']);
  });

  it('hears what to write where something cannot work, and a warning where it can', async () => {
    const tab = createTab();
    tab.configure({ apiBase: 'https://elsewhere.example' });
    await tab.settle();
    tab.configure({ apiBase: undefined, maxAge: 100_000, ...{ colour: 'red' } });
    await tab.settle();
    const [error, ...warnings] = tab.log;
    expect(error).to.match(/^error .*apiBase "https:\/\/elsewhere.example" may not receive tokens.*sandbox.*trustedOrigins/);
    expect(warnings.join('\n')).to.match(/^warn .*knows no "colour".*publisherId/m).and.to.match(/^warn .*100000 is cut/m);
  });

  it('hears that ids are separated by spaces, with the ids as they would be written', async () => {
    const tab = createTab();
    tab.configure();
    tab.watch('S123456789_US, P123456789');
    await tab.settle();
    expect(tab.log.join()).to.match(/^error .*holds commas\. Separate ids by spaces: offer-id="S123456789_US P123456789"/);
  });
});
