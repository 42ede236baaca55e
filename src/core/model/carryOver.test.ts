import { describe as suite, expect, it } from 'vitest';
import { describe } from './anchor';
import {
  carryAnchor,
  carryHighlight,
  carryLayers,
  carryMetadata,
  carryRepairs,
  type Carried,
} from './carryOver';
import type { Layer, Metadata } from './document';
import type { Highlight } from './highlight';

const BEFORE =
  'Harbour talks resume\n\nOfficials met in the harbour office on Monday. They spoke of sanctions.\n\nNobody signed anything.';
const anchorOf = (quote: string, text = BEFORE) => {
  const from = text.indexOf(quote);
  return describe(text, { from, to: from + quote.length });
};

suite('carryAnchor', () => {
  const AFTER =
    'Correction added\n\nHarbour talks resume\n\nOfficials met in the harbour office on Tuesday. They spoke of sanctions!\n\nNobody signed anything.';
  it('follows a passage whose words stand elsewhere', () => {
    const carried = carryAnchor(AFTER, anchorOf('Nobody signed anything.'));
    expect(carried).toMatchObject({ status: 'sure', anchor: { from: AFTER.indexOf('Nobody') } });
  });

  it('takes other punctuation for the same words', () => {
    const carried = carryAnchor(AFTER, anchorOf('They spoke of sanctions.'));
    expect(carried).toMatchObject({ status: 'sure', anchor: { quote: 'They spoke of sanctions!' } });
  });

  it('suggests a few of some places, and none of very many', () => {
    const line = 'Share this page.\n\n';
    const anchor = { ...anchorOf('Nobody'), quote: 'Share this page', prefix: '', suffix: '' };
    expect(carryAnchor(line.repeat(20), anchor)).toMatchObject({
      status: 'unsure',
      candidates: [{ from: 0, to: 15 }, { from: line.length }, { from: 2 * line.length }],
    });
    expect(carryAnchor(line.repeat(21), anchor)).toEqual({ status: 'lost', candidates: [] });
  });

  it('asks where a word was changed, and suggests the place', () => {
    const carried = carryAnchor(AFTER, anchorOf('Officials met in the harbour office on Monday'));
    expect(carried.status).toBe('unsure');
    const [best] = (carried as Extract<Carried, { candidates: unknown }>).candidates;
    expect(AFTER.slice(best!.from, best!.to)).toBe('Officials met in the harbour office on Tuesday');
  });

  it('asks which of two copies without context it is', () => {
    const copies = 'Fog. Nobody signed. Rain. Nobody signed. Sleet.';
    const carried = carryAnchor(copies, { ...anchorOf('Nobody signed'), prefix: '', suffix: '' });
    expect(carried).toMatchObject({ status: 'unsure', candidates: [{ from: 5 }, { from: 26 }] });
  });

  it('says that a passage is lost', () => {
    expect(carryAnchor('The kiosk sells tea and maps.', anchorOf('They spoke of sanctions'))).toEqual({
      status: 'lost',
      candidates: [],
    });
  });

  it('keeps the id, and the old words of what is to be checked', () => {
    const highlight: Highlight = {
      id: '11111111-1111-4111-8111-111111111111',
      document: '22222222-2222-4222-8222-222222222222',
      anchor: anchorOf('They spoke of sanctions'),
      tags: [],
      comment: 'Why?',
      createdAt: '2026-01-01T00:00:00.000Z',
      changedAt: '2026-01-01T00:00:00.000Z',
    };
    const next = '33333333-3333-4333-8333-333333333333';
    const lost = carryHighlight(highlight, next, { status: 'lost', candidates: [] });
    expect(lost).toEqual({ ...highlight, document: next, check: { status: 'lost' } });
    const anchor = anchorOf('They spoke');
    // Found in a later version after all.
    expect(carryHighlight(lost, next, { status: 'sure', anchor })).toEqual({
      ...highlight,
      document: next,
      anchor,
    });
  });
});

const metadata = (changes: Partial<Metadata>): Metadata => ({
  title: 'Harbour talks',
  publisher: null,
  agency: null,
  authors: [],
  published: null,
  updated: null,
  language: 'en',
  address: null,
  placeLine: null,
  reliability: null,
  custom: {},
  ...changes,
});

suite('carryMetadata', () => {
  it('keeps corrections and own fields, and guesses the rest anew', () => {
    const before = {
      metadata: metadata({
        publisher: 'The Quay',
        published: '2026-01-02',
        reliability: 'B2',
        custom: { Desk: 'East' },
      }),
      guessed: ['published' as const],
    };
    const asRead = metadata({ published: '2026-01-02' });
    const read = {
      metadata: metadata({ title: 'Harbour talks end', published: '2026-01-03', publisher: 'Quay' }),
      guessed: ['published' as const, 'publisher' as const],
      evidence: { published: 'the line above', publisher: 'the foot' },
    };
    expect(carryMetadata(before, asRead, read)).toEqual({
      // The title was the file's own, so the new file's own follows it.
      metadata: metadata({
        title: 'Harbour talks end',
        publisher: 'The Quay',
        published: '2026-01-03',
        reliability: 'B2',
        custom: { Desk: 'East' },
      }),
      guessed: ['published'],
      evidence: { published: 'the line above' },
    });
    const unread = carryMetadata(before, null, read);
    expect(unread.metadata).toMatchObject({ title: 'Harbour talks', published: '2026-01-03' });
    expect(unread.guessed).toEqual(['published']);
  });
});

suite('carryLayers and carryRepairs', () => {
  const before = 'Share this page\n\nThe ferry left.\n\nSubscribe today\n\nThe end of it.';
  const after =
    'New first line.\n\nShare this page\n\nThe ferry left at dawn.\n\nSubscribe today\n\nThe end of it.';
  const layer = (text: string, words: string, more: Partial<Layer> = {}): Layer => ({
    from: text.indexOf(words),
    to: text.indexOf(words) + words.length,
    reason: 'furniture',
    label: 'sharing controls',
    active: true,
    ...more,
  });

  it('keeps what was decided of equal parts, and what was folded by hand', () => {
    const carried = carryLayers(
      {
        text: before,
        blocks: [],
        layers: [
          layer(before, 'Share this page', { active: false }),
          layer(before, 'Subscribe today', { by: 'person' }),
        ],
      },
      { text: after, blocks: [], layers: [layer(after, 'Share this page')] },
    );
    expect(carried).toEqual([
      layer(after, 'Share this page', { active: false }),
      layer(after, 'Subscribe today', { by: 'person' }),
    ]);
  });

  it('moves repairs whose words stand, and drops the others', () => {
    const repairs = [
      { at: before.indexOf('The ferry'), kind: 'quote' as const },
      { at: before.indexOf('The end'), kind: 'heading' as const, level: 2 },
    ];
    expect(carryRepairs(before, after, repairs)).toEqual([{ ...repairs[1], at: after.indexOf('The end') }]);
  });
});
