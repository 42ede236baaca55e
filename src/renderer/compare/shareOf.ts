/** A share in words: a hundred per cent is said only where nothing differs, none only where nothing is shared. */
export function shareOf(share: number, changes: number): string {
  const per = Math.round(share * 100);
  if (per === 100 && changes > 0 && share < 1) return '99 %';
  if (per === 0 && share > 0) return 'under 1 %';
  return `${per} %`;
}
