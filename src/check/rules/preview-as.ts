import { quoted, warning, type Finding } from '../finding.js';
import { accessWords } from '../names.js';
import type { Page } from '../page.js';
import { at, attribute } from '../tree.js';

/** `preview-as` is for editors; on a page for readers it shows everybody the same. */
export function* previewAs({ gates }: Page): Generator<Finding> {
  for (const gate of gates) {
    const word = attribute(gate, 'preview-as');
    if (word === undefined) continue;
    yield warning(
      'preview-as',
      at(gate, 'preview-as'),
      accessWords.includes(word)
        ? `preview-as was left in: every reader sees this gate as ${quoted(word)}, whoever has paid.`
        : `preview-as was left in, and ${quoted(word)} is no access word; those are ${accessWords.join(', ')}.`,
      'Remove the attribute.',
    );
  }
}
