import { describe, expect, it } from 'vitest';
import type { FeedDocument } from '../model/search';
import { createSearchIndex } from './searchIndex';
import { languageCorpora, languageFigures } from './testing/languageCorpus';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('searching in the languages of the region', () => {
  it.each(languageCorpora(80, 5).map((corpus) => [corpus.language, corpus] as const))(
    'in %s it finds what stands in running text, and little else',
    (_language, corpus) => {
      const index = createSearchIndex();
      corpus.documents.forEach((text, number) => {
        const document: FeedDocument = {
          kind: 'document',
          id: id(number),
          title: String(number),
          publisher: null,
          agency: null,
          authors: [],
          published: null,
          language: null,
          importedAt: '2026-01-01T00:00:00Z',
          textSha256: '',
          text,
          highlights: [],
        };
        index.put(document);
      });
      const { recall, precision, wrong } = languageFigures(corpus, (query) => {
        const { groups } = index.search(query, { limit: 1000, hitsPerDocument: 1, typing: false });
        return new Set(groups.map(({ document }) => Number(document!.slice(-6))));
      });
      expect(recall, JSON.stringify(wrong)).toBeGreaterThanOrEqual(0.95);
      expect(precision, JSON.stringify(wrong)).toBeGreaterThanOrEqual(0.9);
    },
  );
});
