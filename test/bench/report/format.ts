import type { Summary } from '../statistics.ts';

/** `121 (109–140)`: median, least and most. */
export function showMs({ median, min, max }: Summary): string {
  const digits = median < 20 ? 1 : 0;
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

export function showRatio({ median, min, max }: Summary): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

export function showMb({ max }: Summary): string {
  return max.toFixed(0);
}

export function showCount(count: number): string {
  return count.toLocaleString('en-US');
}
