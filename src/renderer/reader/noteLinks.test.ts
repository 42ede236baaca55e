import { describe, expect, it } from 'vitest';
import { dossierLinks } from './noteLinks';

const ID = '0e2b1f3a-1111-4222-8333-444455556666';

describe('dossierLinks', () => {
  it('finds links to passages, documents and highlights', () => {
    const text = `See [the tide table](dossier:document/${ID}#10-42), [all of it](dossier:document/${ID}) and [this](dossier:highlight/${ID}).`;
    expect(dossierLinks(text)).toEqual([
      { kind: 'document', words: 'the tide table', id: ID, at: { from: 10, to: 42 } },
      { kind: 'document', words: 'all of it', id: ID, at: null },
      { kind: 'highlight', words: 'this', id: ID },
    ]);
  });

  it('takes nothing else for a link', () => {
    expect(dossierLinks('[web](https://example.org) dossier:document/x [x](dossier:document/x)')).toEqual([]);
  });
});
