/** What a validation had to look at, as PNG files: by the run's task, where it has pictures. */
import { writeGreyPng } from '../../formats/images/greyPng';
import type { ExamplesEvent } from '../../protocol/events';
import { describedTask, isTask } from '../../tasks/runConfig';
import type { HeardRun } from '../runListener';

export interface LoggedImage {
  tag: string;
  height: number;
  width: number;
  /** Samples of a pixel: 1 grey, 3 RGB, 4 RGBA. */
  colorspace: number;
  png: Uint8Array;
}

export function loggedPictures({ config: { task } }: HeardRun, { value }: ExamplesEvent): LoggedImage[] {
  const pictures = isTask(task) ? (describedTask(task).examplePictures?.(value) ?? []) : [];
  return pictures.map(({ name, height, width, samples }) => ({
    ...{ tag: `examples/${name}`, height, width, colorspace: 1 },
    png: writeGreyPng(samples, height, width),
  }));
}
