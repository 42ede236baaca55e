import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Kbd } from './Kbd';
import styles from './Tooltip.module.css';

export type TooltipProps = {
  text: string;
  keys?: string | undefined;
  placement?: 'top' | 'bottom' | 'left' | 'right';
  /** One element that can have focus (a Button of this kit). */
  children: ReactNode;
};

/** A few words that appear beside a control under the pointer or with focus. Never the only place a fact is told. */
export function Tooltip({ text, keys, placement = 'bottom', children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className={styles.tooltip!} placement={placement} offset={6}>
        {text}
        {keys !== undefined && <Kbd keys={keys} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
