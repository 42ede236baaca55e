import { ChevronDown } from 'lucide-react';
import type { Range } from '../../core/model/range';
import { writtenNumber } from '../../core/text/writtenNumber';
import { IconButton, Menu } from '../ui';

/** The outlet of a document, and how many documents are of it. */
export type KnownOutlet = { readonly name: string; readonly documents: number };

export type TeachMenuProps = {
  label: string;
  outlet: KnownOutlet;
  range: Range;
  onTeach: (range: Range, furniture: boolean) => void;
};

/** What can be said of a part for all documents of its outlet. */
export function TeachMenu({ label, outlet: { name, documents }, range, onTeach }: TeachMenuProps) {
  return (
    <Menu
      label={label}
      trigger={<IconButton label={label} size="small" icon={<ChevronDown aria-hidden />} />}
      items={[
        {
          id: 'fold-all',
          label: `Fold in all ${writtenNumber(documents)} documents of ${name}`,
          isDisabled: documents < 2,
          run: () => onTeach(range, true),
        },
        { id: 'never', label: `Never fold this line of ${name}`, run: () => onTeach(range, false) },
      ]}
    />
  );
}
