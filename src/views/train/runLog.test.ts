import { expect, it } from 'vitest';
import { logLimit } from '../../store/liveRun';
import { joinLog } from './runLog';

const line = (second: number, text: string) =>
  `2026-01-31 12:00:${String(second).padStart(2, '0')},500 - INFO - ${text}`;

it('puts earlier sessions before this one and no line twice', () => {
  const stored = [line(1, 'first session'), line(10, 'started'), line(11, 'epoch 1')];
  const live = [
    { index: 0, text: line(10, 'started') },
    { index: 1, text: line(11, 'epoch 1') },
  ];
  expect(joinLog(stored, live).map(({ text }) => text)).toEqual([
    line(1, 'first session'),
    ...live.map(({ text }) => text),
  ]);
});

it('knows lines again that were heard a second after they were written', () => {
  const stored = [line(1, 'first session'), line(10, 'started'), line(10, '8 epochs'), line(12, 'epoch 1')];
  const live = ['started', '8 epochs', 'epoch 1'].map((text, index) => ({
    index,
    text: line(11 + index, text),
  }));
  expect(joinLog(stored, live).map(({ text }) => text)).toEqual([
    line(1, 'first session'),
    ...live.map(({ text }) => text),
  ]);
});

it('shows what is stored when nothing is heard, each line with its own number, the last ones only', () => {
  const stored = Array.from({ length: logLimit + 20 }, (_, index) => line(1, `line ${index}`));
  const lines = joinLog(stored, []);
  expect(lines).toHaveLength(logLimit);
  expect(lines.at(-1)!.text).toBe(stored.at(-1));
  expect(new Set(lines.map(({ index }) => index)).size).toBe(logLimit);
});
