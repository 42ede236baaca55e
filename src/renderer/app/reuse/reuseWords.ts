import type { NamedDocument, ReuseKind, ReusePartner } from '../../../core/model/reuse';
import { writtenShare } from '../../../core/model/reuse';
import { writtenDate } from '../../../core/model/date';
import { counted } from '../../../core/text/writtenNumber';

/** When the partner was published, seen from the document: "published 2 days earlier". Empty where nobody knows. */
export function writtenOrder({ order, days }: Pick<ReusePartner, 'order' | 'days'>): string {
  switch (order) {
    case 'same':
      return 'published the same day';
    case 'unknown':
      return 'order of publication not known';
    default:
      return days === null ? `published ${order}` : `published ${counted(days, 'day', 'days')} ${order}`;
  }
}

/** What the partner is to the document. */
export const KINDS: Readonly<Record<ReuseKind, string>> = {
  'near-duplicate': 'Near-same text',
  contained: 'Contains nearly all of this',
  contains: 'Nearly all of it is here',
  quotation: 'Shares a quotation',
  passages: 'Shares passages',
};

/** Both directions in one line. */
export const writtenShares = ({ share, shareOther }: Pick<ReusePartner, 'share' | 'shareOther'>): string =>
  `${writtenShare(share)} of this is there, ${writtenShare(shareOther)} of that is here`;

/** Where and when, after a title: "The Herald, 12 June 2019". */
export const writtenSource = ({ publisher, published }: NamedDocument): string =>
  [publisher, published && writtenDate(published)].filter(Boolean).join(', ');
