import styles from './Slider.module.css';

export type SliderProps = {
  /** What is chosen by sliding, for who hears it. */
  label: string;
  /** From 0. */
  value: number;
  /** How many places there are, and what each is called. */
  names: readonly string[];
  onChange: (value: number) => void;
};

/** Chooses one of a few places in order: arrow keys, Home and End, or the pointer. The name of the place is said. */
export function Slider({ label, value, names, onChange }: SliderProps) {
  // The system's own: it brings keys, touch and forced colours, and says its place by name.
  return (
    <input
      type="range"
      className={styles.slider}
      aria-label={label}
      aria-valuetext={names[value]}
      min={0}
      max={names.length - 1}
      step={1}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
    />
  );
}
