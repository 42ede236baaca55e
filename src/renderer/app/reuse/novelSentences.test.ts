import { expect, it } from 'vitest';
import { joinedRanges, stepRange, uncovered } from './novelSentences';

const TEXT = 'One came. Two went. Three stayed.\n\nFour slept.';

it('joins ranges that touch or are apart by white space, in any order', () => {
  const ranges = [
    { from: 10, to: 19 },
    { from: 0, to: 9 },
    { from: 35, to: 46 },
  ];
  expect(joinedRanges(ranges, TEXT).map(({ from, to }) => TEXT.slice(from, to))).toEqual([
    'One came. Two went.',
    'Four slept.',
  ]);
});

it('finds what no range covers, block by block, without signs alone', () => {
  const blocks = [
    { from: 0, to: 33 },
    { from: 35, to: 46 },
  ];
  const of = (covered: { from: number; to: number }[]): string[] =>
    uncovered(blocks, covered, TEXT).map(({ from, to }) => TEXT.slice(from, to));
  expect(of([{ from: 10, to: 18 }])).toEqual(['One came.', '. Three stayed.', 'Four slept.']);
  expect(of([{ from: 0, to: 32 }])).toEqual(['Four slept.']);
  expect(of([])).toEqual(['One came. Two went. Three stayed.', 'Four slept.']);
});

it('steps to the next and previous range round the ends', () => {
  const ranges = [
    { from: 5, to: 6 },
    { from: 20, to: 30 },
  ];
  expect(stepRange(ranges, 5, 1)).toEqual(ranges[1]);
  expect(stepRange(ranges, 25, 1)).toEqual(ranges[0]);
  expect(stepRange(ranges, 5, -1)).toEqual(ranges[1]);
  expect(stepRange([], 5, 1)).toBeNull();
});
